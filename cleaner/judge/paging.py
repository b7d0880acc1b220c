"""Lines of plain text that a page of a PDF file repeats: the number of the page, and the line above or below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from cleaner.judge.mentions import ends_sentence
from cleaner.model import Block
from cleaner.patterns import later
from cleaner.shipped import load

# "- 12 -" (a list mark is read off), "Page 3 of 9", "3 / 9".
PAGE = later(r"(?:[-–—]\s?)?(\d{1,4})\s?[-–—]|(?:([^\W\d_]{1,9})\.?\s)?(\d{1,4})\s?(?:/|[^\W\d_]{1,4})\s?(\d{1,4})")
MAX_CHARS = 24
MIN_APART = 2  # blocks from one number to the next
MAX_RUNNING_CHARS = 90  # of a line beside a number that comes again


def find_paging(blocks: Sequence[Block]) -> Iterator[range]:
    """The numbers of at least two pages that follow each other, and lines beside them that come again.

    Numbers without a word for a page may be those of parts: they need such lines, or a sentence that goes on below.
    """
    yield from (range(block.index, block.index + 1) for block in blocks if block.kind == "other")
    numbers: list[tuple[int, int, str | None, bool]] = []
    for block in blocks:
        found = PAGE.fullmatch(block.text) if 1 < len(block.text) <= MAX_CHARS and block.kind != "table" else None
        if found is not None and (not found[2] or found[2].casefold() in _words()):
            numbers.append((block.index, int(found[1] or found[3]), found[4], found[2] is not None))
    follow = [
        (one[0], other[0]) for one, other in pairwise(numbers)
        if other[1] == one[1] + 1 and other[2] == one[2] and other[0] - one[0] >= MIN_APART
    ]  # fmt: skip
    if not follow or len(follow) < len(numbers) - 1:
        return
    pages = {at for pair in follow for at in pair}
    beside = {at for page in pages for at in (page - 2, page - 1, page + 1, page + 2) if 0 <= at < len(blocks)} - pages
    said = Counter(blocks[at].text for at in beside if len(blocks[at].text) <= MAX_RUNNING_CHARS)
    running = {at for at in beside if said[blocks[at].text] >= MIN_APART and at > 0}
    cut = any(_is_cut(blocks[at - 1].text, blocks[at + 1].text) for at in pages if 0 < at < len(blocks) - 1)
    if running or cut or any(named for at, _, _, named in numbers if at in pages):
        yield from (range(at, at + 1) for at in sorted(pages | running))


def _is_cut(before: str, after: str) -> bool:
    """Whether a sentence goes on below the number: the end of a page, not of a chapter."""
    return not ends_sentence(before) and after[:1].islower()


@cache
def _words() -> frozenset[str]:
    """Words for a page, in lower case."""
    return frozenset(load("structure.yaml")["page_words"])
