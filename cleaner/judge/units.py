"""Units with one signature that follow one another: the comments of a thread, the cards of a list of teasers.

A unit is found by a line of it that recurs, such as a time or a linked headline. Where each such line stands in an
element of its own, that element is the unit; where all stand side by side in one, a unit reaches from line to line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from cleaner.model import Block, Container

SIGNATURE_DEPTH = 2
MAX_UP = 48  # elements around a block that are looked at
MAX_GAP = 60  # blocks of one unit


def signature_of(block: Block) -> tuple[object, ...]:
    """What blocks of one kind in elements of one sort share: tags, and the first word of their names."""
    parts: list[object] = [block.kind]
    node = block.container
    while node is not None and len(parts) <= SIGNATURE_DEPTH:  # asked for every block, so without a generator
        parts.append((node.tag, node.tokens[:1]))
        node = node.parent
    return tuple(parts)


def lineage(block: Block) -> Iterator[Container]:
    """The elements around a block, innermost first."""
    return iter(()) if block.container is None else block.container.lineage()


def is_inside(blocks: Sequence[Block], at: int, holder: Container) -> bool:
    """Whether there is a block ``at``, and it stands in an element."""
    return 0 <= at < len(blocks) and any(node is holder for node in islice(lineage(blocks[at]), MAX_UP))


def find_common(blocks: Sequence[Block]) -> Container | None:
    """The innermost element around all of some blocks; None where there is none, or it is far up."""
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
    """Part lines where too much stands between two of them, or a heading of at most ``level``."""
    run = [lines[0]]
    for one, other in pairwise(lines):
        between = blocks[one + 1 : other]
        if len(between) > MAX_GAP or any(block.kind == "heading" and block.level <= level for block in between):
            yield run
            run = []
        run.append(other)
    yield run


def child_around(block: Block, holder: Container) -> Container | None:
    """The child of an element that stands around a block; None where the block is the element's own."""
    before = None
    for node in islice(lineage(block), MAX_UP):
        if node is holder:
            return before
        before = node
    return None


def reach_of(blocks: Sequence[Block], at: int, unit: Container) -> range:
    """The blocks of an element around block ``at``."""
    first = last = at
    while is_inside(blocks, first - 1, unit):
        first -= 1
    while is_inside(blocks, last + 1, unit):
        last += 1
    return range(first, last + 1)


def part_by_elements(blocks: Sequence[Block], lines: Sequence[int], holder: Container) -> list[range] | None:
    """The units of lines that each stand in a child of their own of an element; None where they do not."""
    around = [child_around(blocks[at], holder) for at in lines]
    if len({id(unit) for unit in around}) < len(around):
        return None
    units = [reach_of(blocks, at, unit) for at, unit in zip(lines, around, strict=True) if unit is not None]
    return units if len(units) == len(lines) else None


def part_by_lines(blocks: Sequence[Block], starts: Sequence[int], holder: Container) -> list[range]:
    """The units of lines that begin them. The last reaches as far as the longest before it, over known signatures."""
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
    if unit is not None:  # which may hold several, as an answer stands in what it answers
        end = max(end, reach_of(blocks, starts[-1], unit).stop)
    return [*units, range(starts[-1], end)]
