"""Feeds and sitemaps: what they name, what is neither, and lists that lead in circles."""

from __future__ import annotations

import gzip
import json

import pytest

from cleaner.config import FetchSettings
from cleaner.errors import BadInput
from cleaner.model import Announcement, Failure, Page
from cleaner.sources import feed
from cleaner.sources.entries import MAX_NAMES, MAX_TITLE_CHARS, Link
from cleaner.sources.feed import AMPERSAND, MAX_DEPTH, parse
from tests.faultserver import FaultServer, page

BASE = "https://h.example/feed/"
CAP = 1_000_000


def expand(locations: list[str], settings: FetchSettings) -> list[str | Failure]:
    found = [entry for entry in feed.expand(locations, settings) if entry is not None]
    return [entry.url if isinstance(entry, Link) else entry for entry in found]


def pages(body: str | bytes) -> list[str]:
    data = body if isinstance(body, bytes) else body.encode()
    return list(parse(Page(data, url=BASE, final_url=BASE), CAP).pages)


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>
<link>https://h.example/</link><atom:link href="https://h.example/feed" rel="self"/>
<image><url>https://h.example/i.png</url></image>
<item><title>A &amp; B</title><link> https://h.example/1 </link><guid>x</guid></item>
<item><link>/2?a=1&amp;b=2</link></item><item><guid>https://h.example/3</guid></item>
<item><guid isPermaLink="false">https://h.example/no</guid></item><item><title>none</title></item>
<item><link><![CDATA[https://h.example/4]]></link></item></channel></rss>"""
FOUR = [
    "https://h.example/1", "https://h.example/2?a=1&b=2", "https://h.example/3", "https://h.example/4",
]  # fmt: skip
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><link>https://h.example/</link>
</channel><item rdf:about="x"><link>https://h.example/1</link></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://h.example/blog/"><link href="https://h.example/"/>
<entry><link rel="replies" href="/c"/><link href="one"/></entry><entry><link rel="alternate" href="/two"/></entry>
<entry/></feed>"""
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://h.example/1</loc>
<image:image><image:loc>https://h.example/i.png</image:loc></image:image>
<news:news><news:title>T</news:title></news:news></url><url><loc>
 https://h.example/2 </loc></url><url/></urlset>"""
JSON_FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [
    {"id": "1", "url": "https://h.example/1"}, {"external_url": "https://h.example/2"}, {"id": "3"}, 7, {"url": None},
]})  # fmt: skip


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        (RSS, FOUR),
        (RDF, ["https://h.example/1"]),
        (ATOM, ["https://h.example/blog/one", "https://h.example/two"]),
        (NEWS, ["https://h.example/1", "https://h.example/2"]),
        (NEWS.replace(' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', ""), ["https://h.example/1",
         "https://h.example/2"]),
        (gzip.compress(NEWS.encode(), mtime=0), ["https://h.example/1", "https://h.example/2"]),
        ("\ufeff \n" + RSS[21:].strip(), FOUR),
        (JSON_FEED, ["https://h.example/1", "https://h.example/2"]),
        ("https://h.example/1\n\nhttps://h.example/2\r\nnot\n", ["https://h.example/1", "https://h.example/2"]),
        (RSS[: RSS.index("/2?a")], ["https://h.example/1"]),
        ("<rss><channel></channel></rss>", []),
        ("<br /><b>Warning</b>: no file in <b>a.php</b><br />\n" + RSS, FOUR),
        ("Notice: no file\n" + NEWS, ["https://h.example/1", "https://h.example/2"]),
        ('<?xml version="1.0" encoding="utf-16"?><rss><item><link>/1</link></item></rss>', ["https://h.example/1"]),
        ("\ufeffhttps://h.example/1\nhttps://h.example/2\n", ["https://h.example/1", "https://h.example/2"]),
        ("<rss><item><link><![CDATA[/?a=1&#038;b=2]]></link></item></rss>", ["https://h.example/?a=1&b=2"]),
        ("<feed><entry><id>https://h.example/1</id></entry><entry><id>tag:h,1:2</id></entry></feed>",
         ["https://h.example/1"]),
        (RSS.replace("A &amp; B", "A & B &nbsp;"), FOUR),
        ('<?xml version="1.0" encoding="iso-8859-1"?><rss><item><link>/caf\xe9</link></item></rss>'.encode("latin-1"), ["https://h.example/caf\xe9"]),
    ],
)  # fmt: skip
def test_what_a_list_names(body: str | bytes, urls: list[str]) -> None:
    got = pages(body)
    assert got[: len(urls)] == urls
    assert len(got) <= len(urls) + 1  # a feed that is cut may still give the link it was cut in


