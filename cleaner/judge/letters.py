"""Counts letters by class, for all blocks of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from cleaner.judge.arrays import Flags, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Classes of code points. A code point in none of them is a letter or mark that nothing here needs.
OTHER, SPACE, DIGIT, UPPER, LOWER, STOP, COMMA, SEPARATOR, QUOTE, CLOSER, UNSPACED, SIGN, MONEY = range(13)
CLASSES = 13
STOPS = ".!?…。！？۔؟।"
COMMAS = ",;，、،；"
SEPARATORS = "|·•»›→/"
QUOTES = "“„«‘「『"
CLOSERS = "\"'”’)）」』]"
SIGNS = "©@"
CURRENCIES = "$€£¥₹₽₩₺₴"
QUESTION_MARKS = "?？؟"
COLONS = ":："
# Scripts without spaces between words.
UNSPACED_RANGES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))
TABLE_SIZE = 0x10000

ENDS_SENTENCE = (SPACE, UNSPACED, CLOSER)  # the classes after a full stop that ends one


@cache
def class_table() -> bytes:
    """The class of each code point of the basic plane, and of all beyond it."""
    table = bytearray(TABLE_SIZE + 1)
    every = [chr(code) for code in range(0x3000)]
    tests = ((SPACE, str.isspace), (LOWER, str.islower), (UPPER, str.isupper), (DIGIT, str.isdigit))  # the last counts
    for value, test in tests:
        for char in filter(test, every):
            table[ord(char)] = value
    for first, last in UNSPACED_RANGES:
        table[first : last + 1] = bytes([UNSPACED]) * (last + 1 - first)
    for chars, value in (
        (STOPS, STOP), (COMMAS, COMMA), (SEPARATORS, SEPARATOR), (QUOTES, QUOTE), (CLOSERS, CLOSER), (SIGNS, SIGN),
        (CURRENCIES, MONEY),
    ):  # fmt: skip
        for char in chars:
            table[ord(char)] = value
    return bytes(table)


@cache
def _classes() -> NDArray[np.uint8]:
    return np.frombuffer(class_table(), dtype=np.uint8)


class Letters:
    """The classes of all letters of a page's blocks.

    ``sizes``: n code points. ``counts``: n x CLASSES. ``first`` and ``last``: n classes of the first letter and of the
    last one that is not a closing quote or bracket. ``question`` is true if that is a question mark, ``colon`` if the
    very last letter is a colon. ``ends``: n numbers of stops that end a sentence (before a space, the end of the block
    or a letter of an unspaced script).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "\n".join(texts) + "\n"
        codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
        classes = _classes().take(codes, mode="clip")
        n = len(texts)
        self.sizes = np.array([len(text) for text in texts], dtype=np.int64)
        stops = np.cumsum(self.sizes + 1)
        starts = stops - self.sizes - 1
        cells = np.repeat(np.arange(0, n * CLASSES, CLASSES), self.sizes + 1)
        cells += classes
        self.counts = np.bincount(cells, minlength=n * CLASSES).reshape(n, CLASSES)
        self.counts[:, SPACE] -= 1  # the line break between blocks
        self.first = classes[starts]
        at = stops - 2
        for _ in range(2):
            at = np.where((classes[at] == CLOSER) & (at > starts), at - 1, at)
        self.last = classes[at]
        self.question = _is_one_of(codes[at], QUESTION_MARKS)
        self.colon = _is_one_of(codes[stops - 2], COLONS)
        ends = np.flatnonzero(classes == STOP)
        ends = ends[np.isin(classes[ends + 1], ENDS_SENTENCE)]
        self.ends = np.bincount(np.searchsorted(stops, ends, side="right"), minlength=n)


def _is_one_of(codes: NDArray[np.uint32], marks: str) -> Flags:
    found = np.zeros(len(codes), dtype=np.bool_)
    for mark in marks:
        found |= codes == ord(mark)
    return found
