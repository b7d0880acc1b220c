"""Plain text that tools dumped as Markdown or with numbered links: what the marks mean, not the marks, is text."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.read.marked import Marks, read_marks
from cleaner.read.text import read_text

MARKDOWN = Marks(True, {"1": "/one"})
PROSE = [
    "The weir at Corrin was rebuilt in the spring, and the eels came back before the paint on the rails was dry.",
    "A camera counted two hundred of them in one week, most of them on the night of the first warm rain in April.",
]


@pytest.mark.parametrize(
    ("line", "text", "spans"),
    [
        ("On [the weir](/weir), twice", "On the weir, twice", [("the weir", "link", "/weir")]),
        ('See [a map](https://m.example/a_(b) "Map").', "See a map.", [("a map", "link", "https://m.example/a_(b)")]),
        ("[![Logo](/l.png)](/) Home", "Home", []),
        ("By [Ann Lee][1] today", "By Ann Lee today", [("Ann Lee", "link", "/one")]),
        ("**All _of_ it** went", "All of it went", [("All of it", "strong", ""), ("of", "emphasis", "")]),
        ("**[Ann](/a_b_c)** wrote", "Ann wrote", [("Ann", "link", "/a_b_c"), ("Ann", "strong", "")]),
        (r"1\. A snake\_case", "1. A snake_case", []),
        ("Use `__init__` and `a[0](/x)` *now*", "Use `__init__` and `a[0](/x)` now", [("now", "emphasis", "")]),
        (r"The formula \(a_1\) is `\*`", r"The formula \(a_1\) is `\*`", []),
        ("A ![map](/m.png) of it ![b](/b.png) ![c](/c.png) here", "A of it here", []),
        ("In __init__.py it is __now__.", "In __init__.py it is now.", [("now", "strong", "")]),
        ("snake_case_name, 2 * 3 * 4, **open", "snake_case_name, 2 * 3 * 4, **open", []),
        ("call f[0](x) and [1] or [see](below)", "call f[0](x) and [1] or [see](below)", []),
        ("*a [half* of](/a) it", "*a half* of it", [("half* of", "link", "/a")]),
    ],
)
def test_marks_become_spans(line: str, text: str, spans: list[tuple[str, str, str]]) -> None:
    found, placed = read_marks(line, MARKDOWN)
    assert found == text
    assert [(found[span.start : span.end], span.kind, span.value) for span in placed] == spans


def test_stars_in_a_text_without_links_stay() -> None:
    assert read_text(f"{PROSE[0]}\n\nThe **old** weir").blocks[-1].text == "The **old** weir"


def test_named_links_and_their_addresses() -> None:
    text = f"# Eels return\n\n{PROSE[0]} See [the map][2].\n\n{PROSE[1]}\n\n   [2]: https://m.example/map\n"
    article = clean(text)
    assert article.text == f"Eels return\n\n{PROSE[0]} See the map.\n\n{PROSE[1]}"
    assert "[the map](https://m.example/map)" in article.markdown


def browsed(note: str = "") -> str:
    """A text as lynx dumps it."""
    addresses = "\n".join(f"   {nth}. https://m.example/{nth}" for nth in range(1, 10))
    return (
        f"   [1]Home [2]News\n\nEels return\n\n   By [3]Ann Lee\n\n   [4]{PROSE[0]}\n\n   {PROSE[1]}{note}\n"
        f"     * [5]One\n     * [6]Two\n\nReferences\n\n   Visible links\n{addresses}\n"
    )


def test_numbers_of_links_and_their_addresses_go() -> None:
    article = clean(browsed())
    assert article.authors == ("Ann Lee",)
    assert article.text.count(PROSE[0]) == article.text.count(PROSE[1]) == 1
    assert not any(mark in article.text for mark in ("[3]", "[4]", "m.example", "Visible"))
    assert {removal.rule for removal in article.removed if "m.example" in removal.text} <= {"addresses", "tagger"}


def test_numbers_of_notes_and_listed_sources_stay() -> None:
    sources = "\n".join(f"{nth}. https://m.example/{nth}" for nth in range(1, 10))
    text = f"Eels return\n\n{PROSE[0]}[1]\n\n{PROSE[1]}[2][3]\n\nSources\n\n{sources}"
    article = clean(text)
    assert f"{PROSE[0]}[1]" in article.text
    assert "https://m.example/1" in article.text


def test_numbers_of_notes_before_marks_stay() -> None:
    sources = "\n".join(f"{nth}. https://m.example/{nth}" for nth in range(1, 4))
    text = f"Eels return\n\n{PROSE[0][:-1]} [1].\n\n{PROSE[1][:-1]} [2], as Lee [3] says.\n\nSources\n\n{sources}"
    assert [mark for mark in (" [1].", " [2],", " [3] says") if mark not in clean(text).text] == []


def test_marks_in_cells_go_and_closing_marks_of_headings() -> None:
    table = "| Weir | Map |\n|---|---|\n| **Corrin** | [one](/one) |"
    blocks = read_text(f"# Eels return #\n\n{PROSE[0]}\n\n{table}").blocks
    assert blocks[0].text == "Eels return"
    assert any(block.text.endswith("Corrin\tone") for block in blocks)
