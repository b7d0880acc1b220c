"""Prefilters: which of all blocks of a page a search need look at. The compiled core finds them, if there is one.

Most searches concern few blocks, and to ask each block in Python takes longer than the search itself. Positions are in
reading order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from cleaner import core
from cleaner.model import Block
from cleaner.vocabulary import SpanKind

Positions = list[int]
ANY_SIZE = 1 << 62  # more than any text has


def find_sized(blocks: Sequence[Block], least: int, most: int = ANY_SIZE) -> Positions:
    """The blocks of ``least`` to ``most`` code points."""
    if _reads(blocks):
        found: Positions = core.compiled.sized(blocks, least, most)
        return found
    return [at for at, block in enumerate(blocks) if least <= len(block.text) <= most]


def find_begun(
    blocks: Sequence[Block], letters: str, most: int = ANY_SIZE, starts: tuple[str, ...] = ()
) -> Positions:  # fmt: skip
    """The blocks of at most so many code points that begin with one of these letters.

    ``starts`` are the first two letters of words in lower case, or their only one: of the blocks that begin in ASCII,
    only those that begin with one of them.
    """
    if _reads(blocks):
        found: Positions = core.compiled.begun(blocks, letters, most, starts)
        return found
    return [
        at for at, block in enumerate(blocks)
        if 0 < len(block.text) <= most and block.text[0] in letters
        and (not starts or not block.text[:2].isascii() or _is_begun_by(block.text, starts))
    ]  # fmt: skip


def find_ended(blocks: Sequence[Block], letters: str, least: int) -> Positions:
    """The blocks of at least so many code points, and those that end in one of these letters."""
    if _reads(blocks):
        found: Positions = core.compiled.ended(blocks, letters, least)
        return found
    return [
        at for at, block in enumerate(blocks) if len(block.text) >= least or (block.text and block.text[-1] in letters)
    ]


def find_shouted(blocks: Sequence[Block], most: int) -> Positions:
    """The blocks of at most so many code points whose first two words are in capitals, but not all of their words.

    One of the first two characters is a capital.
    """
    if _reads(blocks):
        found: Positions = core.compiled.shouted(blocks, most)
        return found
    return [
        at for at, block in enumerate(blocks)
        if len(text := block.text) <= most and text[:2].isupper() and not text.isupper()
        and len(words := text.split(maxsplit=2)[:2]) == 2 and all(map(str.isupper, words))
    ]  # fmt: skip


def find_headed(blocks: Sequence[Block], most: int) -> Positions:
    """The blocks of at most so many code points and several words with which the next, longer block begins."""
    if _reads(blocks):
        found: Positions = core.compiled.headed(blocks, most)
        return found
    return [
        at for at, (block, following) in enumerate(pairwise(blocks))
        if len(text := block.text) <= most and " " in text
        and len(text) < len(following.text) and following.text.startswith(text)
    ]  # fmt: skip


def find_spanned(blocks: Sequence[Block], kind: SpanKind) -> Positions:
    """The blocks with a span of this kind."""
    if _reads(blocks):
        found: Positions = core.compiled.spanned(blocks, kind)
        return found
    return [at for at, block in enumerate(blocks) if any(span.kind == kind for span in block.spans)]


def join_longest(blocks: Sequence[Block], least: int, most: int) -> str:
    """The longest blocks in reading order, each in a line of its own: so many that they exceed ``most`` code points.

    Of equals, the first come first. Blocks of less than ``least`` code points count only if the others do not suffice.
    """
    if _reads(blocks):
        made: str = core.compiled.longest(blocks, least, most)
        return made
    texts = [text for block in blocks if len(text := block.text) >= least]
    if sum(map(len, texts)) <= most:
        texts = [block.text for block in blocks]
    sizes = [*map(len, texts)]
    chosen: list[int] = []
    size = 0
    for at in sorted(range(len(texts)), key=sizes.__getitem__, reverse=True):
        chosen.append(at)
        size += sizes[at]
        if size > most:
            break
    return "\n".join([texts[at] for at in sorted(chosen)])


def _reads(blocks: Sequence[Block]) -> bool:
    """Whether the core reads these blocks."""
    if core.compiled is None or type(blocks) is not tuple:
        return False
    _set_up()
    return True


@cache
def _set_up() -> None:
    """Pass the core the class of the records that it reads."""
    core.compiled.prefilter_setup(Block)


def _is_begun_by(text: str, starts: tuple[str, ...]) -> bool:
    start = text[:2].lower()
    return start in starts or start[0] in starts
