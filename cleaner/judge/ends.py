"""What stands at either end of a text: a list of sources or a callout below it, a table of facts above it.

There is no text on its other side to say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from cleaner.judge.sources import MAX_SOURCES, heads_sources, names_sources
from cleaner.judge.units import lineage, shares
from cleaner.model import Block, around

HEAD_LIMIT = 0.4  # the smallest probability of a heading such as "Bibliography"
ENTRY_LIMIT = 0.3  # of its entries, on average, if most of their letters are no links
LINKED_LIMIT = 0.05  # of a list of links to other sites
CALLOUT_LIMIT = 0.4  # of the likeliest block of a callout
FACTS_LIMIT = 0.5  # of the rows of a table, on average
MAX_UP = 6  # elements around a heading, a callout or a row, up to the one that it shares with the text
MAX_CALLOUT = 20  # blocks of a callout
MIN_FACTS, MAX_FACTS = 2, 20  # rows of a table above the text
PAGE = frozenset({"body", "html"})

Chances = Sequence[float]


def find_ends(blocks: Sequence[Block], keep: Sequence[bool], chance: Chances, barred: Collection[int]) -> set[int]:
    """The blocks before the first and after the last one that stays that are a part of the text."""
    if True not in keep:
        return set()
    last = len(keep) - 1 - keep[::-1].index(True)
    found = {*_find_facts(blocks, keep.index(True), chance, barred)}
    while last < len(blocks) - 1:
        more = [*_find_callout(blocks, last, chance, barred)] or [*_find_sources(blocks, last, chance, barred)]
        if not more:
            break
        found.update(more)
        last = more[-1]
    return found


def _find_facts(blocks: Sequence[Block], first: int, chance: Chances, barred: Collection[int]) -> range:
    """The rows of a table right before the first block of the text, in the same element, if none of them is a link."""
    start = first
    while start and first - start <= MAX_FACTS and len(blocks[start - 1].cells) > 1 and start - 1 not in barred:
        start -= 1
    rows = blocks[start:first]
    likely = MIN_FACTS <= len(rows) <= MAX_FACTS and sum(chance[start:first]) >= FACTS_LIMIT * len(rows)
    if not likely or any(row.link_chars for row in rows) or not _is_beside(blocks[first], rows[-1]):
        return range(0)
    return range(start, first)


def _find_callout(blocks: Sequence[Block], last: int, chance: Chances, barred: Collection[int]) -> Iterator[int]:
    """The blocks of a callout right after the last block of the text, in the same element as that."""
    at = last + 1
    box = around(blocks[at].place, "callout") if at < len(blocks) else None
    if box is None or around(blocks[last].place, "callout") is box or not _is_beside(blocks[last], blocks[at]):
        return
    stop = at
    while stop < len(blocks) and around(blocks[stop].place, "callout") is box:
        stop += 1
    free = not any(nth in barred for nth in range(at, stop))
    if free and stop - at <= MAX_CALLOUT and max(chance[at:stop]) >= CALLOUT_LIMIT:
        yield from range(at, stop)


def _find_sources(blocks: Sequence[Block], last: int, chance: Chances, barred: Collection[int]) -> Iterator[int]:
    """A list of sources, with its heading if that does not stay."""
    head = last if names_sources(blocks[last].text) else last + 1
    if head >= len(blocks) - 1 or head in barred or chance[head] < HEAD_LIMIT or not names_sources(blocks[head].text):
        return
    stop = head + 1
    while stop < min(len(blocks), head + MAX_SOURCES) and blocks[stop].kind == "item" and stop not in barred:
        stop += 1
    entries = blocks[head + 1 : stop]
    if not entries or not _is_beside(blocks[last if head > last else last - 1], blocks[head]):
        return
    linked = 2 * sum(block.link_chars for block in entries) > sum(len(block.text) for block in entries)
    limit = LINKED_LIMIT if linked else ENTRY_LIMIT
    if sum(chance[head + 1 : stop]) >= limit * len(entries) and (not linked or heads_sources(blocks, head)):
        yield from range(last + 1, stop)


def _is_beside(text: Block, block: Block) -> bool:
    """Whether an element around a block, smaller than the page, holds text too."""
    return any(shares(text, node) for node in islice(lineage(block), MAX_UP) if node.tag not in PAGE)
