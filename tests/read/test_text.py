"""Plain text: code keeps its lines, rows stay rows, verses stay; what is markup is told from what speaks of it."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.model import Block
from cleaner.pipeline import plain
from cleaner.read import text as reading
from cleaner.read.sniff import is_html, skip_header
from cleaner.read.text import read_text

PROSE = [
    "The old reading room by the harbour will stay open until ten at night from May, after a trial that went well.",
    "Two wardens were hired for the long evenings, and a baker from the next street pays for the heating in winter.",
    "The council had feared the cost more than anything else, and several members said so when the vote was taken.",
    "Readers from the outer districts may still order books to the bus depot, where a desk was set up in the spring.",
]
HEAD = f"Reading room stays open\n\n{PROSE[0]}\n\n{PROSE[1]}"
TAIL = f"{PROSE[2]}\n\n{PROSE[3]}\n"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_text(text).blocks]


def surrounded(piece: str) -> str:
    return clean(f"{HEAD}\n\n{piece}\n\n{TAIL}", content_type="text/plain").text


@pytest.mark.parametrize(
    "code",
    [
        "```python\ndef hours(day):\n    if day == 6:\n\n        return None\n    return 9, 22\n```",
        "~~~\nfor day in week:\n\topen(day)\n~~~",
        "def hours(day):\n    if day == 6:\n        return None\n    return 9, 22",
        "    int main(void) {\n        return open();\n    }",
        "server {\n  listen 80;\n  root /srv;\n}",
        "<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>",
        "$ make\n  cc -o lamp lamp.c\n$ ./lamp --all \\\n    --slow",
    ],
)
def test_code_keeps_its_lines_and_their_indentation(code: str) -> None:
    text = surrounded(code)
    assert code in text
    assert clean(text, content_type="text/plain").text == text


@pytest.mark.parametrize(
    "prose",
    [
        "  The first line is set in a little\nand the second is not, as printers do.",
        "   Down to the shore\n   We carry no more\nThe nets are torn",
        "- a list of things\n  that goes on below\n- and of others",
    ],
)
def test_indented_prose_is_no_code(prose: str) -> None:
    assert "code" not in {kind for kind, _ in kinds(f"{PROSE[0]}\n\n{prose}\n\n{PROSE[1]}")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Old mill\n========\n\nIt burned.", [("heading", 1, "Old mill"), ("paragraph", 0, "It burned.")]),
        ("So it was.\n\nThe roof\n-------\nIt is of zinc.", [
            ("paragraph", 0, "So it was."), ("heading", 2, "The roof"), ("paragraph", 0, "It is of zinc."),
        ]),
        ("So it was.\n---\nIt burned.", [
            ("paragraph", 0, "So it was."), ("paragraph", 0, "---"), ("paragraph", 0, "It burned."),
        ]),
        ("- a boat\n======", [("item", 1, "a boat"), ("paragraph", 0, "======")]),
        ("===\n===", [("heading", 1, "==="), ("paragraph", 0, "===")]),
    ],
)  # fmt: skip
def test_underlined_lines_are_headings(text: str, found: list[tuple[str, int, str]]) -> None:
    assert [(block.kind, block.level, block.text) for block in read_text(text).blocks] == found


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("  * [one rope](/a)\n  * [two oars](/b)", ["one rope", "two oars"]),
        ('  * [Home](/ "Start")\n    * [Sport](/s)', ["Home", "Sport"]),
        ("  - [Home](/)\n  - About (and more)", ["Home", "About (and more)"]),
    ],
)
def test_a_list_of_links_is_no_code(text: str, items: list[str]) -> None:
    assert kinds(f"{PROSE[0]}\n\n{text}\n\n{PROSE[1]}")[1:-1] == [("item", item) for item in items]


def test_a_numbered_list_of_links_is_no_code() -> None:
    text = f"{PROSE[0]}\n\n  1. [Home](/)\n  2. [News](/n)\n  3. [Sport](/s)\n\n{PROSE[1]}"
    assert "code" not in [kind for kind, _ in kinds(text)]


def test_code_whose_lines_begin_with_a_list_mark_is_code() -> None:
    text = "/**\n * [open](day) {\n * close(day);\n */\n  call(day);"
    assert ("code", text) in kinds(f"{PROSE[0]}\n\n{text}\n\n{PROSE[1]}")


def test_an_open_fence_holds_nothing() -> None:
    assert kinds(f"```\n{PROSE[0]}\n\n{PROSE[1]}")[1:] == [("paragraph", PROSE[0]), ("paragraph", PROSE[1])]


@pytest.mark.parametrize(
    "table",
    [
        "Year\tLamps\tDesks\n2021\t40\t58\n2022\t\t60",
        "| Year | Lamps | Desks |\n|------|:-----:|---|\n| 2021 | 40 | 58 |\n| 2022 | | 60 |",
        "Year | Lamps | Desks\n2021 | 40 | 58\n2022 | | 60",
        "+------+-------+-------+\n| Year | Lamps | Desks |\n+======+=======+=======+\n"
        "| 2021 | 40 | 58 |\n| 2022 |  | 60 |\n+--+",
    ],
)
def test_rows_of_tables_stay_rows(table: str) -> None:
    """Tabs, pipes with and without borders, frames drawn of marks: one block a row, tabs between its cells."""
    rows = ["Year\tLamps\tDesks", "2021\t40\t58", "2022\t\t60"]
    assert kinds(f"{PROSE[0]}\n\n{table}\n\n{PROSE[1]}")[1:-1] == [("table", row) for row in rows]
    text = surrounded(table)
    assert "\n".join(rows) in text
    assert clean(text, content_type="text/plain").text == text


def test_columns_of_spaces_are_rows() -> None:
    table = "Tea with milk     2.40\nCoffee            3.10\nA slice of bread  1.00"
    assert kinds(table) == [
        ("table", "Tea with milk\t2.40"),
        ("table", "Coffee\t3.10"),
        ("table", "A slice of bread\t1.00"),
    ]


def test_two_spaces_after_a_sentence_make_no_columns() -> None:
    text = "One ended.  Another began.\nThis ended.  That began.\nAll ended.  Nothing began."
    assert {kind for kind, _ in kinds(text)} == {"paragraph"}


def test_a_list_of_prices_stays() -> None:
    """Lines that end in a price, after a sentence that announces them."""
    text = surrounded("The bakery sells these on the long evenings:\n\nTea 2.40\nCoffee 3.10 €\nBread 1.00")
    assert "Tea 2.40\nCoffee 3.10 €\nBread 1.00" in text


def test_a_poem_keeps_its_lines() -> None:
    poem = (
        "The lamp\n\nCarry the lamp\nDown to the shore\nCarry the lamp\nWe need it no more\n\n"
        "The boats are in\nThe nets are torn\nCarry the lamp\nUntil the morn"
    )
    assert clean(f"{poem}\n\n" + "\n\n".join(PROSE), content_type="text/plain").text.startswith(poem)


def test_empty_lines_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand empty lines take no time worth noting; a square of them would take minutes."""
    text = "\n" * 100_000 + "One\n" + "\n" * 100_000 + "Two\n" + "\n" * 100_000
    assert [block.tight for block in read_text(text).blocks] == [False, False]


