"""Tables that are marked only by roles, turned into tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select

ROWS = Selector("[role=table] [role=row],[role=grid] [role=row]")
TABLES = frozenset({"table", "grid"})
CELLS = {"cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th"}
CELL = ",".join(f"[role={role}]" for role in CELLS)
TABLE_TAGS = frozenset({"table", "tr", "td", "th", "tbody", "thead"})
INNER = "table,[role=table],[role=grid],input,select,button"  # not inside a cell of a table that is read
BLOCKS = "p,ul,ol,h1,h2,h3,h4,h5,h6"
MAX_CELL_CHARS = 120
MIN_ROWS = 2
MAX_ROWS = 5_000
MAX_CELLS = 50_000
MAX_UP = 6  # elements between a row and its table
SPANS = (("aria-colspan", "colspan"), ("aria-rowspan", "rowspan"))


def build_tables(tree: LexborHTMLParser, words: int) -> bool:
    """Replace elements with the roles of a table by a table. Return whether there were any."""
    built = False
    found: dict[int, tuple[LexborNode, list[LexborNode]]] = {}
    for row in select(tree, ROWS, words)[:MAX_ROWS]:
        table = _table_of(row)
        if table is not None:
            found.setdefault(table.mem_id, (table, []))[1].append(row)
    for node, rows in found.values():
        if len(rows) < MIN_ROWS or any(inner.mem_id != node.mem_id for inner in node.css(INNER)):
            continue
        lines = [_cells_of(row) for row in rows]
        told = sum(_letters(cell) for line in lines for cell in line)
        is_data = all(_is_short(cell) for line in lines for cell in line)
        if is_data and min(map(len, lines)) and max(map(len, lines)) > 1 and told == _letters(node):
            table = create_tag("table")
            table.inner_html = "".join(f"<tr>{''.join(map(_cell, line))}</tr>" for line in lines)
            node.replace_with(table)
            built = True
    return built


def _table_of(row: LexborNode) -> LexborNode | None:
    if row.tag in TABLE_TAGS:
        return None
    at = row.parent
    for _ in range(MAX_UP):
        if at is None or not at.is_element_node or at.tag in TABLE_TAGS:
            return None
        if at.attrs.get("role") in TABLES:
            return at
        at = at.parent
    return None


def _cells_of(row: LexborNode) -> Sequence[LexborNode]:
    return row.css(CELL)[:MAX_CELLS]


def _cell(node: LexborNode) -> str:
    tag = CELLS.get(node.attrs.get("role") or "", "td")
    spans = "".join(f' {name}="{escape(value)}"' for stated, name in SPANS if (value := node.attrs.get(stated)))
    return f"<{tag}{spans}>{node.inner_html or ''}</{tag}>"


def _is_short(cell: LexborNode) -> bool:
    """Whether a cell holds a word or a figure, and no text of its own as the rows of price lists do."""
    return len(cell.text(deep=True) or "") <= MAX_CELL_CHARS and cell.css_first(BLOCKS) is None


def _letters(node: LexborNode) -> int:
    return sum(map(str.isalnum, node.text(deep=True) or ""))
