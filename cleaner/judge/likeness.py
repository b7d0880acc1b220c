"""Near duplicates by MinHash: a short signature of a text's word shingles, from which Jaccard similarity is estimated.

Signatures are rensa's R-MinHash (a variant of Broder's MinHash, 1997) of the set of shingles, so their order does not
matter. Signatures of different versions of the algorithm cannot be compared, so each is stored with its VERSION.
"""

from __future__ import annotations

import struct
from functools import cache
from itertools import islice
from unicodedata import normalize

from cleaner import core
from cleaner.words import find_letters, find_words

PERMUTATIONS = 126
BANDS = 21  # of six values: two texts share a band with probability 0.998 at similarity 0.8, and 0.08 at 0.4
ROWS = PERMUTATIONS // BANDS
SHINGLE = 5  # words
MIN_WORDS = 20  # shorter texts are never called duplicates
SEED = 1
TOKENS = "marks"  # words are split with the marks on their letters, which an earlier version left out
MAX_WORD_CHARS = 14  # mean length above which "words" are runs of an unspaced script
PACKING = struct.Struct(f"<{PERMUTATIONS}I")


@cache
def version() -> str:
    """The version of signatures. Signatures of two versions cannot be compared."""
    from rensa import RMinHash

    return f"rensa-{RMinHash.ALGORITHM_VERSION}-{PERMUTATIONS}-{SHINGLE}-{SEED}-{TOKENS}"


def sign(text: str) -> bytes | None:
    """The signature of a text, or None if it is too short to be compared."""
    from rensa import RMinHash

    found = shingles(normalize("NFC", text.casefold()))
    if len(found) <= MIN_WORDS - SHINGLE:
        return None
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(found)
    return PACKING.pack(*sketch.digest())


def shingles(text: str) -> list[str]:
    """The runs of SHINGLE words of a text, or of as many letters of an unspaced script."""
    found: list[str] | None = None
    if core.compiled is not None:
        found = core.compiled.shingles(text, SHINGLE, MAX_WORD_CHARS)
    return _shingles(text) if found is None else found


def _shingles(text: str) -> list[str]:
    words = find_words(text)
    if words and sum(map(len, words)) > MAX_WORD_CHARS * len(words):
        words = [letter for word in words for letter in find_letters(word)]
    return [" ".join(gram) for gram in zip(*(islice(words, at, None) for at in range(SHINGLE)), strict=False)]


def bands(signature: bytes) -> list[bytes]:
    """The bands of a signature. Two similar texts almost certainly share one."""
    size = 4 * ROWS
    return [signature[at : at + size] for at in range(0, len(signature), size)]


def similarity(one: bytes, two: bytes) -> float:
    """The estimated Jaccard similarity of two texts' shingles, 0 to 1."""
    equal: int = sum(a == b for a, b in zip(PACKING.unpack(one), PACKING.unpack(two), strict=True))
    share: float = round(equal / PERMUTATIONS, 3)
    return share
