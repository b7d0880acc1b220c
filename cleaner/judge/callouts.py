"""Callouts and details beside text that stays: tips and notes of manuals, and the titles of boxes."""

from __future__ import annotations

from collections.abc import Container as Box
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from cleaner.judge.places import Parts, share_of_links
from cleaner.judge.units import holder_of
from cleaner.model import Block, around
from cleaner.vocabulary import PageKind

VAGUE = frozenset({"note", "primary", "secondary"})  # kinds of callouts whose elements name none, or a colour
MAX_TO_TEXT = 10  # blocks from a callout to the next text that stays
MAX_OF_BOX = 5  # elements around the title of a callout
MAX_TITLE_CHARS = 79
MAX_LINKS = 0.4  # of the letters of a callout


def find_callouts(
    blocks: Sequence[Block], callouts: Parts, keep: Sequence[bool], kind: PageKind | None, matches: Box[int]
) -> Iterator[int]:  # fmt: skip
    """The blocks of callouts of which a part stays, or which are right below a block that stays: part of a manual.

    In an article, only those with a title, a text and a kind, below such a block or above one in the same element:
    those with words of chrome and others call for something.
    """
    manual = kind == "documentation"
    for parts in callouts.values():
        first, last = parts[0].index, parts[-1].index
        begins = first > 0 and keep[first - 1]
        if not manual:
            begins = begins and any(keep[last + 1 : last + MAX_TO_TEXT])
            begins = begins or (any(keep[last + 1 : last + 2]) and _heads(parts[0], blocks[last + 1]))
            begins = begins and len(parts) > 1 and _is_titled(parts[0])
            begins = begins and not any(block.index in matches for block in parts)
        begins = begins and share_of_links(parts) <= MAX_LINKS
        if begins or (manual and any(keep[block.index] for block in parts)):
            yield from (block.index for block in parts if not block.hidden)


def find_box_titles(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The first block of a callout, and the summary of details, if the next block of the box stays.

    That block may itself be the summary of details inside the box.
    """
    found = -1
    for after, block in pairwise(reversed(blocks)):
        if not (keep[after.index] or after.index == found) or len(block.text) > MAX_TITLE_CHARS:
            continue
        callout, details = around(block.place, "callout"), around(around(block.place, "title"), "details")
        if (callout is not None and keep[after.index] and around(after.place, "callout") is callout) or (
            details is not None and after.place is not None and any(place is details for place in after.place.lineage())
        ):
            found = block.index
            yield found


def _is_titled(block: Block) -> bool:
    """Whether a block is the title of a callout that says its kind, or of one that its element calls a tip, ..."""
    callout = around(block.place, "callout")
    if callout is None or around(block.place, "title") is None:
        return False
    return callout.value not in VAGUE or block.text.rstrip(":").lower() == callout.value


def _heads(title: Block, below: Block) -> bool:
    """Whether the element of a block below is beside a box with this title."""
    node, holder = title.container, holder_of(below)
    return holder is not None and node is not None and any(one is holder for one in islice(node.lineage(), MAX_OF_BOX))
