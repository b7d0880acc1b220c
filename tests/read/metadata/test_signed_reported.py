"""Authors and days as users of such tools reported them wrong or missing."""

from __future__ import annotations

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import read_metadata
from tests.read.metadata.samples import PROSE, ld, read

HEADLINE = "Old mill becomes a reading house"
URL = "https://www.ellerycourier.example/news/mill"
TITLE = f"<title>{HEADLINE} | Ellery Courier</title>"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ann Lee +1 More", ("Ann Lee",)),
        ("By Ann Lee Special to the Harbour Times", ("Ann Lee",)),
        ("By Ann Lee, Ellery Courier", ("Ann Lee",)),
        ("ANN LEE ELLERY COURIER", ("ANN LEE",)),
        ("By The Ellery Courier", ("The Ellery Courier",)),
        ("From Ann Lee in Paris", ("Ann Lee",)),
        ("Edited by: Bo Ek, Written by: Ann Lee", ("Ann Lee",)),
        ("Ann Lee is a senior writer at the Harbour Times", ("Ann Lee",)),
        ("The mill is a house of readers", ()),
        ("Your Name", ()),
    ],
)
def test_names_in_bylines(line: str, expected: tuple[str, ...]) -> None:
    assert read(f'<h1>{HEADLINE}</h1><p class="byline">{line}</p>', TITLE, URL).authors == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("<p>“This mill has saved us time and money, and we read every day.”</p>", ()),
        ("<p>“This mill has saved us time,” she said, and we read every day.</p>", ("Ann Lee",)),
        ("", ("Ann Lee",)),
    ],
)
def test_the_name_below_a_quotation(before: str, expected: tuple[str, ...]) -> None:
    assert read(f'<h1>“{HEADLINE} at last”</h1>{before}<div class="author">Ann Lee</div>', url=URL).authors == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("The council met on Tuesday evening about the mill", "Ann Lee", ("Ann Lee",)),
        ("The council met on Tuesday evening about the ferry Ann Lee", "Ann Lee", ()),
        ("The council met on Tuesday evening about the mill", "MV Ann Lee", ()),
    ],
)
def test_a_name_behind_the_text_of_which_the_text_tells(text: str, name: str, expected: tuple[str, ...]) -> None:
    long = "for three hours and heard many people from the town, who told of the river, the roof and the storm."
    body = f"<main><h1>{HEADLINE}</h1><p>{text} {long}</p><p>They talked again {long} {long}</p><p>{name}</p></main>"
    html = f"<!DOCTYPE html><html lang='en'><head><title>{HEADLINE}</title></head><body>{body}</body></html>"
    assert read_metadata(read_html(html), html).authors == expected


LONG = f"<p>{PROSE[3:-4]} {PROSE[3:-4]}</p>"
GRAPH = ld({"@type": "WebPage", "url": URL, "datePublished": "2024-03-07", "dateModified": "2024-03-09"})


@pytest.mark.parametrize(
    ("top", "kind", "expected"),
    [
        ('<p class="byline">By Ann Lee</p>', "", ("2024-03-07", "2024-03-09")),
        ('<p class="byline">By Ann Lee</p>', "article", ("2024-03-07", "2024-03-09")),
        ('<p class="byline">By Ann Lee</p><p class="date">March 8, 2024</p>', "", ("2024-03-08", "2024-03-09")),
        ('<p class="byline">By Ann Lee</p>', "website", (None, None)),
        ("", "article", (None, None)),
    ],
)
def test_days_of_a_page_in_the_schema(top: str, kind: str, expected: tuple[str | None, str | None]) -> None:
    head = GRAPH + (f'<meta property="og:type" content="{kind}">' if kind else "")
    found = read(f"<h1>{HEADLINE}</h1>{top}{LONG * 4}", head, URL)
    assert (found.published, found.modified) == expected


@pytest.mark.parametrize(
    ("lang", "end", "expected"),
    [
        ("en", '<footer><p id="lastmod">This page was last edited on 7 March 2024.</p></footer>', "2024-03-07"),
        ("de", "<footer><p>Diese Seite wurde zuletzt am 7. März 2024 bearbeitet.</p></footer>", "2024-03-07"),
        ("en", '<div class="docInfo">mill.txt · Last modified: 2024/03/07 10:15 by ann</div>', "2024-03-07"),
        ("en", "<footer><p>© Ellery Courier, last updated 7 March 2024</p></footer>", None),
        ("en", '<div class="comment"><footer>Last edited on 7 March 2024</footer></div>', None),
        ("en", "<footer><p>The café has been open since 7 March 2024.</p></footer>", None),
    ],
)  # fmt: skip
def test_the_last_change_in_a_footer(lang: str, end: str, expected: str | None) -> None:
    prose = PROSE * 3
    html = f"<!DOCTYPE html><html lang='{lang}'><body><main><h1>{HEADLINE}</h1>{prose}</main>{end}</body></html>"
    found = read_metadata(read_html(html), html, "https://wiki.example/wiki/Old_mill")
    assert found.modified == expected


@pytest.mark.parametrize("line", ["7/mar/2024", "07/mar/2024 às 10h15"])
def test_a_written_month_between_slashes(line: str) -> None:
    found = read(f'<h1>{HEADLINE}</h1><p class="date">{line}</p>', lang="pt").published
    assert (found or "")[:10] == "2024-03-07"
