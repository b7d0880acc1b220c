"""Plain text dumps of whole pages: the lines around the headline, dialogues, inserts, and the last sentences."""

from __future__ import annotations

import pytest

from cleaner import Article, clean
from cleaner.judge.masthead import find_masthead
from cleaner.read.text import read_text

TITLE = "The county rebuilds three bridges before winter"
PROSE = [
    f"{TITLE}: Marlow has closed them since the flood in July, and the board decided on Wednesday to wait no longer.",
    "The largest of them carries about four thousand cars a day and has been closed since one of its piers moved.",
    "Work begins in October and should end before the first heavy frost, usually in the last week of November.",
]


def dumped(text: str) -> Article:
    return clean(text, content_type="text/plain")


@pytest.mark.parametrize(
    "above",
    [
        "Skip to content\nLocal News",
        "Skip to content\nHome\nNews\nLocal",
        "Skip to content\n21 May 2024, 11:42",
        "Skip to content\n2024-05-21 11:42 Marlow Register/Local",
        "Skip to content\nForum > Bridges",
        "Skip to content\nMarlow Register —",
    ],
)
def test_names_of_sections_and_days_are_no_title(above: str) -> None:
    article = dumped("\n".join([above, TITLE, *PROSE]))
    assert article.title == TITLE
    assert article.text == "\n\n".join([TITLE, *PROSE])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"The bridges\nHow a county came to rebuild what the water took\n{PROSE[0]}\n{PROSE[1]}", "The bridges"),
        (f"Skip to content\nThe bridges\n{PROSE[0]}\n{PROSE[1]}", "The bridges"),
        (f"Home\n{PROSE[0]}\n{PROSE[1]}\nAdvertisement\n{PROSE[2]}", None),
    ],
)
def test_a_short_title_stays_one(text: str, title: str | None) -> None:
    assert dumped(text).title == title


def test_a_short_headline_below_the_names_of_sections() -> None:
    said = ["Burmistrz przeciął wstęgę w deszczu, a pierwszy przejechał autobus szkolny i dzieci.", "Most stoi."]
    top = ["Strona główna", "Wiadomości", "Region", "Most w Ustce znów otwarty", "4 maja 2023, 12:40", "Udostępnij"]
    article = dumped("\n".join([*top, *said, "Czytaj też: Port czeka na pogłębienie toru wodnego", *said[:1]]))
    assert article.title == "Most w Ustce znów otwarty"
    assert "Wiadomości" not in article.text


def test_a_standfirst_makes_no_section_of_a_short_title() -> None:
    text = ["Home", "The Ferryman", "A poem about a river", "Share", *PROSE[1:]]
    assert dumped("\n".join(text)).title == "The Ferryman"


def test_the_name_and_address_above_a_life_stay() -> None:
    life = [
        "Mary Ellen Stokes", "14 Tanner Row, Leeds", "mary.stokes@courier.example", "", "Profile",
        "Librarian with twelve years of experience in local archives.", "", "Experience",
        "2015–2023 Archivist, Leeds Central Library", "2011–2015 Assistant, Otley Museum", "", "Languages", "English",
    ]  # fmt: skip
    text = dumped("\n".join(life)).text
    assert life[0] in text
    assert life[2] in text


def test_the_names_of_sections_above_prose_stay() -> None:
    text = "\n".join(["Advertisement", PROSE[0], "The cost", PROSE[1], TITLE, PROSE[2]])
    assert "The cost" in dumped(text).text


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Maria Whitlock — 9 June 2023, 12:10", ("Maria Whitlock",)),
        ("Maria Whitlock\nMarlow - 9 June 2023", ("Maria Whitlock",)),
        ("By Maria WhitlockPublished 4:02 PM EDT, Mon April 8, 2024", ("Maria Whitlock",)),
        ("Marlow Bridge — 9 June 2023", ()),
        ("Maria Whitlock\nUntil 9 June 2023", ()),
    ],
)
def test_names_beside_a_day_sign(line: str, names: tuple[str, ...]) -> None:
    assert dumped("\n".join([TITLE, line, *PROSE])).authors == names


