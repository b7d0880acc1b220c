"""Folded panels: the hidden text right below the title of an accordion, a toggle or a question that stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import islice

from cleaner.judge.units import find_common
from cleaner.model import Block
from cleaner.prefilters import find_hidden

FOLDED = ("accordion", "toggle", "collaps", "faq", "expand", "tab")  # beginnings of words in the names of such elements
PANEL_LIMIT = 0.1  # of the hidden blocks on average. On gold pages such panels are text, and less likely ones are not.
MAX_LINKS = 0.2  # of its letters; menus are folded too
MAX_PANEL = 6  # blocks
MAX_UP = 6  # elements around a block whose names count
MAX_STEPS = 3  # elements from the title up to the one that it shares with its panel


def find_panels(
    blocks: Sequence[Block], keep: Sequence[bool], chance: Sequence[float], barred: Set[int]
) -> Iterator[int]:  # fmt: skip
    """The hidden blocks of panels that do not stay though their titles do. ``barred``: blocks with a phrase."""
    end = 0
    for start in [nth for nth in find_hidden(blocks) if not keep[nth]]:
        if start < end or not start or not keep[start - 1] or blocks[start - 1].hidden:
            continue
        end = start
        while end < len(blocks) and blocks[end].hidden and not keep[end]:
            end += 1
        if end - start > MAX_PANEL or (end < len(blocks) and blocks[end].hidden):
            continue
        likely = sum(chance[start:end]) >= PANEL_LIMIT * (end - start)
        if likely and barred.isdisjoint(range(start, end)) and _is_panel(blocks[start - 1 : end]):
            yield from range(start, end)


def _is_panel(blocks: Sequence[Block]) -> bool:
    """Whether blocks are the title of a panel and its text."""
    title, first = blocks[0].container, blocks[1].container
    holder = find_common(blocks)
    if title is None or first is None or holder is None or title.depth - holder.depth > MAX_STEPS:
        return False
    if sum(block.link_chars for block in blocks[1:]) > MAX_LINKS * sum(len(block.text) for block in blocks[1:]):
        return False
    around = (*islice(title.lineage(), MAX_UP), *islice(first.lineage(), MAX_UP))
    return any(word.startswith(FOLDED) for node in around for word in node.tokens)
