"""Whole articles below the one that was asked for go; sections with headlines of their own stay."""

from __future__ import annotations

import pytest

from cleaner import clean

HEADLINE = "Night ferries return to Port Ellery"
STORY = (
    "The council of Port Ellery voted on Tuesday to bring the night ferries back, nine years after they were cut, and "
    "to pay for them out of the harbour dues.",
    "Eight members voted for the plan and three against. The boats will run every forty minutes until five o'clock, "
    "and the last train from the hills will wait for the last boat.",
)
OTHER = (
    "A bakery on Candle Street burned down in the night to Monday. The fire began in a store of flour, took the roof "
    "and left the oven as it was, and the bakers lit it again on Tuesday.",
    "Nobody was hurt, although the cat of the house was found only in the afternoon, asleep in a basket of rolls.",
)


def unit(tag: str, name: str, headline: str, paragraphs: tuple[str, ...]) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<{tag} class={name}><h1>{headline}</h1><p class=by>By Ann Bell</p><time>7 March 2024</time>{text}</{tag}>"


def page(*units: str, title: str = f"{HEADLINE} | The Courier", head: str = "") -> str:
    return f"<html lang=en><head><title>{title}</title>{head}</head><body><main>{''.join(units)}</main></body></html>"


ASKED = unit("article", "story", HEADLINE, STORY)
NEXT = unit("article", "story", "Bakery burns down on Candle Street", OTHER)


@pytest.mark.parametrize("wrap", ["{}", "<div class=scroll>{}</div>"])
def test_a_further_article_goes(wrap: str) -> None:
    article = clean(page(wrap.format(ASKED), wrap.format(NEXT), wrap.format(NEXT.replace("Bakery", "Old bakery"))))
    assert all(text in article.text for text in STORY)
    assert not any(text in article.text for text in OTHER)
    gone = {removal.text: removal.rule for removal in article.removed}
    assert [gone[text] for text in OTHER] == ["further-article"] * 2


@pytest.mark.parametrize(
    "html",
    [
        page(unit("section", "part", HEADLINE, STORY), unit("section", "part", "What burned on Candle Street", OTHER)),
        page(ASKED, NEXT, title="The Courier of Port Ellery"),
        page(ASKED, NEXT, title=f"{HEADLINE}, and: Bakery burns down on Candle Street"),
        page(ASKED, unit("article", "update", "Bakery burns down on Candle Street", OTHER)),
        page(ASKED, NEXT, head='<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'),
        page(ASKED, NEXT.replace("<p class=by>By Ann Bell</p>", "")),
        page(ASKED, NEXT.replace("7 March 2024", "")),
        page(f"<article><h1>{HEADLINE}</h1><p>{STORY[0]}</p><p>{STORY[1]}</p><h1>Fire</h1><p>{OTHER[0]}</p></article>"),
    ],
    ids=["sections", "front page", "both in the title", "another kind", "live", "no byline", "no date", "headings"],
)
def test_what_may_be_part_of_the_page_stays(html: str) -> None:
    text = clean(html).text
    assert STORY[0] in text
    assert OTHER[0] in text
