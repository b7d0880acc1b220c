"""The table of extractors: complete, explained, and what its newest sources give and leave."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from cleaner.read.html import read_html
from cleaner.read.metadata import Metadata, read_metadata
from cleaner.read.metadata.table import EXTRACTORS, PLAIN_EXTRACTORS, Extractor
from cleaner.read.text import read_text

PROSE = "<p>" + "The mill by the river has been turning since the bridge was built, and nobody stops it. " * 4 + "</p>"
URL = "https://harbour.example/a/mill"


def read(html: str, url: str = URL) -> Metadata:
    return read_metadata(read_html(html), html, url)


def has_line(field: str, source: str, extractors: tuple[Extractor[object], ...]) -> bool:
    """Whether the table names a source of a field."""
    fields = (field, "date") if field in ("published", "modified") else (field,)
    lines = [line for line in extractors if line.field in fields]
    return any(fnmatchcase(source, one.replace("[", "[[]")) for line in lines for one in line.source.split(", "))


@pytest.mark.parametrize("line", [*EXTRACTORS, *PLAIN_EXTRACTORS], ids=lambda line: f"{line.field}-{line.source}")
def test_every_line_is_explained(line: Extractor[object]) -> None:
    """The documentation shows the first line of what an extractor says of itself."""
    assert (line.read.__doc__ or "").strip()


def test_no_extractor_stands_twice() -> None:
    """A function is one source; two lines of it would ask it twice."""
    functions = [line.read for line in EXTRACTORS]
    assert len(functions) == len(set(functions))


def test_sources_in_records_stand_in_the_table() -> None:
    """Each source that a record names is a line of the table."""
    metadata = read(
        '<html><head><title>The old mill turns again - Harbour Daily</title><meta name="description" content="A mill.">'
        '<meta property="og:image" content="https://harbour.example/i.jpg"><meta name="keywords" content="mill, river">'
        '<link rel="canonical" href="https://harbour.example/a/mill"></head><body><h1>The old mill turns again</h1>'
        f"<p>By Ann Lee</p><time datetime='2024-05-03'>3 May 2024</time>{PROSE}{PROSE}</body></html>"
    )
    assert set(metadata.provenance) >= {"title", "authors", "published", "site", "tags", "description", "image", "url"}
    for field, source in metadata.provenance.items():
        assert has_line(field, source, EXTRACTORS), (field, source)
    prose = "The mill has been turning for long. " * 8
    text = f"The old mill turns again\nBy Ann Lee\n3 May 2024\n{prose}\nTags: mill, river"
    plain = read_metadata(read_text(text), "", URL)
    for field, source in plain.provenance.items():
        assert has_line(field, source, PLAIN_EXTRACTORS) or (field, source) == ("url", "given")


def test_site_is_what_the_documents_title_has_behind_the_headline() -> None:
    """Only where the page states none, and only a few words behind one mark."""
    page = (
        "<html><head><title>{}</title>{}</head><body><h1>The old mill turns again</h1>" + PROSE * 2 + "</body></html>"
    )
    found = read(page.format("The old mill turns again | Harbour Daily", ""))
    assert (found.site, found.provenance["site"]) == ("Harbour Daily", "title")
    stated = read(page.format("The old mill turns again | World", '<meta property="og:site_name" content="The Bugle">'))
    assert stated.site == "The Bugle"
    assert read(page.format("The old mill turns again | 2024", "")).site is None
    assert read(page.format("The old mill turns again | Turning since the bridge was built", "")).site is None


def test_site_is_no_placeholder() -> None:
    """What a template was to fill in is no name."""
    head = (
        '<meta property="og:site_name" content="{{site.name}}"><title>The old mill turns again - Harbour Daily</title>'
    )
    assert (
        read(f"<html><head>{head}</head><body><h1>The old mill turns again</h1>{PROSE}</body></html>").site
        == "Harbour Daily"
    )


def listing(element: str) -> str:
    items = "".join(
        f"<div class='card'><h2><a href='/s/{day}'>Story of the day number {day}</a></h2>{element.format(day=day)}"
        f"<p>{'A mill turned and nobody stopped it at all. ' * 4}</p></div>"
        for day in range(11, 17)
    )
    return f"<html><head><title>Mills</title></head><body><h1>Mills</h1>{items}</body></html>"


@pytest.mark.parametrize(
    "element",
    [
        "<time datetime='2024-05-{day}'>May {day}, 2024</time>",
        "<div class='date'>{day} May 2024</div>",
        "<p class='when'>{day} May 2024</p>",
    ],
)
def test_days_of_a_list_are_not_the_pages(element: str) -> None:
    """Elements of one place with other days date the items of a list; the first of them is not the list's day."""
    assert read(listing(element)).published is None


def test_day_of_an_article_above_a_list_stays() -> None:
    """A list under an article leaves the article its day."""
    listed = listing("<time datetime='2024-05-{day}'>May {day}, 2024</time>").partition("</h1>")[2]
    head = (
        "<header class='entry'><h1>The old mill</h1><p class='meta'><time datetime='2024-06-03'>June 3, 2024</time></p>"
    )
    found = read(f"<html><head><title>The old mill</title></head><body>{head}</header>{PROSE * 3}{listed}")
    assert (found.published, found.provenance["published"]) == ("2024-06-03", "time")
