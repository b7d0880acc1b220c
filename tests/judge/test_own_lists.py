"""Lists of the page's own below a doubtful head such as "Featured", and lines that recur in the units of a text."""

from __future__ import annotations

import pytest

from cleaner.judge.phrases import find_matches, load_rules, sections
from cleaner.judge.runs import judge
from cleaner.model import Verdict
from cleaner.pipeline.judging import MIN_RECURRING, _without_recurring
from cleaner.read.html import read_html

PROSE = (
    "<p>The harbour fair opens its gates on the first Saturday of May, and forty bakers, weavers and boat builders "
    "from both shores will show what they have made since the last one.</p>"
)
OWN = "<ul><li>Best loaf: the rye of the mill bakery</li><li>Best cloth: the blue one of Ane Lund</li></ul>"
JUMPS = "".join(
    f'<div><span>{name}</span></div><div><a href="https://shop.example/{at}">{name} kettle at the ship store</a></div>'
    f'<div><a href="#kettle-{at}">Jump to review</a></div>'
    for at, name in enumerate(("Steel", "Copper", "Glass"))
)
STORIES = '<ul><li><a href="/crane">Harbour crane falls</a></li><li><a href="/fog">A year without fog</a></li></ul>'
ANCHORS = '<ul><li><a href="/crane">Harbour crane falls</a></li><li><a href="/fog">No fog</a></li></ul>' + (
    '<div><a href="#">Save</a></div>' * 2
)


def claimed(head: str, below: str) -> list[str]:
    """The texts of the blocks that the head claims, itself left out."""
    document = read_html(f"<body><main>{PROSE}<h2>{head}</h2>{below}{PROSE}</main></body>")
    heads = [*sections(find_matches(document.blocks, load_rules("en")), document.blocks)]
    assert [one.score < 0.6 for one in heads] == [True]
    return [document.blocks[one.block].text for one in judge(document, heads) if one.block != heads[0].block]


@pytest.mark.parametrize("head", ["Featured", "Spotlight", "Recommended"])
@pytest.mark.parametrize("below", [OWN, JUMPS])
def test_a_list_that_leads_to_no_other_page_is_not_claimed(head: str, below: str) -> None:
    assert claimed(head, below) == []


@pytest.mark.parametrize("below", [STORIES, ANCHORS])
def test_a_list_of_other_stories_is_claimed(below: str) -> None:
    assert claimed("Featured", below)[0] == "Harbour crane falls"


RATINGS = [Verdict(at, False, "phrases", "en/dates-weak", "other", 0.5) for at in range(MIN_RECURRING)]


def test_weak_evidence_on_lines_that_recur_in_the_text_does_not_count() -> None:
    body = [Verdict(at, True, "tagger", "tagger") for at in range(MIN_RECURRING)]
    assert _without_recurring(RATINGS, body) == []
    strong = [one._replace(score=0.9) for one in RATINGS]
    assert _without_recurring(strong, body) == strong


@pytest.mark.parametrize("kept", range(MIN_RECURRING))
def test_weak_evidence_on_fewer_lines_of_the_text_counts(kept: int) -> None:
    body = [Verdict(at, at < kept, "tagger", "tagger") for at in range(MIN_RECURRING)]
    assert _without_recurring(RATINGS, body) == RATINGS
