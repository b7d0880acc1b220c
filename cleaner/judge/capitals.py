"""Lines such as "READ ALSO Why the bridge closes": capitals part a phrase from the title after it, like a colon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cleaner.judge.mentions import ends_sentence
from cleaner.judge.openended import Match
from cleaner.model import Block
from cleaner.prefilters import find_shouted

MAX_CHARS = 200  # code points of such a line
MIN_WORDS, MAX_WORDS = 2, 4  # in capitals


def add(
    found: dict[int, Match], blocks: Sequence[Block], match: Callable[[str], Match | None]
) -> dict[int, Match]:  # fmt: skip
    """``found``, in reading order, with the lines that announce another page by a phrase in capitals."""
    more = {
        at: announced for at in find_shouted(blocks, MAX_CHARS)
        if at not in found and (announced := _find(blocks[at].text, match)) is not None
    }  # fmt: skip
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
