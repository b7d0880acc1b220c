"""Notes of the editors above or below a text: corrections, updates, disclosures and warnings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import islice

from cleaner.judge.mentions import ends_sentence
from cleaner.judge.units import shares
from cleaner.model import Block
from cleaner.patterns import later
from cleaner.prefilters import find_begun
from cleaner.shipped import load
from cleaner.words import size_of

MIN_CHARS, MAX_CHARS = 30, 900  # of a note
GLANCE_CHARS = 40
MAX_BOXES = 4  # elements around a note that hold nothing else, and the one of the text
SIGNS = (":", "：", " –", " —")
KINDS = frozenset({"paragraph", "other", "item", "quote"})
MARKS = "*([ "  # before the first word
WORD = later(r"[a-z]+")


@cache
def _starts() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What notes begin with: sentences, and single words, which a colon or a dash follows."""
    starts = load("structure.yaml")["editorial_notes"]
    return tuple(one for one in starts if " " in one), tuple(one for one in starts if " " not in one)


@cache
def _opening() -> tuple[str, frozenset[str]]:
    """The letters that begin notes, and their first words in ASCII."""
    sentences, words = _starts()
    first = frozenset(found[0] for found in map(WORD.match, (*sentences, *words)) if found is not None)
    letters = {one[0] for one in (*sentences, *words)}
    return "".join(sorted(letters | {one.upper() for one in letters} | set(MARKS))), first


def find_notes(blocks: Sequence[Block], keep: Sequence[bool], barred: Collection[int]) -> Iterator[int]:
    """The indices of such notes in HTML that do not stay, beside a block that stays, in an element of both."""
    letters, first = _opening()
    stays = bytes(keep)  # searched fast: a hostile page has many notes far from text
    for at in find_begun(blocks, letters, MAX_CHARS, first):
        if not keep[at] and at not in barred and _is_worded(blocks[at]) and _is_beside(blocks, stays, at):
            yield at


def _is_worded(block: Block) -> bool:
    if block.kind not in KINDS or 2 * block.link_chars > len(block.text):
        return False
    head = block.text[:GLANCE_CHARS].lstrip(MARKS).casefold()
    sentences, words = _starts()
    if not head.startswith(sentences) and not (head.startswith(words) and any(sign in head for sign in SIGNS)):
        return False
    return ends_sentence(block.text) and size_of(block.text) >= MIN_CHARS


def _is_beside(blocks: Sequence[Block], stays: bytes, at: int) -> bool:
    """Whether the nearest block that stays above or below shares one of the boxes around a block."""
    container = blocks[at].container
    if container is None:
        return False
    above, below = stays.rfind(True, 0, at), stays.find(True, at + 1)
    before, after = (blocks[nth] if nth >= 0 else None for nth in (above, below))
    return any(shares(before, box) or shares(after, box) for box in islice(container.lineage(), 1, MAX_BOXES))
