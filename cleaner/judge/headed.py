"""Headings with the name of a page that many menus link, such as "Contact": they are text above text of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cleaner.judge.openended import Match
from cleaner.judge.phrases import JUDGE as PHRASES
from cleaner.judge.units import holder_of
from cleaner.model import Block, Verdict
from cleaner.vocabulary import BlockKind, RemovalKind

RULE = "headed"
MENUS: frozenset[RemovalKind] = frozenset({"navigation", "legal"})
BELOW: frozenset[BlockKind] = frozenset({"paragraph", "other", "item", "table"})
MAX_ABOVE = 12  # blocks above a heading in which text of its element is searched
PAGES = frozenset({"html", "body", "footer", "aside", "nav"})  # elements that are no text as a whole


def find_headed(
    blocks: Sequence[Block], keep: Sequence[bool], because: Sequence[Verdict | None], matches: Mapping[int, Match]
) -> Iterator[int]:  # fmt: skip
    """Such headings without links that phrases drop, if text stays above and right below them in their element."""
    for at, found in matches.items():
        if keep[at] or found.kind not in MENUS or at + 1 == len(keep) or not keep[at + 1]:  # as most
            continue
        head, below, said = blocks[at], blocks[at + 1], because[at]
        if head.kind != "heading" or head.level < 2 or head.link_chars or head.hidden or head.container is None:
            continue
        if said is None or said.judge != PHRASES or below.kind not in BELOW or below.link_chars:
            continue
        holder = holder_of(head)
        if holder is None or holder.tag in PAGES or holder_of(below) is not holder:
            continue
        above = range(at - 1, max(-1, at - 1 - MAX_ABOVE), -1)
        if any(keep[nth] and holder_of(blocks[nth]) is holder for nth in above):
            yield at
