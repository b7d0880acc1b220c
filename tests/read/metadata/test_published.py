"""Which date is the page's: what it states holds, and no day of the story is taken for it."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import read_metadata
from cleaner.read.metadata.published import NO_PUBLICATION
from tests.read.metadata.samples import ld, read

PROSE = f"<p>{'The council met on Tuesday evening and talked for three hours about the old mill. ' * 3}</p>"
HEADLINE = "<h1>Storm hits the coast</h1>"
META = '<meta property="article:published_time" content="2024-03-07T08:00:00+01:00">'
OTHERS = [
    "<h2>21 August 1994: the fire</h2>",
    '<p class="standfirst">A look back at the fire of 21 August 1994.</p>',
    "<figure><img src=x><figcaption>21 August 1994</figcaption></figure>",
    '<figure><img src=x><figcaption><time datetime="1994-08-21">21 August 1994</time></figcaption></figure>',
    '<blockquote class="twitter-tweet"><p>Come.</p>&mdash; Library <a href="x">August 21, 1994</a></blockquote>',
    '<blockquote><time datetime="1994-08-21">21 August 1994</time></blockquote>',
    "<p>The mill has stood empty since 21 August 1994.</p>",
]  # fmt: skip


@pytest.mark.parametrize("other", OTHERS)
def test_stated_day_holds_against_an_earlier_one_near_the_headline(other: str) -> None:
    assert read(f"{HEADLINE}{other}", META).published == "2024-03-07T08:00:00+01:00"


@pytest.mark.parametrize("other", OTHERS)
def test_page_without_a_date_takes_none_from_its_story(other: str) -> None:
    assert read(f"{HEADLINE}{PROSE * 2}{other}").published is None


@pytest.mark.parametrize(
    "line",
    [
        "Tickets are on sale from 1 June 2023.", "The fair opens on 1 June 2023.", "Applications close 1 June 2023.",
        "1 June 2023 is the last day to vote.", "Der Verkauf beginnt am 1. Juni 2023.",
        "Les ventes ouvrent le 1 juin 2023.",
        "© 2019 The Courier, 1 June 2019", "Deadline: 1 June 2023", "Valid until 1 June 2023",
    ],
)  # fmt: skip
def test_days_of_events_and_offers_are_no_publication(line: str) -> None:
    assert read(f"{HEADLINE}{PROSE * 2}<p>{line}</p>").published is None
    assert read(f"{HEADLINE}<p>{line}</p>").published is None


@pytest.mark.parametrize(
    "line",
    [
        "7 March 2024", "By Ann Lee, 7 March 2024", "Thursday 7 March 2024, 10:15", "7 March 2024 | 3 min read",
        "News · 7 March 2024", "Published on 7 March 2024", "ROME, 7 March 2024", "Ann Lee 7 March 2024",
    ],
)  # fmt: skip
def test_lines_that_state_a_day(line: str) -> None:
    assert read(f"{HEADLINE}<p>{line}</p>").published == "2024-03-07"


def test_line_of_a_date_alone_still_shows_that_the_stated_one_is_of_a_change() -> None:
    head = '<meta property="article:published_time" content="2025-11-05T10:00:00+01:00">'
    assert read(f"{HEADLINE}<p>31 January 2024</p>", head).published == "2024-01-31"


def test_old_papers() -> None:
    head = '<meta property="article:published_time" content="1987-04-02T00:00:00+01:00">'
    assert read(HEADLINE, head).published == "1987-04-02T00:00:00+01:00"
    assert read(HEADLINE, '<meta name="dc.date" content="1851-06-12">').published == "1851-06-12"
    assert read(HEADLINE, '<meta name="article:published_time" content="1970-01-01">').published is None


@pytest.mark.parametrize(
    ("content", "iso"),
    [("2024/03", "2024-03"), ("1987-05", "1987-05"), ("May 1987", "1987-05"), ("1987", "1987"), ("1987/00/00", "1987")],
)
def test_as_exact_as_it_is_stated(content: str, iso: str) -> None:
    assert read(HEADLINE, f'<meta name="citation_publication_date" content="{content}">').published == iso


def test_month_under_the_headline() -> None:
    found = read(f"{HEADLINE}<p>May 1987</p>")
    assert (found.published, found.provenance["published"]) == ("1987-05", "text:month")
    assert read(f"{HEADLINE}<p>The mill closed in May 1987.</p>").published is None


def test_shown_day_of_the_stated_month() -> None:
    head = '<meta name="citation_publication_date" content="2024/03">'
    assert read(f"{HEADLINE}<p>7 March 2024</p>", head).published == "2024-03-07"


@pytest.mark.parametrize(
    ("line", "lang", "day"),
    [
        ("By Ann Lee, 3 hours ago", "en", "2024-03-06"), ("2 days ago", "en", "2024-03-05"),
        ("vor 3 Stunden", "de", "2024-03-06"), ("hace 2 días", "es", "2024-03-05"), ("3時間前", "ja", "2024-03-06"),
        ("منذ 3 ساعات", "ar", "2024-03-06"), ("3 часа назад", "ru", "2024-03-06"),
    ],
)  # fmt: skip
def test_time_since_counts_against_the_fetch(line: str, lang: str, day: str) -> None:
    at = "2024-03-07T01:30:00+00:00"
    found = read(f"{HEADLINE}<p>{line}</p>", lang=lang, fetched_at=at)
    assert (found.published, found.provenance["published"]) == (day, "text:ago")
    assert read(f"{HEADLINE}<p>{line}</p>", lang=lang).published is None
    assert read(f"{HEADLINE}{PROSE * 9}<p>{line}</p>", lang=lang, fetched_at=at).published is None


@pytest.mark.parametrize("line", ["Updated 3 hours ago", "The mill burnt down 3 days ago.", "300 hours ago"])
def test_no_time_since(line: str) -> None:
    assert read(f"{HEADLINE}<p>{line}</p>", fetched_at="2024-03-07T01:30:00+00:00").published is None


def test_line_far_below_the_text() -> None:
    assert read(f"{HEADLINE}{PROSE * 20}<p>Ann<br>7 March 2024</p>").published == "2024-03-07"
    two = "<p>7 March 2024</p><p>8 March 2024</p>"
    assert read(f"{HEADLINE}{PROSE * 20}{two}").published is None


def test_documentation_is_changed_and_not_published() -> None:
    line = f"{HEADLINE}<p>Last updated: 7 March 2024</p>"
    found = read(line, url="https://docs.example/guide")
    assert (found.published, found.modified) == (None, "2024-03-07")
    found = read(line, url="https://paper.example/guide")
    assert found.provenance["published"] == f"text:date {NO_PUBLICATION}"


def test_shops_date_their_pages_and_publish_nothing() -> None:
    item = {"@type": "ItemPage", "name": "Stoneware mug"}
    assert read("<h1>Stoneware mug</h1>", META + ld(item)).published is None


def test_long_fields_are_read_to_a_bound() -> None:
    for piece in ("1", "2024-", "7 ", "@", "mar ", "年"):
        head = f'<meta property="article:published_time" content="{piece * 40_000}">'
        item = {"@type": "NewsArticle", "headline": "Storm hits the coast", "datePublished": piece * 40_000}
        assert read(HEADLINE, head + ld(item)).published is None, piece


LONG = f"<p>{'The council met on Tuesday evening and talked for three hours about the old mill. ' * 2}</p>" * 5


def test_day_in_the_heading_behind_the_headline() -> None:
    head = '<meta property="og:title" content="Storm hits the coast">'
    found = read(f"<h1>Storm hits the coast<br><small>7 March 2024 &bull; Courier</small></h1>{LONG}", head)
    assert found.published == "2024-03-07"
    assert read(f"<h1>Storm hits the coast of 7 March 2024 again</h1>{LONG}", head).published is None


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Storm hits the coast | Courier | 07.03.2024", "2024-03-07"),
        ("Storm hits the coast - 7 March 2024 - Courier", "2024-03-07"),
        ("Storm hits the coast | 7 March 2024", None),  # may be an event
        ("Storm hits the coast - 16 February 1962 - Courier", None),
    ],
)
def test_day_in_the_title_beside_the_site(title: str, day: str | None) -> None:
    assert read(f"{HEADLINE}{LONG}", f"<title>{title}</title>").published == day


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Am 7. März 2024 um 10:15 Uhr veröffentlicht", "de"), ("2024年3月7日公開", "ja"),
        ("Dodano: 7 marca 2024, 10:15 Autor: Anna Lis, anna.lis@paper.example, tel. 12 345 67 89", "pl"),
        ("Submitted by anna on Thu, 03/07/2024 - 13:49", "en"), ("Добавлено: 7 марта 2024, 10:15", "ru"),
    ],
)  # fmt: skip
def test_words_that_say_published(line: str, language: str) -> None:
    html = f"<html lang={language}><body>{HEADLINE}{LONG}<p>{line}</p></body></html>"
    assert read_metadata(read_html(html), html, "https://paper.example/storm").published == "2024-03-07"


def test_sentence_of_a_content_system() -> None:
    said = (
        "This entry was posted on Thursday, March 7th, 2024 at 10:15 am and is filed under Weather, Coast. You can "
        "follow any responses to this entry through the feed. Both comments and pings are currently closed."
    )
    assert read(f'{HEADLINE}{LONG}<p class="postmetadata alt"><small>{said}</small></p>').published == "2024-03-07"
    story = (
        f"The report, posted on 7 March 2024, tells of three winters without any ice on the lake. {'Bo sang. ' * 20}"
    )
    assert read(f"{HEADLINE}{LONG}<p>{story}</p>").published is None


def test_change_behind_a_date_is_that_of_another() -> None:
    assert read(f"{HEADLINE}<p>7 March 2024 / 5:26 pm / Updated 9 hours ago</p>{LONG}").published == "2024-03-07"
    found = read(f"{HEADLINE}<p>7 March 2024 updated</p>{LONG}")
    assert found.modified == "2024-03-07"


def test_menu_link_of_the_same_words_is_no_headline() -> None:
    menu = '<ul><li><a href="/storm">Storm hits the coast</a></li><li>2 May 2019</li></ul>' + "<p>News</p>" * 40
    found = read(f"{menu}<h2>Storm hits the coast</h2><p>7 March 2024</p>{LONG}", "<title>Storm hits the coast</title>")
    assert found.published == "2024-03-07"


def test_header_of_a_story_ends_where_its_text_begins() -> None:
    between = "<div>Print</div><div>Share</div><div>Save</div><div>Listen</div><div>Topics</div>"
    day = '<div class="user profile">on 7 March 2024</div>'
    assert read(f"{HEADLINE}{between}{day}{LONG}").published == "2024-03-07"
    assert read(f"{HEADLINE}{LONG}{between}{day}").published is None


def test_day_and_month_in_the_order_of_another_line() -> None:
    numbers = f"{HEADLINE}<time>02-12-2025</time>{LONG}"
    assert read(f"{numbers}<p>More: December 2, 2025</p>").published == "2025-12-02"
    assert read(f"{numbers}<p>More: February 12, 2025</p>").published == "2025-02-12"
    assert read(numbers).published == "2025-02-12"


def test_field_of_any_day_gives_way_to_an_earlier_change() -> None:
    found = read(f"{HEADLINE}<p>Last updated: 28 April 2020</p>", '<meta name="date" content="2020-04-29T11:52:23">')
    assert found.published == "2020-04-28"
    assert found.provenance["published"].endswith(NO_PUBLICATION)


def test_one_day_for_both_gives_way_to_the_one_that_a_word_names() -> None:
    both = '"datePublished": "2025-11-29T12:00:00Z", "dateModified": "2025-11-29T12:00:00Z"'
    other = both.replace("Modified", "X")
    for fields, day in ((both, "2025-08-13"), (other, "2025-11-29")):
        head = f'<script type="application/ld+json">{{"@type": "Article", {fields}}}</script>'
        found = read(f"{HEADLINE}{LONG * 4}<div>Published August 13, 2025</div>", head)
        assert found.published is not None
        assert found.published[:10] == day


def test_article_at_an_address_without_a_path() -> None:
    html = f"{HEADLINE}<p>By Ann Lee, 7 March 2024</p>{LONG}"
    found = read_metadata(read_html(html), html, "https://paper.example/")
    assert (found.published, found.authors) == ("2024-03-07", ("Ann Lee",))
    teasers = "".join(f"<h1>Story {n}</h1><p>{n} March 2024</p>{LONG}" for n in range(3, 8))
    assert read_metadata(read_html(teasers), teasers, "https://paper.example/").published is None


@pytest.mark.parametrize(
    ("href", "full"),
    [
        ("/storm", "https://paper.example/storm"), ("//paper.example/storm", "https://paper.example/storm"),
        ("storm?x=1", "https://paper.example/news/storm?x=1"), ("//other.example/a", "https://paper.example/news/1"),
        ("javascript:x()", "https://paper.example/news/1"), ("http://[", "https://paper.example/news/1"),
        ("#top", "https://paper.example/news/1"), ("", "https://paper.example/news/1"),
    ],
)  # fmt: skip
def test_canonical_link_relative_to_the_page(href: str, full: str) -> None:
    html = f'<link rel=canonical href="{href}">{HEADLINE}'
    assert read_metadata(read_html(html), html, "https://paper.example/news/1").url == full


def test_may_in_swedish_is_no_change() -> None:
    """It is also short for a change in French."""
    lines = '<div class="date">Publicerad 4 maj 2024</div><div class="date">Uppdaterad 5 maj 2024</div>'
    found = read(f"{HEADLINE}{lines}{PROSE}")
    assert (found.published, found.modified) == ("2024-05-04", "2024-05-05")
    found = read(f'{HEADLINE}<div class="date">Publié le 4 mai 2024</div><div class="date">MAJ 5 mai 2024</div>{PROSE}')
    assert (found.published, found.modified) == ("2024-05-04", "2024-05-05")
