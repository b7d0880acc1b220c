"""Days that pages show in less common places and forms: captions, posts, bylines, days without a year."""

from __future__ import annotations

from collections import Counter

import pytest

from cleaner import clean
from cleaner.model import Mark
from cleaner.read.metadata import shown
from cleaner.read.metadata.datelines import is_dateline
from tests.read.metadata.samples import read

PROSE = f"<p>{'The council met on Tuesday evening and talked for three hours about the old mill. ' * 3}</p>"
HEADLINE = "<h1>Storm hits the coast</h1>"
FETCHED = "2024-03-08T12:00:00+00:00"


@pytest.mark.parametrize(
    "line",
    ["do 7 mrt 2024", "za 12 okt. 2024, 10:15", "чт 7 марта 2024", "út 5. 3. 2024", "to 7.3.2024", "Di 5. März 2024"],
)
def test_a_weekday_in_two_letters_begins_a_line_of_dates(line: str) -> None:
    page = read(f"{HEADLINE}<p>{line}</p>{PROSE * 2}", lang="nl" if "okt" in line or "mrt" in line else "ru")
    assert (page.published or "").startswith("2024-")


def test_a_word_of_two_letters_among_others_is_no_weekday() -> None:
    assert not is_dateline("the hall is closed from monday to ", "")
    assert is_dateline("to ", "")


def test_a_caption_that_ends_in_a_day_dates_no_page() -> None:
    caption = "<div class=pic-box><p>Children cross the river near the mill in Ellery, 7 March 2024</p></div>"
    page = read(f"{HEADLINE}{caption}{PROSE * 3}<ul><li>Date 9 March 2024</li></ul>")
    assert page.published == "2024-03-09"
    byline = "<p>By Ann Lee, who writes about rivers and mills, 7 March 2024</p>"
    assert read(f"{HEADLINE}{byline}{PROSE * 3}").published == "2024-03-07"


def test_a_day_before_a_bar_dates_its_line() -> None:
    line = "<h4>7.3.2024 rivers: and mills ∙ Radio Ellery</h4>"
    assert read(f"{HEADLINE}{line}{PROSE * 2}", lang="de").published == "2024-03-07"
    sentence = "<p>7 March 2024 is the last day for tickets to the great river fair</p>"
    assert read(f"{HEADLINE}{sentence}{PROSE * 2}").published is None


@pytest.mark.parametrize(
    "other",
    [
        "<blockquote><p>Mills!</p>Posted by <a href=/c>Mill Club</a> on <a href=/p>5 August 2019</a></blockquote>",
        "<h3>3 May 1911</h3><p>The mill burned.</p><h3>4 June 1950</h3><p>It was built again.</p>",
    ],
)
def test_days_of_other_things_date_no_page(other: str) -> None:
    """A post of another site, and the parts of a text."""
    assert read(f"{HEADLINE}{PROSE * 3}{other}{PROSE}").published is None
    assert read(f"{HEADLINE}<p>7 March 2024</p>{PROSE * 3}{other}{PROSE}").published == "2024-03-07"
    embed = "<div class=w-embed>Published 7 March 2024</div>"  # by a page builder
    assert read(f"{HEADLINE}{embed}{PROSE * 3}{other}{PROSE}").published == "2024-03-07"


def test_a_line_about_the_first_publication_beats_a_later_bare_day() -> None:
    said = "<p>This article was originally published on 4 May 2019 but is updated from time to time.</p>"
    assert read(f"{HEADLINE}<p>Ann Lee</p><p>7 March 2024</p>{PROSE * 3}{said}").published == "2019-05-04"
    other = "<p>The mill was published on 4 May 2019 in a list of old houses.</p>"
    assert read(f"{HEADLINE}<p>Ann Lee</p><p>7 March 2024</p>{PROSE * 3}{other}").published == "2024-03-07"


