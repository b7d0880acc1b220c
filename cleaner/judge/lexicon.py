"""Words of plain text as inputs of the tagger: the lexicon, and which of its entries a line has.

An entry is a word, two neighbouring words, or a whole line. Of a long line only the words at its two ends count, and
they are entries of their own (``<`` and ``>``). Digits are zeros. In scripts without spaces each letter is a word.
Training makes the lexicon of the entries that occur on many sites (``train/lexicon.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from cleaner.judge.folding import UNSPACED
from cleaner.words import find_words

MAX_WHOLE_WORDS = 8  # of a line that is an entry as a whole
MAX_WORDS = 12  # of a line of which all words count
END_WORDS = 3  # of a longer line, at each end
MAX_CHARS = 300  # of a line of which all words are looked at
END_CHARS = 150  # of a longer line, at each end
WHOLE = "^"  # before a line that is an entry as a whole
LONG = ">"  # the entry of every longer line
_DIGIT = re.compile(r"\d")


class Lexicon:
    """Maps entries to columns. Compared by identity, so that look-ups can be cached."""

    def __init__(self, entries: Sequence[str]) -> None:
        self.columns = {entry: nth for nth, entry in enumerate(entries)}

    def __len__(self) -> int:
        return len(self.columns)

    def find(self, text: str) -> tuple[int, ...]:
        """The columns of a line's entries, each once, in ascending order."""
        return (_find_known if len(text) <= MAX_CHARS else _find)(self, text)


def _find(lexicon: Lexicon, text: str) -> tuple[int, ...]:
    columns = lexicon.columns
    return tuple(sorted({columns[entry] for entry in find_entries(text) if entry in columns}))


_find_known = lru_cache(maxsize=4096)(_find)  # a text is judged several times, and its lines repeat


def find_entries(text: str) -> Iterator[str]:
    """All entries of a line that a lexicon may have. An entry can come more than once.

    >>> list(find_entries("Page 12"))
    ['^page 00', 'page', '00', 'page 00']
    """
    if len(text) <= MAX_CHARS:
        words = _split(text)
        if len(words) <= MAX_WORDS:
            yield WHOLE + " ".join(words) if len(words) <= MAX_WHOLE_WORDS else LONG
            yield from words
            yield from map(" ".join, pairwise(words))
            return
        first, last = words[:END_WORDS], words[-END_WORDS:]
    else:
        first, last = _split(text[:END_CHARS])[:END_WORDS], _split(text[-END_CHARS:])[-END_WORDS:]
    yield LONG
    yield from (f">{word}" for word in first)
    yield f">{' '.join(first[:2])}"
    yield from (f"<{word}" for word in last)
    yield f"<{' '.join(last[-2:])}"


def _split(text: str) -> list[str]:
    """The words of a text in lower case, with zeros for digits. A letter of an unspaced script is a word."""
    words = find_words(_DIGIT.sub("0", text.lower()))
    if text.isascii() or not UNSPACED.search(text):
        return words
    return [part for word in words for part in _parts(word)]


def _parts(word: str) -> Iterator[str]:
    """The letters of an unspaced script in a word, one by one, and what is between them."""
    start = 0
    for found in UNSPACED.finditer(word):
        if start < found.start():
            yield word[start : found.start()]
        yield found.group()
        start = found.end()
    if start < len(word):
        yield word[start:]
