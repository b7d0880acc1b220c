"""Metadata: the headline that the reader sees, the people who sign, the day of publication; each with its source."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.read.html import read_html
from cleaner.read.metadata import Metadata, read_metadata

ROOT = Path(__file__).parent.parent
PROSE = (
    "<p>The council met on Tuesday evening and talked for three hours about the old mill by the river, "
    "which has stood empty for years.</p>"
)

PLAIN_ITEM = '{"@type":"NewsArticle","headline":"Storm hits the coast","datePublished":"2024-04-30"}'


def read(body: str, head: str = "", url: str | None = None, lang: str = "en", **options: object) -> Metadata:
    html = f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}{PROSE * 3}</body></html>'
    return read_metadata(read_html(html), html, url, **options)  # type: ignore[arg-type]


def ld(*items: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)


class TestTitle:
    def test_visible_headline_wins_over_the_one_for_search_engines(self) -> None:
        head = "<title>Old mill flats 2024: all you need to know | The Courier</title>"
        found = read(
            "<h1>Old mill to become flats</h1>",
            head + '<meta property="og:title" content="Old mill to become flats in 2024">',
        )
        assert found.title == "Old mill to become flats"
        assert found.provenance["title"] == "h1"

    @pytest.mark.parametrize(
        ("title", "site"),
        [
            ("Storm hits the coast | The Daily Bugle", "The Daily Bugle"),
            ("Storm hits the coast - World - The Daily Bugle", "The Daily Bugle"),
            ("The Daily Bugle: Storm hits the coast", "The Daily Bugle"),
            ("Storm hits the coast – dailybugle.com", "The Daily Bugle"),
            ("Storm hits the coast", "The Daily Bugle"),
        ],
    )
    def test_site_is_no_part_of_the_title(self, title: str, site: str) -> None:
        head = f'<title>{title}</title><meta property="og:site_name" content="{site}">'
        found = read("", head, "https://www.dailybugle.com/world/storm-hits-the-coast")
        assert found.title in ("Storm hits the coast", "Storm hits the coast - World")
        assert found.site == site

    def test_logo_in_a_heading_is_not_the_title(self) -> None:
        head = "<title>Storm hits the coast | The Daily Bugle</title>"
        assert read("<h1>The Daily Bugle</h1><h2>Storm hits the coast</h2>", head).title == "Storm hits the coast"

    def test_heading_of_another_box_is_not_the_title(self) -> None:
        head = "<title>Storm hits the coast</title>"
        body = '<h1>Storm hits the coast</h1><aside class="related"><h1>You might also like</h1></aside>'
        assert read(body, head).title == "Storm hits the coast"

    def test_slogan_in_a_heading_gives_way_to_what_the_address_says(self) -> None:
        head = (
            '<title>Residential wiring coupons</title><meta property="og:title" content="Residential wiring coupons">'
        )
        found = read("<h1>Price match guarantee</h1>", head, "https://wires.example/residential-wiring-coupons")
        assert found.title == "Residential wiring coupons"

    def test_page_that_states_none(self) -> None:
        assert read("").title is None


class TestAuthors:
    @pytest.mark.parametrize(
        ("author", "expected"),
        [
            ({"@type": "Person", "name": "Ann Lee"}, ("Ann Lee",)),
            ([{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ek"}], ("Ann Lee", "Bo Ek")),
            ("Ann Lee and Bo Ek", ("Ann Lee", "Bo Ek")),
            ({"@type": "Person", "name": "<a href='/x'>Ann Lee</a>"}, ("Ann Lee",)),
            ({"@type": "Person", "name": "admin"}, ()),
            ({"@type": "Person", "name": "https://facebook.com/paper"}, ()),
            (
                [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Reuters"}],
                ("Ann Lee", "Reuters"),
            ),
            (
                [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Courier Media Ltd"}],
                ("Ann Lee",),
            ),
            ({"@type": "Organization", "name": "Associated Press"}, ("Associated Press",)),
            ({"@id": "#ann"}, ("Ann Lee",)),
            (7, ()),
            ([[["x"]]], ()),
        ],
    )
    def test_schema(self, author: object, expected: tuple[str, ...]) -> None:
        graph = {
            "@graph": [
                {"@type": "NewsArticle", "headline": "Storm hits the coast", "author": author},
                {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
            ]
        }
        assert read("<h1>Storm hits the coast</h1>", ld(graph)).authors == expected

    @pytest.mark.parametrize(
        ("byline", "lang", "expected"),
        [
            ("By Ann Lee", "en", ("Ann Lee",)),
            ("By Ann Lee and Bo Ek, staff writers", "en", ("Ann Lee", "Bo Ek")),
            ("Laura June Topolsky July 10, 2015", "en", ("Laura June Topolsky",)),
            ("Von Eva Groß und Jan Maier", "de", ("Eva Groß", "Jan Maier")),
            ("Von Eva Groß, 12.03.2024", "de", ("Eva Groß",)),
            ("Par Léa Martin et Paul Roy", "fr", ("Léa Martin", "Paul Roy")),
            ("Por Ana Gil y Luis Paz", "es", ("Ana Gil", "Luis Paz")),
            ("di Viviana Mazza", "it", ("Viviana Mazza",)),
            ("Door Jan de Vries", "nl", ("Jan de Vries",)),
            ("Av Kari Nordmann og Ola Berg", "no", ("Kari Nordmann", "Ola Berg")),
            ("Автор: Иван Петров", "ru", ("Иван Петров",)),
            ("Yazan: Ayşe Demir", "tr", ("Ayşe Demir",)),
            ("Ann Lee ann.lee@paper.example @annlee", "en", ("Ann Lee",)),
        ],
    )
    def test_visible_byline(self, byline: str, lang: str, expected: tuple[str, ...]) -> None:
        body = f'<h1>Storm hits the coast</h1><p class="byline">{byline}</p>'
        found = read(body, "<title>Storm hits the coast</title>", lang=lang)
        assert found.authors == expected
        assert found.provenance["authors"] == "byline"

    @pytest.mark.parametrize(
        "name", ["admin", "Log in", "Read more", "Kommentare", "Share", "WP_admin", "Ver más", "検索"]
    )
    def test_menu_words_and_accounts_are_nobody(self, name: str) -> None:
        assert read(f'<h1>Storm hits the coast</h1><span class="author">{name}</span>').authors in ((), None)

    def test_commenters_are_not_authors(self) -> None:
        cite = '<cite class="comment-author">Paul Coker</cite>'
        comment = f'<div class="comments"><div class="comment">{cite}<p>Nice!</p></div></div>'
        assert read(f"<h1>Storm hits the coast</h1>{comment}").authors == ()

    def test_people_come_before_the_house_that_the_schema_names(self) -> None:
        item = {
            "@type": "NewsArticle",
            "headline": "Storm hits the coast",
            "author": {"@type": "Organization", "name": "The Daily Bugle"},
        }
        body = '<h1>Storm hits the coast</h1><p class="byline">By Ann Lee</p>'
        assert read(body, ld(item)).authors == ("Ann Lee",)


class TestDates:
    def test_published_and_modified_apart_with_their_zones(self) -> None:
        item = {
            "@type": "NewsArticle", "headline": "Storm hits the coast",
            "datePublished": "2024-04-30T22:30:00.000+02:00", "dateModified": "2024-05-01T07:00:00Z",
        }  # fmt: skip
        found = read("<h1>Storm hits the coast</h1>", ld(item))
        assert found.published == "2024-04-30T22:30:00+02:00"
        assert found.modified == "2024-05-01T07:00:00+00:00"
        assert found.provenance["published"] == "json-ld:NewsArticle.datePublished"

    def test_meta(self) -> None:
        found = read("<h1>Storm</h1>", '<meta property="article:published_time" content="2024-04-30 22:30">')
        assert (found.published, found.provenance["published"]) == (
            "2024-04-30T22:30:00",
            "meta:article:published_time",
        )

    def test_time_near_the_headline_not_in_a_teaser(self) -> None:
        teaser = '<aside class="related"><time datetime="2019-01-01">1 Jan</time><p>Other story</p></aside>'
        own = '<h1>Storm hits the coast</h1><time datetime="2024-04-30">30 April</time>'
        assert read(teaser + own).published == "2024-04-30"
        assert read(teaser + "<h1>Storm hits the coast</h1>").published is None

    @pytest.mark.parametrize(
        "line",
        [
            "View Date: 2025-01-11 13:20:09", "© 2024-01-02 The Courier", "Today is 4 May 2024",
            "Member since 4 May 2014",
            "Offer valid until 4 May 2024", "Comments (12)", "iPhone 12 vs 11", "12 of 2020",
        ],
    )  # fmt: skip
    def test_other_dates_are_no_publication(self, line: str) -> None:
        found = read(f"<h1>Storm hits the coast</h1><p>{line}</p>")
        assert found.published is None

    def test_updated_is_not_published(self) -> None:
        found = read("<h1>Storm hits the coast</h1><p>Last updated: 4 May 2024</p>")
        assert (found.published, found.modified) == (None, "2024-05-04")
        found = read("<h1>Storm hits the coast</h1><p>Published 3 May 2024, updated 4 May 2024</p>")
        assert (found.published, found.modified) == ("2024-05-03", "2024-05-04")

    def test_never_from_the_future(self) -> None:
        head = '<meta property="article:published_time" content="2031-04-30">'
        assert read("<h1>Storm</h1>", head, fetched_at="2024-05-01T00:00:00+00:00").published is None
        head = '<meta property="article:published_time" content="2024-04-30">'
        assert read("<h1>Storm</h1>", head, fetched_at="2024-05-01T00:00:00+00:00").published == "2024-04-30"

    def test_address_only_on_request(self) -> None:
        url = "https://paper.example/2024/04/30/storm"
        assert read("<h1>Storm</h1>", url=url).published is None
        found = read("<h1>Storm</h1>", url=url, url_dates=True)
        assert (found.published, found.provenance["published"]) == ("2024-04-30", "url")

    def test_list_of_dated_teasers_has_no_date_of_its_own(self) -> None:
        rows = "".join(
            f'<div class="card"><h2>Story {day}</h2><p>Words.</p><time datetime="2024-05-{day:02}">x</time></div>'
            for day in range(1, 9)
        )
        html = f"<html><body><h1>News</h1><p>Welcome.</p><p>All.</p><p>Sorted.</p><p>By day.</p>{rows}</body></html>"
        assert read_metadata(read_html(html), html).published is None

    @pytest.mark.parametrize("kind", ["WebPage", "CollectionPage", "Review", "VideoObject"])
    def test_dates_of_other_things(self, kind: str) -> None:
        item = {"@type": kind, "name": "Storm hits the coast", "datePublished": "2018-05-18"}
        assert read("<h1>Storm hits the coast</h1>", ld(item)).published is None


class TestSchemaIsHostile:
    def test_another_storys_statement_is_not_this_pages(self) -> None:
        other = {
            "@type": "NewsArticle",
            "headline": "Quite another story",
            "url": "https://a.example/other",
            "datePublished": "2019-01-01",
            "author": "Eve Moe",
        }
        own = {
            "@type": "NewsArticle",
            "headline": "Storm hits the coast",
            "url": "https://a.example/storm",
            "datePublished": "2024-04-30",
            "author": "Ann Lee",
        }
        for items in ((other, own), (own, other)):
            found = read("<h1>Storm hits the coast</h1>", ld(*items), "https://a.example/storm")
            assert (found.published, found.authors) == ("2024-04-30", ("Ann Lee",))
        found = read("<h1>Storm hits the coast</h1>", ld(other), "https://a.example/storm")
        assert (found.published, found.authors) == (None, ())

    @pytest.mark.parametrize(
        "script",
        [
            "[" * 100_000, '{"@graph":' * 20_000, "{", "null", "7", '"text"',
            '{"@type": null}', '{"@type": ["NewsArticle", 3, null]}',
            '{"@type": "NewsArticle", "author": {"name": {"name": {}}}, "image": [[[]]], "keywords": {"a": 1}}',
        ],
    )  # fmt: skip
    def test_any_json(self, script: str) -> None:
        found = read("<h1>Storm hits the coast</h1>", f'<script type="application/ld+json">{script}</script>')
        assert found.title == "Storm hits the coast"

    @pytest.mark.parametrize(
        "script",
        [
            f"<!-- {PLAIN_ITEM} -->",
            f"//<![CDATA[\n{PLAIN_ITEM}\n//]]>",
            PLAIN_ITEM.replace("}", ",}"),
            PLAIN_ITEM.replace("hits the", "hits\nthe") + ";",
            PLAIN_ITEM.replace('"', "&quot;"),
            PLAIN_ITEM.replace("}", ',"text":"a "quoted" word"}'),
        ],
    )
    def test_broken_json_is_read_all_the_same(self, script: str) -> None:
        found = read("<h1>Storm hits the coast</h1>", f'<script type="application/ld+json">{script}</script>')
        assert found.published == "2024-04-30"

    @settings(max_examples=60, deadline=None)
    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=20)
            | st.sampled_from(["NewsArticle", "Person", "2024-05-01"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "@type",
                            "@id",
                            "@graph",
                            "name",
                            "author",
                            "headline",
                            "datePublished",
                            "image",
                            "keywords",
                            "url",
                        ]
                    ),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=12,
        )
    )
    def test_never_raises(self, item: object) -> None:
        found = read("<h1>Storm hits the coast</h1>", ld(item))
        assert found.title


class TestOtherFields:
    def test_address_only_of_the_same_site(self) -> None:
        canonical = '<link rel="canonical" href="{}">'
        url = "https://www.paper.example/a?utm=1"
        assert read("", canonical.format("https://paper.example/a"), url).url == "https://paper.example/a"
        assert read("", canonical.format("https://evil.example/a"), url).url == url
        assert read("", canonical.format("javascript:alert(1)"), url).url == url
        assert read("", canonical.format("https://paper.example/"), url).url == url

    def test_description_image_tags(self) -> None:
        head = (
            '<meta name="description" content="What &amp; where">'
            '<meta property="og:image" content="https://a.example/i.jpg">'
            '<meta property="article:tag" content="Storm"><meta property="article:tag" content="Coast">'
        )
        found = read("", head)
        assert (found.description, found.image, found.tags) == (
            "What & where",
            "https://a.example/i.jpg",
            ("Storm", "Coast"),
        )

    def test_every_field_with_a_value_has_a_source(self) -> None:
        head = (
            '<title>Storm</title><meta property="og:site_name" content="Bugle"><meta name="author" content="Ann Lee">'
        )
        found = read("<h1>Storm</h1><time datetime='2024-04-30'></time>", head, "https://a.example/x")
        for name in ("title", "authors", "published", "modified", "site", "tags", "description", "image", "url"):
            assert bool(getattr(found, name)) == (name in found.provenance)


def test_heavy_libraries_stay_unloaded_for_a_plain_page() -> None:
    """Neither bs4 nor trafilatura nor htmldate is imported by the metadata of a page without fragments."""
    probe = (
        "import sys\nfrom cleaner.read.metadata import read_metadata\nfrom cleaner.read.html import read_html\n"
        "before = set(sys.modules)\nhtml = '<title>Storm</title><h1>Storm</h1><p>By Ann Lee, 4 May 2024</p>'\n"
        "found = read_metadata(read_html(html), html)\nassert found.published == '2024-05-04', found\n"
        "print(sorted({'trafilatura', 'htmldate'} & set(sys.modules)), 'bs4' in set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[] False"
