"""Thematic breaks are written where they are on the page: beside lists and tables, in quotes and in items."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render import html, markdown


@pytest.mark.parametrize(
    ("markup", "lines", "count"),
    [
        ("<p>tea</p><hr><p>milk</p>", "tea\n\n---\n\nmilk", 1),
        ("<hr><p>tea</p><hr>", "tea", 0),  # nothing to part
        ("<p>tea</p><hr><hr><ul><li>milk</ul>", "tea\n\n---\n\n- milk", 1),
        ("<ul><li>tea</ul><hr><ul><li>milk</ul>", "- tea\n\n---\n\n- milk", 1),
        ("<ul><li>tea<hr>milk<li>rope</ul>", "- tea\n\n  ---\n\n  milk\n\n- rope", 1),
        ("<ul><li>tea<hr></li><li>milk</ul>", "- tea\n- milk", 0),  # not between two items
        ("<blockquote>tea<hr>milk</blockquote>", "> tea\n>\n> ---\n>\n> milk", 1),
        ("<blockquote>tea</blockquote><hr><blockquote>milk</blockquote>", "> tea\n\n---\n\n> milk", 1),
        ("<p>tea</p><hr><table><tr><th>a<th>b<tr><td>1<td>2</table>",
         "tea\n\n---\n\n| a | b |\n| --- | --- |\n| 1 | 2 |", 1),
    ],
)  # fmt: skip
def test_breaks(markup: str, lines: str, count: int) -> None:
    read = read_html(f"<html><body>{markup}</body></html>")
    article = Article(blocks=read.blocks, rules=read.rules)
    assert markdown.render(article).strip() == lines
    assert html.render(article).count("<hr>") == count
