"""Lists as editors write them that have no tags for what they mean."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render import html, markdown
from cleaner.render.blocks import to_data

SPACE = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>"  # of Word, between a mark and its item

TAG = "<span class='ltx_tag ltx_tag_item'>"  # of LaTeXML


def article(body: str) -> Article:
    return Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)


def levels(*lists: tuple[int, str, str]) -> str:
    """Lists of Google Docs: the level of each, its further attributes and its item."""
    return "".join(f"<ol class='c1 lst-kix_a1-{at}' {attrs}><li>{item}</li></ol>" for at, attrs, item in lists)


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("<div role=list><div><div role=listitem>tea</div></div><div role=listitem><p>milk</p></div></div>",
         "- tea\n- milk"),
        ("<div role=list><div role=listitem><h3>tea</h3></div></div>", "### tea"),  # a card
        ("<div role=listitem>tea</div>", "tea"),  # of no list
        ("<ol><li data-list=bullet>tea<li data-list=bullet class=ql-indent-1>black<li data-list=ordered>milk</ol>",
         "- tea\n  - black\n\n1) milk"),
        ("<ol><li data-list=checked>tea<li data-list=unchecked>milk</ol>", "- [x] tea\n- [ ] milk"),
        ("<ul><li>tea<li class=ql-indent-1>black<li class=ql-indent-2>pot<li>milk</ul>",
         "- tea\n  - black\n    - pot\n- milk"),
        ("<ul><li class=ql-indent-2>tea<li>milk</ul>", "- tea\n- milk"),
        ("<ul><li data-checked=true><p>tea</p><li data-checked=false><p>milk</p></ul>", "- [x] tea\n- [ ] milk"),
        ("<ul><li><b role=checkbox aria-checked=true></b>tea<li><b role=checkbox aria-checked=false></b>milk</ul>",
         "- [x] tea\n- [ ] milk"),
        ("<ul class=to-do-list><li><i class='checkbox checkbox-on'></i>tea</ul><ul class=to-do-list><li>milk</ul>",
         "- [x] tea\n- milk"),
        ("<ol class=n start=1><li>tea</ol> <ol class=n start=2><li>milk</ol>\n<ol class=n start=3><li>rope</ol>",
         "1. tea\n2. milk\n3. rope"),
        ("<ol><li>tea</ol><ol start=4><li>milk</ol>", "1. tea\n\n4) milk"),
        ("<ol><li>tea</ol><p>so</p><ol start=2><li>milk</ol>", "1. tea\n\nso\n\n2. milk"),
        ("<ul><li>tea</ul><ul><li>milk</ul>", "- tea\n\n* milk"),
        (levels((0, "start=1", "tea"), (1, "start=1", "black"), (2, "", "pot"), (1, "start=2", "green"),
                (0, "start=2", "milk")), "1. tea\n   1. black\n      1. pot\n   2. green\n2. milk"),
        (f"<p class=MsoListParagraph>·{SPACE}tea<p class=MsoListParagraph style='margin-left:1.0in'>o{SPACE}black"
         f"<p class=MsoListParagraph><i>·{SPACE}</i>milk", "- tea\n  - black\n- milk"),
        (f"<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>4.{SPACE}</span>tea</p>\n"
         f"<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>(b){SPACE}</span>black</p>",
         "4. tea\n   1. black"),
        (f"<p class=MsoListParagraph>1.{SPACE}tea</p>so<p class=MsoListParagraph>2.{SPACE}milk",
         "1. tea\n\nso\n\n2. milk"),
        (f"<ul><li>{TAG}•</span><p>tea</p></li></ul><ol><li>{TAG}2.</span><p>milk</p></li><li>{TAG}(b)</span><p>rope</p>"
         "</li></ol>", "- tea\n\n2) milk\n3) (b) rope"),
        ("<p class=MsoListParagraph>tea</p>", "tea"),  # only indented
        (f"<p class=MsoListParagraph>A sentence {SPACE}</p>", "A sentence"),
        (levels((1, "", "tea"), (0, "", "milk")), "1. tea\n\n1) milk"),
    ],
)  # fmt: skip
def test_lists(body: str, want: str) -> None:
    assert markdown.render(article(body)).strip() == want


@pytest.mark.parametrize(("start", "numbers"), [("0", [0, 1]), ("-3", [-3, -2]), ("7", [7, 8]), ("x", [1, 2])])
def test_a_list_may_begin_with_any_number(start: str, numbers: list[int]) -> None:
    """Markdown has no numbers below nought; HTML has."""
    found = article(f"<ol start={start}><li>tea<li>milk</ol>")
    assert [block["path"][1]["number"] for block in to_data(found)] == numbers
    attribute = f' start="{numbers[0]}"' if numbers[0] != 1 else ""
    assert html.render(found) == f"<ol{attribute}>\n<li>tea</li>\n<li>milk</li>\n</ol>\n"
    assert markdown.render(found).startswith(f"{numbers[0]}. " if numbers[0] >= 0 else "1. ")


@pytest.mark.parametrize(
    "body",
    [
        "<ol class=n start=1><li>tea</ol>"
        + "".join(f"<ol class=n start={nth}><li>tea</ol>" for nth in range(2, 4_000)),
        levels(*((nth % 9, "", "tea") for nth in range(4_000))),
        "<ol>" + "".join(f"<li data-list=bullet class=ql-indent-{nth % 9}>tea" for nth in range(4_000)) + "</ol>",
        "<div role=list><div role=listitem>tea" * 4_000,
    ],
    ids=["parted", "levels", "flat", "roles"],
)
def test_thousands_of_lists_lose_no_item(body: str) -> None:
    found = article(body)
    assert "".join(block.text for block in found.blocks).count("tea") >= 3_999
    markdown.render(found)