@pytest.mark.parametrize(
    ("begin", "agency"),
    [
        ("Gera (dpa) - ", ("dpa",)),
        ("КОСТРОМА, 21 мая. /ТАСС/. ", ("ТАСС",)),
        ("Jaén, 9 ago (EFE).- ", ("EFE",)),
        ("PORT CALDER, Maine (AP) — ", ("AP",)),
        ("The dam (AP) was built by farmers. ", ()),
        ("Gera (Saxony) - ", ()),
    ],
)
def test_an_agency_in_the_dateline_signs(begin: str, agency: tuple[str, ...]) -> None:
    assert dumped("\n".join([TITLE, f"{begin}{PROSE[0]}", *PROSE[1:]])).authors == agency


def test_bylines_days_and_hashtags_of_a_dump_go() -> None:
    kept = [TITLE, *PROSE]
    top = ["Skip to content", TITLE, "By Maria Whitlock", "2022. 11. 3. 21:15", "Share this article", *PROSE]
    assert dumped("\n".join([*top, "#Bridges", "#Marlow"])).text == "\n\n".join(kept)


@pytest.mark.parametrize("line", ["#Bridges", "He wrote #Bridges and #Marlow on the wall.", "C# #12"])
def test_other_lines_with_a_hash_stay(line: str) -> None:
    assert line in dumped("\n".join([TITLE, PROSE[0], line, *PROSE[1:]])).text


def test_hashtags_between_sentences_stay_and_those_below_go() -> None:
    text = dumped("\n".join([TITLE, PROSE[0], "#Bridges", "#Marlow", PROSE[1], PROSE[2], "#October #Frost"])).text
    assert "#Bridges\n" in text
    assert "#Marlow" in text
    assert "#October" not in text


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("— Werbung?", "— Nein, ein Bericht. Er soll im Sommer aufhören, sagt der Doktor."),
        ("— Реклама?", "— Нет, афиша. Приходите в субботу, вход бесплатный, только обувь снимайте."),
        ("– Reklam?", "– Nej, vi har inte annonserat alls, folk kommer ändå ut till fyren."),
        ("「シェア？」", "「いえ、一人で食べます。駅の売店で買ったものですから、どうぞお構いなく」"),
        ("— Publicité ?", "— Non, c'est un horaire, il y a même un train pour Limoges le dimanche."),
    ],
)
def test_a_question_of_a_dialogue_stays(asked: str, answered: str) -> None:
    assert asked[2:] in dumped(f"{answered}\n{asked}\n{answered}\n{answered}").text


@pytest.mark.parametrize("line", ["— Werbung —", "— Werbung", "Werbung"])
def test_a_label_with_dashes_goes(line: str) -> None:
    said = "Die Brücke wird im Herbst neu gebaut, und der Verkehr fährt so lange über die alte Straße im Tal."
    assert "Werbung" not in dumped(f"Die neue Brücke im Tal\n{said}\n{line}\n{said[:-1]}, sagt der Rat.").text


@pytest.mark.parametrize("last", ["The old deck goes to a farmer.", "It costs two million, which the state pays back."])
def test_text_goes_on_below_one_related_title(last: str) -> None:
    said = "“We looked at repair and the numbers did not work,” said the engineer of the county at the hearing."
    text = "\n".join([TITLE, *PROSE[:2], "Read also", "School buses take the long way round", said, last])
    assert dumped(text).text.endswith(last)


def test_the_tail_below_several_related_titles_goes() -> None:
    titles = ["School buses take the long way round", "Who is running for sheriff", "Diner on Route 9 closes"]
    text = "\n".join([TITLE, *PROSE, "Related stories", *titles, "Sign in to see what your friends are reading."])
    assert dumped(text).text == "\n\n".join([TITLE, *PROSE])


def test_services_and_times_above_paragraphs_stay() -> None:
    steps = [f"Open the picture, tap the {mark} in the corner and take your name out of it." for mark in "abcd"]
    names = ["Facebook", "Instagram", "TikTok", "Twitter"]
    lines = [line for pair in zip(names, steps, strict=True) for line in pair]
    text = "\n".join(["How to take your name out of a picture", PROSE[0], *lines])
    assert dumped(text).text == text.replace("\n", "\n\n")
    told = [line for pair in zip(["14:20", "13:05", "11:48"], PROSE, strict=True) for line in pair]
    assert [line for line in told if line not in dumped("\n".join(["Skip to content", TITLE, *told])).text] == []


