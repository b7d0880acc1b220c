"""Folded panels: the hidden text right below the title of an accordion, a toggle or a question that stays.

Their titles too: a button on which text that stays opens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import islice

from cleaner.judge.units import find_common
from cleaner.model import Block, Container
from cleaner.prefilters import find_hidden

FOLDED = ("accordion", "toggle", "collaps", "faq", "expand", "tab")  # beginnings of words in the names of such elements
TITLED = ("accordion", "collaps", "faq", "expand")  # the same of buttons that are titles; a toggle may open anything
PANEL_LIMIT = 0.1  # of the hidden blocks on average. On gold pages such panels are text, and less likely ones are not.
MAX_LINKS = 0.2  # of its letters; menus are folded too
MAX_PANEL = 6  # blocks
TITLE_LIMIT = 0.25  # of a button with text on both sides
MIN_TITLE_WORDS, MAX_TITLE_CHARS = 2, 200
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
    return _is_named(title, FOLDED) or _is_named(first, FOLDED)


def _is_named(node: Container, names: tuple[str, ...]) -> bool:
    """Whether a word in the names of an element or of one around it begins like one of these."""
    return any(
        word.startswith(names)
        for at in islice(node.lineage(), MAX_UP) for word in ((*at.tokens, at.tag) if "-" in at.tag else at.tokens)
    )  # fmt: skip


def find_titles(
    blocks: Sequence[Block], keep: Sequence[bool], chance: Sequence[float], barred: Set[int]
) -> Iterator[int]:  # fmt: skip
    """The buttons that do not stay, alone between two blocks that stay and beside or above the second of them."""
    lone = [
        nth
        for nth, run in enumerate(zip(keep, keep[1:], keep[2:], strict=False), 1)
        if run[0] and run[2] and not run[1]
    ]
    for nth in lone:
        if chance[nth] >= TITLE_LIMIT and nth not in barred and _is_title(blocks[nth], blocks[nth + 1]):
            yield nth


def _is_title(block: Block, below: Block) -> bool:
    """Whether a block is all that a button of something folded says, in words, with another right beside or below."""
    button = block.container
    if button is None or button.tag != "button" or len(block.text) > MAX_TITLE_CHARS:
        return False
    holder = find_common((block, below)) if len(block.text.split()) >= MIN_TITLE_WORDS else None
    return holder is not None and button.depth - holder.depth <= MAX_STEPS and _is_named(button, TITLED)
