"""Callouts that a page writes as Markdown does are callouts in Markdown and HTML."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render import html, markdown


def article(body: str) -> Article:
    return Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<blockquote><p>[!NOTE]<br>Bring a lamp.</p></blockquote>", "> [!NOTE]\n> Bring a lamp."),
        ("<blockquote><p>[!NOTE]\nBring a lamp.</p></blockquote>", "> [!NOTE]\n> Bring a lamp."),
        ("<blockquote><p>[!tip]- At night</p><p>Bring a lamp.</p></blockquote>", "> [!TIP] At night\n> Bring a lamp."),
        (
            "<p>&gt; [!NOTE]<br>&gt; Bring a <b>lamp</b>.<br>&gt;And a rope.</p><p>&gt; So he said.</p>",
            "> [!NOTE]\n> Bring a **lamp**.\\\n> And a rope.\n\n\\> So he said.",
        ),
        ("<p>&gt; [!WARNING] Tides<br>&gt; Wade.<br>Then go.</p>", "> [!WARNING] Tides\n> Wade.\n\nThen go."),
        ("<p>&gt; [!NOTE] Bring <a href='http://a.example/'>it</a>.</p>",
         "> [!NOTE]\n> Bring [it](http://a.example/)."),
        ("<ul><li>&gt; [!NOTE]<br>&gt; $5 or $6.</li></ul>", "- > [!NOTE]\n  > \\$5 or \\$6."),
        ("<p>&gt; So he said.<br>&gt; [!NOTE]</p>", "\\> So he said.\\\n\\> \\[!NOTE\\]"),
        ("<p>As [!NOTE] says.</p>", "As \\[!NOTE\\] says."),
        ("<p>&gt; [!NOT A MARK]</p>", "\\> \\[!NOT A MARK\\]"),
        ("<pre>&gt; [!NOTE]</pre>", "```\n> [!NOTE]\n```"),
    ],
)  # fmt: skip
def test_marks_of_callouts(body: str, want: str) -> None:
    assert markdown.render(article(body)).strip() == want


def test_html_has_them_too() -> None:
    body = "<p>&gt; [!NOTE]<br>&gt; Bring a <b>lamp</b>.</p>"
    want = '<aside class="callout" data-kind="note">\n<p>Bring a <strong>lamp</strong>.</p>\n</aside>'
    assert html.render(article(body)).strip() == want
