"""Blocks that recur across the pages of one host: chrome in any language, recognised only by its recurrence.

Each page is reduced to keys: 64-bit hashes of the text of each block and of each pair of neighbours. A first pass over
a folder, or the state of scheduled runs, counts on how many pages of a host each key occurs. The keys that recur are
passed to ``judge``. The counts do not depend on the order of pages.

Recurrence alone is not enough: sub-headings of a house style recur, and a paragraph may be syndicated on many pages. So
a recurring block is dropped only with evidence about its place: outside the page's own prose, beside a block that it
always accompanies, or in a container that holds only recurring blocks and none of the page's own prose. Long prose is
dropped only in such a container, and only if almost every page has it.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import compress, pairwise

from cleaner import core
from cleaner.classes import dataclass
from cleaner.model import Block, Container, Document, Verdict
from cleaner.vocabulary import PageKind
from cleaner.words import fold_words

JUDGE = "template"
LONG_CHARS = 120  # from which a block counts as prose
UNIVERSAL_SHARE = 0.8  # share of a host's pages on which long prose must recur to be chrome
UNIVERSAL_PAGES = 6  # the least number of pages for that
KEY_BYTES = 8
MIN_KEY_CHARS = 2  # of folded text; less is punctuation
MAX_TIMES = 2  # occurrences of chrome on one page; a block that occurs more often is a label of the content
# Kinds of pages on which what recurs is the content: the fields of a product, the entries of a list.
NOT_FOR: frozenset[PageKind] = frozenset({"product", "listing", "collection"})
SCORE = 0.9
UNSPACED = "\u2e80"  # the first letter of the scripts of East Asia
# Elements that group blocks. A quotation, an item or a paragraph is not a group.
GROUPS = frozenset(
    ("div", "section", "aside", "nav", "header", "footer", "form", "ul", "ol", "dl", "table", "fieldset", "td", "main")
)


@dataclass(frozen=True, slots=True)
class Recurring:
    """The keys that recur on a host: on enough of its pages, and on almost all of them."""

    common: frozenset[int] = frozenset()
    universal: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.common)


NOTHING = Recurring()


def hash_key(text: str) -> int:
    """A 64-bit number for a text, the same on every machine and in every version."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=KEY_BYTES).digest(), "little")


def keys_of(texts: Iterable[str]) -> array[int]:
    """The keys of a page's blocks and of each pair of neighbours, each once, in ascending order."""
    return page_keys((text, False) for text in texts)[0]


def page_keys(blocks: Iterable[tuple[str, bool]]) -> tuple[array[int], array[int]]:
    """As ``keys_of``, and the keys of the single blocks that are kept. A block is its text, and whether it is kept."""
    parts: list[bytes] = []
    kept: list[bool] = []
    for text, stays in blocks:
        folded = fold_words(text)
        if len(folded) >= MIN_KEY_CHARS:
            parts.append(folded.encode("utf-8", "replace"))
            kept.append(stays)
    single, pairs = map(_numbers, _digests(parts) if core.compiled is None else core.compiled.digests(parts))
    return array("Q", sorted({*single, *pairs})), array("Q", sorted(set(compress(single, kept))))


def _digests(parts: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The digests of parts, and of each two neighbours with a line feed between them (see ``hash_key``)."""
    pairs = (b"%s\n%s" % pair for pair in pairwise(parts))
    single, paired = (b"".join(blake2b(one, digest_size=KEY_BYTES).digest() for one in some) for some in (parts, pairs))
    return single, paired


def _numbers(digests: bytes) -> array[int]:
    numbers = array("Q", digests)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def least_pages(pages: int, min_pages: int, share: float) -> int:
    """The number of a host's pages on which a key must occur to recur.

    >>> least_pages(100, 4, 0.4), least_pages(5, 4, 0.4)
    (40, 4)
    """
    return max(min_pages, -int(-pages * share // 1))


def judge(document: Document, recurring: Recurring, kept: Sequence[bool]) -> list[Verdict]:
    """Verdicts on the kept blocks that recur, if their place confirms it."""
    blocks = document.blocks
    folded = [fold_words(block.text) for block in blocks]
    keys = [hash_key(part) if len(part) >= MIN_KEY_CHARS else None for part in folded]
    times = Counter(keys)
    recurs = [key in recurring.common and times[key] <= MAX_TIMES for key in keys]
    if not any(here and kept[index] for index, here in enumerate(recurs)):
        return []
    own = [block for block in blocks if not recurs[block.index] and kept[block.index] and is_long(block)]
    first, last = (own[0].index, own[-1].index) if own else (len(blocks), -1)
    shapes = {_shape(block.container) for block in own}
    mixed = _mixed_groups(blocks, recurs)
    beside = _neighbours(folded, keys, recurring.common)
    verdicts: list[Verdict] = []
    for block in blocks:
        index = block.index
        if not (recurs[index] and kept[index]) or block.kind == "code":
            continue
        group = _group(block.container)
        apart = group is not None and group.order not in mixed and _shape(block.container) not in shapes
        if is_long(block):
            rule = "container" if apart and keys[index] in recurring.universal else None
        elif apart:
            rule = "container"
        elif own and (index > last or (index < first and (block.kind != "heading" or beside[index]))):
            rule = "edge"  # a heading above the first prose may name it, so it needs more evidence
        else:
            rule = "neighbour" if beside[index] and block.kind not in ("heading", "table") else None
        if rule is not None:
            verdicts.append(Verdict(index, False, JUDGE, rule, "other", SCORE))
    return verdicts


def is_long(block: Block) -> bool:
    """Whether a block is long enough to be prose, and is not a row of links."""
    return has_length(block.text) and block.link_chars < len(block.text) // 2


def has_length(text: str) -> bool:
    """Whether a text has LONG_CHARS letters. A letter of an unspaced script counts as three."""
    if len(text) >= LONG_CHARS or text.isascii():
        return len(text) >= LONG_CHARS
    return len(text) + 2 * sum(letter >= UNSPACED for letter in text) >= LONG_CHARS


def _neighbours(folded: Sequence[str], keys: Sequence[int | None], common: frozenset[int]) -> list[bool]:
    """Whether each block and the one before or after it form a pair that recurs."""
    found = [False] * len(folded)
    known = [index for index, key in enumerate(keys) if key is not None]
    for one, two in pairwise(known):
        if keys[one] in common and keys[two] in common and hash_key(f"{folded[one]}\n{folded[two]}") in common:
            found[one] = found[two] = True
    return found


def _group(container: Container | None) -> Container | None:
    """The innermost element around a block that groups blocks."""
    if container is None:
        return None
    return next((node for node in container.lineage() if node.tag in GROUPS), None)


def _mixed_groups(blocks: Sequence[Block], recurs: Sequence[bool]) -> set[int]:
    """The groups (by order) that contain a block that does not recur, at any depth."""
    mixed: set[int] = set()
    for block in blocks:
        if recurs[block.index] or block.container is None:
            continue
        for node in block.container.lineage():
            if node.order in mixed:
                break
            mixed.add(node.order)
    return mixed


def _shape(container: Container | None) -> tuple[str, ...]:
    """Tags and tokens from the innermost group outwards, which are the same for all groups of one template."""
    group = _group(container)
    if group is None:
        return ()
    return tuple(word for node in group.lineage() for word in (node.tag, *node.tokens))
