"""A name for what the tagger dropped: by the words of the phrases judge, else by the elements around it."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import yaml

from cleaner.judge.features import Hint
from cleaner.model import Block
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


@lru_cache(maxsize=32768)
def _kind_of_names(tag: str, tokens: tuple[str, ...]) -> RemovalKind | None:
    kinds = path_kinds()
    return next((kinds[word] for word in (*tokens, "<" + tag) if word in kinds), None)


def guess_kind(block: Block, hint: Hint | None) -> RemovalKind:
    """The kind of chrome that a dropped block most likely was; ``other`` where nothing tells."""
    if hint is not None:
        return hint.kind
    node = block.container
    for _ in range(MAX_CONTAINERS):
        if node is None:
            break
        found = _kind_of_names(node.tag, node.tokens)
        if found is not None:
            return found
        node = node.parent
    return "navigation" if block.link_chars >= LINKED_SHARE * len(block.text) > 0 else "other"
