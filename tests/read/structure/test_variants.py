"""What old editors and other software write for lists, notes, code and callouts."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render.markdown import render

MACRO = "confluence-information-macro"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<ul><li>tea</li><ul><li>black</li><ol><li>pot</li></ol><li>green</li></ul><li>milk</li></ul>",
         "- tea\n  - black\n    1. pot\n  - green\n- milk"),
        ("<ol><li>tea</li>\n<ol><li>black</li></ol></ol>", "1. tea\n   1. black"),
        ("<ul><ul><li>tea</li></ul></ul>", "- tea"),  # no item before it
        ("<p>So<sup><a href='#n1'>1</a></sup>.</p><ol><li id=n1>Ibid.</li></ol>", "So[^1].\n\n[^1]: Ibid."),
        ("<pre lang=xml>a</pre>", "```xml\na\n```"),
        ("<pre lang=en>a</pre>", "```\na\n```"),  # the language of people
        (f"<div class='{MACRO} {MACRO}-warning'><div class='{MACRO}-body'><p>Bring it.</p></div></div>",
         "> [!WARNING]\n> Bring it."),
        (f"<div class='{MACRO} {MACRO}-information'><p class=title>Lamps</p><p>Bring it.</p></div>",
         "> [!NOTE] Lamps\n> Bring it."),
        ("<aside class='starlight-aside starlight-aside--tip'><p>Bring it.</p></aside>", "> [!TIP]\n> Bring it."),
        ("<aside class='page-aside'><p>Bring it.</p></aside>", "Bring it."),
    ],
)  # fmt: skip
def test_variants(body: str, want: str) -> None:
    assert render(Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)).strip() == want


def test_lists_astray_inside_one_another_are_bounded() -> None:
    page = read_html(f"<html><body>{'<ul><li>tea</li>' * 3_000}</body></html>")
    assert len(page.blocks) == 3_000
