"""The tagger's features of each block, computed in a few passes over arrays. Each text is split once.

A container covers a run of consecutive blocks, so totals over any container are differences of prefix sums. All
features exist for plain text too; those of the DOM are zero there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.judge import letters as L
from cleaner.judge.arrays import Flags, Floats, np
from cleaner.judge.inputs import (
    DENSE,
    GROUP_OF_KIND,
    GROUPS,
    KINDS,
    LEVELS,
    ROW_OF_KIND,
    STATED,
    YEAR,
    Hint,
    Vocabulary,
    share_of_title,
)
from cleaner.judge.lexicon import Lexicon
from cleaner.judge.pagefacts import find_body, page_facts
from cleaner.model import Block, Container, Document
from cleaner.vocabulary import BlockKind
from cleaner.words import find_words

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.int64]

PROSE_CHARS = 80  # from which a block with few links counts as prose in totals
MAX_WEIGHT = 10_000  # code points of one block; training pages have no longer ones
SHORT_CHARS = 120  # longest block that is compared with the title and searched for dates


@dataclass(frozen=True, slots=True)
class Features:
    """Numbers of a page with n blocks.

    ``dense``: n x DENSE. ``near`` and ``far``: n x V, which words of the vocabulary are in the tags and attributes of
    the innermost two containers, and of all (n x 0 without a vocabulary). ``first`` and ``last``: n x LEVELS, the run
    of blocks (last excluded) that each container around a block covers. ``shape``: n numbers from 0 up, equal for
    blocks of the same shape (tag and words of the innermost two containers; in plain text the kind of block).
    ``said``: for each block of a plain text its columns of the lexicon; empty without one.
    """

    dense: Floats
    near: Floats
    far: Floats
    first: Ints
    last: Ints
    shape: Ints
    said: Sequence[Sequence[int]] = ()


def extract(
    document: Document, title: str | None, hints: Mapping[int, Hint], words: Vocabulary | Lexicon | None
) -> Features:  # fmt: skip
    """Compute the features of all blocks. ``hints`` maps block indices to what the phrases judge knows about them.

    ``words``: a vocabulary for a page with a DOM, a lexicon for plain text.
    """
    blocks = document.blocks
    own = _text_features(blocks, title, hints)
    tree = _Tree(blocks)
    shape = _find_shapes(blocks)
    columns = [own, _places(own), _shapes(shape, own), _totals(own, tree), find_stated(document)]
    dense = np.empty((len(blocks), DENSE), dtype=np.float32)
    at = 0
    for part in columns:
        dense[:, at : at + len(part)] = part.T
        at += len(part)
    dense[:, at:] = page_facts(document.head)
    lexicon, vocabulary = (words, None) if isinstance(words, Lexicon) else (None, words)
    near, far = tree.words(vocabulary)
    said = [lexicon.find(block.text) for block in blocks] if lexicon else ()
    return Features(dense, near, far, tree.first, tree.last, shape, said)


# Below, features are in rows of n blocks each, because rows are written and read faster than columns.


def _rows(n: int, features: Sequence[ArrayLike]) -> Floats:
    """Stack features of n blocks each. Each is rounded to single precision when it is done."""
    rows = np.empty((len(features), n), dtype=np.float32)
    for nth, feature in enumerate(features):
        rows[nth] = feature
    return rows


def find_stated(document: Document) -> Floats:
    """What the page states about its blocks: an article body, whether it holds the block, a picture; STATED x n."""
    blocks = document.blocks
    rows = np.zeros((STATED, len(blocks)), dtype=np.float32)
    body = find_body(document.head)
    if body:
        rows[0] = 1
        rows[1] = [block.text[:SHORT_CHARS] in body for block in blocks]
    pictured = {image.before for image in document.images}
    rows[2] = [block.index in pictured for block in blocks]
    return rows


CHARS, LINKS, PROSE, HINTED, IS_HEADING, SECTION, ENDS = range(7)  # first rows of _text_features: totals and flags


def _text_features(blocks: Sequence[Block], title: str | None, hints: Mapping[int, Hint]) -> Floats:
    """Features of each block's own text, OWN x n."""
    # the tabs of empty cells before the first letter say nothing about the row
    texts = [block.text.lstrip("\t") if block.cells else block.text for block in blocks]
    seen = L.Letters(texts)
    size = seen.sizes.astype(np.float64)
    counts = seen.counts.T / size
    spoken = seen.counts[:, L.SPACE] + 1.0
    words = np.minimum(spoken, MAX_WEIGHT / 6)
    unspaced = counts[L.UNSPACED]
    said = size * (1 + 2 * unspaced)  # a letter of an unspaced script carries as much as about three others
    weight = np.minimum(said, MAX_WEIGHT)  # otherwise a page in one paragraph would reduce its neighbours to nothing
    linked = np.minimum(1.0, np.array([block.link_chars for block in blocks]) / size)
    prose = (weight >= PROSE_CHARS) & (linked < 0.5)
    repeats = Counter(texts)
    score, section = np.zeros(len(blocks)), np.zeros(len(blocks))
    kinds = np.zeros((len(KINDS) + GROUPS, len(blocks)), dtype=np.float32)
    kinds[[ROW_OF_KIND[_kind(block)] for block in blocks], np.arange(len(blocks))] = 1
    for nth, hint in hints.items():
        score[nth], section[nth] = hint.score, hint.section
        if hint.kind in GROUP_OF_KIND:
            kinds[len(KINDS) + GROUP_OF_KIND[hint.kind], nth] = hint.score
    features = [
        weight / 1000, weight * linked / 1000, np.where(prose, weight / 1000, 0.0), score,
        kinds[ROW_OF_KIND["heading"]], section, seen.last == L.STOP,
        np.log1p(weight) / 6, np.log1p(words) / 5, linked, linked > 0.8, np.minimum(1.0, size / spoken / 12), unspaced,
        counts[L.DIGIT], counts[L.UPPER], counts[L.COMMA] * 20, counts[L.SEPARATOR] * 10,
        np.minimum(1.0, seen.ends / 4), seen.ends * 60 / (said + 60), seen.question,
        seen.colon, seen.first == L.UPPER, seen.first == L.LOWER, seen.first == L.DIGIT,
        (seen.first == L.QUOTE) | (seen.first == L.CLOSER), np.minimum(1.0, seen.counts[:, L.SIGN]),
        np.minimum(1.0, seen.counts[:, L.MONEY] / 2), _dated(texts, seen.counts[:, L.DIGIT].tolist()),
        _overlap(texts, title), [repeats[text] > 1 for text in texts], [block.tight for block in blocks],
        [block.level / 6 for block in blocks], prose, [block.hidden for block in blocks], size <= SHORT_CHARS,
    ]  # fmt: skip
    return np.concatenate([_rows(len(blocks), features), kinds])


