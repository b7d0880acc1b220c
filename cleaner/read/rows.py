"""The cells of a table's rows, each in its own column: what spans columns or rows leaves empty cells behind."""

from __future__ import annotations

from cleaner.read.inline import CellStart, Piece
from cleaner.read.tags import Tag, value_of

MAX_COLUMNS = 100  # that one cell may span, and the last column that is filled
MAX_ROWS = 1_000  # that one cell may span
MAX_FILLERS = 20_000  # of one table; a page that asks for more gets no more


class Grid:
    """The columns of a table as its rows are read one by one, cell by cell."""

    def __init__(self) -> None:
        self.column = 0
        self.wide: set[int] = set()  # columns of this row that a cell to the left reaches over
        self.above: dict[int, int] = {}  # columns that cells of rows above reach into, and for how many rows still
        self.begun: dict[int, int] = {}  # the same of cells of this row, for the rows after it
        self.fillers = MAX_FILLERS

    def open_cell(self, tag: Tag) -> list[Piece]:
        """The start of a cell, after the empty cells of columns that other cells reach over."""
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
        """The empty cells at the end of a row; the next row begins."""
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
    """The value of a span attribute: from 1 to ``most``."""
    value = value_of(attrs, name).strip() if name in attrs else ""
    return max(1, min(most, int(value))) if value.isascii() and value.isdigit() and len(value) < 6 else 1
