"""Titles without what programs add: numbers of pages, labels in headings, names of views, signs before the site."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import ld, read

NAME = "Night ferries come back"
PAGE = "https://courier.example/2024/harbour"


def title(element: str, body: str = "", head: str = "", lang: str = "en", url: str = PAGE) -> str | None:
    return read(body, head=f"<title>{element}</title>{head}", url=url, lang=lang).title


def shared(text: str, site: str = "") -> str:
    named = f'<meta property="og:site_name" content="{site}">' if site else ""
    return f'<meta property="og:title" content="{text}">{named}'


@pytest.mark.parametrize(
    ("element", "lang", "expected"),
    [
        (f"{NAME} - Page 2 of 3 - Courier", "en", NAME),
        (f"{NAME} | Page 2", "en", NAME),
        (f"{NAME} (page 12)", "en", NAME),
        ("Nachtfähren kehren zurück – Seite 2 von 3", "de", "Nachtfähren kehren zurück"),
        ("Les ferries de nuit reviennent - Page 2 sur 3", "fr", "Les ferries de nuit reviennent"),
        ("Паромы снова ходят — Страница 2 из 3", "ru", "Паромы снова ходят"),
        ("夜间渡轮恢复运行（第2页）", "zh", "夜间渡轮恢复运行"),
        (f"{NAME}, part 2", "en", f"{NAME}, part 2"),
        (f"{NAME}: 3 of 4", "en", f"{NAME}: 3 of 4"),
        ("Notes on page 2", "en", "Notes on page 2"),
        ("Page 2", "en", "Page 2"),
        ("第2页", "zh", "第2页"),
    ],
)
@pytest.mark.parametrize("heading", [False, True])
def test_the_number_of_a_page(element: str, lang: str, expected: str, heading: bool) -> None:
    body = f"<h1>{element.removesuffix(' - Courier')}</h1>" if heading else ""
    assert title(element, body, lang=lang) == expected


@pytest.mark.parametrize(
    ("heading", "stated", "expected"),
    [
        (f'<span class="label">Sponsored</span> {NAME}', NAME, NAME),
        (f'{NAME} <a href="/e">[edit]</a>', NAME, NAME),
        (f"{NAME} <span>New</span>", NAME, NAME),
        (f"<span>Nur für Abonnenten</span> {NAME}", NAME, NAME),
        (f'<a href="/opinion">Opinion</a><span>{NAME}</span>', f"Opinion | {NAME}", NAME),
        ("「速報」夜の渡し船が戻る", "夜の渡し船が戻る", "夜の渡し船が戻る"),
        (f"{NAME} in spring", NAME, f"{NAME} in spring"),
        (f"Opinion: {NAME}", f"Opinion: {NAME}", f"Opinion: {NAME}"),
        ("Cats New", "Cats", "Cats New"),
        (f"{NAME} free", NAME, f"{NAME} free"),
        ("Something new", "Something new", "Something new"),
    ],
)
def test_a_label_in_the_heading(heading: str, stated: str, expected: str) -> None:
    assert title(f"{stated} – Ferrio", f"<h1>{heading}</h1>", shared(stated)) == expected


@pytest.mark.parametrize("label", ["Opinion", "Sponsored"])
def test_a_label_in_the_heading_where_the_title_has_an_unknown_site(label: str) -> None:
    assert title(f"{NAME} - The Bay Heron", f"<h1><span>{label}</span> {NAME}</h1>") == NAME
    assert title(f"{label} for {NAME} - The Bay Heron", f"<h1>{label} for {NAME}</h1>") == f"{label} for {NAME}"


@pytest.mark.parametrize(
    "element", ["Article detail", "Post", "Detailansicht", "Loading...", "View article", "기사보기"]
)
def test_the_name_of_a_view(element: str) -> None:
    assert title(element, f"<h2>{NAME}</h2>") == NAME
    assert title(element, f"<h1>{element}</h1>") == element


def test_the_section_above_the_headline() -> None:
    page = "https://courier.example/news/night-ferries"
    assert title("News", f"<h1>News</h1><h2>{NAME}</h2>", url=page) == NAME
    assert title("News", f'<h1>News</h1><h2><a href="/x">{NAME}</a></h2>', url=page) == "News"  # a list of stories
    assert title("Ferries", f"<h1>Ferries</h1><h2>{NAME}</h2>", url=page) == "Ferries"
    assert title("News", f"<h1>News</h1><h2>{NAME}</h2>", url="https://courier.example/news/local") == "News"


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("Apple: a history", "Apple"),
        ("iPhone - a history", "iPhone"),
        ("Nature - The last refuge", "Nature"),
        ("Ferrio: how to steer it", "Ferrio"),
        ("Courier: Night ferries come back", "Courier"),
    ],
)
def test_a_title_that_begins_like_the_site(name: str, site: str) -> None:
    assert title(f"{name} | {site}", f"<h1>{name}</h1>", shared(name, site)) == name
    assert title(f"{name} | {site}", "", shared(name, site)) == name


def test_the_site_in_front_of_a_small_letter() -> None:
    assert title("Apple: a history", "", shared("Apple: a history", "Apple")) == "Apple: a history"
    assert title("Apple: iPhones of the harbour", "", shared("x", "Apple")) == "iPhones of the harbour"
    assert title(f"Ferrio: {NAME}", "", shared(f"Ferrio: {NAME}", "Ferrio")) == NAME


@pytest.mark.parametrize(
    ("element", "lang", "expected"),
    [
        (f"{NAME} ┃ The Courier", "en", NAME),
        (f"{NAME}︱The Courier", "en", NAME),
        (f"{NAME}: The Courier", "en", NAME),
        ("밤 배가 돌아온다 : 더쿠리어", "ko", "밤 배가 돌아온다"),
        ("เรือข้ามฟากกลางคืนกลับมา | ข่าวท่าเรือ", "th", "เรือข้ามฟากกลางคืนกลับมา"),
        ("Le maire : « les bateaux la nuit » au port", "fr", "Le maire : « les bateaux la nuit » au port"),
        ("Le maire : les bateaux la nuit", "fr", "Le maire : les bateaux la nuit"),
        ("Night ferries: The harbour", "en", "Night ferries: The harbour"),
    ],
)
def test_signs_between_title_and_site(element: str, lang: str, expected: str) -> None:
    links = '<a href="/">더쿠리어</a><div><a href="/t">ข่าวท่าเรือ</a></div>'
    head = '<meta property="og:site_name" content="The Courier">'
    assert title(element, f"{links}<p>{NAME[:3]}</p>", head, lang=lang) == expected


def test_a_short_chinese_title_before_underscores() -> None:
    shown = "<div>夜渡归来</div>"
    assert title("夜渡归来_社会_港口网", shown, lang="zh") == "夜渡归来"
    assert title("夜渡归来_社会_港口网", lang="zh") == "夜渡归来_社会_港口网"


def test_the_headline_in_the_schema_beside_a_code() -> None:
    item = ld({"@type": "NewsArticle", "name": "a-1305306", "headline": NAME})
    assert title("a-1305306", "", item) == NAME


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ('<ul class="tags"><li><a href="/t/a">ferries</a></li><li><a href="/t/b">night life</a></li></ul>', True),
        ('<p class="post-tags">Tags: ferries, night life</p>', True),
        ('<div class="tag cloud"><a href="/t/a">ferries</a> <a href="/t/b">night life</a></div>', False),
        ('<p>See <a href="/t/a">ferries</a> and <a href="/t/b">night life</a>.</p>', False),
    ],
)
def test_tags_in_a_box(box: str, expected: bool) -> None:
    assert read(f"<h1>{NAME}</h1>{box}").tags == (("ferries", "night life") if expected else ())


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (f"(S+) {NAME}", NAME),
        (f"{NAME} [K+] - Courier", NAME),
        (f"{NAME} [Premium]", NAME),
        (f"[Abo] {NAME}", NAME),
        (f"PREMIUM | {NAME}", NAME),
        (f"{NAME} (live)", f"{NAME} (live)"),
        (f"{NAME} (18+)", f"{NAME} (18+)"),
        (f"{NAME} (O+)", f"{NAME} (O+)"),
        (f"(A+) {NAME}", f"(A+) {NAME}"),
        (f"[Video] {NAME}", f"[Video] {NAME}"),
        (f"Harbour | {NAME}", f"Harbour | {NAME}"),
    ],
)
@pytest.mark.parametrize("heading", [False, True])
def test_the_sign_of_a_text_for_subscribers(element: str, expected: str, heading: bool) -> None:
    shown = element.removesuffix(" - Courier")
    assert title(element, f"<h1>{shown}</h1>" if heading else "", shared(shown, "Courier")) == expected


@pytest.mark.parametrize("whole", [f"(S+) {NAME}", f"{NAME} [Premium]", f"Premium | {NAME}"])
def test_the_site_behind_the_sign_of_a_text_for_subscribers(whole: str) -> None:
    assert read(f"<h1>{whole}</h1>", f"<title>{whole} - Ellery Kurier</title>").site == "Ellery Kurier"
