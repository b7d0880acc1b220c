"""Teasers that are links as a whole, below a dated article: they go; sources and lists of links stay."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.judge.story import Story
from cleaner.judge.teasers import find_cards, find_linked
from cleaner.read.html import read_html
from tests.thread_pages import STORIES

DATE = "<p class=info>17.01.2012, 17:21</p>"
TEASERS = [
    ("Bridges stay closed", "The two bridges of the harbour stay closed to lorries until the end of the year."),
    ("A mayor and his boats", "How the mayor of the town learnt to sail, and what his neighbours say of it today."),
    ("Winter comes early", "The harbour froze in November for the first time since anybody has kept a record."),
    ("New fares", "What a ticket costs from the first of March on, and who will ride for half the price."),
]


def teasers(count: int = 4, *, linked: bool = True) -> str:
    rows = []
    for nth in range(count):
        title, summary = TEASERS[nth % len(TEASERS)]
        said = f"<a href=/a/{nth}>{summary}</a>" if linked else summary
        rows.append(f"<div class=mini><h3><a href=/a/{nth}>{title}</a></h3><div class=txt>{said}</div></div>")
    return f"<div class=rub>{''.join(rows)}</div>"


def page(below: str, *, language: str = "en", date: str = DATE, title: str = "h1", story: int = 3) -> str:
    text = "".join(f"<div>{paragraph}</div>" for paragraph in STORIES[language][:story])
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>Ferry</title></head><body>"
        f"<{title}>{STORIES[language][0][:20]}</{title}>{date}<div class=publtxt>{text}</div>{below}</body></html>"
    )


def linked(html: str) -> list[str]:
    document = read_html(html)
    found = find_linked(document, [True] * len(document.blocks))
    return [document.blocks[at].text for reach in found for at in reach]


@pytest.mark.parametrize("language", list(STORIES))
@pytest.mark.parametrize("count", [2, 4, 25])
def test_linked_teasers_below_a_dated_article_go(language: str, count: int) -> None:
    found = linked(page(teasers(count), language=language))
    assert found == [text for nth in range(count) for text in TEASERS[nth % len(TEASERS)]]


@pytest.mark.parametrize(
    "html",
    [
        page(teasers(1)),
        page(teasers(4), date=""),
        page(teasers(4), title="h2"),
        page(teasers(4), story=0),
        page(teasers(4, linked=False)),
        page("<ul>" + "".join(f"<li><a href=/{title}>{title}</a></li>" for title, _ in TEASERS) + "</ul>"),
        page("".join(f"<p>[{n}] <a href=/a/{n}>https://example.org/paper/number/{n}</a></p>" for n in range(4))),
        page(f"{teasers(4)}<p>{STORIES['en'][3]}</p>"),
    ],
    ids=["too few", "no date", "no headline", "no story", "summaries that are text", "list", "sources", "text below"],
)  # fmt: skip
def test_what_may_be_the_text_stays(html: str) -> None:
    assert linked(html) == []


def card(box: str) -> str:
    return box.format(*TEASERS[0])


CARDS = [
    "<a class=card href=/a><h3>{}</h3><p>{}</p></a>", "<div><a href=/a><div><span><h4>{}</h4></span></div>{}</a></div>",
]  # fmt: skip


@pytest.mark.parametrize("box", CARDS)
def test_a_card_between_paragraphs_goes(box: str) -> None:
    story = STORIES["en"]
    article = clean(page(f"{card(box)}<p>{story[3]}</p>", date=""))
    assert not any(text in article.text for text in TEASERS[0])
    assert {removal.rule for removal in article.removed if removal.text in TEASERS[0]} <= {"card", "tagger"}
    assert all(paragraph in article.text for paragraph in story[:4])


@pytest.mark.parametrize(
    "html",
    [
        page(card("<h3><a href=/a>{}</a></h3><p>{}</p>")),  # a section whose heading is linked
        page(card("<a href=/a><h3>{}</h3></a><p>{}</p>")),
        page(card("<a href=/a><p>{}</p><p>{}</p></a>")),  # lines of a song, each with its notes
        page(card(CARDS[0]), story=0),
        page("".join(CARDS[0].format(*teaser) for teaser in TEASERS[:3])),
        page(f"<h2>Where to stay</h2>{card(CARDS[0])}"),
        page("".join(CARDS[0].format(*teaser) + f"<p>{teaser[1]}</p>" for teaser in TEASERS[:3])),
        page(card(CARDS[0]).replace("/a", "https://press.example/a")),
    ],
    ids=[
        "heading",
        "link around a heading",
        "no heading",
        "no story",
        "several",
        "below a heading",
        "between paragraphs",
        "other site",
    ],
)
def test_what_is_no_card_stays(html: str) -> None:
    document = read_html(html)
    keep = [True] * len(document.blocks)
    headings = [block for block in document.blocks if block.kind == "heading"]
    assert list(find_cards(document, keep, headings, Story(document.blocks, keep))) == []


def test_what_the_user_sees() -> None:
    """The story stays, the teasers go, and each removal names its reason."""
    article = clean(page(teasers(25)))
    assert all(paragraph in article.text for paragraph in STORIES["en"][:3])
    gone = {removal.text for removal in article.removed}
    for title, summary in TEASERS:
        assert title not in article.text
        assert summary not in article.text
        assert {title, summary} <= gone
