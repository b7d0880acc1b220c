"""Metadata: the headline that the reader sees, the people who sign, the day of publication; each with its source."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.read.html import read_html
from cleaner.read.metadata import Metadata, read_metadata
from tests import REPO

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

    def test_kicker_beside_the_heading_is_part_of_the_title_that_is_shared(self) -> None:
        shared = '<meta property="og:title" content="Power plants: Cooling towers blown up">'
        assert read("<p>Power plants</p><h1>Cooling towers blown up</h1>", shared).title == (
            "Power plants: Cooling towers blown up"
        )
        assert read("<h1>Cooling towers blown up</h1>", shared).title == "Cooling towers blown up"
        section = '<p><a href="/p">Power plants</a></p><h1>Cooling towers blown up</h1>'
        assert read(section, shared).title == "Cooling towers blown up"

    def test_title_for_search_engines_never_shortens_the_heading(self) -> None:
        head = "<title>economists weigh in on the latest jobs report</title>"
        heading = "Ends debate: economists weigh in on the latest jobs report"
        head += f'<meta property="og:title" content="{heading}">'
        assert read(f"<h1>{heading}</h1>", head).title == heading

    def test_front_page_keeps_its_name(self) -> None:
        head = '<title>Courier: News of the coast</title><meta property="og:site_name" content="Courier">'
        assert read("", head, "https://courier.example/").title == "Courier: News of the coast"
        assert read("", head, "https://courier.example/a").title == "News of the coast"
        only = '<title>Courier</title><meta property="og:site_name" content="Courier">'
        assert read("", only, "https://courier.example/").title == "Courier"

    def test_name_of_the_book_in_the_main_heading(self) -> None:
        body = "<h1>The Boatbuilder's Handbook</h1><h2>What is a keel?</h2>"
        head = "<title>What is a keel? - The Boatbuilder's Handbook</title>"
        assert read(body, head).title == "What is a keel?"

    def test_section_after_a_bar(self) -> None:
        heading = "How the mill by the river rewires the town"
        assert read(f"<h1>{heading} | Opinion</h1>", f"<title>{heading} | Opinion</title>").title == heading
        assert (
            read("<h1>BUDGET | Sums add up</h1>", "<title>BUDGET | Sums add up</title>").title == "BUDGET | Sums add up"
        )

        pair = "A first look at the night boats | What the harbour master says of their timetable"
        assert read(f"<h1>{pair}</h1>", f"<title>{pair} - Courier</title>").title == pair

    def test_only_the_site_itself_goes_from_the_front_of_a_title(self) -> None:
        site = '<meta property="og:site_name" content="Seaways">'
        head = f"{site}<title>Seaways Radar | Tracking of ships | Seaways</title>"
        assert read("", head, "https://www.seaways.example/radar").title == "Seaways Radar"
        head = f"{site}<title>Seaways | Tracking of ships</title>"
        assert read("", head, "https://www.seaways.example/tracking").title == "Tracking of ships"

    def test_front_page_that_is_called_as_its_site(self) -> None:
        head = (
            '<title>Mill Weekly</title><meta property="og:title" content="Mill Weekly">'
            '<meta property="og:site_name" content="Mill Weekly">'
        )
        assert read("<h1>Posts</h1>", head, "https://mill.example/").title == "Mill Weekly"

    def test_soft_hyphens_are_no_letters(self) -> None:
        head = '<meta property="og:title" content="Town of Ellery Building Department: Home repair assistance">'
        url = "https://ellery.example/building-department/home-repair-assistance"
        found = read("<h1>Home repair assis\u00adtance</h1>", head, url)
        assert (found.title, found.provenance["title"]) == ("Home repair assistance", "h1")

    def test_heading_in_the_breadcrumb_is_not_the_headline(self) -> None:
        head = (
            '<title>Night boats: all about the ferries</title><meta property="og:title" content="Night boats return">'
        )
        crumbs = '<nav class="breadcrumb"><h1>Night boats: all about the ferries</h1></nav>'
        assert read(f"{crumbs}<h2>Night boats return</h2>", head).title == "Night boats return"

    def test_heading_that_leads_to_another_story_is_not_the_title(self) -> None:
        head = "<title>Where to ride in Ellery | Coast Monthly</title>"
        teaser = "<h1><a href='/kayak'>Where to paddle in Ellery</a></h1>"
        own = "<h1>The best trails and quiet streets to ride in Ellery</h1>"
        found = read(own + PROSE + teaser, head)
        assert found.title != "Where to paddle in Ellery"

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

    @pytest.mark.parametrize(
        "text",
        [
            "Posted by",
            "Written By",
            "Sat",
            "March 20",
            "11. Sep 2024",
            "Last updated",
            "(Image: Some Agency",
            "Design: Bo",
        ],
    )
    def test_what_stands_around_a_byline_is_nobody(self, text: str) -> None:
        assert read(f'<h1>Storm hits the coast</h1><p class="byline">{text}</p>').authors == ()

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("By Ann Lee ⋅ Review Editor ⋅ Updated 4 May 2024", ("Ann Lee",)), ("by ibby", ("ibby",)),
            ("Thread starter sam_77", ("sam_77",)), ("Autorin/Autor Ann Lee", ("Ann Lee",)),
            ("By the river and the mill", ()), ("de la mancha viene", ()),
        ],
    )  # fmt: skip
    def test_line_under_the_headline(self, line: str, expected: tuple[str, ...]) -> None:
        assert read(f"<h1>Storm hits the coast</h1><p>{line}</p>").authors == expected

    def test_name_behind_the_date_in_a_byline(self) -> None:
        body = '<h1>Storm hits the coast</h1><p class="date-and-author">4 May 2024 <span>Julian K. Arden</span></p>'
        assert read(body).authors == ("Julian K. Arden",)

    def test_class_that_names_the_author_in_one_word(self) -> None:
        body = '<h1>Storm hits the coast</h1><div class="blog-authorname">Ann Lee</div>'
        assert read(body).authors == ("Ann Lee",)

    def test_name_on_a_line_beside_the_date(self) -> None:
        assert read("<h1>Storm hits the coast</h1><p>Ann Lee</p><p>4 May 2024</p>").authors == ("Ann Lee",)
        assert read("<h1>Storm hits the coast</h1><p>Ann Lee</p>").authors == ()

    def test_customers_are_not_authors(self) -> None:
        review = {"@type": "Review", "name": "Nice mug", "author": {"@type": "Person", "name": "Ann Lee"}}
        assert read("<h1>Stoneware mug</h1>", ld(review)).authors == ()

    def test_who_posts_in_a_forum_may_be_called_anything(self) -> None:
        author = {"@type": "Person", "name": "slow-poke"}
        post = {"@type": "DiscussionForumPosting", "headline": "Storm hits the coast", "author": author}
        answer = '<p class="username author">Bo Ek</p>'
        assert read(f"<h1>Storm hits the coast</h1>{answer}", ld(post)).authors == ("slow-poke",)
        article = {"@type": "NewsArticle", "headline": "Storm hits the coast", "author": author}
        byline = '<p class="byline">By Ann Lee</p>'
        assert read(f"<h1>Storm hits the coast</h1>{byline}", ld(article)).authors == ("Ann Lee",)

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
        found = read("<h1>Storm hits the coast</h1><p>Published 3 May 2024, updated 4 May 2024</p>")
        assert (found.published, found.modified) == ("2024-05-03", "2024-05-04")
        found = read("<h1>Storm hits the coast</h1><p>3 May 2024. Updated: 4 May 2024</p>")
        assert (found.published, found.modified) == ("2024-05-03", "2024-05-04")

    @pytest.mark.parametrize(
        ("line", "lang"),
        [
            ("Last updated: 14 December 2024", "en"), ("Stand: 14. Dezember 2024", "de"),
            ("Mis à jour le 14 décembre 2024", "fr"), ("Actualizado el 14 de diciembre de 2024", "es"),
            ("Aggiornato il 14 dicembre 2024", "it"), ("Обновлено 14 декабря 2024", "ru"),
            ("<b>Letzte Änderung:</b></p><p>14.12.2024", "de"), ("Updated <time>14 December 2024</time>", "en"),
        ],
    )  # fmt: skip
    def test_last_change_stands_in_where_no_publication_is_stated(self, line: str, lang: str) -> None:
        found = read(f"<h1>Storm hits the coast</h1><p>{line}</p>", lang=lang)
        assert (found.published, found.modified) == ("2024-12-14", "2024-12-14")
        assert found.provenance["published"].endswith("(no publication date stated)")

    def test_last_change_that_only_the_head_states_does_not(self) -> None:
        head = '<meta property="article:modified_time" content="2024-05-04T10:00:00+00:00">'
        found = read("<h1>Our services</h1>", head)
        assert (found.published, found.modified) == (None, "2024-05-04T10:00:00+00:00")

    def test_day_and_offset_of_the_place(self) -> None:
        head = '<meta property="article:published_time" content="2024-05-04T02:30:00+00:00">'
        shown = '<h1>Storm hits the coast</h1><time datetime="2024-05-03T22:30:00-04:00">May 3, 2024</time>'
        assert read(shown, head).published == "2024-05-03T22:30:00-04:00"
        assert read("<h1>Storm hits the coast</h1><p>May 3, 2024</p>", head).published == "2024-05-03"
        assert read("<h1>Storm hits the coast</h1>", head).published == "2024-05-04T02:30:00+00:00"
        assert read("<h1>Storm hits the coast</h1><p>May 6, 2024</p>", head).published == "2024-05-04T02:30:00+00:00"

    def test_shown_day_before_the_stated_one(self) -> None:
        item = {
            "@type": "BlogPosting",
            "headline": "Storm",
            "datePublished": "2025-11-05",
            "dateModified": "2025-11-05",
        }
        assert read("<h1>Storm</h1><p>31 January 2024</p>", ld(item)).published == "2024-01-31"
        swapped = {"@type": "BlogPosting", "headline": "Storm", "datePublished": "2024-11-01"}
        assert read("<h1>Storm</h1><p>11/01/2024</p>", ld(swapped), lang="de").published == "2024-11-01"

    def test_fields_that_hold_any_date_give_way_to_the_shown_one(self) -> None:
        head = '<meta name="date" content="2024-05-09">'
        assert read("<h1>Storm</h1><p>3 May 2024</p>", head).published == "2024-05-03"
        assert read("<h1>Storm</h1>", head).published == "2024-05-09"

    @pytest.mark.parametrize(
        ("head", "url"),
        [("", "https://paper.example/"), ('<meta property="og:type" content="product">', "https://shop.example/mug")],
    )
    def test_sites_and_things_are_not_published(self, head: str, url: str) -> None:
        body = '<h1>Storm hits the coast</h1><p class="byline">By Ann Lee</p><time datetime="2024-04-30">x</time>'
        found = read(body, head, url)
        assert (found.published, found.authors) == (None, ())

    def test_never_from_the_future(self) -> None:
        head = '<meta property="article:published_time" content="2031-04-30">'
        assert read("<h1>Storm</h1>", head, fetched_at="2024-05-01T00:00:00+00:00").published is None
        head = '<meta property="article:published_time" content="2024-04-30">'
        assert read("<h1>Storm</h1>", head, fetched_at="2024-05-01T00:00:00+00:00").published == "2024-04-30"

    def test_address_where_nothing_else_states_a_day(self) -> None:
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

    def test_day_under_the_headline_comes_before_one_above_it(self) -> None:
        teasers = "<p><a href='/a'>Fish quay closed</a></p><time datetime='2025-12-04'>4 December 2025</time>"
        own = "<h1>Storm hits the coast</h1><time datetime='2017-03-01'>1 March 2017</time>"
        assert read(teasers + own).published == "2017-03-01"

    def test_stated_day_that_readers_see_too_stays(self) -> None:
        head = '<meta name="citation_publication_date" content="2019-06-25">'
        body = (
            "<p>Published on 25.Jun.2019 in Vol 7</p><p>Preprint, first published 04.Apr.2019.</p><h1>Storm models</h1>"
        )
        assert read(body, head).published == "2019-06-25"

    def test_day_in_a_table_that_lays_out_the_line_over_the_headline(self) -> None:
        row = "<table><tr><td>26 | 01 | 2022</td><td>Fishing</td></tr><tr><td>a</td><td>b</td></tr></table>"
        assert read(f"{row}<h1>Pike in winter</h1>", lang="de").published == "2022-01-26"

    def test_publication_that_a_box_far_from_the_headline_names(self) -> None:
        box = '<div class="sidebar"><h4>Published</h4><div>July 8, 2025</div></div>'
        found = read(f"<h1>Storm hits the coast</h1>{PROSE * 30}{box}")
        assert (found.published, found.provenance["published"]) == ("2025-07-08", "text:date")
        unnamed = box.replace("Published", "Tides")
        assert read(f"<h1>Storm hits the coast</h1>{PROSE * 30}{unnamed}").published is None
        two = box + box.replace("July 8", "July 9")
        assert read(f"<h1>Storm hits the coast</h1>{PROSE * 30}{two}").published is None
        comment = '<div class="comments"><p>Published July 8, 2025</p></div>'
        assert read(f"<h1>Storm hits the coast</h1>{PROSE * 30}{comment}").published is None

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
        [sys.executable, "-c", probe], cwd=REPO, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[] False"
