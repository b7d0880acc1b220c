"""Status: walls, notices, indexes and shells are told from articles, and articles are never called anything else."""

from __future__ import annotations

import pytest
import yaml

from cleaner import Config, clean
from cleaner.judge.status import assess, load_phrases
from cleaner.model import Block, Document
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from cleaner.vocabulary import STATUSES
from tests import REPO

FOLDER = REPO / "fixtures" / "status"
CASES = yaml.safe_load((FOLDER / "cases.yaml").read_text("utf-8"))


def test_fixtures_reach_over_ten_languages() -> None:
    assert len(CASES) >= 60
    assert len({case["language"] for case in CASES.values()}) >= 10
    assert {case["status"] for case in CASES.values()} >= set(STATUSES) - {"partial"}


@pytest.mark.parametrize("name", CASES)
def test_page(name: str) -> None:
    """Whatever the body judge keeps of such a page: everything, or only what is no link."""
    case = CASES[name]
    document = read_html((FOLDER / case["file"]).read_text("utf-8"))
    everything = [True] * len(document.blocks)
    unlinked = [block.link_chars < len(block.text) for block in document.blocks]
    for keep in (everything, unlinked):
        assert assess(document, keep, case.get("http_status")) == case["status"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["status"] == "ok"])
def test_articles_about_walls_stay_articles_in_plain_text(name: str) -> None:
    document = read_html((FOLDER / CASES[name]["file"]).read_text("utf-8"))
    text = read_text("\n\n".join(block.text for block in document.blocks))
    assert assess(text, [True] * len(text.blocks)) == "ok"


def test_wall_in_plain_text() -> None:
    text = read_text("Just a moment...\n\nVerify you are human by completing the action below.\n\nRay ID: 7f3a\n")
    assert assess(text, [True] * len(text.blocks)) == "blocked"


def test_error_code_with_a_whole_article_is_an_article() -> None:
    """Some sites answer 403 or 404 and send the story all the same."""
    prose = "The council met on Tuesday evening and talked for three hours about the old mill by the river. " * 3
    document = Document(tuple(Block(index, "paragraph", f"{index}. {prose}") for index in range(10)))
    for code in (401, 402, 403, 404, 410, 429, 451, 503):
        assert assess(document, [True] * 10, code) == "ok"


def test_cut_page_is_partial() -> None:
    prose = "The council met on Tuesday evening and talked for three hours about the old mill by the river. " * 5
    document = Document((Block(0, "paragraph", prose),), partial="the page ends inside a tag")
    assert assess(document, [True]) == "partial"


def test_nothing_kept_is_empty() -> None:
    document = Document((Block(0, "paragraph", "Imprint"),))
    assert assess(document, [False]) == "empty"
    assert assess(Document(()), []) == "empty"


def test_phrases_are_as_they_are_compared() -> None:
    """Lower case, straight quotes, no doubles between kinds that exclude each other."""
    phrases = load_phrases()
    for group in (*phrases.notices.values(), *phrases.titles.values()):
        for phrase in group:
            assert phrase == phrase.lower().strip()
            assert not set("’‘“”") & set(phrase)
    assert not set(phrases.notices["consent"]) & set(phrases.notices["paywall"])


@pytest.mark.parametrize(
    "story",
    [
        "A grey box asks the reader to accept all cookies before the first line of the story can be seen at all. "
        "|Ines Calder clicks on reject all, notes how long it took and goes on to the next site of her long list."
        "|Her report says that half of the boxes hide the button, and the town paid for it with money that was left.",
        "Beim ersten Aufruf verlangt ein Kasten, dass man alle Cookies akzeptieren möge, und man klickt einfach."
        "|Wer in den Kasten schaut, findet weit unten auch die Cookie-Einstellungen, mit sechshundert Partnern."
        "|Die Stadt will nun wissen, wie lange das dauert, und hat dafür eine Stelle im alten Rathaus eingerichtet.",
    ],
)
def test_a_story_about_notices_is_no_notice(story: str) -> None:
    """Prose that names what a notice says in the midst of its sentences tells of the notice."""
    texts = story.split("|")
    document = Document(tuple(Block(nth, "paragraph", text) for nth, text in enumerate(texts)))
    assert assess(document, [True] * len(texts)) == "ok"