def _kind(block: Block) -> BlockKind:
    """The kind of a block. In plain text, code and rows count as paragraphs, as in the texts that trained the head."""
    return "paragraph" if block.container is None and block.kind in {"code", "table"} else block.kind


def _dated(texts: Sequence[str], digits: Sequence[int]) -> list[bool]:
    """Whether each short text contains a year, a time of day or a date. ``digits`` counts European digits."""
    return [
        len(text) <= SHORT_CHARS and (found > 0 or not text.isascii()) and YEAR.search(text) is not None
        for text, found in zip(texts, digits, strict=True)
    ]


def _overlap(texts: Sequence[str], title: str | None) -> list[float]:
    """The share of each short text's words that the title has."""
    wanted = frozenset(find_words((title or "").lower()))
    if not wanted:
        return [0.0] * len(texts)
    return [share_of_title(text, wanted) if len(text) <= SHORT_CHARS else 0.0 for text in texts]


def _places(own: Floats) -> Floats:
    """The position of each block: in the page, in its prose, after the last heading and section head; 10 x n."""
    n = own.shape[1]
    index = np.arange(n, dtype=np.float32)
    chars, prose = own[CHARS], own[PROSE]
    before = np.cumsum(prose) - prose
    total = max(float(prose.sum()), 1e-6)
    letters = max(float(chars.sum()), 1e-6)
    since_heading = _since(own[IS_HEADING] > 0)
    since_prose = _since(prose > 0)
    until_prose = _since(prose[::-1] > 0)[::-1]
    since_section = _since(own[SECTION] > 0)
    return _rows(n, [
        index / max(1, n - 1), np.log1p(index) / 6, np.log1p(n - 1 - index) / 6, before / total,
        (total - before - prose) / total, (np.cumsum(chars) - chars) / letters,
        1 / (1 + since_heading), 1 / (1 + since_prose), 1 / (1 + until_prose), 1 / (1 + since_section),
    ])  # fmt: skip


def _since(flags: Flags) -> Floats:
    """Number of blocks since the last flagged one (0 at it), or a large number before the first."""
    n = len(flags)
    index = np.arange(n)
    last = np.maximum.accumulate(np.where(flags, index, -1))
    return np.where(last >= 0, index - last, 1000).astype(np.float32)


def _find_shapes(blocks: Sequence[Block]) -> Ints:
    """The shape of each block, as in Features."""
    keys: dict[object, int] = {}
    of_block: list[int] = []
    for block in blocks:
        inner = block.container
        if inner is None:
            key: object = _kind(block)
        elif inner.parent is None:
            key = (inner.tag, inner.tokens)
        else:
            key = (inner.tag, inner.tokens, inner.parent.tag, inner.parent.tokens)
        of_block.append(keys.setdefault(key, len(keys)))
    return np.array(of_block, dtype=np.int64)


def _shapes(shape: Ints, own: Floats) -> Floats:
    """How the page treats blocks of the same shape; 4 x n."""
    count = np.bincount(shape).astype(np.float32)
    chars = np.bincount(shape, weights=own[CHARS])
    links = np.bincount(shape, weights=own[LINKS])
    prose = np.bincount(shape, weights=own[PROSE])
    total = max(float(own[PROSE].sum()), 1e-6)
    shapes = _rows(len(count), [
        np.log1p(count) / 4, np.log1p(1000 * chars / np.maximum(count, 1)) / 6, links / np.maximum(chars, 1e-6),
        prose / total,
    ])  # fmt: skip
    return shapes[:, shape]


