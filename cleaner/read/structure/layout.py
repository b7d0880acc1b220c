"""The purpose of a table: data, or the layout of a page."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from cleaner.read.rows import MAX_COLUMNS, MAX_ROWS, read_number
from cleaner.read.structure.code import flatten_cells
from cleaner.read.structure.elements import ancestors, text_of
from cleaner.read.structure.tables import break_cells, move_foot
from cleaner.read.tags import DATA, HEADINGS, LAYOUT, SPAN, TABLE

TABLE_OF_LAYOUT = "h1,h2,h3,h4,h5,h6,form,section,article"
UNTABLED = ("presentation", "none")  # roles of tables that hold no data
TABLE_OF_TEXT = "ul,ol,blockquote,pre,p + p"
HEADED = "thead th,th + th,tr:first-child ~ tr > th:first-child + td"
# The number or the bullet of a paragraph, in a cell before it, as in laws: "(a)", "12.", "[3]", "–".
MARKER = re.compile(r"[(\[]?(?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6})[)\]]|\(?(?:\d{1,3}|[a-z])\.|[•·▪◦‣–—-]", re.I)
MAX_MARKER_CHARS = 8
MIN_MARKED_WORDS = 4  # of each such paragraph; a table of names may number its rows too
ENDS = (";", ",", ":", ".")  # of a short one that is a table by itself
MAX_MARKED = 500  # rows of such a table
PARAGRAPHS = ("p", "div")
MAX_CELL_CHARS = 400
MAX_NUMBER_CHARS = 12  # of the number of an equation, with the white space around it
MAX_GRID_CELL_CHARS = 120  # of a cell with a list or paragraphs
MAX_TABLES_INSIDE = 12  # levels of tables in one that is checked
MAX_UP = 60  # elements between a table and the one around it


def mark_tables(tables: list[LexborNode]) -> None:
    """Mark the purpose of a page's tables, in their order.

    Checking a table means checking all its content, so tables around many levels of tables count as layout at once.
    """
    levels: dict[int, int] = {}
    for table in reversed(tables):  # inner tables first
        inside = levels.get(table.mem_id, 0)
        laid = inside > MAX_TABLES_INSIDE or _join_markers(table) or _lays_out(table)
        table.attrs[TABLE] = LAYOUT if laid else DATA
        if table.attrs[TABLE] == DATA:
            flatten_cells(table)
            break_cells(table)
            move_foot(table)
        around = next((at for at in ancestors(table, MAX_UP) if at.tag == "table"), None)
        if around is not None:
            levels[around.mem_id] = max(levels.get(around.mem_id, 0), inside + 1)


def _join_markers(table: LexborNode) -> bool:
    """Write the numbers of paragraphs, which a table puts beside them, before their text. Whether it was such a table.

    Numbers in both columns are data, and so is a table with a caption. In a table of one row, any words may follow the
    number if they end as a part of a sentence.
    """
    first = table.css_first("td,th")
    said = (first.text(deep=True) or "").strip() if first is not None and first.tag == "td" else ""
    if len(said) > MAX_MARKER_CHARS or MARKER.fullmatch(said) is None:
        return False
    rows = []
    for part in table.iter():
        if part.tag == "caption":
            return False
        rows += [row for row in ([part] if part.tag == "tr" else part.iter()) if row.tag == "tr"]
    pairs = [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in rows[:MAX_MARKED]]
    if not all(
        len(pair) == 2 and MARKER.fullmatch(text_of(pair[0])) is not None
        and _is_marked(text_of(pair[1]), alone=len(rows) == 1)
        for pair in pairs
    ) or len(rows) > MAX_MARKED:  # fmt: skip
        return False
    for mark, paragraph in pairs:
        at = paragraph.first_child
        while at is not None and (at.tag in PARAGRAPHS or not (at.text(deep=True) or "").strip()):
            at = at.first_child if at.tag in PARAGRAPHS and (at.text(deep=True) or "").strip() else at.next
        if at is not None:
            at.insert_before(f"{text_of(mark)} ")
            mark.decompose()
    return True


def _is_marked(text: str, *, alone: bool) -> bool:
    return len(text.split()) >= MIN_MARKED_WORDS or (alone and text.endswith(ENDS))


def _lays_out(table: LexborNode) -> bool:
    """Whether a table is for layout: it has headings or a single column, or contains a table and has no header.

    Headings in the headers of columns do not count, nor do those that are all of a cell in the first row or column.

    A table with blocks or long cells is for layout too, unless some of its cells are marked as headers.

    Tables inside it were checked before and are marked. (A search for ``table`` would find the table itself.)
    """
    if (inner := table.css_first(TABLE_OF_LAYOUT)) is not None and not _heads_columns(table, inner):
        return not (inner.tag in HEADINGS and _has_headed_cells(table))
    if table.css_first(f"[{TABLE}]") is not None:
        return not _has_head(table) or any(len(cell.text(deep=True)) > MAX_CELL_CHARS for cell in table.css("td"))
    formulas = table.css(f'[{SPAN}="formula"]')  # equations with their numbers beside them
    told = sum(len(one.text(deep=True)) for one in formulas)
    if formulas and len(table.text(deep=True)) - told <= MAX_NUMBER_CHARS * len(formulas):
        return all(one.text(deep=True).startswith("$$") for one in formulas)
    if table.css_first("td + td,th + td,th + th") is None:
        return True
    if table.attrs.get("role") in UNTABLED and table.css_first("th") is None:
        return True
    if table.css_first(HEADED) is not None:
        return False
    if table.css_first(TABLE_OF_TEXT) is not None:
        return not _is_grid(table)
    return any(len(cell.text(deep=True)) > MAX_CELL_CHARS for cell in table.css("td"))


def _heads_columns(table: LexborNode, inner: LexborNode) -> bool:
    """Whether an element is a heading in a header of columns, and the table has such headings only there."""
    if inner.tag not in HEADINGS or not _has_head(table):
        return False
    return sum(len(head.css(TABLE_OF_LAYOUT)) for head in table.css("th")) == len(table.css(TABLE_OF_LAYOUT))


def _has_headed_cells(table: LexborNode) -> bool:
    """Whether a grid has headings in all cells of its first row, or in the first column, and they fill these cells."""
    if table.css_first(f"[{TABLE}],img") is not None:
        return False
    rows = [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in table.css("tr")]
    headed: set[tuple[int, int]] = set()
    for nth, row in enumerate(rows):
        for at, cell in enumerate(row):
            for part in cell.css(TABLE_OF_LAYOUT):
                if part.tag not in HEADINGS or text_of(part) != text_of(cell):
                    return False
                headed.add((nth, at))
    across = headed == {(0, at) for at in range(len(rows[0]))} if rows else False
    down = len(headed) >= len(rows) - 1 and not any(at for _, at in headed)
    return (across or down) and _is_grid(table)


def _has_head(table: LexborNode) -> bool:
    """Whether a table has a header with at least two columns: a ``thead``, or a first row of only ``th`` cells."""
    parts = [part for part in table.iter() if part.tag in ("thead", "tbody", "tr")]
    if any(part.tag == "thead" and part.css_first("th + th") is not None for part in parts):
        return True
    first = next((row for part in parts for row in ([part] if part.tag == "tr" else part.iter())), None)
    cells = [cell.tag for cell in first.iter()] if first is not None else []
    return len(cells) > 1 and set(cells) == {"th"}


def _is_grid(table: LexborNode) -> bool:
    """Whether the rows of a table have equal numbers of short cells, like data; one may take the place of several."""
    full, widths, above = 0, set[int](), list[int]()  # full rows, columns of each row, and how far cells reach down
    for row in table.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
        across = [read_number(cell.attrs.get("colspan"), MAX_COLUMNS) for cell in cells]
        widths.add(sum(across) + len(above))
        if len(widths) > 1 or max(widths) > MAX_COLUMNS:
            return False
        if any(len(cell.text(deep=True)) > MAX_GRID_CELL_CHARS for cell in cells):
            return False
        full += len(cells) + len(above) > 1
        above = [rows - 1 for rows in above if rows > 1]
        for cell, columns in zip(cells, across, strict=True):
            rows = read_number(cell.attrs.get("rowspan"), MAX_ROWS)
            above += [rows - 1] * columns if rows > 1 else []
    return full > 1