STORY = (
    "The council voted on Tuesday to bring the night ferries back after nine years, at first for two years.\n"
    "Eight members voted for the plan and three against, and the boats will run every forty minutes all night.\n"
)
DIALOGUE = (
    "We and our partners store and access information on a device.\n"
    "You can subscribe to read without tracking. Already a subscriber? Log in\nManage cookies\nAccept all\n"
)
WALL = "Subscribe to continue reading\nAlready a subscriber? Log in\n"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (STORY + DIALOGUE, "ok"),
        (DIALOGUE + STORY, "ok"),
        (STORY + WALL, "paywall"),
        (STORY + WALL + DIALOGUE, "paywall"),
        (DIALOGUE + STORY + WALL, "paywall"),
    ],
)
def test_a_consent_dialogue_may_offer_a_subscription(text: str, status: str) -> None:
    document = read_text(text)
    assert assess(document, [block.text in STORY for block in document.blocks]) == status


@pytest.mark.parametrize(
    ("title", "stays"), [("Page not found", False), ("Seite nicht gefunden", False), ("Archive", True)]
)
def test_lists_of_a_missing_page_are_those_of_others(title: str, stays: bool) -> None:
    """On a listing, "Most read" heads the text itself, but not where the title says that there is no such page."""
    names = ("Bridge repairs to last until May", "Ten gardens to see before the frost", "Bus drivers vote on new rota")
    items = "".join(f'<li><a href="/{nth}">{name}</a></li>' for nth, name in enumerate(names))
    page = f"<title>{title} | Courier</title><main><h1>{title}</h1><h2>Most read</h2><ul>{items}</ul></main>"
    config = Config.model_validate({"clean": {"kind": "listing", "prefer": "recall"}})
    assert all((name in clean(page, config=config).text) is stays for name in names)


@pytest.mark.parametrize(
    "last",
    [
        "投票では八人が賛成し、残り三人が反対した。",
        "Do otwarcia pozostało dziewięć dni.",
        "Il vous reste neuf jours pour acheter une carte.",
        "Bültenimize abone olun",
    ],
)
def test_words_for_what_is_left_ask_for_no_payment(last: str) -> None:
    assert (
        clean(f"Night ferries\n\n{'The council voted on Tuesday. ' * 5}\n\n{last}", content_type="text/plain").status
        == "ok"
    )


SHORT_WALLS = {
    "blocked": (
        ("Checkpoint", "We're verifying your browser", "Owner of this site? Click here"),
        ("Harbour beer", "Are you of legal drinking age?", "Enter your date of birth to go on"),
        ("Altersprüfung", "Sind Sie über 18 Jahre alt?", "Ja"),
        ("Hafen", "Unsere Seite wird gerade gewartet.", "Bald sind wir zurück."),
        ("Порт", "Проверяем ваш браузер, это займёт несколько секунд.", "Подождите"),
        ("港", "拖动下方滑块完成验证", "返回"),
        ("Tickets", "You are now in line", "Your estimated wait time is more than an hour."),
        ("Пароль", "Введите символы с картинки, чтобы продолжить.", "Дальше"),
    ),
    "not-found": (
        ("502 Bad Gateway", "nginx", "The end"),
        ("302 Found", "The document has moved here.", "The end"),
        ("Port", "There is currently no text in this page.", "Search"),
        ("port.example", "This domain is for sale", "Ask for the price"),
        ("Port", "There has been a critical error on this website.", "Learn more"),
        ("Přístav", "Hledaná stránka neexistuje nebo byla přesunuta.", "Úvod"),
        ("Havn", "Siden, du leder efter, findes ikke længere.", "Forside"),
        ("Порт", "Сторінка, яку ви шукаєте, не існує.", "Головна"),
    ),
    "login": (
        ("Port: protected", "This content is password protected. Enter the password below.", "Password:"),
        ("Přístav", "Heslo", "Zapomenuté heslo?"),
        ("Satama", "Salasana", "Unohditko salasanasi?"),
    ),
    "ok": (
        ("Bridge closed", "The harbour bridge is undergoing maintenance, the council said on Tuesday.", "Buses run."),
        ("Wartungsarbeiten", "Am Tunnel werden am Wochenende Wartungsarbeiten durchgeführt.", "Busse fahren."),
        ("Win two tickets", "You must be 18 or older to take part. Send us your name by Friday.", "Good luck."),
        ("Access blocked to the quay", "Nobody may enter the quay until Friday, the harbour office said.", "Ask us."),
        ("Ferry queue", "The estimated wait time is two hours, the harbour office said on Tuesday.", "Go by bus."),
        ("Runtime error", "A runtime error occurs while a program runs, not while it is compiled.", "See also."),
        ("502 Bad Gateway", f"A proxy got no valid answer. {'Read the log of the server behind it. ' * 6}", "See 504."),
        ("Under maintenance", f"The lock is closed. {'Boats go around the island to the pier. ' * 6}", "Call us."),
        ("The crane", "The old crane is down for maintenance since Monday.", "It works again on Friday."),
        ("La grúa", "Vías en mantenimiento hasta mayo", "La oficina pide llamar antes."),
        ("Security checkpoint", "Passengers open their bags at the gate of the pier.", "It takes four minutes."),
        ("Кафе", "Вам есть 18 минут до катера? Зайдите к нам.", "Открыто до десяти."),
        ("Library", "The library has set up Anubis to protect its catalogue against scrapers, it said.", "It works."),
        ("Site down", "The site was down on Tuesday after an error establishing a database connection.", "It is back."),
        ("橋", "市は週末に橋のメンテナンスを実施すると発表した。", "バスは通常どおり運行する。"),
    ),
}


