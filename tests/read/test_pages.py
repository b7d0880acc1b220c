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


def test_the_title_that_heads_each_page_stays_once() -> None:
    """Above the text, on a page of its own, and below the head that says the same."""
    for first in (f"Eels of Corrin\n\n{FIRST}", "Eels of Corrin\n\nAnn Lee\n\nMay 2024", f"Eels of Corrin\n\n{LAST}"):
        article = clean(
            paged(first, *(f"Eels of Corrin\n\n{body}" for body in (MORE, LAST))).encode(), content_type="text/plain"
        )
        assert article.text.count("Eels of Corrin") == 1
    found = kinds(paged(*(f"Eels of Corrin\n\n{top}{FIRST}" for top in ("Eels of Corrin\n\n", "", ""))))
    assert [kind for kind, text in found if text == "Eels of Corrin"].count("other") == 3
    assert ("paragraph", "Eels of Corrin") in found or ("heading", "Eels of Corrin") in found


def test_rows_labels_and_cries_at_the_edges_stay() -> None:
    rows = [
        f"Weir       Eels    Year\nCorrin{nth}    {nth}12     1911\nAlder{nth}     {nth}40     1912" for nth in range(3)
    ]
    assert "other" not in {kind for kind, _ in kinds(paged(*rows))}
    terms = "- rope for the gate\n(2) It closes at night."
    assert "other" not in {kind for kind, _ in kinds(paged(*(f"{terms}\n{part}\n{terms}" for part in (MORE, LAST))))}
    songs = [f"Verse:\n\nThe eel {said}\nbelow the weir\n\nHold, keeper, hold!" for said in ("slept", "swam", "sang")]
    assert "other" not in {kind for kind, _ in kinds(paged(*songs))}


def test_numbers_at_the_edges_that_count_no_pages_stay() -> None:
    sums = ("118", "97", "240", "51")
    bodies = (FIRST, MORE, LAST, OPEN)
    pages = [f"{body}\n\n{said}\n\n{nth + 12}" for nth, (body, said) in enumerate(zip(bodies, sums, strict=True))]
    assert [text for kind, text in kinds(paged(*pages)) if kind == "other"] == ["12", "13", "14", "15"]
    assert {*sums} <= {text for kind, text in kinds(paged(*pages)) if kind != "other"}
    assert "other" not in {kind for kind, _ in kinds(paged(*(f"§ {nth}\n\n{bodies[nth]}" for nth in (1, 2, 3))))}
