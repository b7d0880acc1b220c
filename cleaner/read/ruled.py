"""Tables in plain text whose columns are ruled by groups of dashes or equals signs, as pandoc and Docutils write them.

The rule says where each column begins, so cells may be empty and a row may take several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

GROUP = re.compile(r"-+|=+")
RULED = ("--", "==")
MIN_COLUMNS, MAX_COLUMNS = 2, 60
MIN_ROWS = 2
MAX_LINES = 400  # of a table
MAX_HEAD_LINES = 6  # of a header whose cells take several lines
MAX_CELL_CHARS = 1_000
WIDE = ("W", "F")  # letters that fill two columns
FILLER = "\0"  # behind a wide letter; plain text has no control characters

Table = tuple[int, int, list[list[str]]]  # the first line, the line after the last, the rows of cells


def find_ruled(lines: Sequence[str]) -> Iterator[Table]:
    """The tables with ruled columns, in order."""
    done = 0
    for at, line in enumerate(lines):
        if at < done or not line.lstrip().startswith(RULED):
            continue
        table = _read(lines, at, done)
        if table is not None:
            yield table
            done = table[1]


def _read(lines: Sequence[str], at: int, done: int) -> Table | None:
    """The table whose columns the line ``at`` rules. Lines before ``done`` belong to others.

    None if it rules no columns, or if one of them would begin inside a word.
    """
    starts = _columns(lines[at])
    if not MIN_COLUMNS <= len(starts) <= MAX_COLUMNS:
        return None
    begin, head, framed = _find_head(lines, at, done)
    end, body = _find_body(lines, at + 1, starts, closed=framed or not head)
    rows = [_cut(group, starts) for group in ([head] if head else []) + body]
    found = [row for row in rows if row is not None]
    return (begin, end, found) if len(found) == len(rows) >= MIN_ROWS else None


def _columns(rule: str) -> list[int]:
    """Where the columns of a rule begin. Empty if the line is something else."""
    said = rule.strip()
    if said.strip("- ") and said.strip("= "):
        return []
    groups = [*GROUP.finditer(rule)]
    return [found.start() for found in groups] if len(said) > 2 * len(groups) else []  # not "- - -"


def _find_head(lines: Sequence[str], at: int, done: int) -> tuple[int, list[str], bool]:
    """The first line of the table, the lines of its header, and whether another rule is above it."""
    first = at
    while first > max(done, at - MAX_HEAD_LINES) and lines[first - 1].strip() and not _columns(lines[first - 1]):
        first -= 1
    if first < at and first > done and _columns(lines[first - 1]):
        return first - 1, [*lines[first:at]], True
    return (first, [lines[first]], False) if first == at - 1 else (at, [], False)


def _find_body(
    lines: Sequence[str], at: int, starts: Sequence[int], *, closed: bool
) -> tuple[int, list[list[str]]]:  # fmt: skip
    """The line after the table, and the lines of each row. ``closed`` says that a rule must be below the last row.

    If such a table of pandoc (dashes) has blank lines, they part the rows. Otherwise each line is a row that has a
    first cell.
    """
    stop = min(len(lines), at + MAX_LINES)
    blank = next((n for n in range(at, stop) if not lines[n].strip()), stop)
    closing = next((n for n in range(at, stop if closed else blank) if _columns(lines[n])), None)
    if closing is None:
        return (at, []) if closed else (blank, [[line] for line in lines[at:blank]])
    if closing + 1 < len(lines) and lines[closing + 1].strip():
        return at, []  # the rule below the header
    parted = blank < closing and "-" in lines[closing]
    rows: list[list[str]] = [[]]
    for line in lines[at:closing]:
        if not line.strip():
            rows.append([])
        elif not rows[-1] or parted or not line[: starts[1]].strip():
            rows[-1].append(line)
        else:
            rows.append([line])
    return closing + 1, [row for row in rows if row]


def _cut(row: Sequence[str], starts: Sequence[int]) -> list[str] | None:
    """The cells of a row. None if a column begins inside a word of one of its lines."""
    cells: list[list[str]] = [[] for _ in starts]
    for written in row:
        line = written.expandtabs()
        if not line.isascii():
            line = "".join(char + FILLER * (east_asian_width(char) in WIDE) for char in line)
        if line[: starts[0]].strip() or any(line[at - 1 : at].strip() for at in starts[1:]):
            return None
        for cell, start, end in zip(cells, starts, [*starts[1:], len(line)], strict=True):
            cell.extend(line[start:end].replace(FILLER, "").split())
    found = [" ".join(cell) for cell in cells]
    return found if max(map(len, found)) <= MAX_CELL_CHARS and any(found) else None
