"""Metadata that elements state by RDFa, and times in elements of their own kind."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import read

HEADLINE = "<h1>Storm hits the coast</h1>"
PAGE = "https://courier.example/news/storm-hits-the-coast"


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ('<span property="author" typeof="Person"><span property="name">Ann Lee</span></span>', ("Ann Lee",)),
        ('<span property="dcterms:creator">Ann Lee</span>', ("Ann Lee",)),
        ('<span rel="schema:author"><b property="schema:name">Ann Lee</b></span>', ("Ann Lee",)),
        ('<span property="dc:creator foaf:maker">Ann Lee</span> on Monday', ("Ann Lee",)),
        # other properties name other things
        ('<span property="dc:subject">Ann Lee</span>', ()),
        ('<span property="schema:name">Ann Lee</span>', ()),
        ('<span property="">Ann Lee</span><span property=":">Ann Lee</span>', ()),
    ],
)
def test_authors_in_rdfa(line: str, authors: tuple[str, ...]) -> None:
    assert read(f"{HEADLINE}<p>{line}</p>", url=PAGE).authors == authors


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ('<span property="schema:datePublished" content="2024-05-03">Friday</span>', "2024-05-03"),
        ('<span property="dc:date dc:created" content="2024-05-03T10:00:00+02:00">Friday</span>', "2024-05-03"),
        ('<span property="dcterms:issued" content="2024-05-03">Friday</span>', "2024-05-03"),
        ('Ann opened this <relative-time datetime="2024-05-03T10:00:00Z">last year</relative-time>', "2024-05-03"),
        ('<time-ago datetime="2024-05-03T10:00:00Z"></time-ago>', "2024-05-03"),
        ('<span property="schema:startDate" content="2024-05-03">Friday</span>', None),
        ('<span property="dc:subject" content="2024-05-03">Friday</span>', None),
        ('<time-table datetime="2024-05-03T10:00:00Z">Friday</time-table>', None),
    ],
)
def test_days_in_rdfa_and_elements_for_times(line: str, day: str | None) -> None:
    published = read(f"{HEADLINE}<p>{line}</p>", url=PAGE).published
    assert (published[:10] if published else None) == day


def test_a_change_in_rdfa_is_no_publication() -> None:
    found = read(f'{HEADLINE}<p><span property="dc:modified" content="2024-05-03">Friday</span></p>', url=PAGE)
    assert found.modified == "2024-05-03"
