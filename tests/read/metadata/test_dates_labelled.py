"""What the word before a day says: publication, change, or a day of another thing; in HTML and in plain text."""

from __future__ import annotations

import pytest

from cleaner.model import Document, Head
from cleaner.read.metadata import read_metadata
from cleaner.read.text import read_text
from tests.read.metadata.samples import PROSE, ld
from tests.read.metadata.samples import read as read_page

HEADLINE = "<h1>Storm hits the coast</h1>"
STATED = '<meta property="article:published_time" content="2024-03-07">'
SENTENCE = "The council met on Tuesday evening and talked for three hours about the old mill. " * 3


def read_plain(line: str, language: str | None = None) -> str | None:
    document: Document = read_text(f"Storm hits the coast\n\n{line}\n\n{SENTENCE}\n\n{SENTENCE}")
    return read_metadata(Document(document.blocks, Head(), language, source="text"), "").published


OTHER = [
    ("en", "Premiere: 7 March 2024"), ("en", "Closing date: 7 March 2024"), ("en", "Opens 7 March 2024"),
    ("en", "Next meeting: 7 March 2024"), ("en", "Filmed on 7 March 2014"), ("en", "Doors: 7 March 2024, 19:00"),
    ("en", "In theaters March 7, 2024"), ("de", "Sperrfrist: 7. März 2024"), ("de", "Termin: Donnerstag, 7. März 2024"),
    ("fr", "Sortie le 7 mars 2024"), ("ru", "Премьера: 7 марта 2024"), ("zh", "上映日期：2024年3月7日"),
]  # fmt: skip
OWN = [
    ("en", "Created: 7 March 2024"), ("en", "Source: Harbour Board, 7 March 2024"), ("en", "By Ann Lee: 7 March 2024"),
    ("en", "For immediate release: March 7, 2024"), ("da", "Dato: 7. marts 2024"), ("ru", "Опубликована: 7 марта 2024"),
    ("de", "Erstveröffentlichung: 7. März 2024"), ("zh", "点击：153 日期：2024-03-07"),
    ("zh", "成文日期：2024年3月7日"), ("ko", "날짜: 2024-03-07"), ("ka", "გამოქვეყნდა: 7 მარტი 2024"),
    ("cy", "Cyhoeddwyd 7 Mawrth 2024"),
    ("en", "By Ann Lee | 7 March 2024 | Updated 2 hours ago | 5 min read"),
]  # fmt: skip
CHANGES = [
    ("en", "Last amended 9 March 2024"), ("en", "Edited: 9 March 2024"), ("de", "Letztes Update: 09.03.2024"),
    ("pl", "Data modyfikacji: 09.03.2024"), ("ru", "Последнее обновление: 9 марта 2024"), ("sv", "Ändrad: 9 mars 2024"),
    ("tr", "Son değişiklik: 9 Mart 2024"), ("ar", "تم التحديث في 9 مارس 2024"), ("zh", "编辑于 2024-03-09"),
    ("hi", "अद्यतन: 9 मार्च 2024"), ("th", "ปรับปรุงล่าสุด: 9 มีนาคม 2567"), ("is", "Síðast uppfært: 9. mars 2024"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line"), OTHER)
def test_days_of_other_things(language: str, line: str) -> None:
    assert read_plain(line, language) is None
    assert read_page(f"{HEADLINE}<p>{line}</p>{PROSE}", lang=language).published is None


@pytest.mark.parametrize(("language", "line"), OWN)
def test_days_of_publication(language: str, line: str) -> None:
    assert read_plain(line, language) == "2024-03-07"
    assert read_page(f"{HEADLINE}<p>{line}</p>{PROSE}", lang=language).published == "2024-03-07"


@pytest.mark.parametrize(("language", "line"), CHANGES)
def test_days_of_the_last_change(language: str, line: str) -> None:
    page = read_page(f"{HEADLINE}<p>{line}</p>{PROSE}", STATED, lang=language)
    assert (page.published, page.modified) == ("2024-03-07", "2024-03-09")


def test_a_verb_in_the_headline_says_nothing_of_the_day_below_it() -> None:
    page = read_page(f"<h1>Mill opens doors</h1><p>Updated: 9 March 2024</p>{PROSE}", STATED)
    assert page.modified == "2024-03-09"


EVENTS = [
    "<p>Date: 7 March 2024</p><p>Time: 7 pm – 9 pm</p><p>Venue: Old Quay</p>",
    "<dl><dt>Date</dt><dd>7 March 2024</dd><dt>Location</dt><dd>Old Quay</dd></dl>",
    "<table><tr><th>Date</th><td>7 March 2024</td></tr><tr><th>Venue</th><td>Old Quay</td></tr></table>",
    '<div class="tribe-events-schedule"><h2><span class="tribe-event-date-start">March 7, 2024</span></h2></div>',
    '<time itemprop="startDate" datetime="2024-03-07T19:00">7 March 2024</time>',
    '<p><abbr class="dtstart" title="2024-03-07T19:00">7 March 2024</abbr></p>',
    "<dl><dt>Join Date</dt><dd>March 2024</dd></dl>",
]


@pytest.mark.parametrize("lines", EVENTS)
def test_days_of_events(lines: str) -> None:
    assert read_page(f"{HEADLINE}{lines}{PROSE}").published is None


def test_the_day_of_the_event_in_the_schema() -> None:
    event = {"@type": "MusicEvent", "name": "Storm hits the coast", "startDate": "2024-03-07T19:00"}
    assert read_page(f"{HEADLINE}<p>7 March 2024</p>{PROSE}", ld(event)).published is None
    assert read_page(f"{HEADLINE}<p>5 March 2024</p>{PROSE}", ld(event)).published == "2024-03-05"


@pytest.mark.parametrize(
    "lines",
    [
        "<p>Date: 7 March 2024</p><p>Time: 10:15</p>",
        "<p>Published: 7 March 2024</p><p>Venue: Old Quay</p>",
        "<p>7 March 2024</p><p>Location: Old Quay</p>",
        '<p>March 7, 2024 by <a href="/author/ann">Ann Lee</a></p>',
        "<p>By Ann Lee, 7 March 2024</p><p>Venue: Old Quay</p>",
        '<p class="meta"><time datetime="2024-03-07">7 March 2024, 10:15</time></p><p>Where: Old Quay</p>',
        '<p>7 March 2024</p><ul><li><a href="/place">Place</a></li></ul>',
        "<dl><dt>Received</dt><dd>1 January 2023</dd><dt>Accepted</dt><dd>1 March 2024</dd><dt>Published online</dt>"
        "<dd>7 March 2024</dd></dl>",
        "<div><span>Ann Lee</span><span>·</span><span>5 min read</span><span>·</span><span>Mar 7, 2024</span></div>",
    ],
)
def test_days_beside_other_fields(lines: str) -> None:
    assert read_page(f"{HEADLINE}{lines}{PROSE}").published == "2024-03-07"


def test_customers_opinions_have_days_of_their_own() -> None:
    opinion = '<div class="{}"><span class="date">On May 1, 2024</span><p>A very good kettle indeed.</p></div>'
    assert read_page(f"{HEADLINE}{opinion.format('reviews')}{PROSE}").published is None
    assert read_page(f"{HEADLINE}{opinion.format('story')}{PROSE}").published == "2024-05-01"


def test_an_event_in_plain_text() -> None:
    assert read_plain("Date: 7 March 2024\nTime: 7 pm\nVenue: Old Quay") is None


def test_an_advertised_post_is_posted_on_a_day() -> None:
    job = {"@type": "JobPosting", "title": "Storm hits the coast", "datePosted": "2024-03-07"}
    assert read_page(f"{HEADLINE}{PROSE}", ld(job)).published == "2024-03-07"
