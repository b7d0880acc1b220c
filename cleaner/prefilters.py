"""Prefilters: which of all blocks of a page a search need look at. The compiled core finds them, if there is one.

Most searches concern few blocks, and to ask each block in Python takes longer than the search itself. Positions are in
reading order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice, pairwise

from cleaner import core
from cleaner.model import Block, Container
from cleaner.vocabulary import BlockKind, SpanKind
from cleaner.words import may_fold_to

Positions = list[int]
ANY_SIZE = 1 << 62  # more than any text has
HEADINGS: frozenset[BlockKind] = frozenset({"heading"})
NO_WORDS: frozenset[str] = frozenset()
ASCII_LETTERS = re.compile("[A-Za-z]+")


def find_sized(blocks: Sequence[Block], least: int, most: int = ANY_SIZE) -> Positions:
    """The blocks of ``least`` to ``most`` code points."""
    if _reads(blocks):
        found: Positions = core.compiled.sized(blocks, least, most)
        return found
    return [at for at, block in enumerate(blocks) if least <= len(block.text) <= most]


def find_foldable(blocks: Sequence[Block], said: str, least: int, most: int) -> Positions:
    """The blocks of ``least`` to ``most`` code points that may fold to a text, by their first letter."""
    if _reads(blocks):
        found: Positions = core.compiled.foldable(blocks, said, least, most)
        return found
    return [
        at for at, block in enumerate(blocks) if least <= len(block.text) <= most and may_fold_to(said, block.text)
    ]  # fmt: skip


def find_begun(
    blocks: Sequence[Block], letters: str, most: int = ANY_SIZE, words: frozenset[str] = NO_WORDS
) -> Positions:  # fmt: skip
    """The blocks of at most so many code points that begin with one of these letters.

    ``words`` are first words in lower case: of the blocks that begin with a word in ASCII, only those that begin with
    one of them.
    """
    if _reads(blocks):
        found: Positions = core.compiled.begun(blocks, letters, most, words)
        return found
    return [
        at for at, block in enumerate(blocks)
        if 0 < len(block.text) <= most and block.text[0] in letters and (not words or _is_begun_by(block.text, words))
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


def find_led(blocks: Sequence[Block], kind: SpanKind, least: int, most: int) -> Positions:
    """The blocks of at most ``most`` code points whose only span of a kind ends them, at least so many before it."""
    if _reads(blocks):
        found: Positions = core.compiled.led(blocks, kind, least, most)
        return found
    return [
        at for at, block in enumerate(blocks)
        if len(block.text) <= most and len(spans := [span for span in block.spans if span.kind == kind]) == 1
        and spans[0].start >= least and spans[0].end >= len(block.text)
    ]  # fmt: skip


def find_kinds(blocks: Sequence[Block], kinds: frozenset[BlockKind]) -> Positions:
    """The blocks of some kinds."""
    if _reads(blocks):
        found: Positions = core.compiled.of_kinds(blocks, kinds)
        return found
    return [at for at, block in enumerate(blocks) if block.kind in kinds]


def find_hidden(blocks: Sequence[Block]) -> Positions:
    """The hidden blocks."""
    if _reads(blocks):
        found: Positions = core.compiled.hidden(blocks)
        return found
    return [at for at, block in enumerate(blocks) if block.hidden]


def find_named(blocks: Sequence[Block], names: frozenset[str]) -> Positions:
    """The blocks inside an element whose names contain one of these words."""
    if _reads(blocks):
        found: Positions = core.compiled.named(blocks, names)
        return found
    known: dict[int, bool] = {}  # whether an element is or is inside one, by its identity
    return [at for at, block in enumerate(blocks) if _is_named(block.container, names, known)]


def is_around(node: Container | None, names: frozenset[str], most: int) -> bool:
    """Whether one of these words is the tag of an element, or one of its names, or one of an element around it.

    Only the ``most`` innermost elements count.
    """
    if core.compiled is not None:
        return bool(core.compiled.is_around(node, names, most))
    for around in islice(node.lineage(), most) if node is not None else ():
        if around.tag in names or not names.isdisjoint(around.tokens):
            return True
    return False


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


def _is_begun_by(text: str, words: frozenset[str]) -> bool:
    run = ASCII_LETTERS.match(text)
    return run is None or not text[run.end() : run.end() + 1].isascii() or run[0].lower() in words


def _is_named(node: Container | None, names: frozenset[str], known: dict[int, bool]) -> bool:
    inner: list[Container] = []
    while node is not None and id(node) not in known:
        inner.append(node)
        node = node.parent
    found = node is not None and known[id(node)]
    for one in reversed(inner):
        known[id(one)] = found = found or not names.isdisjoint(one.tokens)
    return found
