"""Features and the tagger in the compiled core, if there is one: the same numbers as in Python, faster.

Words of containers are bits, with a row for each container that holds a block. The net adds the weights of the set
bits, where numpy multiplies by a table that is almost all zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner import core
from cleaner.judge import features as plain
from cleaner.judge import tagger
from cleaner.judge.features import DENSE, LEVELS, Features, Floats, Hint, Vocabulary
from cleaner.judge.handover import set_up_core
from cleaner.judge.pagefacts import PAGE_FACTS, find_body, page_facts
from cleaner.model import Document
from cleaner.vocabulary import PAGE_KINDS, PageKind
from cleaner.words import find_words

WORD_BITS = 64
CACHE_LINE = 16  # numbers of single precision in a line of the processor's cache
PARTS = ("weight", "bias")  # of each layer


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """The numbers of ``Features`` in the core's form, with indices in 32 bits.

    ``near`` and ``far``: rows of bits, one bit per word of the vocabulary. ``row`` is the index of each block's row,
    and None without a vocabulary.
    """

    dense: Floats
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    shape: NDArray[np.int32]
    row: NDArray[np.int32] | None
    near: NDArray[np.uint64]
    far: NDArray[np.uint64]


def extract(
    document: Document, title: str | None, hints: Mapping[int, Hint], vocabulary: Vocabulary | None
) -> Packed | Features:  # fmt: skip
    """Compute the features of all blocks like ``features.extract``."""
    made = None if core.compiled is None else _look(document, title, hints, vocabulary)
    return plain.extract(document, title, hints, vocabulary) if made is None else made


def tag(
    seen: Packed | Features, weights: tagger.Weights, *, head: tagger.Head, kind: PageKind | None = None,
    opinion: Floats | None = None,
) -> tagger.Prediction:  # fmt: skip
    """Score all blocks of a page like ``tagger.tag``."""
    if isinstance(seen, Features):
        return tagger.tag(seen, weights, head=head, kind=kind, opinion=opinion)
    given = None if opinion is None else np.ascontiguousarray(opinion, dtype=np.float32)
    keep = np.empty(len(seen.dense), dtype=np.float32)
    kinds = np.empty(len(PAGE_KINDS), dtype=np.float32)
    quality = core.compiled.tag(
        _layers(weights, head), seen.dense, seen.first, seen.last, seen.shape, given, seen.row, seen.near, seen.far,
        -1 if kind is None else PAGE_KINDS.index(kind), keep, kinds,
    )  # fmt: skip
    return tagger.Prediction(keep, kinds, quality)


def _look(
    document: Document, title: str | None, hints: Mapping[int, Hint], vocabulary: Vocabulary | None
) -> Packed | None:  # fmt: skip
    """The features by the core, or None if it leaves the page to Python."""
    set_up_core()
    n = len(document.blocks)
    dense = np.empty((n, DENSE), dtype=np.float32)
    first, last = np.empty((n, LEVELS), dtype=np.int32), np.empty((n, LEVELS), dtype=np.int32)
    shape, row = np.empty(n, dtype=np.int32), np.zeros(n, dtype=np.int32)
    width = -(-len(vocabulary or ()) // WORD_BITS)
    near, far = np.zeros((n, width), dtype=np.uint64), np.zeros((n, width), dtype=np.uint64)
    words = frozenset(find_words(title.lower())) if title else None
    known = {nth: (hint.kind, hint.score, hint.section) for nth, hint in hints.items()}
    rows = core.compiled.look(
        document.blocks, words, known, None if vocabulary is None else (vocabulary.columns, _tags(vocabulary)),
        dense, first, last, shape, row, near, far, find_body(document.head),
        [image.before for image in document.images],
    )  # fmt: skip
    if rows is None:
        return None
    dense[:, -PAGE_FACTS:] = page_facts(document.head)
    return Packed(dense, first, last, shape, None if vocabulary is None else row, near[:rows], far[:rows])


@lru_cache(maxsize=8)
def _tags(vocabulary: Vocabulary) -> dict[str, int]:
    """The columns of tags, without the mark before their names."""
    return {word[1:]: column for word, column in vocabulary.columns.items() if word.startswith("<")}


@lru_cache(maxsize=8)
def _layers(weights: tagger.Weights, head: tagger.Head) -> tuple[Floats | None, ...]:
    """The layers of one head in the order of ``net.c``, row by row."""
    names = ["dense", "bias", "opinion"]
    names += [f"{name}.{part}" for name in ("kind", "page", "pool", "alike", "out", "quality") for part in PARTS]
    names += [f"conv{nth}.{part}" for nth in range(len(tagger.DILATIONS)) for part in PARTS]
    get = weights.heads[head]
    return tuple(None if name not in get else _align(get[name]) for name in (*names, "near", "far"))


def _align(layer: Floats) -> Floats:
    """A copy that begins at a line of the cache, because a vector that reaches over two lines takes twice as long."""
    room = np.empty(layer.size + CACHE_LINE, dtype=np.float32)
    start = -room.ctypes.data % (room.itemsize * CACHE_LINE) // room.itemsize
    made = room[start : start + layer.size].reshape(layer.shape)
    made[...] = layer
    return made
