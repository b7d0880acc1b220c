"""The line under the headline of a dump of a whole page stays; what only stands there does not."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge.standfirst import find_named, find_points, find_standfirst
from cleaner.judge.tagger import find_below_headline, headline_rank
from cleaner.model import Block, Document
from cleaner.read.html import read_html

TITLE = "Night ferries return to Port Ellery | The Ellery Courier"
HEADLINE = "Night ferries return to Port Ellery"
STANDFIRST = "Council brings back the boats that it stopped nine years ago, at the fares of the day"
MENU = ("Skip to main content", "Home", "News", "Sport", "Weather", "Tides", "Sign in", "Subscribe")
UNDER = ("Ida Holm", "Share", "Save")
STORY = (
    "The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they were cut, and "
    "to pay for them out of the harbour dues.",
    "Eight members voted for the plan and three against. The boats will run every forty minutes until five o'clock, "
    "and the last train from the hills will wait for the last boat.",
    "The operator has kept two of the four old boats and says that it needs until March to train its crews again, "
    "since most of them went to the wind farms.",
)


def find(lines: tuple[str, ...], chance: float = 0.2) -> str | None:
    blocks = tuple(Block(nth, "paragraph", line) for nth, line in enumerate(lines))
    found = find_standfirst(
        Document(blocks, source="text"), [line in STORY for line in lines], [chance] * len(lines)
    )  # fmt: skip
    return None if found is None else lines[found]


@pytest.mark.parametrize("title", [TITLE, HEADLINE, f"The Ellery Courier: {HEADLINE}"])
def test_the_line_under_the_headline_is_a_standfirst(title: str) -> None:
    assert find((title, *MENU, HEADLINE, STANDFIRST, *UNDER, *STORY)) == STANDFIRST


@pytest.mark.parametrize(
    ("first", "found"),
    [(HEADLINE, True), ("The Ellery Courier", False), ("Tuesday, 4 May 2024, 12:30 PM UTC", False)],
)
def test_under_a_headline_that_is_the_first_line_too(first: str, found: bool) -> None:
    assert find((first, STANDFIRST, *UNDER, *STORY)) == (STANDFIRST if found else None)


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, *MENU, STANDFIRST, *UNDER, *STORY),
        (TITLE, *MENU, HEADLINE, *UNDER, STANDFIRST, *STORY),
        (TITLE, *MENU, HEADLINE, "By Ida Holm and Jon Strand for the Courier, 4 May 2024 at 12:30", *STORY),
        (TITLE, *MENU, HEADLINE, "Essays of the harbour | boats | ferries | council | dues and fares", *STORY),
        (TITLE, *MENU, HEADLINE, STANDFIRST, *MENU, *MENU, *STORY),
        (TITLE, *MENU, HEADLINE, STANDFIRST),
        ("Ellery", *MENU, "Ellery", STANDFIRST, *STORY),
        (HEADLINE,),
        (),
    ],
    ids=["no headline", "farther below", "dated", "topics", "far above", "no text", "short title", "alone", "empty"],
)
def test_other_lines_are_none(lines: tuple[str, ...]) -> None:
    assert find(lines) is None


def test_the_tagger_has_a_say() -> None:
    assert find((TITLE, *MENU, HEADLINE, STANDFIRST, *UNDER, *STORY), chance=0.01) is None


def test_it_stays_in_a_cleaned_dump_and_the_menu_goes() -> None:
    text = clean("\n".join((TITLE, *MENU, HEADLINE, STANDFIRST, *UNDER, *STORY, *MENU))).text
    assert all(line in text for line in (STANDFIRST, *STORY))
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("<p class=standfirst>{}</p>", True),
        ("<div class='post-dek'><p>{}</p></div>", True),
        ("<h2 class=subtitle>{}</h2>", True),
        ("<p class=kicker>{}</p>", False),
        ("<ul class=intro><li>{}</li></ul>", False),
        ("<p class=lead><a href=/x>{}</a></p>", False),
        ("<p class=lead>By Ida Holm<span hidden>{}</span></p>", False),
    ],
)
def test_a_line_that_is_named_a_standfirst_is_one(line: str, named: bool) -> None:
    blocks = read_html(line.format(STANDFIRST)).blocks
    chance = [0.05] * len(blocks)
    assert [blocks[nth].text for nth in find_named(blocks, chance, ())] == [STANDFIRST] * named
    assert [*find_named(blocks, [0.04] * len(blocks), ())] == []
    assert [*find_named(blocks, chance, range(len(blocks)))] == []


@pytest.mark.parametrize(("rank", "stays"), [(1, True), (2, True), (3, False)])
def test_a_likely_sentence_under_the_headline_is_a_standfirst(rank: int, stays: bool) -> None:
    """Also below a headline of rank 2, on a page without one of rank 1."""
    head = f"<div><h{rank}>{HEADLINE}</h{rank}><div class=big>{STANDFIRST}.</div></div>"
    under = read_html(f"<article>{head}<p>{STORY[0]}</p></article>")
    keep = [block.text == STORY[0] for block in under.blocks]
    below = find_below_headline(under, keep, headline_rank(under.blocks))
    assert [*find_named(below, [0.6] * len(keep), ())] == ([1] if stays else [])
    assert not [*find_named(below, [0.4] * len(keep), ())]


@pytest.mark.parametrize(
    ("name", "text", "chance", "stays"),
    [
        ("article-description", f"{STANDFIRST}.", 0.2, True), ("teaser", f"{STANDFIRST}.", 0.2, True),
        ("teaser", f"{STANDFIRST}.", 0.05, False), ("teaser", STANDFIRST, 0.2, False),
        ("big", f"{STANDFIRST}.", 0.2, False),
    ],
)  # fmt: skip
def test_a_sentence_in_an_element_named_as_a_summary_is_a_standfirst(
    name: str, text: str, chance: float, stays: bool
) -> None:
    under = read_html(f"<h1>{HEADLINE}</h1><p class={name}>{text}</p><p>{STORY[0]}</p>").blocks
    assert [*find_named(under[1:2], [chance] * len(under), ())] == ([1] if stays else [])


@pytest.mark.parametrize(
    ("line", "chance", "stays"),
    [
        (f"{STANDFIRST}.", 0.03, True),
        (f"{STANDFIRST}.", 0.01, False),
        (STANDFIRST, 0.3, False),
        ("Ida Holm, in the town of Port Ellery.", 0.3, False),
        ("Posted by Ida Holm on Friday January 12, 2024 @11:40AM from the harbour dept.", 0.3, False),
        (f"<a href=/2>{STANDFIRST}.</a>", 0.3, False),
    ],
)
def test_a_sentence_in_the_header_of_an_article_is_a_standfirst(line: str, chance: float, stays: bool) -> None:
    under = read_html(f"<header><h1>{HEADLINE}</h1><div class=c1><p>{line}</p></div></header><p>{STORY[0]}</p>").blocks
    assert [*find_named(under[1:2], [chance] * len(under), ())] == ([1] if stays else [])


POINTS = ("Board approves the rebuilding of two spans", "A third of the cost comes from a fund")


@pytest.mark.parametrize(
    ("items", "chance", "stays"),
    [
        (POINTS, 0.3, True),
        (POINTS[:1], 0.3, False),
        (POINTS, 0.2, False),
        ((POINTS[0], "Listen"), 0.3, False),
        ((POINTS[0], f"<a href=/2>{POINTS[1]}</a>"), 0.3, False),
    ],
)
def test_key_points_under_the_headline_stay(items: tuple[str, ...], chance: float, stays: bool) -> None:
    listed = "".join(f"<li>{item}</li>" for item in items)
    page = f"<h1>{HEADLINE}</h1><h3>Key points</h3><ul>{listed}</ul><p>By Ida Holm</p><p>{STORY[0]}</p>"
    blocks = read_html(page).blocks
    found = {*find_points(blocks[1:-1], [chance] * len(blocks), ())}
    assert found == ({1, 2, 3} if stays else set())
    assert not {*find_points(blocks[1:-1], [chance] * len(blocks), (2,))}
