"""Footnotes as Docutils and other software write them, notes in the margin, and formulas that are only drawn."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render.markdown import render

MARK = '<a class="footnote-reference" href="#id2" id="id1">[1]</a>'
SIDE = "<label for=sn class=sidenote-number></label><input type=checkbox id=sn><span class=sidenote>{}</span>"


def written(body: str) -> str:
    return render(Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)).strip()


@pytest.mark.parametrize(
    "note",
    [
        '<aside class=footnote id=id2><span class=label><span>[</span><a href="#id1">1</a><span>]</span></span>'
        "<p>City archive.</p></aside>",
        '<dl class=footnote><dt id=id2><span><a href="#id1">1</a></span></dt><dd><p>City archive.</p></dd></dl>',
        '<table class="docutils footnote" id=id2><tr><td><a href="#id1">[1]</a></td><td>City archive.</table>',
    ],
    ids=["aside", "term", "table"],
)
def test_notes_of_docutils(note: str) -> None:
    assert written(f"<p>Bought {MARK} late.</p>{note}") == "Bought [^1] late.\n\n[^1]: City archive."


def test_a_table_with_other_rows_stays_a_table() -> None:
    rows = "<tr><td>[1]</td><td>tea</td></tr><tr><td>[2]</td><td>milk</td></tr>"
    assert "| tea |" in written(f"<p>Bought {MARK} late.</p><table class=footnote id=id2>{rows}</table>")


def test_notes_in_the_margin_follow_their_paragraph_in_order() -> None:
    body = f"<p>Tea{SIDE.format('Black.')} and milk{SIDE.format('White.')} here.</p><p>Rope{SIDE.format('Long.')}.</p>"
    assert written(body) == ("Tea[^1] and milk[^2] here.\n\n[^1]: Black.\n\n[^2]: White.\n\nRope[^3].\n\n[^3]: Long.")
    assert written("<p>Tea <span class=sidenote>is black</span>.</p>") == "Tea is black."  # nothing marks it
    modern = (
        '<sup class="modern-footnotes-footnote"><a>1</a></sup><span class="modern-footnotes-footnote__note">{}</span>'
    )
    assert written(f"<p>Tea{modern.format('Black.')} here.</p>") == "Tea[^1] here.\n\n[^1]: Black."


def test_notes_inside_their_marks_follow_their_paragraph_in_order() -> None:
    one, two = (f"<span class=footnote>{nth}<span class=content>Note {nth}.</span></span>" for nth in (1, 2))
    assert written(f"<p>Tea{one} and milk{two}.</p>") == "Tea[^1] and milk[^2].\n\n[^1]: Note 1.\n\n[^2]: Note 2."


@pytest.mark.parametrize(
    ("mark", "rest"),
    [
        ("<span class=ltx_note><sup>1</sup><span class=ltx_note_content><sup>1</sup><span>1</span>City archive.</span>"
         "</span>", ""),
        ("<d-footnote>City archive.</d-footnote>", ""),
        ('<a href="#_ftn1" id=_ftnref1>¹</a>', '<p id=_ftn1>¹ City archive.</p>'),
        ('<sup>[<a href="#d1" id=r1 class=footnote>1</a>]</sup>',
         '<div id=d1><a href="#r1">1</a>. City archive.</div>'),
    ],
    ids=["LaTeXML", "Distill", "raised digit", "AsciiDoc"],
)  # fmt: skip
def test_notes_say_neither_their_label_nor_its_point(mark: str, rest: str) -> None:
    note = "class='ltx_note ltx_role_footnote footnote'"
    body = f"<p>Bought{mark} late.</p>{rest}".replace("class=ltx_note>", f"{note}>")
    assert written(body) == "Bought[^1] late.\n\n[^1]: City archive."


def test_words_beside_the_links_back_of_mediawiki_go_with_them() -> None:
    mark = '<sup id=cite_ref-A_1-{}><a href="#cite_note-A-1">[1]</a></sup>'
    back = '<span class=mw-cite-backlink>↑ <span>Jump up to: </span><a href="#cite_ref-A_1-0"><sup>1.0</sup></a></span>'
    note = f"<ol><li id=cite_note-A-1>{back} <span>City archive.</span></li></ol>"
    assert written(f"<p>Bought{mark.format(0)} late{mark.format(1)}.</p>{note}").endswith("\n[^1]: City archive.")


@pytest.mark.parametrize("table", ["", "<div class=footnotes_reference_container>1 City archive.</div>"])
def test_a_tooltip_goes_where_its_text_is_at_the_end(table: str) -> None:
    mark = "<span class=footnote_referrer><sup class=x_text>[1]</sup><span class=footnote_tooltip>City archive.</span>"
    assert written(f"<p>Bought{mark}</span> late.</p>{table}").count("City archive.") == 1


@pytest.mark.parametrize(
    ("formula", "want"),
    [
        ('<span class="katex"><span class="katex-html" aria-hidden="true">z</span></span>', "z"),  # no other copy
        ('<span class="MathJax_SVG" data-mathml="&lt;math&gt;&lt;mi&gt;w&lt;/mi&gt;&lt;/math&gt;"><svg></svg></span>',
         "$w$"),
    ],
)  # fmt: skip
def test_formulas_that_are_only_drawn(formula: str, want: str) -> None:
    assert written(f"<p>So {formula} is.</p>") == f"So {want} is."


@pytest.mark.parametrize("label", ["[return]", "return", "[↩]", "(back)"])
def test_links_back_are_no_part_of_a_note(label: str) -> None:
    mark = '<sup class="footnote-ref" id="fnref:1"><a href="#fn:1">1</a></sup>'
    back = f'<a class="footnote-return" href="#fnref:1"><sup>{label}</sup></a>'
    note = f'<div class="footnotes"><ol><li id="fn:1">City archive.{back}</li></ol></div>'
    assert written(f"<p>Bought{mark} late.</p>{note}") == "Bought[^1] late.\n\n[^1]: City archive."
