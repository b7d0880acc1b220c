"""Tables that are marked only by roles, classes or styles, turned into tables; and the insides of data tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import beside, is_in_tag
from cleaner.read.tags import DATA, TABLE

ROWS = Selector(
    "[role=table] [role=row],[role=grid] [role=row],.ltx_tabular span.ltx_tr,.divTable .divTableRow,"
    "[style*='display:table'] [style*='display:table-row'],[style*='display: table'] [style*='display: table-row']"
)
QUOTING, FACTS = Selector("table.cquote"), Selector("aside.portable-infobox")
TABLES = frozenset({"table", "grid"})
CELLS = {"cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th"}
# The roles of elements without any, by a class of theirs: of LaTeXML's scaled tables, and of a generator of tables.
ROLE_OF_CLASS = {
    "ltx_tabular": "table", "ltx_tr": "row", "ltx_td": "cell", "ltx_th": "columnheader",
    "divTable": "table", "divTableRow": "row", "divTableCell": "cell", "divTableHead": "columnheader",
}  # fmt: skip
ROLE_OF_DISPLAY = {"table": "table", "table-row": "row", "table-cell": "cell"}
DISPLAY = re.compile(r"display:\s?(table(?:-row|-cell)?)(?![\w-])")
CELL = ",".join(f"[role={role}]" for role in CELLS) + (
    ",.ltx_td,.ltx_th,.divTableCell,.divTableHead,[style*='display:table-cell'],[style*='display: table-cell']"
)
TABLE_TAGS = frozenset({"table", "tr", "td", "th", "tbody", "thead"})
INNER = "table,[role=table],[role=grid],.ltx_tabular,input,select,button"  # not inside a cell of a table that is read
BLOCKS = "p,ul,ol,h1,h2,h3,h4,h5,h6"
PARTS = frozenset({"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})
PART = ",".join(f"td {tag},th {tag}" for tag in (*sorted(PARTS), "hr", "tr + tr"))
MAX_CELL_CHARS = 120
MAX_HEADED_CELL_CHARS = 1_000  # of a table whose columns have headers
MAX_PARTS = 2_000  # blocks in the cells of one table
# Cells that a browser counts otherwise than their place and their attributes say.
ODD_CELLS = Selector(
    "td[style*='display:none'],td[style*='display: none'],th[style*='display:none'],th[style*='display: none'],"
    "[rowspan='0']"
)
MIN_ROWS = 2
SPAN_IN_CLASS = re.compile(r"\bltx_(col|row)span_(\d{1,3})\b")
HEADINGS = "h1,h2,h3,h4,h5,h6"
MAX_ROWS = 5_000
MAX_BOXES = 100  # of quotes or facts
MAX_CELLS = 50_000
MAX_UP = 6  # elements between a row and its table
SPANS = (("aria-colspan", "colspan"), ("aria-rowspan", "rowspan"))


def build_tables(tree: LexborHTMLParser, words: int) -> bool:
    """Replace elements with the roles of a table by a table. Return whether there were any."""
    built = _open_boxes(tree, words)
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
        is_data = all(map(_is_word, (cell for line in lines for cell in line))) or _is_headed(node, lines)
        if is_data and min(map(len, lines)) and max(map(len, lines)) > 1 and told == _letters(node):
            table = create_tag("table")
            table.inner_html = "".join(f"<tr>{''.join(map(_cell, line))}</tr>" for line in lines)
            node.replace_with(table)
            built = True
    return built


def _open_boxes(tree: LexborHTMLParser, words: int) -> bool:
    """Replace tables around a quotation of MediaWiki by a quote, and boxes of facts of Fandom by a table.

    Return whether there is a new table.
    """
    built = False
    for table in select(tree, QUOTING, words)[:MAX_BOXES]:
        if is_in_tag(table, ("table",)) or len(table.css("table")[:2]) > 1:  # of nested ones, content is copied often
            continue
        parts = [cell.inner_html or "" for cell in table.css("td") if len((cell.text(deep=True) or "").strip()) > 1]
        quote = create_tag("blockquote")
        quote.inner_html = "".join(f"<div>{part}</div>" for part in parts)
        table.replace_with(quote)
    for box in select(tree, FACTS, words)[:MAX_BOXES]:
        if is_in_tag(box, ("aside",)):
            continue
        rows = []
        for fact in reversed(box.css(".pi-data")[:MAX_ROWS]):  # inner ones first, which go with those around them
            name, value = fact.css_first(".pi-data-label"), fact.css_first(".pi-data-value")
            if name is not None and value is not None:
                rows.append(f"<tr><th>{name.inner_html or ''}</th><td>{value.inner_html or ''}</td></tr>")
                fact.decompose()
        if rows:
            table = create_tag("table")
            table.inner_html = "".join(reversed(rows))
            box.insert_after(table)
            built = True
    return built


def _role_of(node: LexborNode) -> str:
    """The part that an element plays in a table: by its role, or by its class or style."""
    attrs = node.attributes
    if role := attrs.get("role"):
        return role
    classes = (attrs.get("class") or "").split()
    found = DISPLAY.search(attrs.get("style") or "")
    named = next((role for name in classes if (role := ROLE_OF_CLASS.get(name))), "")
    return named or (ROLE_OF_DISPLAY[found[1]] if found is not None else "")


def _table_of(row: LexborNode) -> LexborNode | None:
    if row.tag in TABLE_TAGS:
        return None
    at = row.parent
    for _ in range(MAX_UP):
        if at is None or not at.is_element_node or at.tag in TABLE_TAGS:
            return None
        if _role_of(at) in TABLES:
            return at
        at = at.parent
    return None


def _cells_of(row: LexborNode) -> Sequence[LexborNode]:
    return [cell for cell in row.css(CELL)[:MAX_CELLS] if _role_of(cell) in CELLS]


def _cell(node: LexborNode) -> str:
    tag = CELLS.get(_role_of(node), "td")
    attrs = node.attributes
    stated = [(name, attrs.get(aria) or attrs.get(name)) for aria, name in SPANS]
    stated += [(f"{found[1]}span", found[2]) for found in SPAN_IN_CLASS.finditer(attrs.get("class") or "")]
    spans = "".join(f' {name}="{escape(value)}"' for name, value in stated if value)
    return f"<{tag}{spans}>{node.inner_html or ''}</{tag}>"


def _is_word(cell: LexborNode) -> bool:
    """Whether a cell holds a word or a figure, and no text of its own as the rows of price lists do."""
    return len(cell.text(deep=True) or "") <= MAX_CELL_CHARS and cell.css_first(BLOCKS) is None


def _is_headed(node: LexborNode, lines: Sequence[Sequence[LexborNode]]) -> bool:
    """Whether all columns of a table have headers, or LaTeX made it; then its cells may be longer."""
    headed = _role_of(node) == "table" and len({*map(len, lines)}) == 1
    headed = headed and all(_role_of(cell) == "columnheader" for cell in lines[0])
    return (headed or "ltx_tabular" in (node.attrs.get("class") or "").split()) and all(
        len(cell.text(deep=True) or "") <= MAX_HEADED_CELL_CHARS and cell.css_first(HEADINGS) is None
        for line in lines for cell in line
    )  # fmt: skip


def _letters(node: LexborNode) -> int:
    return sum(map(str.isalnum, node.text(deep=True) or ""))


def move_foot(table: LexborNode) -> None:
    """Put the foot of a table last, where a browser shows it, if the markup has it before the body.

    A foot with links turns the pages of a calendar.
    """
    for foot in table.css("tfoot"):
        around, after = foot.parent, beside(foot, forward=True)
        if around is None or around.mem_id != table.mem_id or foot.css_first("a") is not None:
            continue
        if after is not None and after.tag == "tbody":
            table.insert_child(foot)
            foot.decompose()
            break


def fit_cells(tree: LexborHTMLParser, words: int) -> None:
    """Give the cells of data tables the columns and rows that a browser gives them.

    A cell that is not shown takes no column, and ``rowspan="0"`` reaches to the end of its part of the table.
    """
    for cell in select(tree, ODD_CELLS, words)[:MAX_CELLS]:
        table = cell.parent
        while table is not None and table.tag in TABLE_TAGS and table.tag != "table":
            table = table.parent
        if table is None or table.attrs.get(TABLE) != DATA:
            continue
        if cell.attrs.get("rowspan") == "0":
            cell.attrs["rowspan"] = str(MAX_ROWS)
        else:
            cell.decompose()


def break_cells(table: LexborNode) -> None:
    """Put a line break between the blocks in a cell of a data table, whose rows are one line each.

    A ``div`` beside bare words may be a box in their line. A rule in a cell, and the end of a row in a table inside it,
    are line breaks.
    """
    for node in table.css(PART)[:MAX_PARTS]:
        if node.tag == "hr":
            node.replace_with(create_tag("br"))
            continue
        if node.tag == "tr":  # of a table inside the cell
            before = beside(node, forward=False)
            for cell in [*before.iter()][-1:] if before is not None else ():
                _break_after(cell)
            continue
        if not (node.text(deep=True) or "").strip():
            continue
        before, after = _said_beside(node, forward=False), _said_beside(node, forward=True)
        if before is not None and before.tag in PARTS:
            _break_after(before)
        elif before is not None and before.tag != "br" and node.tag != "div":
            before.insert_after(create_tag("br"))
        if after is not None and node.tag != "div" and after.tag not in (*PARTS, "br", "table", "pre"):
            _break_after(node)


def _said_beside(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """The nearest text or element with text, or line break, before or after an element."""
    at = node.next if forward else node.prev
    while at is not None and at.tag != "br" and not (at.text(deep=True) or "").strip():
        at = at.next if forward else at.prev
    return at


def _break_after(node: LexborNode) -> None:
    """Put a line break at the end of the last block in a block, unless one is there."""
    last = node.last_child
    while last is not None and (last.tag in PARTS or not (last.text(deep=True) or "").strip()) and last.tag != "br":
        if last.tag in PARTS and (last.text(deep=True) or "").strip():
            node, last = last, last.last_child
        else:
            last = last.prev
    if last is None or last.tag != "br":
        node.insert_child(create_tag("br"))