def test_the_first_post_dates_a_thread() -> None:
    def post(day: int, text: str, more: str = "") -> str:
        return f'<div class="post"><span class="post_date">2024-05-0{day}, 09:14 PM{more}</span><div>{text}</div></div>'

    posts = post(1, PROSE, " (This post was last modified: 2024-05-09, 10:00 AM)")
    posts += "".join(post(day, "<p>I think so too.</p>") for day in range(2, 8))
    page = read(f'<div class="forum"><div class="posts">{HEADLINE}{posts}</div></div>')
    assert (page.published, page.provenance["published"]) == ("2024-05-01", "visible:date")
    assert read(f'<div class="stories">{HEADLINE}{posts}</div>').published is None


def test_the_days_of_one_element_are_the_publication_and_the_change() -> None:
    line = '<span class="date">May 7, 2024, 8:00, updated on May 8, 2024</span>'
    page = read(f"{HEADLINE}<div>{line}</div>{PROSE * 2}")
    assert (page.published, page.modified) == ("2024-05-07", "2024-05-08")


def test_a_lone_day_under_a_byline_counts_however_long_the_text_is() -> None:
    text = "<p>The water rose again.</p>" * 140
    signed = "<p>Written by Ann Lee and Bo Ek</p><p>April 8, 2024</p>"
    page = read(f"{HEADLINE}{PROSE * 3}{text}{signed}")
    assert (page.published, page.provenance["published"]) == ("2024-04-08", "text:far")
    assert read(f"{HEADLINE}{PROSE * 3}{text}<p>The end of it</p><p>April 8, 2024</p>").published is None


def test_a_lone_day_in_the_box_about_the_author_counts() -> None:
    box = '<div class="profile"><h3>Ann Lee</h3><time>Thursday, April 11, 2024</time></div>'
    assert read(f"{HEADLINE}{PROSE * 3}{'<p>The water rose.</p>' * 20}{box}").published == "2024-04-11"
    named = box.replace("time>", "span>")
    assert read(f"{HEADLINE}{PROSE * 3}{'<p>The water rose.</p>' * 20}{named}").published is None
    joined = box.replace("<time>", "<time>Joined ")
    assert read(f"{HEADLINE}{PROSE * 3}{'<p>The water rose.</p>' * 20}{joined}").published is None


def test_the_name_of_the_site_in_its_footer_is_no_headline() -> None:
    page = read(
        f"<p>2024-03-07 | News</p><h4>The mill is open again</h4>{PROSE * 8}"
        "<div class=footer>Ellery River Society</div>",
        "<title>Ellery River Society</title>",
    )
    assert page.published == "2024-03-07"


@pytest.mark.parametrize(
    ("line", "lang", "day"),
    [
        ("Yesterday, 10:15", "en", "2024-03-07"), ("By Ann Lee, yesterday", "en", "2024-03-07"),
        ("Gestern um 18:04", "de", "2024-03-07"), ("Heute, 8.30 Uhr", "de", "2024-03-08"),
        ("Gisteren 10:15", "nl", "2024-03-07"), ("Вчера, 10:15", "ru", "2024-03-07"),
        ("昨日 10:15", "ja", "2024-03-07"), ("hier à 10h15", "fr", "2024-03-07"), ("do 7 mrt", "nl", "2024-03-07"),
        ("Ann Lee | Mar 7", "en", "2024-03-07"), ("28 dec, 10:15", "sv", "2023-12-28"),
        ("9 March", "en", "2023-03-09"),
    ],
)  # fmt: skip
def test_a_day_without_a_year_counts_against_the_time_of_the_fetch(line: str, lang: str, day: str) -> None:
    page = read(f"{HEADLINE}<p>{line}</p>{PROSE * 2}", lang=lang, fetched_at=FETCHED)
    assert (page.published, page.provenance["published"]) == (day, "text:ago")
    assert read(f"{HEADLINE}<p>{line}</p>{PROSE * 2}", lang=lang).published is None


