"""Notes of the editors above or below a text: corrections, updates, disclosures and warnings."""

from __future__ import annotations

from functools import cache
from itertools import islice

from cleaner.judge.mentions import ends_sentence
from cleaner.judge.units import shares
from cleaner.model import Block
from cleaner.shipped import load
from cleaner.words import size_of

MIN_CHARS, MAX_CHARS = 30, 900  # of a note
GLANCE_CHARS = 40
MAX_BOXES = 4  # elements around a note that hold nothing else, and the one of the text
SIGNS = (":", "：", " –", " —")
KINDS = frozenset({"paragraph", "other", "item", "quote"})


@cache
def _starts() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What notes begin with: sentences, and single words, which a colon or a dash follows."""
    starts = load("structure.yaml")["editorial_notes"]
    return tuple(one for one in starts if " " in one), tuple(one for one in starts if " " not in one)


def is_note(block: Block, before: Block | None, after: Block | None) -> bool:
    """Whether a block of HTML is such a note, beside a block that stays, in an element of both."""
    if block.kind not in KINDS or 2 * block.link_chars > len(block.text) or len(block.text) > MAX_CHARS:
        return False
    head = block.text[:GLANCE_CHARS].lstrip("*([ ").casefold()
    sentences, words = _starts()
    if not head.startswith(sentences) and not (head.startswith(words) and any(sign in head for sign in SIGNS)):
        return False
    if block.container is None or not ends_sentence(block.text) or size_of(block.text) < MIN_CHARS:
        return False
    boxes = islice(block.container.lineage(), 1, MAX_BOXES)
    return any(shares(before, box) or shares(after, box) for box in boxes)
