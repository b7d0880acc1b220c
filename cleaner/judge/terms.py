"""Terms of lists of definitions, labels of lists, notes of recipes: where what they are about stays, they do too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from cleaner.judge.between import PEOPLE, find_edges
from cleaner.judge.places import Parts
from cleaner.judge.units import holder_of, is_in_named, named_around
from cleaner.model import Block
from cleaner.vocabulary import BlockKind

MAX_UP = 4  # elements around the text of a term, or around an item
MAX_LABEL_CHARS = 40
MAX_NAMED = 2  # elements around a label of which one names a person
NOTES = ({"recipe", "notes"}, {"recipes", "notes"})  # words in the names of elements with such notes
MAX_OF_NOTES = 30  # blocks of such notes
LABELS: frozenset[BlockKind] = frozenset({"paragraph", "heading", "other"})


def find_terms(lists: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The terms right above definitions that stay, in lists in which another term stays."""
    for parts in lists.values():
        stays = [keep[block.index] for block in parts]
        if all(stays) or not any(stays):
            continue
        terms = [(block, after) for block, after in pairwise(parts) if _is_term(block) and not _is_term(after)]
        if any(keep[block.index] for block, _ in terms):
            yield from (block.index for block, after in terms if keep[after.index] and not block.hidden)


def find_labels(blocks: Sequence[Block], lists: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The labels right above lists of which the first item stays, in the element around them: "Pros", "What we like".

    On gold pages nearly all of them are text. Those with a number are dates and ratings, those in bylines are names.
    """
    for parts in lists.values():
        at = parts[0].index - 1
        if at < 0 or keep[at] or not keep[at + 1]:
            continue
        label, node = blocks[at], parts[0].container
        if label.kind not in LABELS or label.hidden or label.link_chars or len(label.text) > MAX_LABEL_CHARS:
            continue
        around = tuple(islice(node.lineage(), MAX_UP)) if node is not None else ()
        if holder_of(label) not in around or any(map(str.isdigit, label.text)):
            continue
        if named_around(label.container, PEOPLE, MAX_NAMED) is None:
            yield at


def find_recipe_notes(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The short notes below a recipe that stays: with their heading, or below it."""
    for at in find_edges(keep):
        for block in islice(blocks, at, at + MAX_OF_NOTES):
            if keep[block.index] or block.link_chars or block.hidden or not is_in_named(block, NOTES, MAX_NAMED):
                break
            yield block.index


def _is_term(block: Block) -> bool:
    node = block.container
    for _ in range(MAX_UP):
        if node is None or node.tag == "dt":
            return node is not None
        node = node.parent
    return False
