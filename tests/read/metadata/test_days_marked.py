"""Days in attributes, in Roman numerals and in years after an apostrophe; and small numbers in titles."""

from __future__ import annotations

import pytest

from cleaner.read.metadata.dates import find_dates
from tests.read.metadata.samples import read

TITLE = "<h1>Storm hits the coast</h1>"


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ('<time aria-label="Published 7 March 2024">2 yrs</time>', "2024-03-07"),
        ('<time aria-label="Published 7 March 2024" datetime="2024-03-06">2 yrs</time>', "2024-03-06"),
        ('<time aria-label="Share this">2 yrs</time>', None),
        ('<faceplate-timeago ts="2024-03-07T09:47:05.754000+0000"></faceplate-timeago>', "2024-03-07T09:47:05+00:00"),
        ('<div ts="2024-03-07T09:47:05.754000+0000">Storm</div>', None),
        ('<shreddit-comment><faceplate-timeago ts="2024-03-07T09:47:05.754000+0000"></faceplate-timeago>'
         "<p>Well said.</p></shreddit-comment>", None),
        ('<div class="nav news-date">تاریخ انتشار: ۱۷ اسفند ۱۴۰۲</div>', "2024-03-07"),
    ],
)  # fmt: skip
def test_days_in_attributes(line: str, published: str | None) -> None:
    assert read(TITLE + line, lang="fa" if "اسفند" in line else "en").published == published


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("7.III.2024", "pl", "2024-03-07"), ("7 III 2024 r.", "pl", "2024-03-07"),
        ("12. XII. 2023", "cs", "2023-12-12"),
        ("7.iii.2024", "pl", None), ("7.III.24", "pl", None), ("World War II 1945", "en", None),
        ("Mar 7 '24", "en", "2024-03-07"), ("March 7, ’24", "en-us", "2024-03-07"), ("Out 5 '22", "en", None),
        ("Mar 7 24", "en", None),
    ],
)  # fmt: skip
def test_roman_months_and_short_years(text: str, language: str, day: str | None) -> None:
    assert next((found.iso for found in find_dates(text, language)), None) == day


def test_fields_of_governments_and_words_for_changes() -> None:
    head = "".join(
        f'<meta name="govuk:{name}" content="2024-03-{day}T10:00:00Z">'
        for name, day in (("first-published-at", "07"), ("updated-at", "09"), ("public-updated-at", "08"))
    )
    found = read(TITLE, head)
    assert (found.published or "")[:10] == "2024-03-07"
    assert (found.modified or "")[:10] == "2024-03-08"
    shown = read(f"{TITLE}<p>7 marzo 2024 (modifica il 8 marzo 2024)</p>", lang="it")
    assert (shown.published, shown.modified) == ("2024-03-07", "2024-03-08")
    assert read(f"{TITLE}<p>Date Written: March 7, 2024</p>").authors == ()


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Why CO<sub>2</sub> matters to mills", "Why CO2 matters to mills"),
        ("MillKit<sup>®</sup> makes readers happy", "MillKit® makes readers happy"),
        ("<span>Storm in</span> <span>2024</span>", "Storm in 2024"),
        ("Storm in<br>2024", "Storm in 2024"),
    ],
)
def test_no_blank_stands_before_a_small_number(heading: str, title: str) -> None:
    assert read(f"<h1>{heading}</h1>", f"<title>{title} | Ellery Courier</title>").title == title
