"""Cleaning takes linear time, however elements nest and repeat.

The tests count function calls instead of time, so the load of the machine does not matter. A page with twice as many
elements may take 2.5 times as many calls. Quadratic work would take four times as many.
"""

from __future__ import annotations

import cProfile

import pytest

from cleaner import clean

SENTENCE = "The council met on Tuesday evening and talked for three hours about the old mill by the river. "
SIZE = 10_000  # characters of the nested tags, and of the content repeated inside them
MAX_GROWTH = 2.5
COMMENT = "<div class=comment><b>Ida</b> 3 May 2024"
PAIRS = [
    ("<pre>", ""), ("<pre>", "<p>x</p>"), ("<pre><code>", "<div>x</div>"), ("<code><br>", ""),
    ("<div>", "<pre>x</pre>"),
    ("<div>", "<code>x<br>y</code>"), ("<div>", "<math><mi>x</mi></math>"), ("<span class=katex><math>", ""),
    (COMMENT, ""), (COMMENT, "<div><span>Ida, 3.5.2024</span><p>text of it</p></div>"), ("<div>", f"{COMMENT}</div>"),
    ("<table><tr><td>", ""), ("<div>", "<table><tr><td>Ida<td>3.5.2024<td>x</table>"), ("<ul><li>", "<li>x"),
    ("<div>", "<sup><a href=#fn1>1</a></sup><li id=fn1>x"), ("<blockquote>", "<p>x</p>"), ("<details>", "<summary>x"),
    ("<div role=tabpanel>", "<div role=tab>x</div>"), ("<figure>", "<img src=a.png><figcaption>c"),
    ("<a href=/x>y", ""),
    ("<template shadowrootmode=open>", "<p>x"), ("<dl><dd>", "<dt>x"), ("<div class=highlight>", "<pre>x</pre>"),
    ("<section>", "<h2>x</h2>"), ("<div class=callout>", "<p>x"), ("<div>", "<time datetime=2024-01-01>x</time>"),
]  # fmt: skip


def count_calls(html: str) -> int:
    """The number of function calls in cleaning a page, of Python and of C functions."""
    profile = cProfile.Profile()
    profile.runcall(clean, html)
    return sum(entry.callcount for entry in profile.getstats())


def page(outer: str, inner: str, size: int) -> str:
    body = outer * (size // len(outer)) + inner * (size // len(inner) if inner else 0)
    return f"<!doctype html><title>Storm</title><article><h1>Storm</h1><p>{SENTENCE * 3}</p>{body}<p>{SENTENCE * 3}"


@pytest.mark.parametrize(("outer", "inner"), PAIRS)
def test_calls_grow_linearly(outer: str, inner: str) -> None:
    clean(page(outer, inner, 200))  # fills the caches
    small, large = (count_calls(page(outer, inner, size)) for size in (SIZE, 2 * SIZE))
    assert large <= MAX_GROWTH * small
