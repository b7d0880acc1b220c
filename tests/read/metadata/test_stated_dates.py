"""Days in fields of the head and at the beginning of a text."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import read

HEADLINE = "<h1>Storm hits the coast</h1>"


@pytest.mark.parametrize(
    ("name", "published", "modified"),
    [
        ("post_date", "2024-05-03", None),
        ("og:pubdate", "2024-05-03", None),
        ("article.created", "2024-05-03", None),
        ("created", "2024-05-03", None),
        ("DISPLAYDATE", "2024-05-03", None),
        ("weibo: article:create_at", "2024-05-03", None),
        ("timestamp", "2024-05-03", None),
        ("article_date_updated", None, "2024-05-03"),
        ("og:modified_time", None, "2024-05-03"),
        ("updated date", None, "2024-05-03"),
        ("update-frequency", None, None),
        ("candidate", None, None),
    ],
)
def test_fields(name: str, published: str | None, modified: str | None) -> None:
    found = read(HEADLINE, f'<meta name="{name}" content="2024-05-03">')
    assert (found.published, found.modified) == (published, modified)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("ELLERY, May 3, 2024 (AP) - The storm came at night and it stayed for the whole next day.", "2024-05-03"),
        ("Offer ends May 3, 2024. While the boats last, each of you may take one of them home for a day.", None),
        ("In the town of Ellery the storm of May 3, 2024 was the worst that anybody there could remember.", None),
    ],
)  # fmt: skip
def test_datelines_of_short_paragraphs(text: str, published: str | None) -> None:
    assert read(f"{HEADLINE}<p>{text}</p>").published == published
