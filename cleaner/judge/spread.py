"""A page cut into lines for the search for threads: the rows of tables, and plain text.

A row of a data table is one block, and plain text has no elements. If each line of a cell becomes a block in a separate
element, and an element is put around the lines of a text, a thread in them looks like any other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from cleaner.classes import dataclass
from cleaner.judge.threads import MAX_STAMP_CHARS, is_stamp
from cleaner.judge.units import MAX_UP, lineage
from cleaner.model import Block, Container, Document, Mark

MAX_CELLS = 8  # in a row that may be a comment
ROW = "tr"


@dataclass(frozen=True, slots=True)
class Spread:
    """A page cut into lines. ``origin`` is, for each line, the block of the page that it comes from."""

    document: Document
    origin: Sequence[int]

    def spread(self, keep: Sequence[bool]) -> list[bool]:
        """Copy a value for each block of the page to each of its lines."""
        return [keep[at] for at in self.origin]

    def reach(self, first: int, last: int) -> range:
        """The blocks of the page from which these lines come."""
        return range(self.origin[first], self.origin[last] + 1)


def spread(document: Document) -> Spread:
    """The lines of plain text, or of a page that has rows with a time. Any other page is returned unchanged."""
    blocks = document.blocks
    if document.source == "text":
        root = Container("body", (), None, 0, 0)
        lines = tuple(replace(block, container=root) for block in blocks)
        return Spread(replace(document, blocks=lines, source="html"), range(len(blocks)))
    if not any(map(_tells_time, [block for block in blocks if block.cells])):
        return Spread(document, range(len(blocks)))
    cut: list[Block] = []
    origin: list[int] = []
    for block in blocks:
        for piece in _cells(block) if 0 < len(block.cells) <= MAX_CELLS else (block,):
            origin.append(block.index)
            cut.append(piece if piece.index == len(cut) else _renumbered(piece, len(cut)))
    head = replace(document.head, marks=tuple(_moved(document.head.marks, cut, origin)))
    return Spread(replace(document, blocks=tuple(cut), head=head), origin)


def _renumbered(block: Block, index: int) -> Block:
    """A block with another index; ``replace`` takes three times as long, and a page may have thousands."""
    return Block(
        index, block.kind, block.text, block.level, block.link_chars, block.container, block.tight, block.spans,
        block.hidden, block.site, block.place, block.cells,
    )  # fmt: skip


def is_head(block: Block) -> bool:
    """Whether a block is a row of headings. Headings describe columns, not the rows below."""
    return bool(block.cells) and all(cell.head or not cell.columns for cell in block.cells)


def _tells_time(block: Block) -> bool:
    """Whether a line of a row states a time."""
    return 0 < len(block.cells) <= MAX_CELLS and any(
        end - start <= MAX_STAMP_CHARS and is_stamp(block.text[start:end]) for start, end, _ in _lines(block)
    )


def _cells(block: Block) -> Iterator[Block]:
    """The lines of a row, each in an element for its column. A row of headings has none."""
    if is_head(block):
        return
    row = next((node for node in islice(lineage(block), MAX_UP) if node.tag == ROW), block.container)
    holders: dict[int, Container] = {}
    for start, end, column in _lines(block):
        if column not in holders:
            order, depth = (row.order, row.depth) if row is not None else (0, 0)
            holders[column] = Container("td", (f"column{column}",), row, order, depth + 1)
        links = sum(
            max(0, min(end, span.end) - max(start, span.start)) for span in block.spans if span.kind == "link"
        )  # fmt: skip
        yield Block(
            block.index, "paragraph", block.text[start:end], link_chars=links, container=holders[column],
            hidden=block.hidden, place=block.place,
        )  # fmt: skip


def _moved(marks: Sequence[Mark], cut: Sequence[Block], origin: Sequence[int]) -> Iterator[Mark]:
    """The marks of a page, each at the line that holds its text."""
    for mark in marks:
        at = bisect_left(origin, mark.block)
        last = bisect_right(origin, mark.block)
        line = next((line for line in range(at, last) if mark.text in cut[line].text), at)
        yield mark if line == mark.block else replace(mark, block=line)


def _lines(block: Block) -> Iterator[tuple[int, int, int]]:
    """The lines of a row: their parts of its text, and the numbers of their columns."""
    breaks = [span.start for span in block.spans if span.kind == "break"]
    for column, cell in enumerate(block.cells):
        start = cell.start
        for end in (*(at for at in breaks if cell.start <= at < cell.end), cell.end):
            text = block.text[start:end]
            if text.strip():
                left = start + len(text) - len(text.lstrip())
                yield left, left + len(text.strip()), column
            start = end
