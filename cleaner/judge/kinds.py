"""A name for what the tagger dropped: by the words of the phrases judge, else by the elements around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from cleaner.judge.features import Hint
from cleaner.model import Block, Container
from cleaner.vocabulary import REMOVAL_KINDS, RemovalKind

PATHS = Path(__file__).parent.parent / "data" / "paths.yaml"
MAX_CONTAINERS = 8  # elements around a block, innermost first, whose names count
LINKED_SHARE = 0.7


@cache
def path_kinds() -> dict[str, RemovalKind]:
    """Attribute words and tags (with ``<``) to the kind of chrome that they name."""
    loaded = yaml.load(PATHS.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
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
    """The kind of chrome that each dropped block most likely was; ``other`` where nothing tells, and for what stays."""
    known: dict[int, RemovalKind | None] = {}  # by the identity of a container, which holds many blocks
    return [
        "other" if stays else _guess_kind(block, hints.get(block.index), known)
        for block, stays in zip(blocks, keep, strict=True)
    ]


def _guess_kind(block: Block, hint: Hint | None, known: dict[int, RemovalKind | None]) -> RemovalKind:
    if hint is not None:
        return hint.kind
    kinds, node = path_kinds(), block.container
    for _ in range(MAX_CONTAINERS):
        if node is None:
            break
        key = id(node)
        if key not in known:
            known[key] = _kind_of_names(node, kinds)
        found = known[key]
        if found is not None:
            return found
        node = node.parent
    return "navigation" if block.link_chars >= LINKED_SHARE * len(block.text) > 0 else "other"
