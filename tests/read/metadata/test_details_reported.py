"""Tags, images and descriptions as users of such tools reported them wrong: empty fields, links that are no tags."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import PROSE, ld, read

HEADLINE = "Old mill becomes a reading house"
URL = "https://www.ellerycourier.example/news/mill"
MILL = "https://cdn.example/mill.jpg"


def meta(name: str, content: str) -> str:
    return f"<meta property='{name}' content='{content}'>"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (meta("keywords", '["mills","books"]'), ("mills", "books")),
        (meta("keywords", '"mills", "books"'), ("mills", "books")),
        (meta("keywords", "mills | books"), ("mills", "books")),
        (meta("keywords", "{{ tags }}") + ld({"@type": "Article", "keywords": '["mills"]'}), ("mills",)),
        (meta("keywords", ", ,") + meta("article:tag", "undefined") + meta("tags", "mills"), ("mills",)),
        (meta("article:tag", "Uncategorized") + meta("article:tag", "Mills (1834)"), ("Mills (1834)",)),
        (meta("keywords", "[sic] and other marks, ’tis"), ("[sic] and other marks", "’tis")),
    ],
)
def test_tags_in_fields(head: str, expected: tuple[str, ...]) -> None:
    assert read(f"<h1>{HEADLINE}</h1>", head).tags == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ('<div class="tags"><a href="/t/m">mills</a> <a href="/p#comments">12 comments</a></div>', ("mills",)),
        ('<div class="tags">Tags: <a href="/t/#m">mills</a> | <a href="#respond">Leave a reply</a></div>', ("mills",)),
        ('<p>Tags: <a href="/t/m">mills</a>, <a href="/t/b">books</a></p>', ("mills", "books")),
        ('<p>Topics: <a href="/t/m">mills</a> and what else the council talked about that evening</p>', ()),
        ('<p><a rel="category tag" href="/c">Sin categoría</a> <a rel="tag" href="/m">mills (12)</a></p>', ("mills",)),
        ('<aside><div class="tagcloud"><a rel="tag" href="/x">ferries</a></div></aside>', ()),
        ('<p><a rel="tag" href="/m">mills</a></p><div class="related"><a rel="tag" href="/x">x</a></div>', ("mills",)),
        ('<div class="sidebar-box"><a rel="tag" href="/m">mills</a></div>', ("mills",)),
    ],
)
def test_links_that_are_tags(end: str, expected: tuple[str, ...]) -> None:
    assert read(f"<main><h1>{HEADLINE}</h1>{PROSE}</main>{end}", url=URL).tags == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (meta("og:image", "images/mill.jpg"), "https://www.ellerycourier.example/news/images/mill.jpg"),
        (meta("og:image", "no image"), None),
        (meta("og:image", "data:image/png;base64,AAAA") + meta("twitter:image", MILL), MILL),
        (meta("og:image", "https://www.ellerycourier.example/") + meta("twitter:image", MILL), MILL),
        (ld({"@type": "WebPage", "url": URL, "primaryImageOfPage": {"@id": "#i"}}, {"@id": "#i", "url": MILL}), MILL),
    ],
)
def test_images(head: str, expected: str | None) -> None:
    assert read(f"<h1>{HEADLINE}</h1>", head, URL).image == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("undefined", "A town saves its mill."),
        ("{{ page.description }}", "A town saves its mill."),
        ("How {{ names }} are filled in", "How {{ names }} are filled in"),
        ("<p>A town saves its <b>mill</b>.</p>", "A town saves its mill."),
        ("<p>A town saves</p><p>its mill.</p>", "A town saves its mill."),
    ],
)
def test_descriptions(stated: str, expected: str) -> None:
    assert (
        read("", meta("og:description", stated) + meta("description", "A town saves its mill.")).description == expected
    )
