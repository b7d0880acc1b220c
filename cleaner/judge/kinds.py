"""The kind of chrome of blocks that the tagger drops: by the phrases judge, or else by the elements around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from cleaner import core
from cleaner.judge.features import Hint
from cleaner.model import Block, Container
from cleaner.shipped import load
from cleaner.vocabulary import REMOVAL_KINDS, RemovalKind

MAX_CONTAINERS = 8  # elements around a block, innermost first, whose names are used
LINKED_SHARE = 0.7


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


def guess_kinds(blocks: Sequence[Block], hints: Mapping[int, Hint], keep: Iterable[bool]) -> list[RemovalKind]:
    """The most likely kind of chrome of each dropped block; ``other`` if nothing shows it, and for blocks that stay."""
    guesses: list[RemovalKind] = ["other"] * len(blocks)
    unknown = []
    for at, (block, stays) in enumerate(zip(blocks, keep, strict=True)):
        if not stays:
            hint = hints.get(block.index)
            if hint is None:
                unknown.append(at)
            else:
                guesses[at] = hint.kind
    for at, kind in zip(unknown, _name_kinds([blocks[at].container for at in unknown]), strict=True):
        block = blocks[at]
        linked = block.link_chars >= LINKED_SHARE * len(block.text) > 0
        guesses[at] = kind or ("navigation" if linked else "other")
    return guesses


def _name_kinds(nodes: list[Container | None]) -> list[RemovalKind | None]:
    """The kind of chrome that each container means, or the innermost one around it that means any."""
    if core.compiled is not None:
        found: list[RemovalKind | None] = core.compiled.name_kinds(nodes, path_kinds(), _tag_kinds(), MAX_CONTAINERS)
        return found
    known: dict[int, RemovalKind | None] = {}  # by the identity of a container, because it holds many blocks
    return [_kind_around(node, known) for node in nodes]


@cache
def _tag_kinds() -> dict[str, RemovalKind]:
    return {word[1:]: kind for word, kind in path_kinds().items() if word.startswith("<")}


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
