"""Headings by role become headings only where they are one short line of text, and lose nothing that they state."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.model import Head, SiteRule, SiteRules
from cleaner.read.html import read_html

TEXT = "<p>The boats run every forty minutes.</p>"
ROLE = "role=heading aria-level=2"


def kinds(body: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_html(f"<h1>Boats</h1>{body}{TEXT}").blocks[1:-1]]


@pytest.mark.parametrize("how", ["hidden", "style='display:none'", "aria-hidden=true"])
def test_hidden_ones_stay_hidden(how: str) -> None:
    blocks = read_html(f"{TEXT}<div {ROLE} {how}>Session expired</div><div {ROLE}>The vote</div>").blocks
    assert [(block.kind, block.hidden) for block in blocks] == [
        ("paragraph", False), ("heading", True), ("heading", False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "select", ["div.promo-title", "[role=heading].promo-title", "div[data-keep]", "div[data-keep]+p"]
)
def test_rules_of_sites_match_what_the_page_has(select: str) -> None:
    site = SiteRules("a.example", "a.example.yaml", (SiteRule("a.example/x", False, "other", select),), ())

    def find(head: Head) -> SiteRules:
        return site

    page = f"<h1>Boats</h1><div {ROLE} class=promo-title data-keep=1>The vote</div>{TEXT}"
    blocks = read_html(page, find_rules=find).blocks
    assert [block.site for block in blocks if block.text != "Boats"].count("a.example/x") == 1
    assert blocks[1].kind == "heading"


def test_a_link_to_itself_leaves_a_heading_on_a_page_without_others() -> None:
    """The words of the page lack the tag that is made."""
    body = f"<div {ROLE} id=vote><a href=#vote>#</a> The vote</div>"
    assert kinds(body) == [("heading", "The vote")]


@pytest.mark.parametrize(
    ("inner", "is_one"),
    [
        ("<div><p>The vote</p></div>", True),
        ("<button>The vote</button>", True),
        ("<div>The vote</div><p>Eight were for it.</p><p>Three were not.</p>", False),
        ("The vote was long, and " * 9, False),
        ("<pre>ferry --night</pre>", False),
    ],
)
def test_a_heading_is_one_short_line(inner: str, is_one: bool) -> None:
    assert (kinds(f"<div {ROLE}>{inner}</div>")[0][0] == "heading") is is_one


@pytest.mark.parametrize("name", ["class=byline", "itemprop=author", "rel=author"])
def test_an_author_is_no_heading(name: str) -> None:
    page = f"<html><body><article><h1>Boats</h1><div {ROLE} {name}>By Ann Lee</div>{TEXT * 3}</article></body></html>"
    assert "heading" not in {kind for kind, text in kinds(f"<div {ROLE} {name}>By Ann Lee</div>")}
    assert clean(page).authors == ("Ann Lee",)


def test_a_quote_is_no_heading() -> None:
    assert kinds(f"<p {ROLE} class=pullquote>We want to sail at night.</p>")[0][0] != "heading"


def test_a_heading_in_a_cell_stays_a_cell() -> None:
    cell = "<div role=heading aria-level=3>{}</div>"
    rows = f"<tr><td>{cell.format('Boat')}<td>{cell.format('Leaves')}<tr><td>Ellery<td>23:00"
    assert kinds(f"<table>{rows}</table>") == [("table", "Boat\tLeaves"), ("table", "Ellery\t23:00")]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<body class='c5 doc-content'><p class='c2 title'><span>Boats</span></p>{}", "Boats"),
        ("<div id=contents><div class='c5 doc-content'><p class='c2 title'>Boats</p>{}</div></div>", "Boats"),
        ("<div class=WordSection1><p class=MsoTitle>Boats</p>{}</div>", "Boats"),
        ("<body><div class=doc-content><p class=title>Boats</p>{}</div>", None),
        ("<body class=doc-content><p class=title></p>{}", None),
    ],
)
def test_the_title_of_an_exported_document_is_its_headline(page: str, title: str | None) -> None:
    assert clean(page.format(TEXT * 3)).title == title