@pytest.mark.parametrize(
    "line",
    [
        "Yesterday the mill burnt down", "Today in Ellery", "Updated yesterday, 10:15", "On 7 March the fair begins",
        "7 out", "Today's best stories", "March 7: the fair begins at noon",
    ],
)  # fmt: skip
def test_a_day_without_a_year_in_other_lines_does_not_count(line: str) -> None:
    assert read(f"{HEADLINE}<p>{line}</p>{PROSE * 2}", fetched_at=FETCHED).published is None


@pytest.mark.parametrize(("maker", "published"), [("Tool Inc", None), ("Ann Lee", "2024-03-07")])
def test_the_last_change_of_a_manual_needs_a_person_who_signs(maker: str, published: str | None) -> None:
    kind = "Organization" if published is None else "Person"
    item = (
        '{"@type":"TechArticle","headline":"Storm hits the coast","dateModified":"2024-03-07",'
        f'"author":{{"@type":"{kind}","name":"{maker}"}}}}'
    )
    head = f'<script type="application/ld+json">{item}</script>'
    page = read(f"{HEADLINE}{PROSE * 2}", head, "https://tool.example/x/y")
    assert (page.published, page.modified) == (published, "2024-03-07")


@pytest.mark.parametrize(
    "mark",
    [
        '<span class="timestamp" data-timestamp="1714723200">on Friday</span>',
        '<abbr class="timestamp" title="Friday, May 3, 2024 at 8:00 AM" data-utime="1714723200">on Friday</abbr>',
        '<time data-utime="1714723200000">on Friday</time>',
        '<span class="timestamp" data-unix="1714723200">on Friday</span>',
    ],
)
def test_days_that_only_attributes_of_scripts_state(mark: str) -> None:
    page = read(f"{HEADLINE}<div>{mark}</div>{PROSE * 2}")
    assert (page.published or "").startswith("2024-05-03")
    other = mark.replace('timestamp"', 'number"').replace("<time", "<i").replace("</time", "</i")
    assert read(f"{HEADLINE}<div>{other}</div>{PROSE * 2}").published is None


def test_a_word_before_the_publication_does_not_name_the_change_behind_it() -> None:
    both = (
        '<time class="published" datetime="2024-05-03">May 3, 2024</time> '
        '<time class="updated" datetime="2024-06-07">June 7, 2024</time>'
    )
    for word in ("Posted on ", "By Ann Lee, "):
        page = read(f"{HEADLINE}<div>{word}{both}</div>{PROSE * 2}")
        assert (page.published, page.modified) == ("2024-05-03", "2024-06-07")
    one = '<time class="entry-date published updated" datetime="2024-05-03">May 3, 2024</time>'
    page = read(f"{HEADLINE}<div>{one}</div>{PROSE * 2}")
    assert (page.published, page.modified) == ("2024-05-03", None)


@pytest.mark.parametrize(
    ("said", "day"),
    [("۱۵ اردیبهشت ۱۴۰۰", "2021-05-05"), ("۱ فروردین ۱۴۰۲", "2023-03-21"), ("۱ فروردین ۱۴۰۳", "2024-03-20")],
)
def test_persian_days_after_a_leap_year(said: str, day: str) -> None:
    assert read(f"{HEADLINE}<p class=date>{said}</p>{PROSE * 2}", lang="fa").published == day


def test_elements_of_other_days_are_read_once_for_all_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Counter[str]()
    kept = shown.is_marked_other

    def count(mark: Mark) -> bool:
        asked["marks"] += 1
        return kept(mark)

    monkeypatch.setattr(shown, "is_marked_other", count)
    size = 60
    event = '<div><time class="dtstart" datetime="2024-03-04">4 March 2024</time></div>'
    lines = "".join(f"{event}<p>Published: {nth % 28 + 1} May {1990 + nth % 30}</p>" for nth in range(size))
    clean(f"<html lang=en><body><h1>A storm on the coast</h1><p>{'The storm came in the night. ' * 20}</p>{lines}")
    assert 0 < asked["marks"] <= 4 * size
