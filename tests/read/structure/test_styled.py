"""Line breaks that a style sheet keeps in a text, and parts of a line that it shows as blocks."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render.markdown import render


def markdown(body: str) -> str:
    return render(Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)).strip()


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<p style='white-space: pre-line'>\nThe pier\nis old.\n\nIt stays.\n</p>", "The pier\\\nis old.\n\nIt stays."),
        ("<div style='white-space:pre-wrap'>The pier\nis old.</div>", "The pier\\\nis old."),
        ("<div class='text whitespace-pre-wrap'><b>The\npier</b></div>", "**The**\\\n**pier**"),
        ("<h2 style='white-space:pre-line'>The\npier</h2>", "## The pier"),
        ("<div data-testid=tweetText><span>The pier\nis old.</span></div>", "The pier\\\nis old."),
        ("<p style='white-space:nowrap'>The pier\nis old.</p>", "The pier is old."),
        ("<p class='wrapped'>The pier\nis old.</p>", "The pier is old."),
        ("<div class=pre-wrap>\n<p>The pier\nis old.</p>\n<p>It stays.</p></div>", "The pier is old.\n\nIt stays."),
        ("<pre style='white-space:pre-wrap'>The pier\nis old.</pre>", "```\nThe pier\nis old.\n```"),
    ],
)
def test_line_breaks_that_a_style_keeps(body: str, want: str) -> None:
    assert markdown(body) == want


@pytest.mark.parametrize(
    ("cap", "want"),
    [
        ("<p>T</p>", "The pier is old."),
        ("<span>T</span>", "The pier is old."),
        ("<h2>T</h2>", "## T\n\nhe pier is old."),
    ],
)
def test_a_heading_of_one_letter_is_no_drop_cap(cap: str, want: str) -> None:
    assert markdown(f"{cap}<p>he pier is old.</p>") == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<p>Pier:<span class='block mt-2'>the old one</span>by the sea</p>", "Pier: the old one by the sea"),
        ("<p><span class=d-block>One.</span><span class=d-block>Two.</span></p>", "One. Two."),
        ("<h2><span class=block>The old</span><span class=block>pier</span></h2>", "## The old pier"),
        ("<p>The <span class=block>old</span> pier</p>", "The old pier"),
        ("<p>The <span class=blocked>old</span>er pier</p>", "The older pier"),
    ],
)
def test_parts_of_a_line_shown_as_blocks(body: str, want: str) -> None:
    assert markdown(body) == want


@pytest.mark.parametrize(
    ("style", "body", "hidden"),
    [
        ("display: none;\n speak: never;", "<div class=chapter-content><p class=cnX1>Copied.</p></div>", True),
        (
            "display:none;speak:never",
            "<div class=chapter-content><p>Old <i class=cnX1>Copied.</i> pier</p></div>",
            True,
        ),
        ("display:none", "<div class=chapter-content><p class=cnX1>Copied.</p></div>", False),  # a script may show it
        ("speak:never", "<div class=chapter-content><p class=cnX1>Copied.</p></div>", False),
        ("display:none;speak:never", "<div><p class=cnX1>Copied.</p></div>", False),
    ],
)
def test_what_no_reader_of_a_chapter_sees_or_hears_is_hidden(style: str, body: str, hidden: bool) -> None:
    page = f"<html><head><style>.cnX1 {{{style}}}</style></head><body>{body}</body></html>"
    shown = [block.text for block in read_html(page).blocks if not block.hidden]
    assert any("Copied." in text for text in shown) != hidden
