"""What the phrases judge knows about each block, in the form that the tagger needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cleaner.judge.inputs import Hint
from cleaner.judge.openended import Match
from cleaner.model import Document

MAX_HINT_CHARS = 200  # phrases are short; longer blocks are not looked up


def collect_hints(document: Document, matches: Mapping[int, Match], spoken: Collection[int]) -> dict[int, Hint]:
    """The short blocks among the matches of a document (``phrases.find_matches``). Keys are block indices.

    ``spoken`` are those of the matches that are only spoken of (``find_spoken``).
    """
    blocks = document.blocks
    return {
        index: Hint(found.kind, found.score, found.scope == "section")
        for index, found in matches.items()
        if len(blocks[index].text) <= MAX_HINT_CHARS and index not in spoken
    }
