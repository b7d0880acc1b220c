"""What belongs to text that stays: footnotes of its marks, the head and caption of a table, captions of its images.

Evidence to keep, against the body judge alone: what a rule drops for a reason of its own stays dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.model import Block, Document, Image, PageKind, Place, Verdict, around

JUDGE = "structure"
# Pages of these kinds have their small print in footnotes, which is no text of theirs.
NO_NOTES: frozenset[PageKind] = frozenset({"product", "collection", "listing", "service"})
MAX_NOTES_TO_TEXT = 0.5  # definitions may hold at most this many times the letters of the text that marks them


def judge(document: Document, keep: Sequence[bool], kind: PageKind | None, images: bool) -> list[Verdict]:
    """Evidence on blocks that are dropped so far. ``images`` says that images are part of the output."""
    found = dict.fromkeys(() if kind in NO_NOTES else _notes(document.blocks, keep), "note")
    found.update((index, "table") for index in _table_parts(document.blocks, keep))
    found.update((index, "callout") for index in _callout_titles(document.blocks, keep))
    if images:
        found.update((index, "caption") for index in _captions(document, keep))
    return [Verdict(index, True, JUDGE, rule) for index, rule in sorted(found.items()) if not keep[index]]


def _notes(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The definitions of notes whose marks stand in text that stays, unless they would outweigh it.

    Where half of them stay anyway, all of them do.
    """
    marked = {
        span.value for block in blocks if keep[block.index] for span in block.spans
        if span.kind == "note" and around(block.place, "note") is None
    }  # fmt: skip
    if not marked:
        return
    notes = [
        block for block in blocks if (place := around(block.place, "note")) is not None and place.value in marked
    ]  # fmt: skip
    text = sum(len(block.text) for block in blocks if keep[block.index])
    kept = sum(keep[block.index] for block in notes)
    if 2 * kept >= len(notes) or sum(len(block.text) for block in notes) <= MAX_NOTES_TO_TEXT * text:
        yield from (block.index for block in notes)


def _table_parts(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The caption and the head rows of tables with a row that stays; all rows of one most of whose rows stay."""
    rows: dict[Place, list[Block]] = {}
    for block in blocks:
        table = around(block.place, "table")
        if table is not None:
            rows.setdefault(table, []).append(block)
    for parts in rows.values():
        data = [block for block in parts if block.kind == "table"]
        kept = sum(keep[block.index] for block in data)
        if not kept:
            continue
        for block in parts:
            if block.kind == "caption" or 2 * kept > len(data) or _is_head(block):
                yield block.index


def _is_head(row: Block) -> bool:
    return bool(row.cells) and all(cell.head for cell in row.cells if cell.columns)


def _callout_titles(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The first block of a callout whose next block stays."""
    for block, after in pairwise(blocks):
        place = around(block.place, "callout")
        if place is not None and keep[after.index] and around(after.place, "callout") is place and len(block.text) < 80:
            yield block.index


def _captions(document: Document, keep: Sequence[bool]) -> Iterator[int]:
    """What stands beside an image in a figure that is shown."""
    parts = _figures(document.blocks)
    shown = {
        figure for image in document.images
        if (figure := around(image.place, "figure")) is not None and figure in parts
        and is_shown(image, keep, parts)
    }  # fmt: skip
    for figure in shown:
        yield from (block.index for block in parts[figure] if block.kind != "table")


def shown_images(document: Document, keep: Sequence[bool]) -> tuple[Image, ...]:
    """The images that stand beside blocks that stay."""
    parts = _figures(document.blocks)
    return tuple(image for image in document.images if is_shown(image, keep, parts))


def _figures(blocks: Sequence[Block]) -> dict[Place, list[Block]]:
    """The blocks of each figure."""
    found: dict[Place, list[Block]] = {}
    for block in blocks:
        figure = around(block.place, "figure")
        if figure is not None:
            found.setdefault(figure, []).append(block)
    return found


def is_shown(image: Image, keep: Sequence[bool], figures: dict[Place, list[Block]]) -> bool:
    """Whether a block on either side of an image stays; its own figure counts as one block."""
    first = last = image.before
    figure = around(image.place, "figure")
    if figure in figures:
        first, last = min(first, figures[figure][0].index), max(last, figures[figure][-1].index + 1)
    return any(keep[max(0, first - 1) : last + 1])
