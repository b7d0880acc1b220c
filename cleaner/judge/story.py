"""The story of a page: the paragraphs that stay, and the words in those above a block.

Most questions are about its beginning, so paragraphs are counted one by one, only as far as somebody asks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import compress

from cleaner.judge.folding import count_words
from cleaner.judge.runs import is_link
from cleaner.model import Block

MIN_PARAGRAPH_WORDS = 14  # in scripts without spaces a character counts as a word


class Story:
    """The paragraphs of a page that stay: the index of each, and the words in it and in those above."""

    def __init__(self, blocks: Sequence[Block], keep: Sequence[bool]) -> None:
        self._waiting = compress(blocks, keep)
        self._at: list[int] = []
        self._words: list[int] = []

    def above(self, index: int) -> int:
        """The words in paragraphs above the block with this index."""
        while (not self._at or self._at[-1] < index) and self._count_next():
            pass
        nth = bisect_left(self._at, index)
        return self._words[nth - 1] if nth else 0

    def paragraphs(self, index: int) -> Sequence[int]:
        """The indices of the paragraphs above the block with this index."""
        self.above(index)
        return self._at[: bisect_left(self._at, index)]

    def reach(self, words: int) -> int | None:
        """The index of the paragraph with which the story has this many words, or None if it has fewer."""
        while (not self._words or self._words[-1] < words) and self._count_next():
            pass
        nth = bisect_left(self._words, words)
        return self._at[nth] if nth < len(self._words) else None

    def _count_next(self) -> bool:
        """Count one more paragraph; False if there is none."""
        for block in self._waiting:
            if len(block.text) < MIN_PARAGRAPH_WORDS or is_link(block):
                continue
            if (count := count_words(block.text)) >= MIN_PARAGRAPH_WORDS:
                self._at.append(block.index)
                self._words.append(count + (self._words[-1] if self._words else 0))
                return True
        return False