@pytest.mark.parametrize(
    "text",
    [
        "The <p> tag, the <div> tag and the <span> tag are the first that a pupil meets.",
        "<p> opens a paragraph and </p> closes it.\n<div> is a box.\n<span> is nothing, and <a> a link.",
        "A page in full:\n\n```html\n<!doctype html>\n<p>One</p><p>Two</p><p>Three</p>\n```\n",
        "Write `<p>One</p><p>Two</p><p>Three</p>` and see.",
        "Note: this\nList: that\n\nand no page below",
    ],
)
def test_a_text_that_names_tags_is_no_markup(text: str) -> None:
    """By its look it is text, so every command reads it alike, whether it knows the file's name or not."""
    assert not is_html(text, None)
    assert clean(text).text == clean(text, content_type="text/plain").text


@pytest.mark.parametrize(
    "text",
    [
        "<p>1</p>", "One<br>Two<br>Three<br>Four", "One<p class=a>Two<p class=b>Three<p class=c>",
        "<!-- x --><p>One</p>",
        "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<!doctype html><p>One", "\n <html><body>One",
        "From: a@b.example\nSubject: The lamp\n and more\n\n<html><body>One",
    ],
)  # fmt: skip
def test_markup_is_told_from_text(text: str) -> None:
    assert is_html(text, None)


def test_headers_above_a_page_are_no_text() -> None:
    body = "".join(f"<p>{text}</p>" for text in PROSE)
    page = f"HTTP/1.1 200 OK\nServer: lamp\nContent-Type: text/html\n\n<!doctype html><html><body>{body}</body></html>"
    for content_type in (None, "text/plain", "text/html"):
        assert clean(page, content_type=content_type).text == "\n\n".join(PROSE)
    assert skip_header("Note: this\n\nand <html> that") == "Note: this\n\nand <html> that"


def test_code_is_one_block() -> None:
    block = read_text("```\na\n\n  b\n```").blocks
    assert block == (Block(0, "code", "```\na\n\n  b\n```"),)


def test_a_long_text_of_one_line_is_cleaned_in_a_few_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passes are bounded by the blocks that they read in all, so that no text takes minutes."""
    passes: list[int] = []
    read = reading.read_text
    monkeypatch.setattr(reading, "read_text", lambda given: passes.append(1) or read(given))
    clean("a\n" * 15_000, content_type="text/plain")
    assert len(passes) <= 1 + plain.MIN_TEXT_PASSES


def test_stars_between_parts_are_no_item() -> None:
    assert [(block.kind, block.text) for block in read_text("One.\n\n* * *\n\n* Two").blocks[1:]] == [
        ("paragraph", "* * *"),
        ("item", "Two"),
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("– Den sista bussen går halv elva, säger borgmästaren Ruth Olander vid kajen.", "paragraph"),
        ("– Den sista bussen går halv elva", "item"),
        ("– two boats, one of them with an engine, and the keys to the yard behind the quay", "item"),
        ("- The last bus leaves at half past ten, says the mayor, Ruth Olander, at the quay.", "item"),
    ],
)
def test_a_dash_begins_speech_or_an_item(line: str, kind: str) -> None:
    said = read_text(f"Nattfärjorna\n\n{line}").blocks[1]
    assert (said.kind, said.text) == (kind, line if kind == "paragraph" else line[2:])
