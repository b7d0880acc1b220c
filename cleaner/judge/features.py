"""What the tagger sees of each block: numbers, in few passes over arrays; each text is split once.

A container covers a run of blocks that follow one another, so totals over any container are differences of prefix
sums. All features exist for plain text too; those of the DOM are zero there.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.model import Block, Container, Document

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LEVELS = 4  # containers around a block whose totals count, innermost first
HEAD_CHARS = 160  # of a block's text that are looked at letter by letter
PROSE_CHARS = 80  # from which a block with few links counts as prose in totals
KINDS = ("heading", "paragraph", "item", "quote", "code", "table", "caption", "other")
GROUP_OF_KIND = {
    "related": 0, "share": 1, "subscription": 2, "paywall": 2, "consent": 2, "comments": 3, "advertisement": 4,
    "player": 4, "navigation": 5, "breadcrumb": 5, "author-box": 6, "credit": 6, "tags": 6, "legal": 7,
}  # fmt: skip
GROUPS = 8
CLOSERS = "\"'”’»)）」』]"
SENTENCE_END = frozenset(".!?…。！？۔।؟")
SENTENCES = re.compile(r"[.!?…。！？۔।؟](?=\s|$|[^\x00-\x7f])")
COMMAS = re.compile("[,，、،;；]")
UPPER = re.compile("[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
DIGIT = re.compile(r"\d")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
SEPARATOR = re.compile("[|·•»›→/]")
YEAR = re.compile(r"(?:19|20)\d\d|\d{1,2}:\d\d|\d{1,2}[./-]\d{1,2}[./-]")
WORD = re.compile(r"\w+")
QUOTES = frozenset("\"“„«‘'「『")


@dataclass(frozen=True, slots=True)
class Hint:
    """What the phrases judge knows of a block: the kind of chrome, how sure, and if it heads a section."""

    kind: str
    score: float
    section: bool


@dataclass(frozen=True, slots=True)
class Features:
    """Numbers of a page with n blocks.

    ``dense``: n x DENSE. ``near`` and ``far``: n x V, which words of the vocabulary stand in the tags and attributes
    of the innermost two containers, and of all (n x 0 without a vocabulary). ``first`` and ``last``: n x LEVELS, the
    run of blocks (last excluded) that each container around a block covers.
    """

    dense: Floats
    near: Floats
    far: Floats
    first: Ints
    last: Ints


def extract(
    document: Document, title: str | None, hints: Mapping[int, Hint], vocabulary: Mapping[str, int]
) -> Features:  # fmt: skip
    """Compute the features of all blocks. ``hints`` maps block indices to what the phrases judge knows of them."""
    blocks = document.blocks
    own = _own(blocks, title, hints)
    tree = _Tree(blocks)
    totals = _totals(own, tree)
    dense = np.concatenate([own, _places(own), _shapes(blocks, own), totals], axis=1, dtype=np.float32)
    near, far = tree.words(vocabulary)
    return Features(dense, near, far, tree.first, tree.last)


CHARS, LINKS, PROSE, HINTED, IS_HEADING = 0, 1, 2, 3, 4  # columns of the raw totals
OWN = 33 + len(KINDS) + GROUPS


def _own(blocks: Sequence[Block], title: str | None, hints: Mapping[int, Hint]) -> Floats:
    """Features of each block's own text, n x OWN."""
    title_words = set(WORD.findall((title or "").lower()))
    counts = Counter(block.text for block in blocks)
    rows = [_row(block, title_words, counts[block.text], hints.get(block.index)) for block in blocks]
    return np.array(rows, dtype=np.float32).reshape(len(rows), OWN)


