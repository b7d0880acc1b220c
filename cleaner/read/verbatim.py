"""Preformatted lines in plain text: code with fences or indents, and table rows with tabs, pipes or aligned columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from cleaner.patterns import later
from cleaner.read.pages import BREAK
from cleaner.read.ruled import RULED, find_ruled

FENCE = re.compile(r" {0,3}(`{3,40}|~{3,40})[^`]*\Z")
INDENT = re.compile(r" {2,}|\t")
# Signs of code in a line: its ending, an assignment, a call or an arrow, a comment, a keyword with its colon.
CODE_SIGNS = later(
    r"[{};,(\[\\]\s*\Z|\)\s*:?\s*\Z|\A\s*[}\])#@<$]|\s[-+*/]?=\s|[=-]>|\w\(|\A\s*(?://|/\*|--\s|-{1,2}[a-z]+\Z)"
    r"|\A\s*(?:return|import|else|try|end|fi|done|break|pass)\b"
)
LISTED = re.compile(r"\s*(?:[-*•·▪◦‣–□☆○■★◎●]|\d{1,3}[.)])\s+\S")
MARK = re.compile(r"[-+*•·▪◦‣–□☆○■★◎●]|\d{1,3}[.)]")
TARGET = later(r'\]\([^()\s]*(?:\s+"[^"]*")?\)')  # of a link that html2text wrote
LINK = later(r'\]\((?:[a-z]{3,8}:|[/.#?]|www\.)[^()\s]*(?:\s+"[^"]*")?\)', re.I)  # the same, not in a list
MIN_CODE_LINES = 2
MIN_CODE_SHARE = 0.6  # of a group's lines that look like code
DRAWN = later(r"[-+|<>^/\\_=:vVo~ \t─-╿←↑→↓▲▼►◄]+")  # a line of a diagram without words
STROKES = " \t-=_*~.'`:"  # a line of these alone is a rule
BORDERS = STROKES + "+─━┌┐└┘"  # and lines of these are those of a box
MIN_DRAWN_LINES, MIN_DRAWN, MIN_DRAWN_SHARE = 3, 2, 0.25
MAX_LINKED_CHARS = 4_000  # of a line, for the targets of its links
MAX_SEARCHED_CHARS = 400  # of a line, for signs of code
PIPES = re.compile(r"\s*\|\s*")
# Lines of boxes, as w3m draws tables.
BOX = {
    **{ord(sign): "-" for sign in "─━═"},
    **{ord(sign): "|" for sign in "│┃║"},
    **{ord(s): "+" for s in "┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛"},
}
RULE_MARKS = " \t|:+=-"  # of the line under a table's header, and of borders
COLUMNS = re.compile(r"(?<![.!?…])(?: {2,}| *\t[ \t]*)(?=\S)")
MAX_CELL_CHARS = 120  # a longer piece between tabs or pipes is prose
MAX_ROW_CHARS = 1_000
MIN_PIPED_ROWS = 2
GAP = later(r"(?<=[^\s.!?…]) {2,}(?=\S)")
MIN_WIDE_CELLS = 3  # of two rows that begin at the same places
MIN_SPACED_ROWS = 3  # rows whose cells are separated only by spaces


Edges = tuple[frozenset[int], frozenset[int]]  # where the cells of a row begin and end


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Preformatted text: the lines of a block of code, or one table row with tabs between its cells.

    ``other`` is a line that each page of a PDF file repeats.
    """

    kind: Literal["code", "table", "other"]
    text: str


def join_verbatim(lines: Sequence[str]) -> Iterator[str | Verbatim]:
    """Yield the lines of a text in order. All lines of a block of code become one Verbatim, as does each table row."""
    closing = closing_fences(lines)
    ruled = any(line.lstrip().startswith(RULED) for line in lines)
    tables = {begin: (end, rows) for begin, end, rows in find_ruled(lines)} if ruled else {}
    at = 0
    while at < len(lines):
        end = closing.get(at)
        if end is not None:
            yield Verbatim("code", _code(lines[at:end]))
        elif at in tables:
            end, rows = tables[at]
            yield from (Verbatim("table", "\t".join(row)) for row in rows)
        elif lines[at][:1] == BREAK:
            end = at + 1
            yield Verbatim("other", lines[at][1:])
        elif not lines[at].strip():
            end = at + 1
            yield lines[at]
        else:
            end = at + 1
            while (
                end < len(lines) and lines[end].strip() and end not in closing and end not in tables
                and lines[end][0] != BREAK
            ):  # fmt: skip
                end += 1
            yield from _join_in_group(lines[at:end])
        at = end


def closing_fences(lines: Sequence[str]) -> dict[int, int]:
    """Maps each line that opens a fence to the line after the one that closes it."""
    closing: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        fence = FENCE.match(line)
        if fence is None:
            continue
        if opened is None:
            opened = at, fence[1]
        elif fence[1].startswith(opened[1]) and not line.strip().strip(fence[1][0]):
            closing[opened[0]] = at + 1
            opened = None
    return closing


def _code(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines)


def _join_in_group(group: Sequence[str]) -> Iterator[str | Verbatim]:
    """Do the same for consecutive lines without a blank one."""
    if _is_code(group) or _is_drawing(group):
        yield Verbatim("code", _code(group))
        return
    at = 0
    while at < len(group):
        rows, end = _read_table(group, at)
        if rows:
            yield from rows
        else:
            yield from group[at:end]
        at = end