def test_buttons_to_share_go_still() -> None:
    text = "\n".join([TITLE, "Facebook", "Twitter", "WhatsApp", *PROSE])
    assert dumped(text).text == "\n\n".join([TITLE, *PROSE])


def test_a_standfirst_right_below_the_headline_stays() -> None:
    lead = "The ministry confirms that the line, closed for forty years, will have four stops and a train an hour"
    text = "\n".join(["Skip to content", "Sign in", TITLE, lead, "Share", "Copy link", *PROSE])
    assert lead in dumped(text).text


def test_a_dump_of_menus_has_no_text() -> None:
    menu = ["Home", "News", "Sport", "Weather", "Sign in", "Subscribe", "Search", "Privacy policy", "Terms of use"]
    assert dumped("\n".join([*menu, "Cookie settings", "© 2024 Calder Post"])).text == ""


def test_a_question_is_no_agency() -> None:
    said = "— Mehr stand da nicht, nur ein Bild, auf dem er jünger aussieht als mein eigener Sohn."
    assert dumped("\n".join(["Das Gespräch im Wartezimmer", "— Mehr?", said, said])).authors == ()


def test_the_fields_of_a_forwarded_mail_go() -> None:
    head = "---- Forwarded message ----\nFrom: The Ledger <news@ledger.example>\nSubject: Why the river is late"
    article = dumped("\n\n".join([head, *PROSE]))
    assert article.title == "Why the river is late"
    assert article.text == "\n\n".join(PROSE)


@pytest.mark.parametrize(("above", "goes"), [("From: Ann Lee\n\nTo: Bo Ek", False), ("Skip to content", True)])
def test_the_fields_of_a_mail_stay_together(above: str, goes: bool) -> None:
    blocks = read_text("\n\n".join([above, "Subject: Why the river is late", *PROSE[1:]])).blocks
    found = find_masthead(blocks, [True] * len(blocks), "Why the river is late", ())
    assert [blocks[at].text for at, _, _ in found] == ["Subject: Why the river is late"] * goes


@pytest.mark.parametrize("language", ["es", "hu"])
def test_the_last_sentences_of_a_short_text_stay(language: str) -> None:
    text, last = {
        "es": ("Ir al contenido\nSuscríbete\nIniciar sesión\nEl tren volverá a Almenar en dos años\n"
               "La última vez que un tren paró en Almenar, el billete costaba nueve pesetas y un café dos.\n"
               "El Ministerio ha confirmado este lunes que las obras empezarán después del verano, según la nota.\n"
               "PUBLICIDAD\n", "El viaje completo durará cuarenta minutos, nueve menos que en autobús."),
        "hu": ("Címlap\nBelföld\nÚjra jár a kisvasút a hegyen\nMegosztás\n"
               "Hatévnyi szünet után szombaton ismét elindult a kisvasút, az első szerelvényen háromszázan utaztak.\n"
               "„A síneket kézzel raktuk le, mert a gép nem fért el” – mondta a pályamester a megnyitón.\n"
               "Hirdetés\n", "A menetjegy ára ezer forint, hatéves kor alatt ingyenes."),
    }[language]  # fmt: skip
    assert dumped(f"{text}{last}\nLegolvasottabb\nCompartir en Facebook").text.endswith(last)


@pytest.mark.parametrize(("line", "is_day"), [("2024-05-02 08:00", True), ("2024-05-02 08:00 1.2", False)])
def test_a_row_of_data_is_no_day(line: str, is_day: bool) -> None:
    blocks = read_text(f"{TITLE}\nShare\n{line}\n{PROSE[0]}").blocks
    found = [rule for at, rule, _ in find_masthead(blocks, [True, False, True, True], TITLE, ()) if at == 2]
    assert found == (["day"] if is_day else [])
