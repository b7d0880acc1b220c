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
COUNTED = later(r"第\s?(\d{1,4})\s?[页頁](?:[\s/,，]*共\s?(\d{1,4})\s?[页頁])?")
FOOT = later(r"(?:https?|file)://\S{4,2000} (\d{1,4})/(\d{1,4})")
HEAD = later(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}(?: [AaPp]\.?[Mm]\.?)? \S")
NUMBERED = later(r"\b([^\W\d_]{1,9})\.? (\d{1,4})(?:/| ?[^\W\d_]{1,4} )?(\d{1,4})?\Z")
MAX_HEAD_CHARS = 240
MAX_CHARS = 24
MIN_APART = 2  # blocks from one number to the next
MAX_RUNNING_CHARS = 90  # of a line beside a number that comes again


def find_paging(blocks: Sequence[Block]) -> Iterator[range]:
    """The numbers of at least two pages that follow each other, and lines beside them that come again.

    Numbers without a word for a page may be those of parts: they need such lines, or a sentence that goes on below.
    """
    yield from (range(block.index, block.index + 1) for block in blocks if block.kind == "other")
    yield from (range(at, at + 1) for at in (*_find_printed(blocks), *_find_feet(blocks)))
    numbers: list[tuple[int, int, str | None, bool]] = []
    for block in blocks:
        found = PAGE.fullmatch(block.text) if 1 < len(block.text) <= MAX_CHARS and block.kind != "table" else None
        if found is not None and (not found[2] or found[2].casefold() in _words()):
            numbers.append((block.index, int(found[1] or found[3]), found[4], found[2] is not None))
        elif block.text[:1] == "第" and (counted := COUNTED.fullmatch(block.text)) is not None:
            numbers.append((block.index, int(counted[1]), counted[2], True))
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


def _find_printed(blocks: Sequence[Block]) -> Iterator[int]:
    """What a browser prints on each page: the day, the time and the title above, the address and the number below."""
    feet = [
        block.index for block in blocks
        if "://" in block.text and (found := FOOT.fullmatch(block.text)) and int(found[1]) <= int(found[2])
    ]  # fmt: skip
    yield from feet
    for at in (0, *(foot + 1 for foot in feet)) if feet else ():
        if at < len(blocks) and HEAD.match(blocks[at].text) and len(blocks[at].text) <= MAX_HEAD_CHARS:
            yield at


def _find_feet(blocks: Sequence[Block]) -> list[int]:
    """Lines that end in the number of the page, behind the same words: "Minutes of the council, page 3 of 9"."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for block in blocks:
        text = block.text
        last = NUMBERED.search(text) if text[-1:].isdecimal() and len(text) <= MAX_HEAD_CHARS else None
        if last is not None and last.start() and last[1].casefold() in _words():
            found.setdefault((text[: last.start()], last[3]), []).append((block.index, int(last[2])))
    return [
        at for feet in found.values() if len(feet) >= MIN_APART
        and all(other[1] == one[1] + 1 for one, other in pairwise(feet)) for at, _ in feet
    ]  # fmt: skip


def _is_cut(before: str, after: str) -> bool:
    """Whether a sentence goes on below the number: the end of a page, not of a chapter."""
    return not ends_sentence(before) and after[:1].islower()


@cache
def _words() -> frozenset[str]:
    """Words for a page, in lower case."""
    return frozenset(load("structure.yaml")["page_words"])
