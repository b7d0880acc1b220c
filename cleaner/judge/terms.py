"""Terms of lists of definitions: where some terms and a definition stay, the term of that definition does too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.judge.places import Parts
from cleaner.model import Block

MAX_UP = 4  # elements around the text of a term


def find_terms(lists: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The terms right above definitions that stay, in lists in which another term stays."""
    for parts in lists.values():
        stays = [keep[block.index] for block in parts]
        if all(stays) or not any(stays):
            continue
        terms = [(block, after) for block, after in pairwise(parts) if _is_term(block) and not _is_term(after)]
        if any(keep[block.index] for block, _ in terms):
            yield from (block.index for block, after in terms if keep[after.index] and not block.hidden)


def _is_term(block: Block) -> bool:
    node = block.container
    for _ in range(MAX_UP):
        if node is None or node.tag == "dt":
            return node is not None
        node = node.parent
    return False
