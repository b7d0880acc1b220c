"""The fields of meta elements, under the names and in the attributes that pages use."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from tests.read.metadata.samples import read


@pytest.mark.parametrize(
    ("meta", "stated"),
    [
        ('<meta name=a content=b value=c>', (("a", "b"),)),
        ('<meta name=a value=b>', (("a", "b"),)),
        ('<meta name=a content="" value=b>', (("a", "b"),)),
        ('<meta name="A b" content=c>', (("a b", "c"),)),
        ('<meta property="x:a  og:b" name=n content=c>', (("x:a", "c"), ("og:b", "c"))),
        ('<meta itemprop="dateCreated datePublished" content=c>', (("datecreated", "c"), ("datepublished", "c"))),
        ('<meta property="dc:title" content=c>', (("dc.title", "c"),)),
        ('<meta property="http://ogp.me/ns/article#author" content=c>', (("article:author", "c"),)),
        ('<meta name=a><meta name="" content=b><meta content=c><meta value=d>', ()),
    ],
)  # fmt: skip
def test_attributes(meta: str, stated: tuple[tuple[str, str], ...]) -> None:
    assert read_html(meta).head.metas == stated


def test_fields_without_a_content() -> None:
    found = read(
        "<h1>Storm hits the coast</h1>",
        '<meta name=author value="Ann Lee"><meta property="article:published_time" value="2024-04-30T08:00:00Z">',
    )
    assert (found.authors, found.published) == (("Ann Lee",), "2024-04-30T08:00:00+00:00")


@pytest.mark.parametrize("name", ["photo:author", "image-author", "theme:author", "book:author", "review_author"])
def test_fields_for_authors_of_something_else(name: str) -> None:
    assert read("<h1>Storm hits the coast</h1>", f'<meta name="{name}" content="Ann Lee">').authors == ()
    assert read("<h1>Storm hits the coast</h1>", '<meta name="page:author" content="Ann Lee">').authors == ("Ann Lee",)


def test_a_place_in_the_address_of_a_profile_is_no_author() -> None:
    for slug, found in (("port-ellery", ()), ("ann-lee", ("Ann Lee",))):
        head = f'<meta property="article:author" content="https://paper.example/author/{slug}">'
        assert read("<h1>Storm hits the coast</h1><p>News from Port Ellery.</p>", head).authors == found
