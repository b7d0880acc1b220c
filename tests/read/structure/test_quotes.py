"""Quotes by class names, with the marks and the names that stand in them."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render.markdown import render


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<aside class=pullquote><p>Late.</p></aside>", "> Late."),
        ("<p class='pull-quote right'>Late.</p>", "> Late."),
        ("<div class='quote-block wide'>Late.</div>", "> Late."),
        ("<section class=block-quote><p>Late.</p></section>", "> Late."),
        ("<p class=quotebox>Late.</p>", "Late."),
        ("<div class=duet--article--pullquote><p>Late.</p></div>", "> Late."),
        ("<div class=pullquotes-off><p>Late.</p></div>", "Late."),
        ("<a class=quoteblock href=/b>Late.</a>", "[Late.](/b)"),
        ("<blockquote>Late.<footer>Ann</footer></blockquote><footer>Home</footer>", "> Late.\n>\n> Ann\n\nHome"),
        ("<div role=blockquote>Late.</div>", "> Late."),
        ("<div class=bbcode_quote><div>Ann wrote</div><div>Late.</div></div>", "> Ann wrote\n>\n> Late."),
        ("<figure class='pullquote'><blockquote>Late.</blockquote></figure>", "> Late."),  # one quote, not two
        ("<blockquote class=pullquote>Late.</blockquote>", "> Late."),
        ("<blockquote><p class=pullquote>Late.</p></blockquote>", "> Late."),
        ("<div class=blockquote-wrapper>Late.</div>", "Late."),
        ("<div class=quote-form>Ask for one.</div>", "Ask for one."),
        ("<p>He said <q>it is <q>late</q></q>.</p>", "He said “it is ‘late’”."),
        ("<p>He said <q>“late”</q> and <q></q>left.</p>", "He said “late” and left."),
        ("<blockquote><cite>Ann wrote:</cite>Late.</blockquote>", "> Ann wrote: Late."),
        ("<blockquote>Late. <cite>Ann</cite></blockquote>", "> Late. Ann"),
        ("<div class=quoteblock><blockquote>Late.</blockquote> <div class=attribution>Ann</div></div>",
         "> Late.\n>\n> Ann"),
        ("<aside class=quote><div class=title>Ann:</div> <blockquote>Late.</blockquote></aside>",
         "> Ann:\n>\n> Late."),
        ("<aside class=quote><div class=title><a href=/b>Bells</a></div><blockquote>Late.</blockquote></aside>",
         "[Bells](/b)\n\n> Late."),
        ("<aside class=quote><div class=title>Ann:</div><p>Late.</p></aside>", "Ann:\n\nLate."),
        ("<blockquote>Late.</blockquote><p>So</p><div class=attribution>Ann</div>", "> Late.\n\nSo\n\nAnn"),
    ],
)  # fmt: skip
def test_quotes(body: str, want: str) -> None:
    assert render(Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)).strip() == want


@pytest.mark.parametrize("name", ["blockquote", "div class=quote-block", "figure class=pullquote"])
def test_the_footer_of_a_quote_is_no_footer(name: str) -> None:
    quote = f"<{name}><p>Late.</p><footer>Ann, <cite>captain</cite></footer></{name.split(maxsplit=1)[0]}>"
    page = read_html(f"{quote}<footer>Home</footer>")
    assert [("footer" in block.path, block.text) for block in page.blocks] == [
        (False, "Late."), (False, "Ann, captain"), (True, "Home"),
    ]  # fmt: skip


def test_thousands_of_quotes_inside_one_another_are_bounded() -> None:
    for tag in ("q", "div class=pullquote", "blockquote><cite"):
        page = read_html(f"<html><body>{f'<{tag}>tea' * 2_000}</body></html>")
        assert "".join(block.text for block in page.blocks).count("tea") == 2_000