FEED_LINK = '<link rel="alternate" type="application/{}" href="{}">'


@pytest.mark.parametrize(
    ("body", "lists"),
    [
        ("User-agent: *\nDisallow: /a\nSitemap: https://h.example/s.xml # all\nsitemap:/t.xml",
         ["https://h.example/s.xml", "https://h.example/t.xml"]),
        ("<!doctype html><head>" + FEED_LINK.format("rss+xml", "/a?b=1&amp;c=2") + FEED_LINK.format("atom+xml", "/d"),
         ["https://h.example/a?b=1&c=2"]),
        ('<opml><body><outline text="A"><outline xmlUrl="/a?b&amp;c"/></outline><outline xmlUrl="/d"/></body></opml>',
         ["https://h.example/a?b&c", "https://h.example/d"]),
    ],
)  # fmt: skip
def test_what_names_feeds_or_sitemaps(body: str, lists: list[str]) -> None:
    """A robots.txt, a page and an outline."""
    found = parse(Page(body.encode(), final_url="https://h.example/x"), 1_000)
    assert (found.pages, list(found.lists)) == ((), lists)


@pytest.mark.parametrize(
    "body",
    [
        FEED_LINK.format("json", "/wp-json"), FEED_LINK.format("rss+xml", "/a").replace("alternate", "self"),
        "", "<html><body>no</body></html>", "{}", '{"items": 5}', "[" * 100_000, "{" * 100_000, "hello", b"\x00\x01",
         "<", "<!DOCTYPE html>",
        b"\x1f\x8bnot gzip", gzip.compress(NEWS.encode())[:-9], gzip.compress(bytes(3_000_000)),
    ],
)  # fmt: skip
def test_what_is_no_list(body: str | bytes) -> None:
    with pytest.raises(BadInput):
        pages(body)


