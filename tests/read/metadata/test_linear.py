"""Reading metadata takes time in proportion to the page, whatever piece repeats in whatever place.

CPU time is compared at two sizes of which one is eight times the other: linear reading takes eight times as long there,
quadratic reading 64 times. The bound lies between, with an allowance below which nothing is said; a case that seems to
break it is measured again, since only the least of several times says how long the work itself takes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from html import escape

import pytest

from cleaner.model import Block, Document, Head
from cleaner.read.html import read_html
from cleaner.read.metadata import read_metadata

SMALL, FACTOR = 5_000, 8
MOST = 2.5 * FACTOR
ALLOWANCE = 0.04  # seconds
TRIES = 4
URL = "https://paper.example/storm"
SENTENCE = "The council met on Tuesday evening and talked for three hours about the old mill by the river. "
PIECES = [
    "a", "A", "é", "ß", "1", "0", "@", "a@", "@a", "a@b.", ".", ",", ", ", ",,", ";", "; ", ":", ": ", " ", "\t", "\n",
    "\u00a0", "-", " - ", "–", " – ", "—", "|", " | ", "/", " / ", "//", "\\", "\\\\", '\\"', '"', '""', '" ', "'", "’",
    "(", ")", "()", "( ", "[", "]", "[]", "{", "}", "{}", "<", "<a", "<b>", "<!--", "&", "&amp;", "&#", "&#x41;", "#",
    "# ", "$", "%", "*", "+", "=", "_", "`", "~", "^", "!", "?", "by ", "By ", "By A ", "von ", "and ", "A and ",
    "Ann Lee ", "Ann Lee, ", "Ann LeeBo Ek", "Mc", "on ", "LONDON — ", "LONDON (AP) — ", "3 May 2024 ", "2024-05-03",
    "12:30 ", "5 min ", "1 ", "published ", "updated: ", "記者", "李", "記者李曉明／", "기자 ", "の", "ก็", "कि ",
    "\u0301", "\u200d", "\u200b", "😀", "http://", "www.", "a/a/", "x.html ", '","', '":"', '{"a":', "[{", '"author":"',
    '"headline":"a" ', "/*", "//x\n", "<![CDATA[", "]]>", "· ", "» ", "Home | ", " in ", " for ", "reviewed by ",
]  # fmt: skip


def with_head(head: Head) -> Document:
    return Document((Block(0, "heading", "Storm hits the coast", 1), Block(1, "paragraph", SENTENCE * 3)), head)


def with_meta(name: str) -> Callable[[str], Document]:
    return lambda text: with_head(Head(title="Storm", metas=((name, text),)))


def with_schema(text: str) -> Document:
    item = {
        "@type": "NewsArticle", "headline": text, "author": [{"@type": "Person", "name": text}, text],
        "keywords": text, "publisher": {"name": text}, "url": text, "description": text,
    }  # fmt: skip
    return with_head(Head(title="Storm", json_ld=(json.dumps(item), json.dumps({"@type": text, "name": "x"}))))


def with_page(before: str, after: str) -> Callable[[str], Document]:
    def make(text: str) -> Document:
        body = f"{before}{escape(text, quote=True)}{after}<p>{SENTENCE * 3}</p>"
        return read_html(f"<!DOCTYPE html><html><head><title>Storm</title></head><body>{body}</body></html>")

    return make


PLACES: dict[str, Callable[[str], Document]] = {
    "title": lambda text: with_head(Head(title=" ".join(text.split()))),
    "canonical": lambda text: with_head(Head(title="Storm", links=(("canonical", f"https://a.example/{text}", ""),))),
    "schema": with_schema,
    "script": lambda text: with_head(Head(title="Storm", json_ld=(f'{{"@type":"NewsArticle","headline":"{text}',))),
    **{
        f"meta {name}": with_meta(name)
        for name in ("og:title", "author", "citation_author", "keywords", "og:site_name", "description", "og:url")
    },
    "h1": with_page("<h1>", "</h1>"),
    "h2": with_page("<h2>", "</h2>"),
    "byline": with_page('<h1>Storm</h1><p class="byline">', "</p>"),
    "line": with_page("<h1>Storm</h1><p>By ", "</p>"),
    "class": with_page('<h1>Storm</h1><p class="byline ', '">By Ann Lee</p>'),
    "href": with_page('<h1>Storm</h1><a rel="author" href="', '">Ann Lee</a>'),
}  # fmt: skip


def cost(document: Document) -> float:
    start = time.process_time()
    read_metadata(document, "", URL)
    return time.process_time() - start


@pytest.mark.parametrize("place", PLACES)
def test_time_grows_no_faster_than_the_page(place: str) -> None:
    slow = {}
    for piece in PIECES:
        small, large = (PLACES[place]((piece * size)[:size]) for size in (SMALL, SMALL * FACTOR))
        times = cost(small), cost(large)
        for _ in range(TRIES):
            if times[1] <= MOST * times[0] + ALLOWANCE:
                break
            times = min(times[0], cost(small)), min(times[1], cost(large))
        else:
            slow[piece] = times
    assert slow == {}
