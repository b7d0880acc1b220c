"""Callouts that a page writes as Markdown does are callouts in Markdown and HTML."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.model import Block
from cleaner.read.html import read_html
from cleaner.render import html, markdown
from cleaner.render.blocks import to_data


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


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>&gt; [!NOTE]<br>&gt; Bring a lamp.</p>", ["Bring a lamp."]),
        ("<blockquote><p>[!NOTE] At night</p><p>Bring it.</p><ul><li>Now.</li></ul></blockquote>",
         ["At night", "Bring it.", "Now."]),
        ("<blockquote><p>[!NOTE]</p><blockquote><p>[!TIP]</p><p>Bring it.</p></blockquote></blockquote>",
         ["Bring it."]),
    ],
)  # fmt: skip
def test_so_has_the_record(body: str, texts: list[str]) -> None:
    found = to_data(article(f"{body}<blockquote>Late.</blockquote>"))
    assert [block["text"] for block in found] == [*texts, "Late."]
    assert {block["path"][0]["kind"] for block in found[:-1]} == {"callout"}
    assert {block["path"][0]["value"] for block in found[:-1]} == {"note"}
    assert len({block["path"][0]["id"] for block in found[:-1]}) == 1
    assert found[-1]["path"][0]["kind"] == "quote"


def test_the_title_of_a_callout_is_one_in_the_record() -> None:
    found = to_data(article("<p>&gt; [!NOTE] At night<br>&gt; Bring a lamp.</p>"))
    assert [place["kind"] for place in found[0]["path"]] == ["callout", "title"]
    assert [place["kind"] for place in found[1]["path"]] == ["callout"]


def test_a_quoted_line_inside_a_quote_leaves_the_quote_alone() -> None:
    body = "<blockquote><p>So he wrote.</p><p>&gt; [!NOTE]<br>&gt; Bring a lamp.</p></blockquote>"
    assert markdown.render(article(body)).strip() == "> So he wrote.\n>\n> > [!NOTE]\n> > Bring a lamp."


def test_plain_text_has_them() -> None:
    blocks = tuple(Block(nth, "quote", text, tight=nth > 0) for nth, text in enumerate(("[!NOTE]", "Bring it.")))
    assert markdown.render(Article(blocks)) == "> [!NOTE]\n> Bring it.\n"


def test_a_letter_that_would_pass_for_a_byte_order_mark() -> None:
    assert markdown.render(Article((Block(0, "paragraph", "\ufeffThe pier"),))) == "&#xFEFF;The pier\n"


def test_a_heading_behind_a_box_to_tick_has_no_mark() -> None:
    """There the mark would be text. The heading of another item keeps it."""
    box = "<li><input type=checkbox checked> <h3>Paint the hull</h3><p>With two coats.</p></li>"
    plain = "<li><h3>Oil the winch</h3><p>With two drops.</p></li>"
    assert "- [x] Paint the hull\n" in markdown.render(article(f"<ul>{box}</ul>"))
    assert "- ### Oil the winch\n" in markdown.render(article(f"<ul>{plain}</ul>"))
