"""Tables without table tags, and what stands inside the cells of data tables."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render.markdown import render

HEAD = "<tr><th>Boat</th><th>Parts</th></tr>"
LONG = "The crew of the boat has four members, of whom two have been with the port since the first ferries ran here."
TWO = "| Boat | Crew |\n| --- | --- |\n| Heron | 4 |"


def markdown(body: str) -> str:
    return render(Article(blocks=read_html(f"<html><body>{body}</body></html>").blocks)).strip()


def spans(table: str, row: str, cell: str, tag: str = "div") -> str:
    rows = (("Boat", "Crew"), ("Heron", "4"))
    inner = "".join(
        f"<{tag} {row}>{''.join(f'<{tag} {cell}>{text}</{tag}>' for text in texts)}</{tag}>" for texts in rows
    )
    return f"<{tag} {table}>{inner}</{tag}>"


@pytest.mark.parametrize(
    "body",
    [
        spans("class=ltx_tabular", "class=ltx_tr", "class='ltx_td ltx_align_left'", "span"),
        spans("class=divTable", "class=divTableRow", "class=divTableCell"),
        spans("style='display:table'", "style='display:table-row'", "style='display: table-cell'"),
    ],
)
def test_tables_by_class_or_style(body: str) -> None:
    assert markdown(body) == TWO


@pytest.mark.parametrize(
    "body",
    [
        spans("style='display:flex'", "style='display:table-row'", "style='display:table-cell'"),
        spans("style='display:table'", "style='display:table-row'", "class=box"),
        spans("style='display:table'", "style='display:table-row'", "style='display:table-cell'").replace(
            "Heron", LONG * 2
        ),
    ],
)
def test_boxes_are_no_tables(body: str) -> None:
    assert "|" not in markdown(body)


@pytest.mark.parametrize(("role", "is_table"), [("columnheader", True), ("cell", False)])
def test_long_cells_under_headers(role: str, is_table: bool) -> None:
    head = "".join(f"<span role={role}>{text}</span>" for text in ("Boat", "Crew"))
    row = f"<div role=row><span role=cell>Heron</span><span role=cell><p>{LONG * 2}</p></span></div>"
    written = markdown(f"<div role=table><div role=row>{head}</div>{row}</div>")
    assert (f"| Heron | {LONG * 2} |" in written) is is_table


def test_spans_of_latexml() -> None:
    rows = (
        "<span class=ltx_tr><span class='ltx_td ltx_colspan ltx_colspan_2'>Boat</span></span>"
        "<span class=ltx_tr><span class=ltx_td>Heron</span><span class=ltx_td>4</span></span>"
    )
    assert markdown(f"<span class=ltx_tabular>{rows}</span>") == "| Boat |  |\n| --- | --- |\n| Heron | 4 |"


@pytest.mark.parametrize(
    ("cell", "want"),
    [
        ("<p>hull</p><p>mast</p>", "hull<br>mast"),
        ("<ul><li>hull</li><li>mast</li></ul>", "hull<br>mast"),
        ("Two:<ul>\n<li>hull<ol><li>keel</li></ol></li>\n<li>mast</li></ul>or so",
         "Two:<br>hull<br>keel<br>mast<br>or so"),
        ("<div><div>hull</div><div></div></div><div>mast</div>", "hull<br>mast"),
        ("<p>hull<br></p><br><p>mast</p>", "hull<br>mast"),
        ("<p>hull and <b>mast</b></p>", "hull and **mast**"),
        ("<div><span>hull</span> and mast</div><div> </div>", "hull and mast"),
    ],
)  # fmt: skip
def test_blocks_in_a_cell_are_lines(cell: str, want: str) -> None:
    assert markdown(f"<table>{HEAD}<tr><td>Heron</td><td>{cell}</td></tr></table>").endswith(f"| Heron | {want} |")


def rows(*lines: str) -> str:
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


MON, TUE = "<td>Mon</td><td><ul><li>10 to 20</li></ul></td>", "<td>Tue</td><td><p>closed</p></td>"


@pytest.mark.parametrize(
    "body",
    [
        rows("<td colspan=2>Hours</td>", MON, TUE),
        rows(MON, "<td colspan=' 2 '><p>In winter</p></td>", TUE),
        rows("<td>Day</td><td rowspan=2>Hours</td>", "<td><p>of the week</p></td>", MON, TUE),
    ],
)
def test_a_cell_may_take_the_place_of_several_in_a_table_with_lists(body: str) -> None:
    assert "| Mon | 10 to 20 |\n" in markdown(body).replace("| --- | --- |\n", "") + "\n"
    assert "| Tue | closed |" in markdown(body)


@pytest.mark.parametrize(
    "body",
    [
        rows("<td colspan=3>Hours</td>", MON, TUE),  # wider than the rest
        rows("<td colspan=2>Hours</td>", MON),  # only one full row
        rows("<td colspan=2>Hours</td>", MON, TUE, f"<td colspan=2>{LONG * 2}</td>"),
        rows("<td rowspan=2>Hours</td><td>x</td>", MON, TUE),
        rows("<td colspan=101>Hours</td>", "<td colspan=101><p>x</p></td>"),
    ],
)
def test_other_tables_with_lists_lay_out_a_page(body: str) -> None:
    assert "|" not in markdown(body)


def test_a_foot_before_the_body_is_last() -> None:
    foot = "<tfoot><tr><td>Sum</td><td>9</td></tr></tfoot>"
    body = f"<table><thead>{HEAD}</thead>{foot}<tr><td>x</td><td>y</td></tr></table>"
    assert markdown(body).endswith("| x | y |\n| Sum | 9 |")


@pytest.mark.parametrize(
    ("row", "want"),
    [
        ("<td>Oars<hr>Keel</td><td>4</td>", "| Oars<br>Keel | 4 |"),
        ("<td>Oars</td><td>4<hr></td>", "| Oars | 4 |"),
        ("<td rowspan=0>Oars</td><td>4</td></tr><tr><td>5</td>", "| Oars | 4 |\n|  | 5 |"),
        ("<td>Oars</td><td style='display: none'>0004</td><td>4</td>", "| Oars | 4 |"),
        ("<td><b style='display:none'>0</b>Oars</td><td>4</td>", "| Oars | 4 |"),
        ("<td>Oars</td><td style='display:table-cell'>4</td>", "| Oars | 4 |"),
    ],
)
def test_rules_and_unusual_cells(row: str, want: str) -> None:
    assert markdown(f"<table>{HEAD}<tr>{row}</tr></table>") == f"| Boat | Parts |\n| --- | --- |\n{want}"


@pytest.mark.parametrize(
    ("table", "is_table"),
    [
        ("<tr><td><h4>Boat</h4></td><td><h4>Crew</h4></td></tr><tr><td>Heron</td><td>4</td></tr>", True),
        ("<tr><td>Boat</td><td>Crew</td></tr><tr><td><h4>Heron</h4></td><td>4</td></tr>", True),
        ("<tr><td><h4>Boat</h4> and more</td><td><h4>Crew</h4></td></tr><tr><td>Heron</td><td>4</td></tr>", False),
        ("<tr><td><h4>Boat</h4></td><td>Crew</td></tr><tr><td>Heron</td><td><h4>4</h4></td></tr>", False),
        (f"<tr><td><h4>Boat</h4></td><td><h4>Crew</h4></td></tr><tr><td>Heron</td><td>{LONG * 2}</td></tr>", False),
    ],
)
def test_headings_that_fill_the_cells_of_a_row_or_column(table: str, is_table: bool) -> None:
    assert (markdown(f"<table>{table}</table>") == TWO) is is_table


def numbered(*pairs: tuple[str, str], cell: str = "td") -> str:
    lines = "".join(f"<tr><{cell}>{mark}</{cell}><td>{text}</td></tr>" for mark, text in pairs)
    return f"<table>{lines}</table>"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (numbered(("<p>(a)</p>", "<p>the crews of all boats;</p>")), "(a) the crews of all boats;"),
        (numbered(("(b)", "coal;")), "(b) coal;"),
        (numbered(("12.", "The crews of all boats."), ("13.", "And of the ferry too.")),
         "12\\. The crews of all boats.\n\n13\\. And of the ferry too."),
        (numbered(("(1)", "<div><p>Each crew has:</p>" + numbered(("–", "two stokers and a cook.")) + "</div>")),
         "(1) Each crew has:\n\n– two stokers and a cook."),
    ],
)  # fmt: skip
def test_numbers_of_paragraphs_in_cells_beside_them_are_a_part_of_the_text(body: str, want: str) -> None:
    assert markdown(body) == want


@pytest.mark.parametrize(
    "body",
    [
        numbered(("1.", "Heron"), ("2.", "The grey ferry of the bay")),  # a ranking
        numbered(("1.", "Heron")),
        numbered(("1.", "Heron;"), ("2.", "Gull.")),
        "<table><caption>Ferries</caption><tr><td>1.</td><td>The grey ferry of the bay</td></tr></table>",
        numbered(("(a)", "the crews of all boats;"), cell="th"),
        numbered(("(a)", "the crews of all boats;"), ("Heron", "has a crew of four")),
        "<table><tr><td>1.</td><td>The crews of all boats</td><td>4</td></tr></table>",
    ],
)
def test_other_tables_with_numbers_hold_data(body: str) -> None:
    assert "|" in markdown(body)
