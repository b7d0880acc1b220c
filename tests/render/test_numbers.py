"""The numbers of ordered lists are those that a browser shows."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render import html, markdown


@pytest.mark.parametrize(
    ("markup", "fragment", "lines"),
    [
        (
            "<ol start=4><li>tea<li value=9>milk<li>rope</ol>",
            '<ol start="4">\n<li>tea</li>\n<li value="9">milk</li>\n<li>rope</li>\n</ol>',
            "4. tea\n9. milk\n10. rope",
        ),
        (
            "<ol reversed><li>tea<ol><li>black</ol><li>milk<li>rope</ol>",
            '<ol start="3">\n<li>tea<ol>\n<li>black</li>\n</ol>\n</li>\n'
            '<li value="2">milk</li>\n<li value="1">rope</li>\n</ol>',
            "3. tea\n   1. black\n2. milk\n1. rope",
        ),
        (
            "<ol reversed start=9><li>tea<li value=5>milk<li>rope</ol>",
            '<ol start="9">\n<li>tea</li>\n<li value="5">milk</li>\n<li value="4">rope</li>\n</ol>',
            "9. tea\n5. milk\n4. rope",
        ),
        ("<ul><li>tea<li value=9>milk</ul>", "<ul>\n<li>tea</li>\n<li>milk</li>\n</ul>", "- tea\n- milk"),
    ],
)
def test_numbers(markup: str, fragment: str, lines: str) -> None:
    article = Article(blocks=read_html(f"<html><body>{markup}</body></html>").blocks)
    assert html.render(article).strip() == fragment
    assert markdown.render(article).strip() == lines