def _row(block: Block, title_words: set[str], repeats: int, hint: Hint | None) -> list[float]:
    text = block.text
    size = len(text)
    head = text[:HEAD_CHARS]
    words = text.split()
    unspaced = 0.0 if head.isascii() else len(UNSPACED.findall(head)) / len(head)
    weight = size * (1 + 2 * unspaced)  # a letter of an unspaced script says as much as about three others
    link_share = min(1.0, block.link_chars / size)
    tail = text.rstrip(CLOSERS)
    end = tail[-1:] if tail else text[-1]
    sentences = len(SENTENCES.findall(text))
    commas = len(COMMAS.findall(text))
    first = text[0]
    short = size <= 120
    lowered = WORD.findall(text.lower()) if short and title_words else ()
    overlap = sum(word in title_words for word in lowered) / len(lowered) if lowered else 0.0
    prose = weight >= PROSE_CHARS and link_share < 0.5
    row = [
        weight / 1000, weight * link_share / 1000, weight / 1000 if prose else 0.0, 0.0, 0.0,
        math.log1p(weight) / 6, math.log1p(len(words)) / 5, link_share, 1.0 if link_share > 0.8 else 0.0,
        min(1.0, size / max(1, len(words)) / 12), unspaced,
        len(DIGIT.findall(head)) / len(head), len(UPPER.findall(head)) / len(head),
        1.0 if end in SENTENCE_END else 0.0, 1.0 if end == "?" else 0.0, 1.0 if text[-1] == ":" else 0.0,
        min(1.0, sentences / 4), sentences * 60 / (weight + 60), commas * 30 / (weight + 30),
        1.0 if first.isupper() else 0.0, 1.0 if first.islower() else 0.0, 1.0 if first.isdigit() else 0.0,
        1.0 if first in QUOTES else 0.0,
        min(1.0, len(SEPARATOR.findall(head)) / 3) if short else 0.0, 1.0 if "©" in head else 0.0,
        1.0 if "@" in head else 0.0, 1.0 if short and YEAR.search(head) else 0.0,
        overlap, 1.0 if repeats > 1 else 0.0, 1.0 if block.tight else 0.0, block.level / 6,
        1.0 if prose else 0.0, 1.0 if hint is not None and hint.section else 0.0,
    ]  # fmt: skip
    row[IS_HEADING] = 1.0 if block.kind == "heading" else 0.0
    row.extend(1.0 if block.kind == kind else 0.0 for kind in KINDS)
    groups = [0.0] * GROUPS
    if hint is not None:
        row[HINTED] = hint.score
        group = GROUP_OF_KIND.get(hint.kind)
        if group is not None:
            groups[group] = hint.score
    row.extend(groups)
    return row


def _places(own: Floats) -> Floats:
    """Where each block stands: in the page, in its prose, after the last heading and the last section head; n x 10."""
    n = len(own)
    index = np.arange(n, dtype=np.float32)
    chars, prose = own[:, CHARS], own[:, PROSE]
    before = np.cumsum(prose) - prose
    total = max(float(prose.sum()), 1e-6)
    letters = max(float(chars.sum()), 1e-6)
    since_heading = _since(own[:, IS_HEADING] > 0)
    since_prose = _since(prose > 0)
    until_prose = _since(prose[::-1] > 0)[::-1]
    since_section = _since(own[:, 32] > 0)
    return np.stack(
        [
            index / max(1, n - 1), np.log1p(index) / 6, np.log1p(n - 1 - index) / 6, before / total,
            (total - before - prose) / total, (np.cumsum(chars) - chars) / letters,
            1 / (1 + since_heading), 1 / (1 + since_prose), 1 / (1 + until_prose), 1 / (1 + since_section),
        ],
        axis=1,
    ).astype(np.float32)  # fmt: skip


def _since(flags: NDArray[np.bool_]) -> Floats:
    """Blocks since the last one that is flagged (0 at it); a large number before the first."""
    n = len(flags)
    index = np.arange(n)
    last = np.maximum.accumulate(np.where(flags, index, -1))
    return np.where(last >= 0, index - last, 1000).astype(np.float32)


def _shapes(blocks: Sequence[Block], own: Floats) -> Floats:
    """How the page treats blocks of the same make (tag and words of the innermost two containers); n x 4."""
    keys: dict[object, int] = {}
    of_block = np.empty(len(blocks), dtype=np.int64)
    for nth, block in enumerate(blocks):
        inner = block.container
        if inner is None:
            key: object = block.kind
        elif inner.parent is None:
            key = (inner.tag, inner.tokens)
        else:
            key = (inner.tag, inner.tokens, inner.parent.tag, inner.parent.tokens)
        of_block[nth] = keys.setdefault(key, len(keys))
    count = np.bincount(of_block, minlength=len(keys)).astype(np.float32)
    chars = np.bincount(of_block, weights=own[:, CHARS], minlength=len(keys))
    links = np.bincount(of_block, weights=own[:, LINKS], minlength=len(keys))
    prose = np.bincount(of_block, weights=own[:, PROSE], minlength=len(keys))
    total = max(float(own[:, PROSE].sum()), 1e-6)
    shapes = np.stack(
        [np.log1p(count) / 4, np.log1p(1000 * chars / np.maximum(count, 1)) / 6, links / np.maximum(chars, 1e-6),
         prose / total], axis=1,
    )  # fmt: skip
    return np.asarray(shapes[of_block], dtype=np.float32)


