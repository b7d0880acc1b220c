"""Captions beside blocks that stay: of figures and of galleries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from cleaner.judge.places import Parts
from cleaner.judge.units import find_common, shares, signature_of
from cleaner.model import Block, Container, Image

# The smallest probability by the tagger. Of captions below it, none is gold on news, whose gold omits them; on
# readability's pages almost all above it are.
LIMIT = 0.1
SURE_LIMIT = 0.15  # of one with text on one side only, and of the likeliest in a box without text; below, few are gold
MAX_CONTROL_CHARS = 20  # of a button or counter of a gallery
MAX_DEPTH = 12  # containers around a caption in which its figure is searched
MAX_BOXES = 5  # containers around a figure that contain only a gallery
MIN_PICTURES = 3  # of a gallery in elements of any name
PICTURED_LIMIT = 0.1  # of the likeliest of its captions
MAX_SPEAKER_CHARS = 60  # of a line that says who speaks
ENDS = (".", ":", "!", "?")  # of a sentence, not of a name
MIN_SHARED = 3  # blocks of a quote that ends with a link: words, who says them, and the link that shares them
MAX_CREDIT_CHARS = 40  # of a line between them


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


def find_pictured(
    blocks: Sequence[Block], images: Sequence[Image], keep: Sequence[bool], chance: Sequence[float],
    barred: Collection[int],
) -> list[int]:  # fmt: skip
    """The lines right below pictures of a gallery in the element of text that stays above it, whatever its names.

    They are three or more in elements of the same kind, with nothing between them but buttons and credits.
    """
    found: list[int] = []
    run: list[int] = []
    for at in [*sorted({image.before for image in images if not image.embed}), len(blocks)]:
        if run and not _continues(blocks, keep, run[-1], at):
            found += run if _is_shown(blocks, keep, run, chance) else []
            run = []
        if at < len(blocks) and not keep[at] and at not in barred and _is_line(blocks[at]):
            run.append(at)
    return found


def _is_line(block: Block) -> bool:
    return not block.link_chars and not block.hidden and block.kind != "heading" and not block.text[0].isdecimal()


def _continues(blocks: Sequence[Block], keep: Sequence[bool], one: int, at: int) -> bool:
    """Whether the line below a picture is another one of the gallery of block ``one``."""
    if at == len(blocks) or keep[at] or signature_of(blocks[one]) != signature_of(blocks[at]):
        return False
    return all(_is_line(block) and len(block.text) <= MAX_CREDIT_CHARS for block in blocks[one + 1 : at])


def _is_shown(blocks: Sequence[Block], keep: Sequence[bool], run: Sequence[int], chance: Sequence[float]) -> bool:
    """Whether the captions are enough and likely enough, and are in the element of the text above them."""
    if len(run) < MIN_PICTURES or max(chance[at] for at in run) < PICTURED_LIMIT:
        return False
    box = find_common([blocks[at] for at in run])
    above = next((blocks[at] for at in range(run[0] - 1, max(-1, run[0] - MIN_PICTURES), -1) if keep[at]), None)
    return box is not None and any(shares(above, node) for node in islice(box.lineage(), MAX_BOXES))


def find_speakers(figures: Parts, quotes: Parts, keep: Sequence[bool], found: Collection[int]) -> Iterator[int]:
    """Who says a quote that stays: the captions of its figure, or a short line above a link at its end.

    ``found`` are more blocks that stay.
    """
    for parts in figures.values():
        if any(block.kind == "quote" and (keep[block.index] or block.index in found) for block in parts):
            yield from (block.index for block in parts if block.kind == "caption" and not block.hidden)
    for parts in quotes.values():
        if len(parts) < MIN_SHARED or not parts[-1].link_chars or parts[-2].link_chars:
            continue
        line, words = parts[-2], parts[-3].index
        if line.text.endswith(ENDS):
            continue
        below = not keep[line.index] and line.index == words + 1 and (keep[words] or words in found)
        if below and not line.hidden and line.kind == "quote" and len(line.text) <= MAX_SPEAKER_CHARS:
            yield line.index
