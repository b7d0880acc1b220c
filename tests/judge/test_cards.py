"""Cards that are the text of a page stay, whatever heads stand over them; teasers beside an article do not."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge import cards
from cleaner.read.html import read_html
from cleaner.vocabulary import PageKind

INTRO = "<h1>Harbour notes</h1><p>What the crew writes on boats, tides and tea.</p>"
STORY = "<p>" + "The boats will run every forty minutes from the old pier, members of the council said. " * 8 + "</p>"


def page(intro: str, cards: str, head: str = "", around: str = "main") -> str:
    return f"<html><head><title>Notes</title>{head}</head><body><{around}>{intro}{cards}</{around}></body></html>"


def listed(
    count: int, text: str = "How we mend a mast in the dark with two ropes and a lamp.", tag: str = "article"
) -> str:
    return "<h2>Recent posts</h2>" + "".join(
        f"<{tag}><h3><a href='/notes/{nth}'>On boat number {nth}</a></h3><p>{text}</p></{tag}>" for nth in range(count)
    )


def again(html: str, kind: PageKind | None = "article") -> int:
    """How many blocks the judge wants, where only what stands above the cards stays so far."""
    read = read_html(html)
    first = next((block.index for block in read.blocks if block.text == "Recent posts"), len(read.blocks))
    return len(cards.judge(read, [block.index < first for block in read.blocks], kind))


@pytest.mark.parametrize("tag", ["article", "li"])
def test_the_cards_of_an_index_stay_with_the_head_over_them(tag: str) -> None:
    assert again(page(INTRO, listed(4, tag=tag))) == 9


@pytest.mark.parametrize(
    "html",
    [
        page(INTRO, listed(2)),  # too few
        page(INTRO, listed(4, tag="div")),
        page(INTRO, listed(4, text="")),  # a menu
        page(INTRO, listed(4, text="How we mend a mast in the dark. " * 20)),  # whole articles
        page(INTRO + STORY, listed(4)),  # beside an article
        page(INTRO, listed(4), head="<meta property='og:type' content='article'>"),
        page(INTRO, listed(4), around="div"),
        page(f"<article>{INTRO}</article>", listed(4)),  # in another part of the page
        page("", listed(4)),
    ],
)
def test_teasers_are_left_to_the_other_judges(html: str) -> None:
    assert again(html) == 0


def test_lists_are_left_to_the_judges_of_lists() -> None:
    assert again(page(INTRO, listed(4)), kind="listing") == 0


def test_an_index_is_cleaned_with_its_cards() -> None:
    menu = "<nav><a href=/>Home</a> <a href=/notes>Notes</a> <a href=/crew>The crew</a></nav>"
    text = clean(menu + page(INTRO, listed(4))).text
    assert text.count("How we mend a mast") == 4
    assert "The crew" not in text.replace("What the crew", "")
