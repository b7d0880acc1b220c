"""Lines such as "READ ALSO Why the bridge closes": capitals part a phrase from the title after it, like a colon.

So does the beginning of a link that ends the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cleaner.judge.mentions import ends_sentence
from cleaner.judge.openended import Match
from cleaner.model import Block
from cleaner.prefilters import find_led, find_shouted

MAX_CHARS = 200  # code points of such a line
MIN_WORDS, MAX_WORDS = 2, 4  # in capitals
MIN_BEFORE, MAX_BEFORE = 4, 40  # code points before a link


def add(
    found: dict[int, Match], blocks: Sequence[Block], match: Callable[[str], Match | None]
) -> dict[int, Match]:  # fmt: skip
    """``found``, in reading order, with the lines that announce another page by a phrase in capitals or a link."""
    more = {
        at: announced for at in find_shouted(blocks, MAX_CHARS)
        if at not in found and (announced := _find(blocks[at].text, match)) is not None
    }  # fmt: skip
    for at in find_led(blocks, "link", MIN_BEFORE, MAX_CHARS):
        block = blocks[at]
        if 0 < len(block.text) - block.link_chars <= MAX_BEFORE and at not in found:
            announced = _find_linked(block, match)
            if announced is not None:
                more[at] = announced
    return dict(sorted({**found, **more}.items())) if more else found


def _find(text: str, match: Callable[[str], Match | None]) -> Match | None:
    """What the capitals are, if a colon after them makes the text a phrase of kind "related"."""
    words = text.split()
    end = next((at for at, word in enumerate(words) if not word.isupper()), len(words))
    if not MIN_WORDS <= end < len(words) or ends_sentence(text):
        return None
    for size in range(min(end, MAX_WORDS), MIN_WORDS - 1, -1):
        found = match(f"{' '.join(words[:size])}: {' '.join(words[size:])}")
        if found is not None and found.kind == "related" and found.scope == "block":
            return replace(found, linked=False)
    return None


def _find_linked(block: Block, match: Callable[[str], Match | None]) -> Match | None:
    """What the words before a block's link are, if a colon after them makes the text a phrase of kind "related"."""
    text, start = block.text, next(span.start for span in block.spans if span.kind == "link")
    before = text[:start].rstrip()
    if not MIN_BEFORE <= len(before) <= MAX_BEFORE or not before[-1].isalpha():
        return None
    if ends_sentence(text) or (before.isascii() and len(before.split()) < MIN_WORDS):
        return None
    found = match(f"{before}: {text[start:]}")
    return found if found is not None and found.kind == "related" and found.scope == "block" else None
