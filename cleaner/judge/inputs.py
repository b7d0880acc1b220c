"""What goes into the features of a block, and the sizes of what comes out. For both implementations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.judge.pagefacts import PAGE_FACTS
from cleaner.patterns import later
from cleaner.vocabulary import RemovalKind
from cleaner.words import find_words

LEVELS = 4  # containers around a block whose totals count, innermost first
KINDS = ("heading", "paragraph", "item", "quote", "code", "table", "caption", "other")
GROUP_OF_KIND: dict[RemovalKind, int] = {
    "related": 0, "share": 1, "subscription": 2, "paywall": 2, "consent": 2, "comments": 3, "advertisement": 4,
    "player": 4, "navigation": 5, "breadcrumb": 5, "author-box": 6, "credit": 6, "tags": 6, "legal": 7,
}  # fmt: skip
ROW_OF_KIND = {kind: nth for nth, kind in enumerate(KINDS)}
GROUPS = 8
STATED = 3  # columns of find_stated
OWN = 35 + len(KINDS) + GROUPS  # of the block's own text
YEAR = later(r"(?:19|20)\d\d|\d{1,2}:\d\d|\d{1,2}[./-]\d{1,2}[./-]")
DENSE = OWN + 10 + 4 + LEVELS * 7 + STATED + PAGE_FACTS


class Hint(NamedTuple):
    """What the phrases judge knows about a block: the kind of chrome, its certainty, and whether it heads a section."""

    kind: RemovalKind
    score: float
    section: bool


class Vocabulary:
    """Maps attribute words and tags (with ``<``) to columns. Compared by identity, so that look-ups can be cached."""

    def __init__(self, words: Sequence[str]) -> None:
        self.columns = {word: nth for nth, word in enumerate(words)}

    def __len__(self) -> int:
        return len(self.columns)


def share_of_title(text: str, wanted: frozenset[str]) -> float:
    """The share of a text's words, in lower case, that are among the wanted ones."""
    words = find_words(text.lower())
    return 0.0 if wanted.isdisjoint(words) else sum(map(wanted.__contains__, words)) / len(words)
