"""Text that only JSON-LD holds: bodies of articles, recipes, questions and answers."""

from __future__ import annotations

from html import escape

import pytest

from cleaner import clean
from tests.read.elsewhere import BODY, HTML, TEXTS, TITLE, article_of, assert_whole, json_ld, page

BODIES = {
    "plain": BODY,
    "lines": "\n".join(TEXTS),
    "one line": " ".join(TEXTS),
    "html": HTML,
    "escaped": escape(HTML),
    "breaks": "<br><br>".join(TEXTS),
    "inline": "\n\n".join(f"<b>{text[:10]}</b>{text[10:]}" for text in TEXTS),
}


@pytest.mark.parametrize("name", BODIES)
def test_article_body_of_json_ld(name: str) -> None:
    assert_whole(clean(page(json_ld(article_of(BODIES[name])))), "json-ld:articleBody")


@pytest.mark.parametrize(
    "value",
    [
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "The Quay"}, article_of(BODY)]},
        [{"@type": "BreadcrumbList"}, article_of(BODY)],
        {"@type": "WebPage", "mainEntity": article_of(BODY)},
        article_of(BODY, headline="A headline that nobody else says"),
        article_of("", articleBody=list(TEXTS)),
        [article_of(BODY), article_of("Of another story. " * 60, headline="Bell stolen from the old customs house")],
        article_of(BODY, hasPart=[article_of("Of another story. " * 90)]),
    ],
    ids=["graph", "list", "main-entity", "headline", "paragraphs", "two-articles", "part"],
)
def test_where_json_ld_states_it(value: object) -> None:
    assert_whole(clean(page(json_ld(value))), "json-ld:articleBody")


def test_live_blog() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": f"At {nth} o'clock", "articleBody": text} for nth, text in enumerate(TEXTS)
    ]
    value = {"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": updates}
    assert_whole(clean(page(json_ld(value))), "json-ld:liveBlogUpdate")


@pytest.mark.parametrize(
    "value",
    [
        article_of(TEXTS[0]),
        article_of(BODY[:400] + " …"),
        {"@type": "NewsArticle", "headline": TITLE, "description": BODY},
        [
            article_of(BODY, headline=name)
            for name in ("Bell stolen from the customs house", "Ferry runs aground off the pier")
        ],
    ],
    ids=["one paragraph", "cut", "description", "of other stories"],
)
def test_what_is_no_body(value: object) -> None:
    if isinstance(value, list):
        value[1]["articleBody"] = BODY.upper()
    article = clean(page(json_ld(value), body=f"<p>{TEXTS[0]}</p><p>{TEXTS[1]}</p>"))
    assert "text" not in article.provenance
    assert TEXTS[5] not in article.text


def test_body_that_the_markup_holds_comes_once() -> None:
    article = clean(page(json_ld(article_of(BODY)), body=f"<article><h1>{TITLE}</h1>{HTML}</article>"))
    assert [article.text.count(text) for text in TEXTS] == [1] * len(TEXTS)
    assert "text" not in article.provenance


def test_teaser_in_the_markup_comes_once() -> None:
    teaser = f"<article><h1>{TITLE}</h1><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p><p>Subscribe to read on.</p></article>"
    article = clean(page(json_ld(article_of(BODY)), body=teaser))
    assert_whole(article, "json-ld:articleBody")
    assert ("reader", "stated-twice") in {(removal.judge, removal.rule) for removal in article.removed}


def test_confidence_is_low_where_a_part_was_kept() -> None:
    """The markup tells another story, longer than two thirds of the stated one: which is right nobody knows."""
    told = "".join(f"<p>{text.translate(str.maketrans('aeiou', 'eioua'))}</p>" for text in TEXTS[:5])
    article = clean(page(json_ld(article_of(BODY)), body=f"<article><h1>{TITLE}</h1>{told}</article>"))
    assert article.confidence < 0.5
    assert any(note.startswith("stated: ") for note in article.notes)


STEPS = [{"@type": "HowToSection", "name": "At the lock", "itemListElement": [{"text": text} for text in TEXTS[:3]]},
         *TEXTS[3:]]  # fmt: skip


ANSWERS = [
    {"@type": "Question", "name": f"What of it, number {nth}?", "acceptedAnswer": {"text": f"<p>{text}</p>"}}
    for nth, text in enumerate(TEXTS)
]  # fmt: skip


OTHERS = {
    "text": ({"@type": ["Article", "TechArticle"], "text": BODY}, "json-ld:text"),
    "text of a graph": ({"@graph": [{"@type": "WebSite"}, {"@type": "BlogPosting", "text": HTML}]}, "json-ld:text"),
    "recipe": (
        {"@type": "Recipe", "recipeIngredient": ["2 ropes"], "recipeInstructions": STEPS}, "json-ld:recipeInstructions"
    ),
    "how to": ({"@type": "https://schema.org/HowTo", "supply": "2 ropes", "step": STEPS}, "json-ld:step"),
    "questions": ({"@type": "FAQPage", "mainEntity": ANSWERS}, "json-ld:mainEntity"),
    "job": ({"@type": "JobPosting", "title": TITLE, "description": escape(HTML)}, "json-ld:description"),
    "event": ({"@type": "https://schema.org/MusicEvent", "name": TITLE, "description": BODY}, "json-ld:description"),
    "film": ({"@type": "VideoObject", "description": "A film.", "transcript": BODY}, "json-ld:transcript"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(OTHERS))
def test_other_fields_of_json_ld_are_read_where_the_markup_shows_nothing(name: str) -> None:
    data, source = OTHERS[name]
    article = clean(page(head=json_ld(data)))
    assert_whole(article, source)
    assert ("2 ropes" in article.text) == (name in ("recipe", "how to"))
    assert article.text.count("What of it") == (6 if name == "questions" else 0)
    shown = clean(page(head=json_ld(data), body=f"<article><h1>{TITLE}</h1>{HTML}</article>"))
    assert [shown.text.count(text) for text in TEXTS] == [1] * len(TEXTS)
    assert "text" not in shown.provenance


@pytest.mark.parametrize(
    "data",
    [{"@type": "Comment", "text": BODY}, {"@type": "FAQPage", "mainEntity": [{"name": 3}, {"acceptedAnswer": []}, 4]},
     {"@type": "Recipe", "recipeInstructions": {"itemListElement": 3}}, {"@type": {"a": 1}, "text": BODY},
     {"@type": "Organization", "description": BODY}, {"@type": "JobPosting", "description": [BODY]},
     [{"@type": "Event", "description": BODY}, {"@type": "Event", "description": BODY[::-1]}]],
)  # fmt: skip
def test_other_fields_that_hold_no_body(data: dict[str, object]) -> None:
    assert TEXTS[0] not in clean(page(head=json_ld(data))).text
