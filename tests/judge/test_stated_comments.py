"""Comments that a page states in its JSON-LD are told by their words, whatever their markup is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cleaner import clean
from tests.thread_pages import COMMENTS, STORIES, article, page


def script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def stated(language: str, key: str = "comment", many: bool = True) -> dict[str, Any]:
    said = [
        {"@type": "Comment", "text": text, "author": {"@type": "Person", "name": name}, "dateCreated": "2024-05-03"}
        for name, _, text in COMMENTS[language]
    ]
    return {"@type": "NewsArticle", "headline": "Ferries", key: said if many else said[0]}


def bare(language: str) -> str:
    return "".join(f"<div><p>{text}</p><p>{name}</p></div>" for name, _, text in COMMENTS[language])


@pytest.mark.parametrize("language", list(STORIES))
@pytest.mark.parametrize("place", ["below", "inside"])
@pytest.mark.parametrize("key", ["comment", "comments"])
def test_stated_comments_go(language: str, place: str, key: str) -> None:
    html = article(language, head=script([{"@graph": [stated(language, key)]}]), **{place: bare(language)})
    result = clean(html)
    assert [text for row in COMMENTS[language] for text in (row[0], row[2]) if text in result.text] == []
    assert all(paragraph in result.text for paragraph in STORIES[language])


def test_it_is_the_data_that_tells() -> None:
    assert COMMENTS["en"][0][2] in clean(article("en", inside=bare("en"))).text


def test_a_single_comment_of_several_paragraphs() -> None:
    data = {
        "@type": "BlogPosting",
        "comment": {"text": "The old boats were better.<br><p>Much better, I say.</p>\nYes."},
    }
    inside = "<p>The old boats were better.</p><p>Much better, I say.</p><p>Yes.</p><p>Ida, 3 May 2024</p>"
    text = clean(article("en", inside=inside, head=script(data))).text
    assert [line for line in ("The old boats", "Much better", "Yes.", "3 May 2024") if line in text] == []


def test_a_line_of_a_comment_that_stands_in_the_story_stays() -> None:
    """Nothing is told by few words, and nothing above the story goes."""
    data = {"@type": "NewsArticle", "comment": [{"text": "Good news."}, {"text": STORIES["en"][0]}]}
    result = clean(article("en", inside="<p>Good news.</p>", head=script(data)))
    assert [gone for gone in result.removed if gone.judge == "asides"] == []


@pytest.mark.parametrize("kind", ["QAPage", "DiscussionForumPosting", "LiveBlogPosting"])
def test_posts_that_are_the_text_stay(kind: str) -> None:
    data = stated("en") | {"@type": kind}
    html = page(f"<h1>Ferry</h1><p>{STORIES['en'][0]}</p><p>{STORIES['en'][1]}</p>{bare('en')}", script(data))
    assert [gone for gone in clean(html).removed if gone.judge == "asides"] == []


@pytest.mark.parametrize(
    "data",
    ['{"comment":', '{"comment": [' * 5_000, '{"comment": 3}', '{"comment": [[], {"text": 4}, null], "author": {}}',
     '{"comment": {"text": "' + "<a" * 50_000 + '"}}', '{"comment": {"text": "' + "\\n" * 50_000 + '"}}'],
)  # fmt: skip
def test_bad_data_costs_nothing(data: str) -> None:
    html = article("en", inside=bare("en"), head=f'<script type="application/ld+json">{data}</script>')
    assert clean(html).text == clean(article("en", inside=bare("en"))).text