@pytest.mark.parametrize(
    ("status", "texts"), [(kind, texts) for kind, all_of in SHORT_WALLS.items() for texts in all_of]
)
def test_short_pages(status: str, texts: tuple[str, str, str]) -> None:
    """Gates of age, maintenance, errors and domains for sale; and short news of the same things."""
    title, first, last = texts
    page = f"<title>{title} | Site</title><h1>{title}</h1><p>{first}</p><p>{last}</p><a href=/>Home</a>"
    document = read_html(page)
    assert assess(document, [True] * len(document.blocks), html=page) == status


def test_a_list_of_products_beside_a_form_to_log_in() -> None:
    items = "".join(
        f"<li><b>Gear bag {nth}</b> <span>Holds {nth} litres</span> <i>${nth}.00</i></li>" for nth in range(80)
    )
    page = f"<title>Bags</title><h1>Bags</h1><ul>{items}</ul><form><p>Password</p><p>Lost your password?</p></form>"
    for html, status in ((page, "ok"), (page.replace(items, ""), "login")):
        document = read_html(html)
        assert assess(document, [True] * len(document.blocks), html=html) == status


@pytest.mark.parametrize(
    ("script", "text", "status"),
    [
        ("window._cf_chl_opt = {}", "Ett ögonblick", "blocked"),
        ("", "", "empty"),
        ("a.src = '/cdn-cgi/challenge-platform/h/g/scripts/jsd/main.js'", "The ferries return. " * 5, "ok"),
        ("window._cf_chl_opt = {}", "The ferries return. " * 100, "ok"),
        ("", "A page of the maker names px-captcha and _cf_chl_opt. " * 3, "ok"),
    ],
)
def test_programs_that_check_for_robots(script: str, text: str, status: str) -> None:
    """They are known in any language, but only on a page that shows little."""
    assert clean(f"<html><body><p>{text}</p>{f'<script>{script}</script>' if script else ''}").status == status


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Access denied: hotel closed after smoke in the cellar", "ok"),
        ("Not found: the missing bell of the old town", "ok"),
        ("Access denied: Port Ellery", "blocked"),
        ("Page not found: The Ellery Courier", "not-found"),
        ("Access denied", "blocked"),
    ],
)
def test_a_headline_behind_a_colon_is_no_notice(title: str, status: str) -> None:
    prose = "Two hundred people had to leave the hotel on Monday night. Nobody was hurt, the firemen said."
    page = read_html(f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{prose}</p></body></html>")
    assert assess(page, [True] * len(page.blocks)) == status


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Page has moved", "<a href=ferries.html><h3>Click here...</h3></a>"),
        ("Local index - HTTrack Website Copier", "<h1>Index of locally available sites:</h1><p><a href=a/>a</a></p>"),
    ],
)
def test_pages_that_a_mirroring_program_adds_are_no_articles(title: str, said: str) -> None:
    page = read_html(f"<html><head><title>{title}</title></head><body>{said}</body></html>")
    assert assess(page, [True] * len(page.blocks)) == "not-found"
