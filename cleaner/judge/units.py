"""Units with the same signature that follow one another: the comments of a thread, the cards of a list of teasers.

A unit is found by a line that recurs in each, such as a time or a linked headline. If each such line is in an element
of its own, that element is the unit. If all are side by side in one element, a unit reaches from line to line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import compress, islice, pairwise
from sys import maxsize

from cleaner.judge.folding import count_words
from cleaner.model import Block, Container
from cleaner.patterns import later

SIGNATURE_DEPTH = 2
MAX_UP = 48  # elements around a block that are checked
MAX_SHARED = 3  # elements from a block up to the one that it shares with another
MAX_GAP = 60  # blocks of one unit
WIKI = ({"mw", "parser"}, {"mw", "content", "text"})  # in the names of the element around the text of MediaWiki
MAX_WIKI = 6  # elements up to it
HOST = later(r"(?i:https?://(?:www\.)?)([^/?#]{4,80})")  # of an address; none of one on the same site


def signature_of(block: Block) -> tuple[object, ...]:
    """What blocks of one kind in similar elements share: tags, and the first words of their names."""
    parts: list[object] = [block.kind]
    node = block.container
    while node is not None and len(parts) <= SIGNATURE_DEPTH:  # called for every block, so without a generator
        parts.append((node.tag, node.tokens[:1]))
        node = node.parent
    return tuple(parts)


def lineage(block: Block) -> Iterator[Container]:
    """The elements around a block, innermost first."""
    return iter(()) if block.container is None else block.container.lineage()


def named_around(node: Container | None, names: frozenset[str], steps: int) -> Container | None:
    """The innermost of an element and those around it whose names contain one of these words. ``steps`` are checked."""
    for _ in range(steps):  # called for many blocks, so without a generator
        if node is None or not names.isdisjoint(node.tokens):
            return node
        node = node.parent
    return None


def is_of_wiki(block: Block) -> bool:
    """Whether a block is in the text of a page of MediaWiki, all of which authors wrote."""
    return is_in_named(block, WIKI, MAX_WIKI)


def is_in_named(block: Block, groups: Sequence[set[str]], steps: int) -> bool:
    """Whether the names of one of the ``steps`` elements around a block contain all words of one of these groups."""
    return any(group.issubset(node.tokens) for node in islice(lineage(block), steps) for group in groups)


def innermost_named(
    node: Container | None,
    names: frozenset[str],
    known: dict[int, Container | None],
    accept: Callable[[Container], object] | None = None,
) -> Container | None:
    """The innermost of an element and all those around it whose names contain one of these words, if it is accepted.

    ``known`` has the answers for the elements that were seen, by their identity.
    """
    inner: list[Container] = []
    while node is not None and id(node) not in known:
        inner.append(node)
        node = node.parent
    found = None if node is None else known[id(node)]
    for one in reversed(inner):
        if not names.isdisjoint(one.tokens) and (accept is None or accept(one)):
            found = one
        known[id(one)] = found
    return found


def is_part(blocks: Sequence[Block], keep: Sequence[bool], some: Collection[int], most: float) -> bool:
    """Whether some of the blocks that stay hold at most this share of their words."""
    words = sum(count_words(blocks[at].text) for at in some)
    return words <= most * sum(count_words(block.text) for block in compress(blocks, keep))


def is_inside(blocks: Sequence[Block], at: int, holder: Container) -> bool:
    """Whether there is a block ``at`` and it is inside an element."""
    return 0 <= at < len(blocks) and _is_around(blocks[at], holder, MAX_UP)


def shares(block: Block | None, holder: Container | None) -> bool:
    """Whether a container is one of the innermost around a block."""
    return block is not None and holder is not None and _is_around(block, holder, MAX_SHARED + 1)


def _is_around(block: Block, holder: Container, steps: int) -> bool:
    """Whether an element is one of the innermost ``steps`` around a block."""
    node = block.container
    for _ in range(steps):  # called for many blocks, so without a generator
        if node is None or node is holder:
            return node is holder
        node = node.parent
    return False


def find_common(blocks: Sequence[Block]) -> Container | None:
    """The innermost element around all given blocks, or None if there is none or it is far up."""
    shared = blocks[0].container
    steps = 0
    for block in blocks[1:]:
        node = block.container
        while node is not shared:
            steps += 1
            if node is None or shared is None or steps > MAX_UP * len(blocks):
                return None
            if node.depth > shared.depth:
                node = node.parent
            elif shared.depth > node.depth:
                shared = shared.parent
            else:
                node, shared = node.parent, shared.parent
    return shared


def runs_of(blocks: Sequence[Block], lines: Sequence[int], level: int) -> Iterator[list[int]]:
    """Split lines where there is too much between two of them, or a heading of at most ``level``."""
    run = [lines[0]]
    for one, other in pairwise(lines):
        between = blocks[one + 1 : other]
        if len(between) > MAX_GAP or any(block.kind == "heading" and block.level <= level for block in between):
            yield run
            run = []
        run.append(other)
    yield run


def child_around(block: Block, holder: Container) -> Container | None:
    """The child of an element that is around a block, or None if the block belongs to the element itself."""
    before, node = None, block.container
    for _ in range(MAX_UP):  # called for many blocks, so without a generator
        if node is None:
            return None
        if node is holder:
            return before
        before, node = node, node.parent
    return None


def reach_of(blocks: Sequence[Block], at: int, unit: Container, most: int = maxsize) -> range:
    """The blocks in an element around block ``at``, or if there are more than ``most``, one more than that."""
    first = last = at
    while last - first < most and is_inside(blocks, first - 1, unit):
        first -= 1
    while last - first < most and is_inside(blocks, last + 1, unit):
        last += 1
    return range(first, last + 1)


def part_by_elements(blocks: Sequence[Block], lines: Sequence[int], holder: Container) -> list[range] | None:
    """The units of lines that are each in a separate child of an element, or None if they are not."""
    around = [child_around(blocks[at], holder) for at in lines]
    if len({id(unit) for unit in around}) < len(around):
        return None
    units = [reach_of(blocks, at, unit) for at, unit in zip(lines, around, strict=True) if unit is not None]
    return units if len(units) == len(lines) else None


def part_by_lines(blocks: Sequence[Block], starts: Sequence[int], holder: Container) -> list[range]:
    """The units of lines that begin them. The last one is as long as the longest before it, over known signatures."""
    units = [range(start, end) for start, end in pairwise(starts)]
    signatures = {signature_of(blocks[at]) for unit in units for at in unit[1:]}
    most = max(map(len, units), default=MAX_GAP)
    end = starts[-1] + 1
    while (
        end - starts[-1] < most
        and is_inside(blocks, end, holder)
        and (not signatures or signature_of(blocks[end]) in signatures)
    ):
        end += 1
    unit = child_around(blocks[starts[-1]], holder)
    if unit is not None:  # it may contain several, because an answer is inside the comment that it answers
        end = max(end, reach_of(blocks, starts[-1], unit).stop)
    return [*units, range(starts[-1], end)]


def holder_of(block: Block) -> Container | None:
    """The element that holds a block and its neighbours."""
    return None if block.container is None else block.container.parent
