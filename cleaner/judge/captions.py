"""Captions among blocks that stay: of figures and of galleries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from cleaner.judge.units import shares
from cleaner.model import Block, Container

# The smallest probability by the tagger. Of captions below it, none is gold on news, whose gold omits them; on
# readability's pages almost all above it are.
LIMIT = 0.1
BOXED_LIMIT = 0.15  # of the likeliest caption of a run, if its figure is in a box without text; below, few are gold
MAX_CONTROL_CHARS = 20  # of a button or counter of a gallery
MAX_DEPTH = 12  # containers around a caption in which its figure is searched
MAX_BOXES = 5  # containers around a figure that contain only a gallery


def find_captions(
    blocks: Sequence[Block], start: int, end: int, chance: Sequence[float], barred: Collection[int]
) -> Iterator[int]:  # fmt: skip
    """The captions of a run of blocks that do not stay, if the blocks before and after it do.

    The captions of a gallery stay or go together: a run that consists of captions and short controls.
    """
    if not 0 < start < end < len(blocks):
        return
    captions = [at for at in range(start, end) if blocks[at].kind == "caption" and at not in barred]
    likeliest = max((chance[at] for at in captions), default=0.0)
    if likeliest < LIMIT:
        return
    before, after = blocks[start - 1], blocks[end]
    gallery = likeliest >= BOXED_LIMIT and all(map(_is_of_gallery, blocks[start:end]))
    for at in captions:
        boxes = _boxes_around(blocks[at], MAX_BOXES if gallery else 1)
        if (gallery or chance[at] >= LIMIT) and any(shares(before, box) and shares(after, box) for box in boxes):
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
