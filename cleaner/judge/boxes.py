"""Boxes in a text that are named for what they call for, and say it: an advertisement, a newsletter, related pages.

A phrase drops its own line ("Advertisement", "Sign up for our newsletter"). Where the name of the element around it
says the same, the few lines beside it go too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from cleaner.judge.mentions import ends_said
from cleaner.judge.openended import Match
from cleaner.judge.runs import is_prose
from cleaner.judge.units import lineage, reach_of
from cleaner.model import Block
from cleaner.vocabulary import RemovalKind
from cleaner.words import size_of

NAMES: Mapping[RemovalKind, frozenset[str]] = {
    "advertisement": frozenset(
        {"ad", "ads", "adslot", "advert", "advertisement", "advertising", "sponsor", "sponsored"}
    ),
    "subscription": frozenset({"newsletter", "newsletters", "subscribe", "subscription", "signup", "optin"}),
    "related": frozenset({"related", "recommended", "recommendations", "recirc", "readmore", "similar"}),
}
MAX_UP = 4  # elements around the phrase, of which one has the name
MAX_BLOCKS = 14  # of a box
MIN_SAID_CHARS = 200  # of all sentences of a text; a letter of Chinese counts as two


def find_boxes(
    blocks: Sequence[Block], keep: Sequence[bool], matches: Mapping[int, Match]
) -> Iterator[tuple[int, RemovalKind]]:  # fmt: skip
    """The lines that stay in such boxes, and what they are."""
    for at, hit in matches.items():
        names = NAMES.get(hit.kind)
        if names is None or keep[at]:
            continue
        for node in islice(lineage(blocks[at]), MAX_UP):
            if names.isdisjoint(node.tokens):
                continue
            parts = [blocks[nth] for nth in reach_of(blocks, at, node, MAX_BLOCKS)]
            if len(parts) > MAX_BLOCKS or _tells(parts):
                break
            yield from ((block.index, hit.kind) for block in parts if keep[block.index])


def _tells(parts: Sequence[Block]) -> bool:
    """Whether lines are text rather than a call: one is prose, or there are several sentences."""
    if any(map(is_prose, parts)):
        return True
    return sum(size_of(block.text) for block in parts if ends_said(block.text)) >= MIN_SAID_CHARS
