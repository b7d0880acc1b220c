"""Which chrome phrases of a page are only spoken of: quoted, described by the text below, or in a row of data."""

from __future__ import annotations

from collections.abc import Mapping

from cleaner.judge import mentions
from cleaner.judge.openended import Match
from cleaner.model import Block


def find_spoken(blocks: tuple[Block, ...], matches: Mapping[int, Match]) -> frozenset[int]:
    """The indices of the matches that are spoken of."""
    return frozenset([at for at, found in matches.items() if _is_spoken_of(blocks[at], found, blocks, matches)])


def _is_spoken_of(block: Block, found: Match, blocks: tuple[Block, ...], matches: Mapping[int, Match]) -> bool:
    """Whether a block's words are quoted, or described by the text below, unless that is a chrome phrase itself.

    The words of a toolbar are also mentioned if they are in a row of data, and those before a link if there is none and
    the block reads like text.
    """
    if mentions.is_quoted(block):
        return True
    if found.linked:
        return not (announces(block, matches) or mentions.may_announce(block))
    if found.scope == "tile" and block.kind == "table" and mentions.is_row(block, blocks, matches):
        return True
    return block.index + 1 not in matches and (
        mentions.is_described(block, blocks) or mentions.is_defined(block, blocks)
    )


def announces(block: Block, matches: Mapping[int, Match]) -> bool:
    """Whether a link, or in plain text another line of navigation, confirms a phrase that asks for a link."""
    found = matches[block.index]
    beside = (matches.get(block.index - 1), matches.get(block.index + 1))
    lines = block.container is None and found.kind == "navigation" and found in beside
    return lines or mentions.is_title_linked(block)
