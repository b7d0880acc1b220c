"""Markdown that renders to the text: what a CommonMark renderer reads out of it are the words that went in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaner import clean
from cleaner.article import Article
from cleaner.config import load_config
from cleaner.model import Block, Container, Image, Span
from cleaner.sinks.markdown import render
from cleaner.vocabulary import BlockKind, SpanKind

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
URL = "https://example.org/news/story.html"
MARKS = "#*_-+=>|`~[]()<>!\\&;:.1 9aZé文\n\t"
TRAPS = [
    "# not a heading", "####### seven", "1. not a list", "12) nor this", "- no item", "+ nor this", "* star", "===",
    "---", "- - -", "***", "___", "> no quote", "| a | b |", "|---|---|", ":--", "--:", "    four spaces",
    "`code`", "``", "```", "~~~", "~~gone~~", "*bold*", "__init__", "snake_case_name", "_a_", "a * b * c", "a_b",
    "[x](http://example.org)", "[ref]: http://example.org", "![image](x.png)", "!", "<b>bold</b>", "<script>a</script>",
    "<http://example.org>", "<a@b.example>", "&amp;", "&#106;", "&copy;", "AT&T", "a & b", "\\", "\\\\", "a\\", "\\*",
    "ends in # #", "C#", "# ##", "[ ] task", "[x] done", "[^1]: note", "a<br>b", "<!-- gone -->", "1986\\. A year",
    "1986. A year", "term\\", "http://example.org/a_b_c", "2 < 3 > 1", "^up^", "$x_1$", "&&", "&;", "%", "»", "—",
    "http://example.org/a_b&amp;c",
]  # fmt: skip


def is_foreign(token: Token) -> bool:
    """Whether a token is markup that the renderer does not write itself."""
    return token.type == "html_inline" and re.fullmatch(r"</?(?:strong|em|del|sup|sub|code|br)>", token.content) is None


def words_of(tokens: list[Token]) -> Iterator[str]:
    """The text of a rendered document, without what images say of themselves."""
    for token in tokens:
        if token.type in ("text", "code_inline", "fence", "code_block", "html_block") or is_foreign(token):
            yield token.content
        elif token.type in ("softbreak", "hardbreak") or (token.type == "html_inline" and token.content == "<br>"):
            yield "\n"
        elif token.type == "image":
            continue
        elif token.children:
            yield from words_of(token.children)
            yield "\n"


def rendered(markdown: str) -> list[str]:
    return "".join(words_of(PARSER.parse(markdown))).split()


def said(article: Article) -> list[str]:
    return " ".join(block.text for block in article.blocks).split()


def types(markdown: str) -> list[str]:
    return [token.type for token in PARSER.parse(markdown) if token.type.endswith("_open")]


def block(kind: BlockKind, text: str, **more: Any) -> Block:
    return Block(more.pop("index", 0), kind, text, **more)


texts = st.one_of(
    st.text(MARKS, max_size=30),
    st.sampled_from(TRAPS),
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=20),
)


ADDRESSES = ["/a", "https://example.org/(x)?a=1&b=2", "javascript:x"]


def span_between(start: int, end: int) -> st.SearchStrategy[Span]:
    """A span of a kind that changes no letter."""
    kinds = ["strong", "emphasis", "code", "strike", "superscript", "subscript", "mark", "link"]
    return st.builds(Span, st.just(start), st.just(end), st.sampled_from(kinds), st.sampled_from(ADDRESSES))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    rows = Container("tr", (), Container("table", (), None, 1, 1), 2, 2)
    blocks = []
    for index in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["heading", "paragraph", "item", "quote", "code", "table", "caption", "other"]))
        text = draw(texts)
        if kind != "code":
            text = re.sub(r"\n", " ", text)
        links: list[Span] = []
        at = 0
        while at < len(text) and draw(st.booleans()):
            start = draw(st.integers(at, len(text) - 1))
            at = draw(st.integers(start + 1, len(text)))
            links.append(draw(span_between(start, at)))
        blocks.append(
            Block(index, kind, text, draw(st.integers(0, 7)), 0, rows if kind == "table" else None,
                  draw(st.booleans()), tuple(links))
        )  # fmt: skip
    images = tuple(
        Image(draw(st.integers(0, 5)), "/picture one.png", draw(texts)) for _ in range(draw(st.integers(0, 2)))
    )
    return Article(tuple(blocks), images=images, base=draw(st.sampled_from([None, URL])))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(articles(), st.booleans(), st.booleans())
def test_markdown_renders_to_the_words_of_the_text(article: Article, links: bool, images: bool) -> None:
    """Whatever marks a text holds, rendering gives its words back, with and without links and images."""
    assert rendered(render(article, links=links, images=images)) == said(article)


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("kind", ["paragraph", "heading", "item", "quote"])
def test_text_that_looks_like_a_mark_stays_text(trap: str, kind: BlockKind) -> None:
    """A block becomes one element of its own kind, whatever its text looks like."""
    opened = {
        "paragraph": ["paragraph_open"], "heading": ["heading_open"],
        "item": ["bullet_list_open", "list_item_open", "paragraph_open"],
        "quote": ["blockquote_open", "paragraph_open"],
    }[kind]  # fmt: skip
    markdown = render(Article((block(kind, trap, level=1),)))
    assert rendered(markdown) == trap.split()
    assert types(markdown) == opened


@pytest.mark.parametrize(("text", "end"), [("^up^", 1), ("^ back", 6), ("^1: no note", 2)])
def test_a_link_that_begins_like_a_note_is_a_link(text: str, end: int) -> None:
    """Links back from footnotes begin with a circumflex, as notes of Markdown do."""
    linked = replace(block("paragraph", text), spans=(Span(0, end, "link", "/a"),))
    markdown = render(Article((linked,)))
    assert rendered(markdown) == text.split()
    assert "](/a)" in markdown


@pytest.mark.parametrize("kind", ["superscript", "strong"])
def test_marks_in_words_that_a_page_writes_in_pieces_are_text(kind: SpanKind) -> None:
    """As editors write bold words in pieces, which are joined."""
    for text, end in (("&amp;", 4), ("a://b.example", 3), ("[x](/a)", 3)):
        spans = (Span(0, end, kind, ""), Span(end, len(text), kind, ""))
        assert rendered(render(Article((block("paragraph", text, spans=spans),)))) == text.split()


def test_structure_is_what_the_page_has() -> None:
    """Headings keep their rank, lists nest, quotes hold together, code and tables are such."""
    rows = [Container("tr", (), Container("table", (), None, 1, 1), order, 2) for order in (2, 3)]
    article = Article((
        block("heading", "Top", level=1), block("paragraph", "Byline"), block("paragraph", "Dateline", tight=True),
        block("heading", "Second", level=2), block("item", "one", level=1), block("item", "inner", level=2),
        block("item", "two", level=1), block("quote", "Said one."), block("quote", "Said two."),
        block("code", "if x:\n    ```go```"), block("table", "a\tb", container=rows[0]),
        block("table", "1 | 2\t\t3", container=rows[1]),
    ))  # fmt: skip
    tokens = PARSER.parse(render(article))
    opened = [token.type for token in tokens if token.type.endswith("_open")]
    names = ("bullet_list", "list_item", "blockquote", "table", "td", "th")
    assert [opened.count(f"{name}_open") for name in names] == [2, 3, 1, 1, 3, 3]
    assert [token.markup for token in tokens if token.type == "heading_open"] == ["#", "##"]
    assert next(token for token in tokens if token.type == "fence").content == "if x:\n    ```go```\n"
    assert rendered(render(article)) == said(article)
    assert "Byline\\\nDateline" in render(article)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u3000", "\u200a"])
def test_white_space_of_any_kind_stands_outside_the_marks(space: str) -> None:
    """Beside it, a mark would neither open nor close (CommonMark 0.31, section 6.2)."""
    text = f"a{space}10{space}b"
    markdown = render(Article((block("paragraph", text, spans=(Span(1, 5, "strong", ""),)),)))
    assert markdown == f"a{space}**10**{space}b\n"
    assert "<strong>10</strong>" in PARSER.render(markdown)


def test_a_deep_item_without_its_parents_is_an_item() -> None:
    """An item whose outer items went is no code block."""
    markdown = render(Article((block("item", "deep", level=4), block("item", "next", level=5, index=1))))
    assert types(markdown).count("list_item_open") == 2
    assert rendered(markdown) == ["deep", "next"]


def test_links_and_images_when_asked() -> None:
    """Links and images stand in the Markdown only if asked, resolved against the page, and never run script."""
    text = "See this page! and that (one) and the last"
    links = (
        Span(4, 14, "link", "/a(b)?x=1&copy=2"),
        Span(19, 23, "link", "javascript:alert(1)"),
        Span(30, 33, "link", "java\nscript:alert(1)"),
    )
    links += (Span(34, 42, "link", "&#106;avascript:alert(1)"),)
    article = Article(
        (block("paragraph", text, spans=links),),
        images=(Image(0, "i m.png", "A [cat]"), Image(1, "data:x", "")),
        base=URL,
    )
    plain, full = render(article, links=False), render(article, links=True, images=True)
    assert plain == f"{text}\n"
    assert rendered(full) == text.split()
    html = PARSER.render(full)
    assert 'href="https://example.org/a%28b%29?x=1&amp;copy=2"' in html
    assert '<img src="https://example.org/news/i%20m.png" alt="A [cat]" />' in html
    assert html.count("<img") == 1
    assert not re.search(r'href="\s*(javascript|data)', html, re.I)


def test_switches_never_change_words_of_a_page() -> None:
    """The text of one page is the same with links and images on, in the article and in the Markdown."""
    paragraph = "<p>About <a href='/x'>a [thing]</a>, and *more* of <a href='/y'>them</a><img src=p.png alt=P>.</p>"
    html = f"<html><body><article><h1>Title</h1>{paragraph * 4}</article></body></html>"
    plain = clean(html, url=URL)
    config = load_config(env={}, overrides={"clean.links": True, "clean.images": True})
    full = clean(html, url=URL, config=config)
    assert plain.text == full.text
    assert rendered(render(full, links=True, images=True)) == rendered(render(plain, links=False)) == said(plain)
    assert "](https://example.org/x)" in render(full, links=True)


scalars = st.one_of(
    st.sampled_from(
        ["---", "yes", "null", "2024-01-02", "1e3", "a: b", "# x", "'", '"', "{a}", "- x", "\n---\n", "é😀"]
    ),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=30),
)


@settings(max_examples=200, deadline=None)
@given(scalars, st.lists(scalars.filter(bool), max_size=3), scalars)
def test_front_matter_reads_back_equal(title: str, authors: list[str], site: str) -> None:
    """``yaml.safe_load`` gives the metadata back, and only the last line closes the front matter."""
    article = Article((block("paragraph", "Text."),), title=title, authors=tuple(authors), site=site, status="ok")
    markdown = render(article, front_matter=True)
    head, _, body = markdown.removeprefix("---\n").partition("\n---\n")
    stated = {"title": title, "authors": authors, "site": site, "status": "ok"}
    assert yaml.safe_load(head) == {key: value for key, value in stated.items() if value}
    assert body == "\nText.\n"


def test_an_empty_article_is_its_front_matter() -> None:
    """Nothing kept renders to nothing, and to metadata alone where front matter is asked."""
    empty = Article((), title="T", status="empty")
    assert render(empty) == ""
    assert render(empty, front_matter=True) == "---\ntitle: T\nstatus: empty\n---\n"
    assert replace(empty, title=None).markdown == ""