def _is_code(group: Sequence[str]) -> bool:
    """Whether a line is indented, and most lines look like code. The targets of links do not."""
    if len(group) < MIN_CODE_LINES or not any(map(INDENT.match, group)):
        return False
    lines = [line[:MAX_LINKED_CHARS] for line in group]
    if any("](" in line for line in lines):
        target = TARGET if LISTED.match(group[0]) else LINK
        lines = [target.sub("]", line) for line in lines]
    lines = [line[:MAX_SEARCHED_CHARS].rstrip() for line in lines]
    signs = sum(CODE_SIGNS.search(line) is not None for line in lines)
    return signs >= MIN_CODE_SHARE * len(group)


def _is_drawing(group: Sequence[str]) -> bool:
    """Whether lines are a diagram: several of them have nothing but its strokes and arrows, and none is a row."""
    if len(group) < MIN_DRAWN_LINES or any("](" in line or "---|" in line for line in group):  # Markdown
        return False
    drawn = [line for line in group if DRAWN.fullmatch(line) and line.strip(STROKES)]
    if len(drawn) < max(MIN_DRAWN, MIN_DRAWN_SHARE * len(group)) or not any(line.strip(BORDERS) for line in drawn):
        return False
    cells = [cells for line in group if (cells := _by_pipes(line))]
    return not any(len(one) == len(other) for one, other in pairwise(cells))


def _read_table(group: Sequence[str], at: int) -> tuple[list[Verbatim], int]:
    """The rows of the table that begins at a line (none if there is no table), and the line after the last row."""
    for cells_of, least in ((_by_pipes, MIN_PIPED_ROWS), (_by_columns, MIN_SPACED_ROWS)):
        rows: list[Verbatim] = []
        end, width, tabs = at, 0, 0
        edges: Edges = frozenset(), frozenset()
        while end < len(group):
            cells = cells_of(group[end])
            if cells_of is _by_columns and cells and "\t" not in group[end]:
                if not rows:
                    edges = _edges(group[end])
                elif len(cells) < width:
                    cells = _align(group[end], edges) or cells
            if cells is None or (cells and width not in (0, len(cells)) and "\t" not in group[end]):
                break
            if not cells and end > at and not rows:
                break  # horizontal rules without a row
            if cells:
                width = len(cells)
                rows.append(Verbatim("table", "\t".join(cells)))
                tabs += "\t" in group[end].strip()
            end += 1
        wide = (
            len(rows) == MIN_PIPED_ROWS
            and width >= MIN_WIDE_CELLS
            and _edges(group[at])[0] == _edges(group[end - 1])[0]
        )
        if len(rows) >= least or (rows and tabs == len(rows)) or wide:
            return rows, end
    return [], at + 1


def _edges(line: str) -> Edges:
    """Where the cells between wide gaps begin and end."""
    gaps = [found.span() for found in GAP.finditer(line)]
    return frozenset([len(line) - len(line.lstrip()), *(end for _, end in gaps)]), frozenset(
        [*(start for start, _ in gaps), len(line.rstrip())]
    )


def _align(line: str, edges: Edges) -> list[str] | None:
    """The cells of a row, each below one of the first row, and empty ones where it has none. None if that fails."""
    starts, ends = sorted(edges[0]), sorted(edges[1])
    cells = [""] * len(starts)
    begin = len(line) - len(line.lstrip())
    for end, following in [*(found.span() for found in GAP.finditer(line)), (len(line.rstrip()), 0)]:
        at = starts.index(begin) if begin in edges[0] else ends.index(end) if end in edges[1] else -1
        if at < 0 or cells[at]:
            return None
        cells[at] = line[begin:end].strip()
        begin = following
    return _valid_cells(cells)


def _by_pipes(line: str) -> list[str] | None:
    """The cells between pipes, an empty list for a rule between rows, None for any other line."""
    if not line.isascii() and ord(line.strip()[:1] or " ") in BOX:
        line = line.translate(BOX)
    if line.strip()[:1] in ("+", "|", ":", "-") and len(line) > 2 and not line.strip(RULE_MARKS):
        return []
    if "|" not in line or len(line) > MAX_ROW_CHARS:
        return None
    cells = PIPES.split(line.strip().removeprefix("|").removesuffix("|").strip())
    return _valid_cells(cells)


def _by_columns(line: str) -> list[str] | None:
    """The cells between tabs or wide gaps, or None if there are none."""
    if len(line) > MAX_ROW_CHARS:
        return None
    if "\t" in line.strip():
        return _valid_cells(line.strip().split("\t"))
    cells = COLUMNS.split(line.strip())
    if len(cells) > 1 and MARK.fullmatch(cells[0]):
        cells[:2] = [f"{cells[0]} {cells[1]}"]  # a list with wide gaps behind its marks
    return _valid_cells(cells)


def _valid_cells(cells: list[str]) -> list[str] | None:
    """The cells with single spaces, or None if there is only one or if one is as long as prose."""
    cells = [" ".join(cell.split()) for cell in cells]
    return cells if len(cells) > 1 and max(map(len, cells)) <= MAX_CELL_CHARS else None