def test_entities_are_not_expanded() -> None:
    """Neither files nor billions of laughs come out of a feed."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for doctype in (
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    ):
        got = pages(f"{doctype}<rss><item><link>https://h.example/&l9;</link></item><item><link>/2</link></item></rss>")
        assert all("root" not in url and len(url) < 200 for url in got)


SETTINGS = FetchSettings(allow_private=True, delay=0, retries=0)


def index(*urls: str) -> bytes:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in urls)}</sitemapindex>".encode()


def urlset(*urls: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def test_index_gz_and_circles() -> None:
    """An index is followed, gz or not; one that names itself is fetched once; a missing part costs itself alone."""
    with FaultServer({}) as server:
        server.scripts["/index"] = page(
            index("/index", "/b.xml", "/c.xml.gz", "/gone", "/index#x"), content_type="text/xml"
        )
        server.scripts["/b.xml"] = page(urlset("/1", "/2"), content_type="application/xml")
        server.scripts["/c.xml.gz"] = page(gzip.compress(urlset("/3")), content_type="application/gzip")
        got = expand([server.url("/index")], SETTINGS)
        assert [entry.rsplit("/")[-1] for entry in got if isinstance(entry, str)] == ["1", "2", "3"]
        (failure,) = (entry for entry in got if isinstance(entry, Failure))
        assert (failure.origin, failure.reason) == (server.url("/gone"), "http-status")
        assert server.paths().count("/index") == 1


def test_depth_is_bounded() -> None:
    with FaultServer({}) as server:
        for n in range(12):
            server.scripts[f"/{n}"] = page(index(f"/{n + 1}"), content_type="text/xml")
        (failure,) = expand([server.url("/0")], SETTINGS)
        assert isinstance(failure, Failure)
        assert "deep" in failure.message
        assert len([path for path in server.paths() if path != "/robots.txt"]) == MAX_DEPTH + 1


def test_lists_are_guarded_and_polite() -> None:
    """A feed on an internal address, or refused by robots.txt, is not fetched."""
    with FaultServer({"/robots.txt": page(b"User-agent: *\nDisallow: /feed"), "*": page(RSS.encode())}) as server:
        (guarded,) = expand([server.url("/feed")], SETTINGS.model_copy(update={"allow_private": False}))
        (refused,) = expand([server.url("/feed")], SETTINGS)
        assert [entry.reason for entry in (guarded, refused) if isinstance(entry, Failure)] == ["not-public", "robots"]
        assert server.paths() == ["/robots.txt"]


def test_a_page_is_no_feed() -> None:
    with FaultServer({"*": page()}) as server:
        (failure,) = expand([server.url("/")], SETTINGS)
        assert isinstance(failure, Failure)
        assert (failure.stage, failure.reason) == ("source", "unreadable")


def parsed(body: str) -> tuple[str, ...]:
    page = Page(body.encode(), url="https://h.example/feeds/a.xml", final_url="https://h.example/feeds/a.xml")
    return parse(page, 1_000_000).pages


def test_names_that_stand_in_for_links() -> None:
    """An id that is an address, of JSON Feed and of RSS 1.0; the base of an item for its own link."""
    assert parsed('{"items": [{"id": "https://h.example/1"}, {"id": "tag:2", "url": "/2"}, {"id": "3"}]}') == (
        "https://h.example/1", "https://h.example/2",
    )  # fmt: skip
    about = RDF.replace('about="x"><link>https://h.example/1</link>', 'about="https://h.example/3">')
    assert parsed(about) == ("https://h.example/3",)
    assert parsed('<rss><channel><item xml:base="https://b.example/x/"><link>4</link></item></channel></rss>') == (
        "https://b.example/x/4",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("<rss xmlns:fb='x'><item><link>https://count.example/1</link><fb:origLink>https://h.example/a</fb:origLink>"
         "</item></rss>", "https://h.example/a"),
        ("<rss><item><link>https://h.example/a</link><origLink>none</origLink></item></rss>", "https://h.example/a"),
        ("<feed><entry><link href='https://www.google.com/url?rct=j&amp;url=https://h.example/a%3Fb&amp;ct=ga'/></entry>"
         "</feed>", "https://h.example/a?b"),
        ("<feed><entry><link href='https://www.google.com/url?rct=j'/></entry></feed>", "https://www.google.com/url?rct=j"),
        ("<feed><entry><link href='https://h.example/url?url=https://h.example/b'/></entry></feed>",
         "https://h.example/url?url=https://h.example/b"),
    ],
)  # fmt: skip
def test_links_of_counters(body: str, url: str) -> None:
    """FeedBurner names the page beside its own link, Google Alerts within it."""
    assert parse(Page(body.encode()), 1_000).pages == (url,)


def test_an_address_that_is_cut_off_is_none() -> None:
    """A file that ends in the middle of one keeps those before it; one that ends behind an address keeps all."""
    whole = "<rss><channel><item><link>https://h.example/1</link></item><item><link>https://h.example/22"
    assert parsed(whole) == ("https://h.example/1",)
    assert parsed(f"{whole}</link>") == ("https://h.example/1", "https://h.example/22")


def test_ampersands_survive_broken_xml() -> None:
    """libxml2 drops them silently after its first error; a CDATA section keeps its own."""
    broken = "<rss><item><title>A & B</title><link>/x?a=1&amp;b=2&#38;c=3&d=4</link></item>"
    broken += "<item><link><![CDATA[/y?a=1&b=2]]></link></item></rss>"
    assert pages(broken) == ["https://h.example/x?a=1&b=2&c=3&d=4", "https://h.example/y?a=1&b=2"]


def test_utf_16() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><rss><item><link>/a?b&amp;c</link></item></rss>'
    assert pages(text.encode("utf-16")) == ["https://h.example/a?b&c"]


ATOM_NS = 'xmlns:atom="http://www.w3.org/2005/Atom"'


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        # a prefix that the feed does not declare, on an element beside, on the item's own link, on the item
        ("<rss><item><media:thumb/><link>/1</link></item></rss>", ["/1"]),
        ("<rss><item><x:link>/x</x:link><link>/1</link></item></rss>", ["/1"]),
        ("<rss><x:item><link>/1</link></x:item></rss>", ["/1"]),
        ("<rss><item><:link>/x</:link><link>/1</link></item></rss>", ["/1"]),
        ("<urlset><url><sm:loc>/1</sm:loc></url></urlset>", ["/1"]),
        ("<sm:urlset><sm:url><sm:loc>/1</sm:loc></sm:url></sm:urlset>", ["/1"]),
        # the feed's own link wins over those of extensions, whatever comes first
        (f'<rss {ATOM_NS}><item><atom:link rel="self" href="/s"/><link>/1</link></item></rss>', ["/1"]),
        (f'<rss {ATOM_NS}><item><atom:link rel="self" href="/s"/><atom:link href="/1"/></item></rss>', ["/1"]),
        (f'<rss {ATOM_NS}><item><atom:link rel="self" href="/s"/><guid>https://h.example/1</guid></item></rss>',
         ["https://h.example/1"]),
        ('<rss><item><guid isPermaLink="TRUE">HTTPS://h.example/1</guid></item></rss>', ["https://h.example/1"]),
        ('<rss><item><guid isPermaLink="False">https://h.example/1</guid></item></rss>', []),
        # of Atom's alternates the HTML one
        ('<feed><entry><link type="application/json" href="/j"/><link type="text/html" href="/1"/></entry></feed>',
         ["/1"]),
        ('<feed><entry><link type="application/pdf" href="/p"/><link href="/1"/></entry></feed>', ["/1"]),
        ('<feed><entry><link href="/0"/><link rel="Alternate" type="Text/HTML;a" href="/1"/></entry></feed>', ["/1"]),
        ('<feed><entry><link type="application/pdf" href="/p"/></entry></feed>', ["/p"]),
        ('<feed><entry><link rel="http://www.iana.org/assignments/relation/alternate" href="/1"/></entry></feed>',
         ["/1"]),
        ("<rss><item><link>//other.example/a</link></item></rss>", ["https://other.example/a"]),
        # the story itself, where the link counts readers; an address that is the text of Atom's link
        ("<rss><item><link>/count</link><fb:origLink>https://h.example/1</fb:origLink></item></rss>",
         ["https://h.example/1"]),
        ("<rss><item><link>/1</link><fb:origLink>none</fb:origLink></item></rss>", ["/1"]),
        ("<feed><entry><id>https://h.example/id</id><link>https://h.example/1</link></entry></feed>",
         ["https://h.example/1"]),
        # what JSON can spell and no file can hold
        ('{"items":[{"url":"https://h.example/\\ud800"},{"url":"/2"}]}', ["https://h.example/\ufffd", "/2"]),
        # an address that cannot be joined
        ("<rss><item><link>http://[x</link></item><item><link>/2</link></item></rss>", ["http://[x", "/2"]),
        ('<feed xml:base="http://[x"><entry><link href="/2"/></entry></feed>', ["/2"]),
    ],
)  # fmt: skip
def test_odd_items_keep_their_page(body: str, urls: list[str]) -> None:
    assert pages(body) == ["https://h.example" + url if url[:2] != "//" and url[0] == "/" else url for url in urls]


def test_shielding_looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Openings without an end, and ampersands of every make: what the patterns see is no longer than the feed."""
    seen = 0

    class Counting:
        def sub(self, word: bytes, data: bytes) -> bytes:
            nonlocal seen
            seen += len(data)
            return AMPERSAND.sub(word, data)

    monkeypatch.setattr(feed, "AMPERSAND", Counting())
    body = b"<rss><item>" + b"<![CDATA[ & " * 50_000
    assert feed._shield(body) == AMPERSAND.sub(b"amp-6d1f0c-amp", body)
    assert seen == len(body)
    seen = 0
    body = b"a&b<![CDATA[c&d]]>e&f<![CDATA[g&h"
    word = b"amp-6d1f0c-amp"
    assert feed._shield(body) == b"a%bb<![CDATA[c&d]]>e%bf<![CDATA[g%bh" % (word, word, word)
    assert seen <= len(body)


