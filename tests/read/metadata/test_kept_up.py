"""Pages that state days and are no publication: documentation, lists of stories, spans of time, releases."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import read_metadata
from cleaner.read.metadata.dates import find_dates
from tests.read.metadata.samples import read

PROSE = f"<p>{'The council met on Tuesday evening and talked for three hours about the old mill. ' * 3}</p>"
HEADLINE = "<h1>Storm hits the coast</h1>"
BUILT = '<meta property="article:published_time" content="2024-03-07T08:00:00+01:00">'


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("https://tool.example/docs/18/select", None),
        ("https://docs.tool.example/select", None),
        ("https://tool.example/api/v2/charges", None),
        ("https://developer.tool.example/blog/release", "2024-03-07T08:00:00+01:00"),
        ("https://paper.example/town/storm", "2024-03-07T08:00:00+01:00"),
    ],
)
def test_the_build_of_documentation_is_no_publication(url: str, published: str | None) -> None:
    assert read(f"{HEADLINE}{PROSE * 2}", BUILT, url=url).published == published


def test_documentation_that_shows_its_day_keeps_it() -> None:
    page = read(f"{HEADLINE}<p>Published on 7 March 2024</p>{PROSE * 2}", BUILT, url="https://tool.example/docs/select")
    assert page.published == "2024-03-07T08:00:00+01:00"


@pytest.mark.parametrize("label", ["By Ann Lee • {}", "Posted {} by Ann Lee", "{}"])
def test_lines_of_many_days_date_the_items_of_a_list(label: str) -> None:
    items = "".join(
        f'<li class="row"><h3><a href="/{nth}">Story {nth} of the day</a></h3><div class="line">'
        f"{label.format(f'{nth} May 2024')}</div><p>{'A sentence on what happened there. ' * 5}</p></li>"
        for nth in range(1, 9)
    )
    assert read(f"{HEADLINE}<ul>{items}</ul>").published is None


@pytest.mark.parametrize("name", ['<p class="author">By Ann {}</p>', "<p>By Ann {}</p>"])
def test_names_of_many_items_sign_no_page(name: str) -> None:
    def cards(count: int, kind: str) -> str:
        texts = (f"<h3><a href=/{nth}>Story {nth} of the day</a></h3>" for nth in range(count))
        surnames = ("Lee", "Ek", "Ash", "Orr", "Poe", "Fox", "Roe", "Doe", "May", "Day", "Kay", "Ray")
        return "".join(
            f'<div class="{kind}">{text}{name.format(surname)}<p>{"A sentence on it. " * 9}</p></div>'
            for text, surname in zip(texts, surnames, strict=False)
        )

    assert read(f"{HEADLINE}{cards(12, 'card-of-day')}").authors == ()
    assert read(f"{HEADLINE}{cards(2, 'card-of-day')}").authors != ()
    assert read(f"{HEADLINE}{cards(12, 'thread')}").authors == ("Ann Lee",)


def test_posts_of_a_thread_are_no_list_of_stories() -> None:
    posts = "".join(
        f'<div class="post"><p class="author">Posted by Ann Lee on {nth} May 2024</p>{PROSE}</div>'
        for nth in range(1, 9)
    )
    assert read(f"{HEADLINE}{posts}").published == "2024-05-01"


@pytest.mark.parametrize(
    "line",
    [
        "1/27/2026 - 3/24/2026", "27 January 2026 – 24 March 2026", "2026-02-25.beta", "2026-02-25-rc1",
        "Last checked: 28 October 2025",
    ],
)  # fmt: skip
def test_spans_releases_and_checks(line: str) -> None:
    page = f'<!DOCTYPE html><html lang="en"><title>Storm</title>{HEADLINE}<p>{line}</p>{PROSE * 2}</html>'
    metadata = read_metadata(read_html(page), page, "https://paper.example/storm", fetched_at="2026-06-01")
    assert (metadata.published, metadata.modified) == (None, None)


@pytest.mark.parametrize("line", ["Post time: 7 March 2024", "Publish time: 7 March 2024", "Beitragsdatum: 07.03.2024"])
def test_words_for_the_day_of_a_post(line: str) -> None:
    assert read(f"{HEADLINE}{PROSE * 20}<p>{line}</p>").published == "2024-03-07"


def test_the_footer_of_a_story_is_its_own() -> None:
    for footer in ('<footer class="entry-footer">', '<div class="article-template__footer">', "<footer>"):
        closing = "</div>" if footer.startswith("<div") else "</footer>"
        body = f"<article>{HEADLINE}{PROSE * 20}{footer}<p>7 March 2024</p>{closing}</article>"
        assert read(body).published == "2024-03-07", footer
    page = f"<article>{HEADLINE}{PROSE * 20}</article><div><footer><p>7 March 2024</p></footer></div>"
    assert read(page).published is None


def test_of_several_fields_of_builders_the_earliest_counts() -> None:
    head = (
        '<meta name="published-time" content="2024-03-09T08:45:32Z"><meta name="published-date" content="2021-02-16">'
    )
    assert read(f"{HEADLINE}{PROSE * 2}", head).published == "2021-02-16"


def test_short_years_need_a_month_of_the_page_s_own_language() -> None:
    assert find_dates("It got 9 out of 10 from us", "en") == []
    assert [found.iso for found in find_dates("9 out 24", "pt")] == ["2024-10-09"]
    assert [found.iso for found in find_dates("9 oct 24", "en")] == ["2024-10-09"]


def test_a_label_that_is_not_of_the_page() -> None:
    assert read(f"{HEADLINE}<p>Next meeting: 7 March 2024</p>{PROSE * 2}").published is None
    assert read(f"{HEADLINE}<p>LONDON: 7 March 2024</p>{PROSE * 2}").published == "2024-03-07"


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("<p><b>When:</b> Thursday, 7 March 2024</p>", None),
        ("<dl><dt>When</dt><dd>7 March 2024, 19:00</dd><dt>Where</dt><dd>Old Quay</dd></dl>", None),
        ("<table><tr><th>Wann</th><td>7 March 2024</td></tr><tr><th>Wo</th><td>Old Quay</td></tr></table>", None),
        ("<h3>When</h3><p>7 March 2024</p>", None),
        ("<p>Town: Thursday, 7 March 2024</p>", "2024-03-07"),
        ("<p>Published: Thursday, 7 March 2024</p>", "2024-03-07"),
        ("<p>Date: Thursday, 7 March 2024</p>", "2024-03-07"),
        ("<p>By Ann Lee: Thursday, 7 March 2024</p>", "2024-03-07"),
        ("<p>When the boats return</p><p>7 March 2024</p>", "2024-03-07"),
    ],
)
def test_the_day_of_an_event_is_no_publication(line: str, published: str | None) -> None:
    assert read(f"{HEADLINE}{line}{PROSE * 2}").published == published


def test_a_heading_that_is_a_day_overrules_no_stated_one() -> None:
    assert read(f"{HEADLINE}<h2>12 June 2011</h2>{PROSE * 2}", BUILT).published == "2024-03-07T08:00:00+01:00"
    named = read(f'{HEADLINE}<h2 class="date">12 June 2011</h2>{PROSE * 2}', BUILT)
    assert named.published == "2011-06-12"


def test_a_month_among_the_headings_of_the_text_is_none_of_the_page() -> None:
    assert read(f"{HEADLINE}{PROSE}<h2>January 2022</h2>{PROSE}").published is None


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("ru", "7 марта 2024 г."), ("uk", "7 березня 2024 року"), ("bg", "7 март 2024 г."), ("pl", "7 marca 2024 r."),
        ("lt", "2024 m. kovo 7 d."), ("eu", "2024ko martxoaren 7a"), ("vi", "ngày 7 tháng 3 năm 2024"),
        ("it", "giovedì 7 marzo 2024"), ("es", "jueves 7 de marzo de 2024"), ("pt", "quinta-feira 7 de março de 2024"),
        ("nl", "donderdag 7 maart 2024"), ("sv", "torsdag den 7 mars 2024"), ("pl", "czwartek 7 marca 2024"),
        ("kk", "2024 жылғы 7 наурыз"), ("ckb", "٧ی ئازاری ٢٠٢٤"), ("ka", "7 მარტი, 2024 წ."),
    ],
)  # fmt: skip
def test_words_that_belong_to_a_day(lang: str, line: str) -> None:
    assert read(f"{HEADLINE}<p>{line}</p>{PROSE * 2}", lang=lang).published == "2024-03-07"


def test_a_day_of_the_week_is_no_part_of_a_name() -> None:
    assert read(f"{HEADLINE}<p>di Mario Rossi giovedì 7 marzo 2024</p>{PROSE}", lang="it").authors == ("Mario Rossi",)
    assert read(f"{HEADLINE}<p>By Placido Domingo 7 March 2024</p>{PROSE}").authors == ("Placido Domingo",)
