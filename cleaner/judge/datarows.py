"""Rows of tables in plain text: the tagger, which takes each for a paragraph, may drop some rows of a table of data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.judge.mentions import ends_said
from cleaner.model import Block
from cleaner.patterns import later

JUDGE = "datarows"
RULE = "rows"
MIN_ROWS = 3
MIN_KEPT = 0.5  # share of the rows of a table that the tagger keeps
MIN_NUMBERED = 0.5  # share of the rows below the first that have a digit
MIN_CELL_CHARS = 3  # of the longest cell of most rows: those of calendars are shorter
MAX_COLUMNS = 20
ANNOUNCING = (":", "：")
NUMBERED_LINK = later(r"\W{0,3}\[\d{1,4}\]")  # in the dump of a text browser


def find_rows(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The indices of the rows that go though their table is one of data, or though many of its rows stay."""
    at = 0
    while at < len(blocks):
        end = at + 1
        if blocks[at].kind == "table":
            while end < len(blocks) and blocks[end].kind == "table" and blocks[end].tight:
                end += 1
            kept = sum(keep[at:end])
            some = kept < end - at and not any(NUMBERED_LINK.match(block.text) for block in blocks[at:end])
            if some and (kept >= MIN_KEPT * (end - at) or (_is_data(blocks[at:end]) and _is_told(blocks, keep, at))):
                yield from (nth for nth in range(at, end) if not keep[nth])
        at = end


def _is_told(blocks: Sequence[Block], keep: Sequence[bool], at: int) -> bool:
    """Whether a sentence of the text that stays is right above a table, or above its caption."""
    above = [block for block in blocks[max(0, at - 2) : at] if keep[block.index]]
    return any(ends_said(block.text) or block.text.endswith(ANNOUNCING) for block in above)


def _is_data(rows: Sequence[Block]) -> bool:
    """Whether rows have the same columns, most of them numbers, and words that are longer than those of a calendar."""
    cells = [row.text.split("\t") for row in rows]
    if len(rows) < MIN_ROWS or not len(cells[1]) <= len(cells[0]) <= MAX_COLUMNS:
        return False
    numbered = sum(any(map(str.isdecimal, row.text)) for row in rows[1:])
    worded = sum(max(map(len, row)) >= MIN_CELL_CHARS for row in cells)
    linked = any(row.link_chars or row.spans for row in rows)
    return not linked and numbered >= MIN_NUMBERED * (len(rows) - 1) and 2 * worded > len(rows)
