"""Limits on structure. If a page has more, its words stay, and a note names the limit."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.model import Block, Image, Place
from cleaner.read.images import MAX_IMAGES
from cleaner.read.inline import MAX_SPANS
from cleaner.read.rows import MAX_COLUMNS, MAX_ROWS
from cleaner.read.structure.formulas import MAX_TEX_CHARS
from cleaner.read.walk import MAX_PLACES


def note_bounds(blocks: Sequence[Block], images: Sequence[Image]) -> tuple[str, ...]:
    """One note that names every limit that a page has reached. Empty for an ordinary page."""
    reached: set[str] = {"images"} if len(images) >= MAX_IMAGES else set()
    last: Place | None = None
    for block in blocks:
        if block.place is not last:  # blocks side by side often share it
            last = block.place
            if _lies_deep(last):
                reached.add("levels of lists and quotes")
        if len(block.spans) >= MAX_SPANS:
            reached.add("marks in one block")
        for span in block.spans:
            if span.kind == "formula" and len(span.value) >= MAX_TEX_CHARS:
                reached.add("signs in one formula")
        if block.cells and any(cell.columns >= MAX_COLUMNS or cell.rows >= MAX_ROWS for cell in block.cells):
            reached.add("columns or rows under one cell")
    return (f"structure: more {', '.join(sorted(reached))} than are kept",) if reached else ()


def _lies_deep(place: Place | None) -> bool:
    """Whether a place is nested as deeply as places are kept, itself included."""
    depth = 0
    while place is not None and depth < MAX_PLACES:
        depth += 1
        place = place.parent
    return depth >= MAX_PLACES
