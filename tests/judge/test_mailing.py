"""Plain text: what mails, lists and exports of databases put around a text, and what only looks like it."""

from __future__ import annotations

import pytest

from cleaner import Article, clean

PROSE = [
    "The weir at Corrin was built in 1911 to keep the mill wheel turning, and it has outlived the mill by years.",
    "In spring the eels come up, and the keeper of the weir lets them by without writing anything down at all.",
    "He was asked by the council to count them for nine years, and he has answered each letter with an eel.",
]
BODY = "\n\n".join(PROSE)
GERMAN = (
    "Das Wehr wurde gebaut, um das Rad der Mühle zu drehen, und es hat die Mühle um viele Jahre überlebt.\n\n"
    "Im Frühling kommen die Aale herauf, und der Wärter des Wehrs lässt sie durch, ohne etwas aufzuschreiben."
)
FRENCH = (
    "Le barrage a été construit pour faire tourner la roue du moulin, et il a survécu au moulin de quarante ans.\n\n"
    "Au printemps les anguilles remontent, et le gardien du barrage les laisse passer sans rien noter du tout."
)


def mailed(text: str) -> Article:
    article = clean(text, content_type="text/plain")
    assert [part for part in PROSE if part in text and part not in article.text] == []
    return article


@pytest.mark.parametrize(
    ("above", "body", "below"),
    [
        ("View this email in your browser <https://m.example/v>", BODY, "Unsubscribe: https://m.example/u"),
        ("View this post on the web at https://m.example/p/eels", BODY, "Unsubscribe https://m.example/u?"),
        ("Having trouble viewing this email? Click here: https://m.example/v", BODY,
         "Update your preferences (https://m.example/p)\nUnsubscribe (https://m.example/u)"),
        ("Wird diese E-Mail nicht richtig dargestellt? Im Browser ansehen: https://m.example/v", GERMAN,
         "Newsletter abbestellen: https://m.example/u"),
        ("Si vous ne parvenez pas à lire cet e-mail, cliquez ici : https://m.example/v", FRENCH,
         "Se désabonner : https://m.example/u"),
    ],
)  # fmt: skip
def test_labels_with_addresses_go(above: str, body: str, below: str) -> None:
    article = mailed(f"{above}\n\n{body}\n\n{below}\n")
    assert article.text == body
    assert {removal.kind for removal in article.removed} == {"subscription"}


@pytest.mark.parametrize(
    "line",
    [
        "The minutes of the council: https://m.example/minutes",
        "Register for the walk: https://m.example/walk",
        "Counts of eels since 1911 <https://m.example/counts>",
    ],
)
def test_other_lines_with_addresses_stay(line: str) -> None:
    assert line in mailed(f"Eels return\n\n{PROSE[0]}\n\n{line}\n\n{PROSE[1]}\n\n{PROSE[2]}").text


def test_the_foot_of_a_mailing_list_goes() -> None:
    foot = f"{'_' * 47}\nweirs mailing list\nweirs@m.example\nhttps://m.example/listinfo/weirs"
    head = "From: Ann Lee <ann@m.example>\nSubject: Eels"
    assert mailed(f"{head}\n\n{BODY}\n\nAnn\n\n{foot}\n").text.endswith("Ann")
    assert "A poem by the keeper" in mailed(f"{BODY}\n\n{'_' * 47}\n\nA poem by the keeper\n").text


EXPORT = """1 of 12 DOCUMENTS

The Mill Review

May 2, 2024 Thursday

Eels return to the weir

BYLINE: Ann Lee

SECTION: NEWS; Pg. 3

LENGTH: 61 words

{body}

LOAD-DATE: May 3, 2024

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper
"""


def test_fields_of_a_database_go_and_name_the_text() -> None:
    article = mailed(EXPORT.format(body=BODY))
    assert (article.title, article.authors, article.published) == (
        "Eels return to the weir", ("Ann Lee",), "2024-05-02",
    )  # fmt: skip
    assert article.text.endswith(PROSE[-1])
    assert not any(name in article.text for name in ("SECTION", "LENGTH", "DOCUMENTS"))


def test_fields_of_a_book_stay() -> None:
    fields = "Language: English\nPublisher: Mill Press\nISSN: 1234-5678"
    assert all(line in mailed(f"Eels\n\n{BODY}\n\n{fields}").text for line in fields.split("\n"))


def test_what_is_around_a_free_book_goes() -> None:
    text = (
        "The Project Gutenberg eBook of Eels\n\nThis ebook is for the use of anyone anywhere.\n\nTitle: Eels\n\n"
        "Author: Ann Lee\n\n*** START OF THE PROJECT GUTENBERG EBOOK EELS ***\n\nEELS\n\n"
        f"{BODY}\n\n*** END OF THE PROJECT GUTENBERG EBOOK EELS ***\n\nYou may copy it under the terms.\n"
    )
    article = mailed(text)
    assert (article.title, article.authors) == ("Eels", ("Ann Lee",))
    assert article.text == f"EELS\n\n{BODY}"
    assert "START OF THE PROJECT" in mailed(f"How books begin\n\n{BODY}\n\nThey have a line START OF THE PROJECT.").text


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("5/3/24, 12:00 PM Eels return | The Mill", "https://m.example/eels {}/2"),
        ("03.05.24, 12:00 Eels return – The Mill", "https://m.example/eels {}/2"),
        ("", "Corrin council, minutes   Page {} of 2"),
        ("", "The Mill Review, page {}"),
    ],
)
def test_lines_that_are_printed_on_each_page_go(head: str, foot: str) -> None:
    pages = (f"Eels return\n\n{PROSE[0]}", f"{PROSE[1]}\n\n{PROSE[2]}")
    article = mailed("\n".join(f"{head}\n\n{page}\n\n{foot.format(nth)}" for nth, page in enumerate(pages, 1)))
    assert (article.title, article.text) == ("Eels return", f"Eels return\n\n{BODY}")