@lru_cache(maxsize=65536)
def _word_bits(tag: str, tokens: tuple[str, ...], vocabulary: Vocabulary) -> int:
    """The words of a container that are in the vocabulary, as bits of a number."""
    columns = vocabulary.columns
    bits = 0
    for word in ("<" + tag, *tokens):
        if word in columns:
            bits |= 1 << columns[word]
    return bits


class _Tree:
    """The containers of a page as arrays, and the runs of blocks that they cover.

    ``first`` and ``last``: n x LEVELS, the runs of the innermost containers that hold more than one block and differ.
    The whole page fills the rest.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.nodes, self.parent, self.of_block = _collect(blocks)
        n, size = len(blocks), len(self.nodes)
        first, last = [n] * size, [0] * size
        for nth, node in enumerate(self.of_block):
            first[node] = min(first[node], nth)
            last[node] = nth + 1
        for node in range(size - 1, 0, -1):  # a parent comes before its children
            up = self.parent[node]
            if first[node] < first[up]:  # noqa: PLR1730 - a call each would double the time of this loop
                first[up] = first[node]
            if last[node] > last[up]:  # noqa: PLR1730 - as above
                last[up] = last[node]
        wider = [0] * size  # the nearest container around each one that holds more blocks
        for node in range(1, size):
            up = self.parent[node]
            wider[node] = up if last[up] - first[up] > last[node] - first[node] else wider[up]
        firsts, lasts, around = np.array(first), np.array(last), np.array(wider)
        at = np.array(self.of_block, dtype=np.int64)
        at = np.where(lasts[at] - firsts[at] > 1, at, around[at])
        levels = []
        for _ in range(LEVELS):
            levels.append(at)
            at = around[at]
        chain = np.stack(levels, axis=1)
        self.first, self.last = firsts[chain], lasts[chain]

    def words(self, vocabulary: Vocabulary | None) -> tuple[Floats, Floats]:
        """Which words of the vocabulary are in the innermost two containers of each block, and in all of them."""
        if vocabulary is None or not self.nodes:
            empty = np.zeros((len(self.of_block), len(vocabulary or ())), dtype=np.float32)
            return empty, empty
        own = [_word_bits(node.tag, node.tokens, vocabulary) for node in self.nodes]
        far = own.copy()
        for node in range(1, len(far)):  # a parent comes before its children
            far[node] |= far[self.parent[node]]
        near = [own[node] | own[self.parent[node]] for node in self.of_block]
        return _unpack(near, len(vocabulary)), _unpack([far[node] for node in self.of_block], len(vocabulary))


def _unpack(rows: Sequence[int], width: int) -> Floats:
    """Turn numbers into rows of their lowest ``width`` bits, as ones and zeros."""
    size = (width + 7) // 8
    packed = np.frombuffer(b"".join(row.to_bytes(size, "little") for row in rows), dtype=np.uint8)
    bits = np.unpackbits(packed.reshape(len(rows), size), axis=1, count=width, bitorder="little")
    return bits.astype(np.float32)


def _collect(blocks: Sequence[Block]) -> tuple[list[Container], list[int], list[int]]:
    """All containers, parents before children; the index of each one's parent; the index of each block's own."""
    found: dict[int, Container] = {}
    for block in blocks:
        node = block.container
        while node is not None and node.order not in found:
            found[node.order] = node
            node = node.parent
    if not found:
        return [Container("", (), None, 0, 0)], [0], [0] * len(blocks)
    orders = sorted(found)
    nodes = [found[order] for order in orders]
    place = {order: nth for nth, order in enumerate(orders)}
    parent = [place[node.parent.order] if node.parent is not None else 0 for node in nodes]
    return nodes, parent, [place[block.container.order] if block.container else 0 for block in blocks]


def _totals(own: Floats, tree: _Tree) -> Floats:
    """Totals over the containers around each block, (LEVELS * 7) x n."""
    n = own.shape[1]
    raw = own[[CHARS, LINKS, PROSE, HINTED, IS_HEADING, ENDS]]
    sums = np.zeros((len(raw), n + 1), dtype=np.float64)
    np.cumsum(raw, axis=1, out=sums[:, 1:])
    page = np.maximum(sums[:, -1], 1e-6)
    first, last = tree.first.T, tree.last.T
    inside = sums[:, last] - sums[:, first]
    count = (last - first).astype(np.float64)
    blocks = np.maximum(count, 1)
    chars = np.maximum(inside[CHARS], 1e-6)
    totals = [
        np.log1p(count) / 5, np.log1p(1000 * chars / blocks) / 6, inside[LINKS] / chars, inside[PROSE] / page[PROSE],
        chars / page[CHARS], inside[HINTED] / blocks, inside[5] / blocks,
    ]  # fmt: skip
    return np.stack(totals, axis=1).reshape(-1, n).astype(np.float32)
