"""Features and the tagger in the compiled core, if there is one: the same numbers as in Python, faster.

Words of containers are bits, with a row for each container that holds a block. The net adds the weights of the set
bits, where numpy multiplies by a table that is almost all zeros. Words of plain text are bits too, with a row for each
set of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cleaner import core
from cleaner.classes import dataclass
from cleaner.judge import network
from cleaner.judge.arrays import Floats, View, np, room
from cleaner.judge.handover import set_up_core
from cleaner.judge.inputs import DENSE, LEVELS, Hint, Vocabulary
from cleaner.judge.lexicon import Lexicon
from cleaner.judge.pagefacts import find_body, page_facts
from cleaner.judge.weights import CACHE_LINE, Head, Net, Weights, nets_of
from cleaner.model import Document
from cleaner.vocabulary import PAGE_KINDS, PageKind
from cleaner.words import find_words

if TYPE_CHECKING:
    from cleaner.judge.features import Features

Layers = tuple["Floats | View | None", ...]  # in the order of net.c
WORD_BITS = 64
PARTS = ("weight", "bias")  # of each layer


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """The numbers of ``Features`` in the core's form, with indices in 32 bits.

    ``near`` and ``far``: rows of bits, one bit per word of the vocabulary. For plain text ``near`` has one bit per
    entry of the lexicon, and ``far`` is None. ``row`` is the index of each block's row, and None without words.
    """

    dense: View
    first: View
    last: View
    shape: View
    row: View | None
    near: View
    far: View | None


def extract(
    document: Document, title: str | None, hints: Mapping[int, Hint], words: Vocabulary | Lexicon | None
) -> Packed | Features:  # fmt: skip
    """Compute the features of all blocks like ``features.extract``."""
    lexicon, vocabulary = (words, None) if isinstance(words, Lexicon) else (None, words)
    made = None if core.compiled is None else _look(document, title, hints, vocabulary)
    if made is not None:
        return _read_lines(made, document, lexicon) if lexicon else made
    from cleaner.judge import features

    return features.extract(document, title, hints, words)


def tag(
    seen: Packed | Features, weights: Weights, *, head: Head, kind: PageKind | None = None,
    opinion: Floats | None = None,
) -> network.Prediction:  # fmt: skip
    """Score all blocks of a page like ``network.tag``."""
    if not isinstance(seen, Packed):
        return network.tag(seen, weights, head=head, kind=kind, opinion=opinion)
    given = None if opinion is None else np.ascontiguousarray(opinion, dtype=np.float32)
    return network.blend([_tag(seen, _layers(weights, net), kind, given) for net in nets_of(weights, head)])


def _tag(seen: Packed, layers: Layers, kind: PageKind | None, given: Floats | None) -> network.Prediction:
    keep, kinds = room("f", len(seen.shape)), room("f", len(PAGE_KINDS))
    quality = core.compiled.tag(
        layers, seen.dense, seen.first, seen.last, seen.shape, given, seen.row, seen.near, seen.far,
        -1 if kind is None else PAGE_KINDS.index(kind), keep, kinds,
    )  # fmt: skip
    return network.Prediction(keep, kinds, quality)


def _look(
    document: Document, title: str | None, hints: Mapping[int, Hint], vocabulary: Vocabulary | None
) -> Packed | None:  # fmt: skip
    """The features by the core, or None if it leaves the page to Python."""
    set_up_core()
    n = len(document.blocks)
    dense = room("f", n, DENSE)
    first, last = room("i", n, LEVELS), room("i", n, LEVELS)
    shape, row = room("i", n), room("i", n)
    width = max(1, -(-len(vocabulary or ()) // WORD_BITS))
    near, far = room("Q", n, width), room("Q", n, width)
    words = frozenset(find_words(title.lower())) if title else None
    rows = core.compiled.look(
        document.blocks, words, dict(hints), None if vocabulary is None else (vocabulary.columns, _tags(vocabulary)),
        dense, first, last, shape, row, near, far, find_body(document.head),
        [image.before for image in document.images], page_facts(document.head),
    )  # fmt: skip
    if rows is None:
        return None
    return Packed(dense, first, last, shape, None if vocabulary is None else row, near[:rows], far[:rows])


def _read_lines(seen: Packed, document: Document, lexicon: Lexicon) -> Packed:
    """The same with the entries of the lexicon that each line has, equal ones in one row of bits."""
    rows: dict[tuple[int, ...], int] = {}
    row = room("i", len(document.blocks))
    for nth, block in enumerate(document.blocks):
        row[nth] = rows.setdefault(lexicon.find(block.text), len(rows))
    width = -(-len(lexicon) // WORD_BITS)
    near: Any = room("Q", len(rows), width)
    for columns, nth in rows.items():
        for column in columns:
            part, bit = divmod(column, WORD_BITS)
            near[(nth, part) if width > 1 else nth] |= 1 << bit
    return replace(seen, row=row, near=near, far=None)


@lru_cache(maxsize=8)
def _tags(vocabulary: Vocabulary) -> dict[str, int]:
    """The columns of tags, without the mark before their names."""
    return {word[1:]: column for word, column in vocabulary.columns.items() if word.startswith("<")}


@lru_cache(maxsize=8)
def _layers(weights: Weights, net: Net) -> Layers:
    """The layers of one net in the order of ``net.c``, row by row."""
    names = ["dense", "bias", "opinion"]
    names += [f"{name}.{part}" for name in ("kind", "page", "pool", "alike", "out", "quality") for part in PARTS]
    names += [f"conv{nth}.{part}" for nth in range(len(network.DILATIONS)) for part in PARTS]
    get = weights.nets[net]
    return tuple(None if name not in get else _align(get[name]) for name in (*names, "near", "far"))


def _align(layer: Floats | View) -> Floats | View:
    """A layer that begins at a line of the cache: a copy, unless it is in the compiled file."""
    if isinstance(layer, memoryview):
        return layer
    made = np.empty(layer.size + CACHE_LINE, dtype=np.float32)
    start = -made.ctypes.data % CACHE_LINE // made.itemsize
    into = made[start : start + layer.size].reshape(layer.shape)
    into[...] = layer
    return into