def test_a_name_that_is_no_text_costs_itself() -> None:
    body = b"<rss><item><\xed\xa0\x80a/><link>/1</link></item><item><link>/2</link></item></rss>"
    assert "https://h.example/2" in pages(body)


DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
NEWS_NAMES = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
SAID = [
    (
        f"<rss {DC}><channel><item><link>/1</link><title>Storm &amp;amp; flood</title><author>a@h.example (Ann Lee)"
        "</author><dc:creator>Bo Ek</dc:creator><pubDate>Tue, 30 Apr 2024 22:30:00 GMT</pubDate>"
        "<description><![CDATA[<p>Water & wind</p>]]></description></item></channel></rss>",
        Announcement(
            "feed", "Storm &amp; flood", ("Ann Lee", "Bo Ek"), "Tue, 30 Apr 2024 22:30:00 GMT", "<p>Water & wind</p>"
        ),
    ),
    (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/1"/><title type="xhtml"><div>The <b>storm</b>'
        "</div></title><author><name>Ann Lee</name><email>a@h.example</email></author><updated>2024-05-02T08:00:00Z"
        "</updated><published>2024-05-01T08:00:00Z</published><summary>Water</summary></entry></feed>",
        Announcement("feed", "The storm", ("Ann Lee",), "2024-05-01T08:00:00Z", "Water"),
    ),
    (
        f"<urlset {NEWS_NAMES}><url><loc>/1</loc><lastmod>2026-01-01</lastmod><news:news><news:publication><news:name>"
        "Courier</news:name></news:publication><news:publication_date>2024-05-01</news:publication_date><news:title>"
        "Storm</news:title></news:news></url></urlset>",
        Announcement("sitemap", "Storm", (), "2024-05-01", None),
    ),
    (
        json.dumps({"items": [{"url": "/1", "title": "Storm", "authors": [{"name": "Ann Lee"}, 3, {"name": 4}],
                               "date_published": "2024-05-01T08:00:00Z", "summary": 7}]}),
        Announcement("feed", "Storm", ("Ann Lee",), "2024-05-01T08:00:00Z", None),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "said"), SAID)
def test_what_an_entry_says_of_its_page(body: str, said: Announcement) -> None:
    links = parse(Page(body.encode(), url=BASE, final_url=BASE), CAP)
    assert dict(links.announced) == {"https://h.example/1": said}


def test_an_entry_without_a_statement_announces_nothing() -> None:
    for body in (
        "<rss><item><link>/1</link><guid>x</guid></item></rss>",
        "<urlset><url><loc>/1</loc><lastmod>2024-05-01</lastmod></url></urlset>",
        '{"items": [{"url": "/1", "id": "x", "title": 3, "authors": "Ann"}]}',
    ):
        links = parse(Page(body.encode(), url=BASE, final_url=BASE), CAP)
        assert (links.pages, dict(links.announced)) == (("https://h.example/1",), {})


def test_what_an_entry_says_is_bounded() -> None:
    body = f"<rss><item><link>/1</link><title>{'x' * 9_000}</title>{'<author>Ann Lee</author>' * 90}</item></rss>"
    said = parse(Page(body.encode(), url=BASE, final_url=BASE), CAP).announced["https://h.example/1"]
    assert (len(said.title or ""), len(said.authors)) == (MAX_TITLE_CHARS, MAX_NAMES)
