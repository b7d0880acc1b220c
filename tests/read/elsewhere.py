"""Shared by the tests of text outside the markup: a story, and pages around it."""

from __future__ import annotations

import json

from cleaner import Article

TITLE = "Lock closed after a night of frost"


TEXTS = (
    "The lock at the mouth of the river was closed at dawn, and the barges wait in a row at the head of the canal.",
    "The lock keeper speaks of a gate that froze in the night, and of iron that has grown tired over ninety winters.",
    "The repair will take three days and cost as much as a new gate would, which the province has agreed to pay for.",
    "Two of the skippers have turned back and will take the long way by sea, although the forecast promises a storm.",
    "On the quay the bakery has opened early, and hands out rolls to the crews who have not slept since the bell rang.",
    "Whoever wants to cross has to walk to the old bridge, where a guard counts the carts that pass over the planks.",
)


BODY = "\n\n".join(TEXTS)


HTML = "".join(f"<p>{text}</p>" for text in TEXTS)


NAV = "<header><nav><ul><li><a href=/a>News</a><li><a href=/b>Sport</a><li><a href=/c>Weather</a></ul></nav></header>"


RELATED = [
    {"title": f"Another story of the week, number {nth}", "url": f"/story/{nth}", "teaser": f"{TEXTS[nth % 6]} ({nth})",
     "body": "A teaser of another story that is long enough to be taken for a paragraph of some body. " * 3}
    for nth in range(8)
]  # fmt: skip


def page(script: str = "", body: str = "", head: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{TITLE} | The Quay</title>{head}</head>"
        f"<body>{NAV}<div id=root>{body}</div>{script}<footer>© The Quay</footer></body></html>"
    )


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def article_of(body: str, **more: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "articleBody": body, **more}


def assert_whole(article: Article, source: str) -> None:
    """All paragraphs, each once and in order, and nothing of other stories."""
    assert [article.text.count(text) for text in TEXTS] == [1] * len(TEXTS)
    assert [article.text.index(text) for text in TEXTS] == sorted(article.text.index(text) for text in TEXTS)
    assert "another story" not in article.text.lower()
    assert article.provenance["text"] == source
    assert article.status == "ok"
