"""Authors by links, notes and lists around the text, and names in the head that sign nothing."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import PROSE, ld, read

TITLE = "<h1>Storm hits the coast</h1>"
LONG = PROSE.replace("</p>", " It lost its roof in the storm, and nobody has repaired it since then.</p>")
DOCS = "https://docs.millkit.example/docs/house"
NEWS = "https://www.millkit.example/blog/house"


@pytest.mark.parametrize(
    ("head", "url", "authors"),
    [
        (ld({"@type": "TechArticle", "headline": "Storm hits the coast",
             "author": {"@type": "Organization", "name": "Millkit"}}), NEWS, ()),
        ('<meta name="author" content="Millkit Inc.">', DOCS, ()),
        ('<meta name="author" content="Millkit Inc.">', NEWS, ("Millkit Inc.",)),
        ('<meta name="author" content="Ann Lee">', DOCS, ("Ann Lee",)),
        ('<meta name="author" content="Harbour Press">', DOCS, ("Harbour Press",)),
    ],
)  # fmt: skip
def test_who_makes_a_thing_does_not_sign_each_page_of_its_manual(head: str, url: str, authors: tuple[str, ...]) -> None:
    assert read(TITLE, head, url).authors == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ('<p>By <a href="/who/1">Ann Lee</a> <a href="/issue/7">View In Digital Edition</a></p>', ("Ann Lee",)),
        ('<p>By <a href="/who/1">Ann Lee</a> and <a href="/who/2">Bo Ek</a></p>', ("Ann Lee", "Bo Ek")),
        ('<p>By <a href="/who/1">Ann Lee</a> <a href="/who/2">Bo Ek</a></p>', ("Ann Lee Bo Ek",)),
        ('<div class="byline"><time>March 7, 2024</time> | <span class="byline__category">'
         '<a href="/w">Wellness &amp; Prevention</a></span></div>', ()),
        ('<div class="byline"><time>March 7, 2024</time> | <span class="byline__name">'
         '<a href="/w">Ann Lee</a></span></div>', ("Ann Lee",)),
        ('<p class="post-author__name">Laura / Mill Notes</p>', ("Laura",)),
        ('<ul class="author-list"><li><a class="author-name">Ann Lee, </a></li>'
         '<li><a class="author-name">Bo Ek</a></li></ul>', ("Ann Lee", "Bo Ek")),
        ('<div><a href="/autor/ana-lopez/">Ana López</a> <span>Ellería - </span></div><p>March 7, 2024</p>',
         ("Ana López",)),
    ],
)  # fmt: skip
def test_a_link_ends_a_name_and_a_topic_is_none(line: str, authors: tuple[str, ...]) -> None:
    assert read(TITLE + line, '<meta property="og:site_name" content="Mill Notes">').authors == authors


PROFILE = "https://talk.example/profiles"
HOUSE = '<em><a href="https://talk.example/institutions/u-1">University of Ellery</a></em>'


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        (f'<p><a href="{PROFILE}/ann-lee-1">Ann Lee</a>, {HOUSE}</p>', ("Ann Lee",)),
        (f'<p><a href="{PROFILE}/ann-lee-1">Ann Lee</a>, {HOUSE} and '
         f'<a href="{PROFILE}/bo-ek-2">Bo Ek</a>, {HOUSE}</p>',
         ("Ann Lee", "Bo Ek")),
        (f'<p><a href="{PROFILE}/ann-lee-1">Ann Lee</a>, who found the mill, told us about it.</p>', ()),
        ('<div><a href="/authors/staff">The Courier Team</a></div>', ("The Courier Team",)),
        ('<div><a href="/teams/staff">The Courier Team</a></div>', ()),
    ],
)  # fmt: skip
def test_names_that_link_to_their_pages_sign_with_a_house(line: str, authors: tuple[str, ...]) -> None:
    assert read(TITLE + line + LONG * 3).authors == authors


def read_below(below: str) -> tuple[str, ...]:
    return read(TITLE + LONG * 4 + below).authors


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        ('<p>Ann Lee</p><div class="author-description">Reporter, M.A. Journalism</div>', ("Ann Lee",)),
        ('<p>Our mills</p><div class="author-description">Reporter, M.A. Journalism</div>', ()),
        ('<footer class="site-footer"><div class="author-bio"><p class="author-links">'
         '<a href="/author/ray/">View all posts by Ray Ansari</a></p></div></footer>', ("Ray Ansari",)),
        ('<div class="sidebar"><div class="author-bio"><p class="author-links">'
         '<a href="/author/ray/">View all posts by Ray Ansari</a></p></div></div>', ()),
        ('<ul class="post-copyright"><li><b>Post author: </b>Ann Lee</li><li><b>Post link: </b>here</li></ul>',
         ("Ann Lee",)),
        ('<ul class="copyright"><li><b>Post author: </b>Ann Lee</li><li><b>Post link: </b>here</li></ul>', ()),
        ('<div class="customers-author-wrapper"><div>– Gregory</div><div>Trustpilot</div></div>', ()),
    ],
)  # fmt: skip
def test_notes_below_the_text(below: str, authors: tuple[str, ...]) -> None:
    assert read_below(below) == authors


@pytest.mark.parametrize(
    ("contributor", "authors"),
    [
        ({"@type": "Person", "name": "Ann Lee"}, ("Ann Lee",)),
        ({"@type": "Organization", "name": "Harbour Press"}, ("Ellery Works",)),
    ],
)
def test_a_contributor_signs_where_the_author_is_a_house(contributor: object, authors: tuple[str, ...]) -> None:
    story = {
        "@type": "Article", "headline": "Storm hits the coast", "contributor": contributor,
        "author": {"@type": "Organization", "name": "Ellery Works"},
    }  # fmt: skip
    assert read(TITLE, ld(story)).authors == authors


def test_an_agency_in_the_dateline_signs_if_nobody_does() -> None:
    lead = f"<p>Ellerstadt (dpa) - {PROSE.removeprefix('<p>')}"
    assert read(TITLE + lead).authors == ("dpa",)
    assert read(f"{TITLE}<p>By Ann Lee</p>{lead}").authors == ("Ann Lee",)
    assert read(TITLE + lead.replace("dpa", "north")).authors == ()


def test_labels_of_japanese_newspapers_are_no_names() -> None:
    assert read("<h1>古い水車小屋が読書の家に</h1><p class='byline'>有料記事　田中一郎</p>", lang="ja").authors == (
        "田中一郎",
    )


@pytest.mark.parametrize(
    ("content", "authors", "published", "tags"),
    [
        ('{"title":"Storm hits the coast","authors":["Ann Lee","Bo Ek"],"pub_date":"2024-03-07T10:15:00Z",'
         '"tags":["mills","type: report","@food"]}', ("Ann Lee", "Bo Ek"), "2024-03-07T10:15:00+00:00", ("mills",)),
        ('{"author":"Ann Lee","pub_date":7,"tags":{"a":1}}', ("Ann Lee",), None, ()),
        ('["Ann Lee"]', (), None, ()), ("{broken", (), None, ()), ("[" * 5_000, (), None, ()),
    ],
)  # fmt: skip
def test_the_object_of_parsely_is_read(
    content: str, authors: tuple[str, ...], published: str | None, tags: tuple[str, ...]
) -> None:
    found = read(TITLE, f"<meta name='parsely-page' content='{content}'>")
    assert (found.authors, found.published, found.tags) == (authors, published, tags)
