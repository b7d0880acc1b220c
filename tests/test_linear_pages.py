"""Cleaning takes time in proportion to the page, whatever piece repeats in whatever place.

Each piece fills each place with 50,000 characters. Reading that takes steps in proportion to their square needs more
than a second there, what is linear about a hundredth of one. A case that seems slow is measured again, since only the
least of several times says how long the work itself takes.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from html import escape

import pytest

from cleaner import clean
from cleaner.errors import BadInput
from tests.read.metadata.test_linear import PIECES

SIZE = 50_000  # characters
MOST = 1.0  # CPU seconds
SURE = 0.08  # CPU seconds below which nothing grows too fast
GROWTH = 2.5  # at twice the length
TRIES = 4
STEP = 5  # only every fifth piece in each place, unless make test-all asks for all
SENTENCE = "The council met on Tuesday evening and talked for three hours about the old mill by the river. "
PAGE = (
    "<!doctype html><html lang=en><head><title>Storm</title>HEAD</head><body>TOP<article><h1>Storm</h1>FIRST"
    f"<p>{SENTENCE * 4}</p>INSIDE<p>{SENTENCE * 4}</p>LAST</article>BELOW</body></html>"
)
HOLES = ("HEAD", "TOP", "FIRST", "INSIDE", "LAST", "BELOW")
Make = Callable[[str], str]


def at(hole: str, form: str) -> Make:
    """A page that holds ``form`` at a hole, and the text for ``{}`` in it."""

    def make(text: str) -> str:
        filled = form.replace("{}", escape(text, quote=True))
        return "".join(filled if part == hole else "" if part in HOLES else part for part in PARTS)

    return make


def parts_of(page: str) -> list[str]:
    parts = [page]
    for hole in HOLES:
        before, after = parts.pop().split(hole)
        parts += [before, hole, after]
    return parts


PARTS = parts_of(PAGE)


def with_schema(text: str) -> str:
    item = {
        "@type": "NewsArticle", "headline": text, "author": {"@type": "Person", "name": text}, "datePublished": text,
        "keywords": text, "publisher": {"name": text}, "articleBody": text,
    }  # fmt: skip
    data = json.dumps(item).replace("</", "<\\/")
    return at("HEAD", f'<script type="application/ld+json">{data.replace("{}", "{ }")}</script>')("")


def with_meta(name: str) -> Make:
    return at("HEAD", f'<meta name="{name}" content="{{}}"><meta property="{name}" content="{{}}">')


NESTED = {
    "cells": ("<table><tr><td>cell word ", ""), "cells closed": ("<table><tr><td>w ", "</td></tr></table>"),
    "two cells": ("<table><tr><td>Menu<td>", "</td><td>Right</td></tr></table>"),
    "lists": ("<ul><li>item word ", ""), "lists closed": ("<ul><li>item ", "</li></ul>"),
    "lists in cells": ("<table><tr><td><ul><li>w", ""), "cells in lists": ("<ul><li><table><tr><td>w", ""),
    "definitions": ("<dl><dt>t<dd>word ", ""), "quotes": ("<blockquote><ul><li>w<p>x ", ""),
    "heads": ("<table><thead><tr><th>a<th>b<tbody><tr><td>x<td>", "</table>"),
    "choices": ("<option selected>w", ""), "marks": ("<b>w<i>x<a href=#y>", ""),
}  # fmt: skip


PLACES: dict[str, Make] = {
    "title": lambda text: at("TOP", "")("").replace("<title>Storm", f"<title>{escape(text)}"),
    "h1": at("FIRST", "<h1>{}</h1>"),
    **{f"meta {name}": with_meta(name) for name in ("author", "og:title", "keywords", "article:published_time")},
    "byline": at("FIRST", "<p class=byline>{}</p>"),
    "date": at("FIRST", '<time datetime="{}">{}</time><span class="date published">{}</span>'),
    "JSON-LD": with_schema,
    "class": at("TOP", '<div class="{}" id="{}" style="{}">x</div>'),
    "href": at("INSIDE", f'<p>{SENTENCE}<a href="{{}}">x</a><img src="{{}}" srcset="{{}}" alt="{{}}"></p>'),
    "canonical": at("HEAD", '<link rel=canonical href="{}"><base href="{}">'),
    "pre": at("INSIDE", "<pre><code>{}</code></pre>"),
    "cell": at("INSIDE", "<table><tr><th>a<th>b<tr><td>{}<td>x</table>"),
    "item": at("INSIDE", "<ul><li>{}<li>x</ul>"),
    "caption": at("INSIDE", "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>"),
    "comment": at("BELOW", "<div class=comments><div class=comment><b>Ida</b><p>{}</p></div></div>"),
    "button": at("TOP", "<button>{}</button><nav><a href=/x>{}</a></nav>"),
    "first paragraph": at("FIRST", "<p>{}</p>"),
    "last paragraph": at("LAST", "<p>{}</p>"),
    "plain text": lambda text: text,
    "plain article": lambda text: f"Storm hits the coast\n\n{SENTENCE * 3}\n\n{text}\n\n{SENTENCE * 3}\n",
    "plain line": lambda text: f"{SENTENCE * 3}{text}{SENTENCE * 3}",
}


def cost(page: str) -> float:
    start = time.process_time()
    with suppress(BadInput):  # what looks like a style sheet is no page
        clean(page, url="https://paper.example/storm")
    return time.process_time() - start


def is_linear(page: Callable[[int], str], size: int) -> bool:
    """Whether a page of a size, in characters, takes no more than about twice as long as one of half of it."""
    large, half = page(size), page(size // 2)
    least = least_half = MOST * 100
    for _ in range(TRIES):
        least = min(least, cost(large))
        if least < SURE:
            return True
        least_half = min(least_half, cost(half))
        if least < MOST and least < GROWTH * least_half:
            return True
    return False


@pytest.mark.parametrize(("place", "first"), [*zip(PLACES, itertools.count())], ids=[*PLACES])
def test_time_grows_no_faster_than_the_page(place: str, first: int) -> None:
    """Some of the pieces, other ones in each place."""
    assert not_linear(place, PIECES[first % STEP :: STEP]) == []


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_time_grows_no_faster_for_any_piece(place: str) -> None:
    assert not_linear(place, PIECES, 2 * SIZE) == []


def not_linear(place: str, pieces: Sequence[str], size: int = SIZE) -> list[str]:
    make = PLACES[place]
    return [one for one in pieces if not is_linear(lambda most, one=one: make((one * most)[:most]), size)]  # type: ignore[misc]


@pytest.mark.parametrize("place", PLACES)
def test_the_piece_stands_where_it_is_said_to_stand(place: str) -> None:
    """Else nothing would be measured."""
    assert PLACES[place]("storm-petrel").count("storm-petrel") >= 1


@pytest.mark.parametrize("name", NESTED)
def test_deep_lists_and_tables(name: str) -> None:
    """A page of 200,000 characters, thousands of levels deep."""
    opened, closed = NESTED[name]
    start = "<select>" if name == "choices" else ""
    full, halved = (
        at("INSIDE", "HERE")("").replace("HERE", start + opened * count + SENTENCE + closed * count)
        for count in (4 * SIZE // len(opened), 2 * SIZE // len(opened))
    )
    for _ in range(TRIES):
        large = cost(full)
        if large < 2 * MOST:
            return
        half = cost(halved)
        if large < GROWTH * half:
            return
    pytest.fail(f"{half:.2f} s, {large:.2f} s")
