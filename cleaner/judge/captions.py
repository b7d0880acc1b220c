"""Captions beside blocks that stay: of figures and of galleries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from cleaner.judge.units import shares
from cleaner.model import Block, Container

# The smallest probability by the tagger. Of captions below it, none is gold on news, whose gold omits them; on
# readability's pages almost all above it are.
LIMIT = 0.1
SURE_LIMIT = 0.15  # of one with text on one side only, and of the likeliest in a box without text; below, few are gold
MAX_CONTROL_CHARS = 20  # of a button or counter of a gallery
MAX_DEPTH = 12  # containers around a caption in which its figure is searched
MAX_BOXES = 5  # containers around a figure that contain only a gallery


def find_captions(
    blocks: Sequence[Block], start: int, end: int, chance: Sequence[float], barred: Collection[int]
) -> Iterator[int]:  # fmt: skip
    """The captions of a run of blocks that do not stay, if their figure is in the element of text that does.

    Above a limit, text on one side of the run is sufficient. The captions of a gallery, a run that consists of captions
    and short controls with text on both sides, stay or go together.
    """
    captions = [at for at in range(start, end) if blocks[at].kind == "caption" and at not in barred]
    likeliest = max((chance[at] for at in captions), default=0.0)
    if likeliest < LIMIT:
        return
    before = blocks[start - 1] if start else None
    after = blocks[end] if end < len(blocks) else None
    gallery = likeliest >= SURE_LIMIT and all(map(_is_of_gallery, blocks[start:end]))
    for at in captions:
        boxes = _boxes_around(blocks[at], MAX_BOXES if gallery else 1)
        amid = any(shares(before, box) and shares(after, box) for box in boxes)
        beside = not blocks[at].link_chars and any(shares(before, box) or shares(after, box) for box in boxes[:1])
        if (amid and (gallery or chance[at] >= LIMIT / 2)) or (beside and chance[at] >= SURE_LIMIT):
            yield at


def _is_of_gallery(block: Block) -> bool:
    """Whether a block is a caption without a link, or as short as a button."""
    if block.kind == "caption":
        return not block.link_chars
    return block.kind != "heading" and len(block.text) <= MAX_CONTROL_CHARS


def _boxes_around(caption: Block, most: int) -> list[Container]:
    """The containers around the figure of a caption, innermost first."""
    if caption.container is not None:
        for node in islice(caption.container.lineage(), MAX_DEPTH):
            if node.tag == "figure":
                return [*islice(node.lineage(), 1, most + 1)]
    return []
