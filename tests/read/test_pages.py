"""Text of PDF files: pages parted by form feeds, with heads and feet that each page repeats."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.read.decode import scrub
from cleaner.read.text import read_text

FIRST = (
    "The weir at Corrin was built in 1911 to keep\nthe mill wheel turning through dry summers, and\n"
    "it has outlived the mill by forty years."
)
MORE = "He was asked to count them for nine years, and\nhe has answered each letter with a smoked eel."
OPEN = "Its keeper still opens the gate each morning and\nwrites the height of the water, as it then is,"
REST = "into a book that nobody but\nthe herons has ever asked him to show."
LAST = "In spring the eels come up, and he lets them by\nwithout writing anything down at all."


def paged(*pages: str) -> str:
    return "".join(f"{page}\n\f" for page in pages)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_text(scrub(text)).blocks]


@pytest.mark.parametrize(
    ("heads", "feet"),
    [
        (("The Mill Review", "The Mill Review", "The Mill Review"), ("12", "13", "14")),
        (("", "", ""), ("Page 1 of 3", "Page 2 of 3", "Page 3 of 3")),
        (("Corrin council       May 2024",) * 3, ("", "", "")),
        (("12   Mill Review", "13   Mill Review", "14   Mill Review"), ("", "", "")),
    ],
)
def test_running_lines_go_and_paragraphs_become_whole(heads: tuple[str, ...], feet: tuple[str, ...]) -> None:
    bodies = (f"Corrin weir\n\n{FIRST}\n\n{OPEN}", f"{REST}\n\n{MORE}", LAST)
    text = paged(*(f"{head}\n\n{body}\n\n{foot}" for head, body, foot in zip(heads, bodies, feet, strict=True)))
    article = clean(text.encode(), content_type="text/plain")
    assert article.text == "\n\n".join(
        " ".join(part.split()) for part in ("Corrin weir", FIRST, f"{OPEN} {REST}", MORE, LAST)
    )
    assert article.title == "Corrin weir"
    gone = {removal.text for removal in article.removed}
    assert {" ".join(line.split()) for line in (*heads, *feet) if line} == gone


def test_first_lines_of_pages_that_differ_stay() -> None:
    heads = ("Lesson 1", "Lesson 2", "Lesson 3")
    found = kinds(paged(*(f"{head}\n\n{body}" for head, body in zip(heads, (FIRST, LAST, OPEN), strict=True))))
    assert "other" not in {kind for kind, _ in found}
    assert {*heads} <= {text for _, text in found}


def test_paragraph_separators_part_paragraphs() -> None:
    assert [text for _, text in kinds("One eel.\u2029Two eels.\u2029Three eels.")] == [
        "One eel.", "Two eels.", "Three eels.",
    ]  # fmt: skip


def test_a_form_feed_in_markup_is_a_space() -> None:
    assert clean(b"<!doctype html><body><p>One\x0ceel.</p>").text == "One eel."
