"""Glances at all blocks of a page, of which most concern no judge: with the compiled core, if there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from cleaner import core, words
from cleaner.judge.runs import MIN_LINK_SHARE, is_link
from cleaner.judge.units import signature_of
from cleaner.model import Block, Removal, Verdict

DECIMALS = 3  # of the score of a removal
MIN_PROSE_CHARS = 80  # of a block that counts as prose; a third of it in scripts such as Chinese
EAST_ASIAN_WEIGHT = 3
DIGIT = re.compile(r"\d")


@cache
def _set_up() -> None:
    """Pass the core the records that it reads and makes."""
    core.compiled.glance_setup(Block, Removal, DECIMALS)


def find_numbered(blocks: tuple[Block, ...], most: int) -> list[int]:
    """The positions of blocks with a digit and at most so many code points."""
    if core.compiled is not None:
        _set_up()
        found: list[int] = core.compiled.numbered(blocks, most)
        return found
    return [at for at, block in enumerate(blocks) if len(block.text) <= most and DIGIT.search(block.text)]


def group_links(blocks: tuple[Block, ...], start: int, least: int) -> list[list[int]]:
    """The blocks that are links, from position ``start`` on: the positions of those with the same signature together.

    A link has at least so many code points. Groups are in the order of their first blocks.
    """
    if core.compiled is not None:
        _set_up()
        made: list[list[int]] = core.compiled.group_links(blocks, start, least, MIN_LINK_SHARE)
        return made
    groups: dict[object, list[int]] = {}
    for at in range(start, len(blocks)):
        if blocks[at].link_chars >= least and is_link(blocks[at]):
            groups.setdefault(signature_of(blocks[at]), []).append(at)
    return [*groups.values()]


def size_of(text: str) -> int:
    """The length of a text in letters of an alphabet. An East Asian letter counts as three, more than elsewhere."""
    return words.size_of(text, EAST_ASIAN_WEIGHT)


class LetterCounts(NamedTuple):
    """How many letters of a page are in blocks of each sort. A block is linked if most of it is in links."""

    visible: int  # in all blocks
    linked: int
    links: int  # the number of linked blocks, not of their letters
    prose: int
    kept: int  # in prose that stays
    longest: int  # in the longest block of prose that stays
    unlinked: int  # in unlinked blocks that stay


def count_letters(blocks: tuple[Block, ...], keep: Sequence[bool]) -> LetterCounts:
    """Count the letters of a page by the sort of their block."""
    if core.compiled is not None:
        _set_up()
        return LetterCounts(*core.compiled.count_letters(blocks, tuple(keep), MIN_PROSE_CHARS, MIN_LINK_SHARE))
    visible = linked = links = prose = kept = longest = unlinked = 0
    for block, stays in zip(blocks, keep, strict=True):
        size = size_of(block.text)
        visible += size
        if is_link(block):
            linked += size
            links += 1
            continue
        unlinked += size if stays else 0
        if size >= MIN_PROSE_CHARS:
            prose += size
            if stays:
                kept += size
                longest = max(longest, size)
    return LetterCounts(visible, linked, links, prose, kept, longest, unlinked)


def find_prose(blocks: tuple[Block, ...], keep: Sequence[bool]) -> list[tuple[int, int]]:
    """The position and the letters of each block of prose that stays."""
    if core.compiled is not None:
        _set_up()
        found: list[tuple[int, int]] = core.compiled.prose(blocks, tuple(keep), MIN_PROSE_CHARS, MIN_LINK_SHARE)
        return found
    sizes = ((at, size_of(block.text)) for at, block in enumerate(blocks) if keep[at] and not is_link(block))
    return [(at, size) for at, size in sizes if size >= MIN_PROSE_CHARS]


def find_present(text: str, phrases: tuple[str, ...]) -> list[str]:
    """The phrases that a text contains, in their order."""
    if core.compiled is not None:
        found: list[str] = core.compiled.present(text, phrases)
        return found
    return [phrase for phrase in phrases if phrase in text]


def make_removals(
    blocks: tuple[Block, ...], keep: tuple[bool, ...], because: tuple[Verdict | None, ...]
) -> tuple[Removal, ...]:
    """The removals of the blocks that do not stay, each for the reason of its verdict. All have the same length."""
    if core.compiled is not None:
        _set_up()
        return tuple(core.compiled.removals(blocks, keep, because))
    return tuple(
        Removal(block.index, verdict.kind, verdict.judge, verdict.rule, block.text, round(verdict.score, DECIMALS))
        for block, stays, verdict in zip(blocks, keep, because, strict=True)
        if not stays and verdict is not None
    )
