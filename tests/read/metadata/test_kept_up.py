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
