"""Cells stay under their headings in HTML, whichever rows of a table are left."""

from __future__ import annotations

import pytest

from cleaner.article import Article
from cleaner.read.html import read_html
from cleaner.render import html

HEAD = "<tr><th>Port</th><th>Line</th><th>Price</th></tr>"
FIRST = "<tr><td rowspan=3>Ellery</td><td>A</td><td>1</td></tr>"
SECOND, THIRD = "<tr><td>B</td><td>2</td></tr>", "<tr><td>C</td><td>3</td></tr>"
LAST = "<tr><td>Mouth</td><td>D</td><td>4</td></tr>"


@pytest.mark.parametrize(
    ("dropped", "rows"),
    [
        ("", ['<td rowspan="3">Ellery</td><td>A</td><td>1</td>', "<td>B</td><td>2</td>", "<td>C</td><td>3</td>"]),
        ("B", ['<td rowspan="2">Ellery</td><td>A</td><td>1</td>', "<td>C</td><td>3</td>"]),
        ("BC", ["<td>Ellery</td><td>A</td><td>1</td>"]),
        ("A", ["<td></td><td>B</td><td>2</td>", "<td></td><td>C</td><td>3</td>"]),
    ],
)
def test_a_dropped_row_moves_no_cell(dropped: str, rows: list[str]) -> None:
    read = read_html(f"<html><body><table>{HEAD}{FIRST}{SECOND}{THIRD}{LAST}</table></body></html>")
    kept = tuple(block for block in read.blocks if not any(name in block.text.split("\t") for name in dropped))
    written = html.render(Article(blocks=kept)).replace("<tr>", "").replace("</tr>", "").splitlines()
    assert written[2:-2] == rows
    assert written[-2] == "<td>Mouth</td><td>D</td><td>4</td>"


def test_cells_that_span_both_ways() -> None:
    table = "<tr><td rowspan=2 colspan=2>x</td><td>y</td></tr><tr><td>z</td></tr><tr><td>a<td>b<td>c</tr>"
    written = html.render(Article(blocks=read_html(f"<html><body><table>{table}</table></body></html>").blocks))
    assert written == (
        '<table>\n<tr><td colspan="2" rowspan="2">x</td><td>y</td></tr>\n<tr><td>z</td></tr>\n'
        "<tr><td>a</td><td>b</td><td>c</td></tr>\n</table>\n"
    )
