"""The cells of table rows, each in its own column. A cell that spans columns or rows leaves empty cells."""

from __future__ import annotations

from cleaner.read.inline import CellStart, Piece
from cleaner.read.tags import Tag, value_of

MAX_COLUMNS = 100  # that one cell may span, and the last column that is filled
MAX_ROWS = 1_000  # that one cell may span
MAX_FILLERS = 20_000  # empty cells in one table


class Grid:
    """The columns of a table while its rows are read, cell by cell."""

    def __init__(self) -> None:
        self.column = 0
        self.wide: set[int] = set()  # columns of this row that are covered by a cell to the left
        self.above: dict[int, int] = {}  # columns covered by cells of rows above, and for how many more rows
        self.begun: dict[int, int] = {}  # the same for cells of this row
        self.fillers = MAX_FILLERS

    def open_cell(self, tag: Tag) -> list[Piece]:
        """The start of a cell, after the empty cells of covered columns."""
        pieces = self._fill()
        columns = _number(tag.attrs, ' colspan="', MAX_COLUMNS)
        rows = _number(tag.attrs, ' rowspan="', MAX_ROWS)
        pieces.append(("\t", CellStart(columns, rows, tag.name == "th")))
        self.wide.update(range(self.column + 1, self.column + columns))
        if rows > 1:
            self.begun.update(dict.fromkeys(range(self.column, self.column + columns), rows - 1))
        self.column += 1
        return pieces

    def end_row(self) -> list[Piece]:
        """The empty cells at the end of a row. The next row begins."""
        pieces = self._fill()
        self.above = {column: rows - 1 for column, rows in self.above.items() if rows > 1} | self.begun
        self.wide, self.begun, self.column = set(), {}, 0
        return pieces

    def _fill(self) -> list[Piece]:
        pieces: list[Piece] = []
        while (self.column in self.wide or self.column in self.above) and self.fillers > 0:
            pieces.append(("\t", CellStart(0, 1, False)))
            self.column += 1
            self.fillers -= 1
        return pieces


def _number(attrs: str, name: str, most: int) -> int:
    """The value of a span attribute, from 1 to ``most``."""
    return read_number(value_of(attrs, name), most) if name in attrs else 1


def read_number(text: str | None, most: int) -> int:
    """A number of columns or rows as an attribute states it, from 1 to ``most``."""
    value = (text or "").strip()
    return max(1, min(most, int(value))) if value.isascii() and value.isdigit() and len(value) < 6 else 1
