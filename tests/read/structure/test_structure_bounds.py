"""Readings, links of headings, blocks as data, and absurd structure."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.model import Block, Span
from cleaner.render.blocks import to_data
from cleaner.render.html import render as render_html
from cleaner.render.markdown import render
from tests.read.structure.test_structure import blocks, read


@pytest.mark.parametrize(
    ("ruby", "text"),
    [
        ("拼<rt>pīn</rt><rt></rt>", "拼(pīn)"),
        ("拼<rt></rt><rt>pīn</rt>", "拼(pīn)"),
        ("字<rt>じ</rt><rt>字</rt>", "字(じ)(字)"),  # two readings of one base
        ("<rb>車</rb><rb>庫</rb><rt>しゃ</rt><rt></rt>", "車庫(しゃ)"),
        ("<rb>車</rb><rb>庫</rb><rtc><rt>しゃ</rt><rt>こ</rt></rtc>", "車庫(しゃこ)"),
        ("車<rp>[</rp><rt>しゃ</rt><rt>こ</rt><rt>ん</rt><rp>]</rp>", "車[しゃこん]"),
        ("東<rt>とう</rt>京<rt>きょう</rt>", "東(とう)京(きょう)"),
    ],
)
def test_readings_are_in_whole_brackets(ruby: str, text: str) -> None:
    assert [block.text for block in blocks(f"<p><ruby>{ruby}</ruby>")] == [text]


def test_readings_hidden_words_and_links_of_headings() -> None:
    """Ruby in brackets; a hidden span inside a paragraph goes; a heading loses its own link, not itself."""
    found = blocks(
        "<p><ruby>表<rt>ひょう</rt></ruby>された</p><p>Green<span style='display:none'>ERROR</span> lamp</p>"
        "<h2>History<span class='mw-editsection'>[<a href='/w?action=edit'>edit</a>]</span></h2>"
        "<h2>Lamps <a class=anchor href='#lamps'>¶</a></h2>"
        f"<h3>{'<i>O</i>' * 9}ils <a href='#oils'>¶</a><span class=editsection>[edit]</span> <span>of old</span></h3>"
        "<p>Java<b>Script</b> and <i>i</i>Phone</p>"
        "<div>T</div><p>he old pier</p><p><ruby><rb>車<rb>庫<rt>しゃ<rt>こ</ruby></p>"
    )
    assert [block.text for block in found] == [
        "表(ひょう)された", "Green lamp", "History", "Lamps", "OOOOOOOOOils of old", "JavaScript and iPhone",
        "The old pier", "車庫(しゃこ)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Oils <a href='#top_of_page'><span>top</span></a>", "Oils"),
        ("Oils [<a href='#'>Back to top</a>]", "Oils"),
        ("<a href='#link'>Link</a>", "Link"),  # a section of this name
        ("Over the <a href='/hills'>top</a>", "Over the top"),
    ],
)
def test_links_to_the_top_of_the_page_are_no_part_of_a_heading(heading: str, text: str) -> None:
    assert [block.text for block in blocks(f"<h2>{heading}</h2><p>Green lamp</p>")] == [text, "Green lamp"]


def test_blocks_as_data_name_their_places() -> None:
    data = to_data(read("<ol><li>Ring <b>twice</b> at the door.</li></ol><p><img src=a.jpg alt=A>The end of it.</p>"))
    item = next(one for one in data if one["text"].startswith("Ring"))
    assert item["spans"] == [{"start": 5, "end": 10, "kind": "strong"}]
    assert [(place["kind"], place.get("number")) for place in item["path"]] == [("list", None), ("item", 1)]
    assert next(one for one in data if one["kind"] == "image")["src"] == "https://example.org/news/a.jpg"


def test_html_is_safe_whatever_the_page_says() -> None:
    body = (
        "<p>A &lt;script&gt;alert(1)&lt;/script&gt; and <a href='java&#10;script:alert(1)'>a link to the pier</a>.</p>"
        "<p><img src='javascript:x' alt='\"><script>'>See <a href='/\"onclick=x'>the harbour</a> of the town.</p>"
    )
    html = render_html(read(body, images=True), images=True)
    assert "<script" not in html
    assert "javascript:" not in html
    assert 'href="https://example.org/%22onclick=x"' in html


@pytest.mark.parametrize(
    "body",
    [
        "<table>"
        + "<tr>"
        + "<td colspan=100 rowspan=1000>x</td>" * 1_000
        + "</tr>"
        + "<tr><td>y</td></tr>" * 100
        + "</table>",
        "<table><tr>" + "<td>x</td>" * 3_000 + "</tr>" + "<tr><td>y</td><td>z</td></tr>" * 2_000 + "</table>",
        "<ul><li>x" * 3_000,
        "<blockquote>x" * 3_000,
        "<p>" + "<b>x<i>y" * 2_000,
        "<p>$" + "x_1 " * 50_000 + "$</p>",
        "<math>" + "<mrow>" * 2_000 + "<mi>x</mi></math>",
        "<p>" + "<sup><a href='#f'>1</a></sup>" * 2_000 + "</p><p id=f>Note of it</p>",
        "<h2>" + "<a href='#x'>#</a>" * 3_000 + "</h2>",
        "<img srcset='" + "a.jpg 1x, " * 20_000 + "'>",
    ],
    ids=["cells", "rows", "lists", "quotes", "spans", "formula", "mathml", "notes", "headings", "srcset"],
)
def test_absurd_structure_is_bounded(body: str) -> None:
    """Such a page costs its structure, never an exception, and is written in every form."""
    article = read(body, images=True)
    assert "night ferries" in article.text
    assert len(render(article, images=True)) < 5_000_000
    assert len(render_html(article, images=True)) < 5_000_000
    to_data(article)


def test_spans_that_cross_cost_a_mark_and_no_letter() -> None:
    article = Article((Block(0, "paragraph", "one two three", spans=(Span(0, 7, "strong"), Span(4, 13, "emphasis"))),))
    assert render(article) == "**one two** three\n"
    assert render_html(article) == "<p><strong>one two</strong> three</p>\n"


def test_a_mark_of_exclamation_after_a_backslash_makes_no_image() -> None:
    """The backslash of the text is escaped itself, and does not escape the mark."""
    article = Article((Block(0, "paragraph", r"1\!11", spans=(Span(3, 4, "link", "/a"),)),))
    assert render(article) == "1" + r"\\\![1](/a)1" + "\n"