class _Tree:
    """The containers of a page as arrays, and the runs of blocks that they cover."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.nodes, self.parent, self.of_block = _collect(blocks)
        n = len(blocks)
        size = len(self.nodes)
        first = [n] * size
        last = [0] * size
        for nth, node in enumerate(self.of_block):
            first[node] = min(first[node], nth)
            last[node] = nth + 1
        for node in range(size - 1, 0, -1):  # a parent stands before its children
            up = self.parent[node]
            first[up] = min(first[up], first[node])
            last[up] = max(last[up], last[node])
        self.first = np.empty((n, LEVELS), dtype=np.int64)
        self.last = np.empty((n, LEVELS), dtype=np.int64)
        chains: dict[int, tuple[list[int], list[int]]] = {}
        for nth, node in enumerate(self.of_block):
            chain = chains.get(node)
            if chain is None:
                chain = chains[node] = _chain(node, self.parent, first, last)
            self.first[nth], self.last[nth] = chain

    def words(self, vocabulary: Mapping[str, int]) -> tuple[Floats, Floats]:
        """Which words of the vocabulary stand in the innermost two containers of each block, and in all of them."""
        width = len(vocabulary)
        if not width or not self.nodes:
            empty = np.zeros((len(self.of_block), width), dtype=np.float32)
            return empty, empty
        own = np.zeros((len(self.nodes), width), dtype=np.float32)
        for nth, node in enumerate(self.nodes):
            for word in ("<" + node.tag, *node.tokens):
                at = vocabulary.get(word)
                if at is not None:
                    own[nth, at] = 1.0
        parent = np.array(self.parent)
        near = np.maximum(own, own[parent])
        far = own.copy()
        depth = _depths(self.parent)
        for level in range(1, int(depth.max()) + 1):
            here = np.flatnonzero(depth == level)
            far[here] = np.maximum(far[here], far[parent[here]])
        of_block = np.array(self.of_block)
        return near[of_block], far[of_block]


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
    nodes = [found[order] for order in sorted(found)]
    place = {node.order: nth for nth, node in enumerate(nodes)}
    parent = [place[node.parent.order] if node.parent is not None else 0 for node in nodes]
    return nodes, parent, [place[block.container.order] if block.container else 0 for block in blocks]


def _depths(parent: Sequence[int]) -> Ints:
    depth = np.zeros(len(parent), dtype=np.int64)
    for nth in range(1, len(parent)):
        depth[nth] = depth[parent[nth]] + 1
    return np.minimum(depth, 400)


def _chain(node: int, parent: Sequence[int], first: Sequence[int], last: Sequence[int]) -> tuple[list[int], list[int]]:
    """The runs of the LEVELS innermost containers that hold more than one block and differ; the page fills the rest."""
    starts: list[int] = []
    ends: list[int] = []
    size = 1
    while len(starts) < LEVELS:
        if last[node] - first[node] > size:
            size = last[node] - first[node]
            starts.append(first[node])
            ends.append(last[node])
        if parent[node] == node:
            break
        node = parent[node]
    while len(starts) < LEVELS:
        starts.append(first[0])
        ends.append(last[0])
    return starts, ends


def _totals(own: Floats, tree: _Tree) -> Floats:
    """Totals over the containers around each block, n x (LEVELS * 7)."""
    n = len(own)
    columns = own[:, [CHARS, LINKS, PROSE, HINTED, IS_HEADING, 13]]
    sums = np.zeros((n + 1, columns.shape[1]), dtype=np.float64)
    np.cumsum(columns, axis=0, out=sums[1:])
    page = np.maximum(sums[-1], 1e-6)
    parts: list[NDArray[np.float64]] = []
    for level in range(LEVELS):
        first, last = tree.first[:, level], tree.last[:, level]
        inside = sums[last] - sums[first]
        count = (last - first).astype(np.float64)
        chars = np.maximum(inside[:, CHARS], 1e-6)
        parts += [
            np.log1p(count) / 5, np.log1p(1000 * chars / np.maximum(count, 1)) / 6, inside[:, LINKS] / chars,
            inside[:, PROSE] / page[PROSE], chars / page[CHARS], inside[:, HINTED] / np.maximum(count, 1),
            inside[:, 5] / np.maximum(count, 1),
        ]  # fmt: skip
    return np.stack(parts, axis=1).astype(np.float32)


DENSE = OWN + 10 + 4 + LEVELS * 7
