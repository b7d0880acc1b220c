"""The kind of chrome of blocks that the tagger drops: by the phrases judge, or else by the elements around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from cleaner import core
from cleaner.judge.arrays import as_flags
from cleaner.judge.handover import set_up_core
from cleaner.judge.inputs import Hint
from cleaner.model import Block, Container
from cleaner.shipped import load
from cleaner.vocabulary import REMOVAL_KINDS, RemovalKind

MAX_CONTAINERS = 8  # elements around a block, innermost first, whose names are used
LINKED_SHARE = 0.7
OF_ITSELF: tuple[RemovalKind, RemovalKind] = ("navigation", "other")  # where no name says more: of links, of the rest


@cache
def path_kinds() -> dict[str, RemovalKind]:
    """Maps attribute words and tags (with ``<``) to the kind of chrome that they mean."""
    loaded = load("paths.yaml")
    kinds: dict[str, RemovalKind] = {}
    for kind, words in loaded.items():
        assert kind in REMOVAL_KINDS, kind  # noqa: S101 - shipped data, held by a test
        for word in words:
            kinds.setdefault(word, kind)
    return kinds


def _kind_of_names(node: Container, kinds: Mapping[str, RemovalKind]) -> RemovalKind | None:
    for word in node.tokens:
        if word in kinds:
            return kinds[word]
    return kinds.get("<" + node.tag)


def guess_kinds(blocks: Sequence[Block], hints: Mapping[int, Hint], keep: Sequence[bool]) -> list[RemovalKind]:
    """The most likely kind of chrome of each dropped block; ``other`` if nothing shows it, and for blocks that stay."""
    if core.compiled is not None:
        set_up_core()
        found: list[RemovalKind] = core.compiled.guess_kinds(
            tuple(blocks), dict(hints), as_flags(keep), path_kinds(), _tag_kinds(), MAX_CONTAINERS, *OF_ITSELF
        )
        return found
    known: dict[int, RemovalKind | None] = {}  # by the identity of a container, because it holds many blocks
    return [
        OF_ITSELF[1] if stays else _guess_kind(block, hints, known) for block, stays in zip(blocks, keep, strict=True)
    ]


@cache
def _tag_kinds() -> dict[str, RemovalKind]:
    return {word[1:]: kind for word, kind in path_kinds().items() if word.startswith("<")}


def _guess_kind(block: Block, hints: Mapping[int, Hint], known: dict[int, RemovalKind | None]) -> RemovalKind:
    hint = hints.get(block.index)
    if hint is not None:
        return hint.kind
    linked = block.link_chars >= LINKED_SHARE * len(block.text) > 0
    return _kind_around(block.container, known) or OF_ITSELF[0 if linked else 1]


def _kind_around(node: Container | None, known: dict[int, RemovalKind | None]) -> RemovalKind | None:
    kinds = path_kinds()
    for _ in range(MAX_CONTAINERS):
        if node is None:
            return None
        key = id(node)
        if key not in known:
            known[key] = _kind_of_names(node, kinds)
        if known[key] is not None:
            return known[key]
        node = node.parent
    return None
