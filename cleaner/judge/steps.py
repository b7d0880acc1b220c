"""Lists in plain text that the tagger would cut, because it doubts their short lines.

It ranks the lines of a page better than it knows how many are text. The last lines of a text, such as items, have a
small chance, but those of the site below them have half of it or less. On dumps of gold pages half of the words in
such lines are text, and three of five in items without links of which others stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import islice, pairwise

from cleaner.judge.mentions import ends_said
from cleaner.model import Block
from cleaner.prefilters import find_kinds
from cleaner.vocabulary import BlockKind

MIN_LIKELY = 0.1  # the chance of each such line
STEP = 2.0  # times the chance of each line below that phrases do not recognise
BELOW = 4  # lines that are compared
MIN_LINES = 2  # that are no sentences; one alone is a credit or a button
MAX_LINKED = 0.5  # of the letters of a line, where Markdown shows the links
TORN_LIMIT = 0.05  # of an item between or beside others that stay
LINES_LIMIT, LABEL_LIMIT = 0.2, 0.1  # of such a line without a mark, and of the first one if all others stay
ITEMS: frozenset[BlockKind] = frozenset({"item"})


def whole_lists(blocks: Sequence[Block], keep: list[bool], chance: Sequence[float], barred: Set[int]) -> None:
    """Let such lines stay, which changes ``keep``."""
    for find in (find_torn, find_steps):
        for nth in [*find(blocks, keep, chance, barred)]:
            keep[nth] = True


def find_steps(
    blocks: Sequence[Block], keep: Sequence[bool], chance: Sequence[float], barred: Set[int]
) -> Iterator[int]:  # fmt: skip
    """The lines from one that stays down to such a step, which is at a line that phrases recognise.

    ``barred`` are the indices of those. Without one, what is below may be a part of the text, or a form.
    """
    start = 0
    while start < len(keep):
        if keep[start] or not start or not keep[start - 1]:
            start += 1
            continue
        end = start
        while (
            end < len(keep) and not keep[end] and chance[end] >= MIN_LIKELY and end not in barred
            and blocks[end].link_chars <= MAX_LINKED * len(blocks[end].text)
        ):  # fmt: skip
            end += 1
        below = range(end, min(end + BELOW, len(keep)))
        said = end - start >= MIN_LINES or (start < end and ends_said(blocks[start].text))
        if said and end in barred and len(below) == BELOW and not any(keep[at] for at in below):
            least = min(islice(chance, start, end))
            if all(at in barred or STEP * chance[at] <= least for at in below):
                yield from range(start, end)
        start = end + 1


def find_torn(
    blocks: Sequence[Block], keep: Sequence[bool], chance: Sequence[float], barred: Set[int]
) -> Iterator[int]:  # fmt: skip
    """The items without links of lists of which some items stay, unless the heading above goes.

    Where lists have no marks, they are lines without a blank one between, below one that stays, of which half stay.
    """
    items = [*find_kinds(blocks, ITEMS)]
    at = 0
    while at < len(items):
        stop = at + 1
        while stop < len(items) and items[stop] == items[stop - 1] + 1:
            stop += 1
        run = items[at:stop]
        at = stop
        stays = sum(bool(keep[one]) for one in run)
        if not 0 < stays < len(run) or (run[0] and blocks[run[0] - 1].kind == "heading" and not keep[run[0] - 1]):
            continue
        if any(blocks[one].link_chars or one in barred for one in run):
            continue
        yield from (one for one in run if not keep[one] and chance[one] >= TORN_LIMIT)
    starts = [block.index for block in blocks if not block.tight]
    for start, end in pairwise([*starts, len(blocks)]):
        lines, stays = range(start, end), sum(map(bool, keep[start:end]))
        if 0 < stays < len(lines) <= 2 * stays and start and keep[start - 1] and barred.isdisjoint(lines):
            limit = LABEL_LIMIT if stays == len(lines) - 1 and not keep[start] else LINES_LIMIT
            yield from (one for one in lines if not keep[one] and chance[one] >= limit)
