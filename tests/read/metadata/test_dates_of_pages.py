"""Dates of HTML pages: the day of publication and of change, and their source."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import read_metadata
from tests.read.metadata.samples import PROSE, ld, read


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

        time = '<h1>Storm hits the coast</h1><time datetime="{}">May 3, 2024</time>'
        assert read(time.format("2024-05-04T02:30:00Z")).published == "2024-05-03"
        assert read(time.format("2024-05-03T22:30:00Z")).published == "2024-05-03T22:30:00+00:00"
        assert read(time.format("2024-05-06T02:30:00Z")).published == "2024-05-06T02:30:00+00:00"

    @pytest.mark.parametrize(
        ("address", "lang", "day"),
        [
            ("https://www.paper.co.uk/storm", "en", "2024-05-03"),
            ("https://paper.com.au/storm", "en-US", "2024-05-03"),
            ("https://paper.ie:8080/storm", "en", "2024-05-03"),
            ("https://paper.com/2024/05/03/storm", "en", "2024-05-03"),
            ("https://paper.com/storm", "en", "2024-03-05"),
            ("https://paper.io/uk.ie/storm", "en", "2024-03-05"),
            ("https://paper.ph/storm", "en-US", "2024-03-05"),
        ],
    )
    def test_order_of_day_and_month_by_the_address(self, address: str, lang: str, day: str) -> None:
        assert read("<h1>Storm hits the coast</h1><p>03/05/2024</p>", url=address, lang=lang).published == day

    def test_numbers_in_the_schema(self) -> None:
        item = {"@type": "NewsArticle", "headline": "Storm", "datePublished": 1714516200.5}
        assert read("<h1>Storm</h1>", ld(item)).published == "2024-04-30T22:30:00+00:00"

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
