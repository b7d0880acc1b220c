"""Lists of sources at the end of a text, such as "Further reading", whose links lead to other sites."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import islice

from cleaner.judge.units import HOST, lineage, shares
from cleaner.model import Block
from cleaner.shipped import load
from cleaner.vocabulary import BlockKind

MAX_HEAD_CHARS = 40
MAX_SOURCES = 60
MIN_HOSTS = 2
MIN_LISTED = 2  # sources whose links are not written
LINES: frozenset[BlockKind] = frozenset({"paragraph", "other"})
MAX_UP = 3  # elements around a line: its link, its paragraph and the text
NUMBERED = re.compile(r"\[?\d{1,3}[\].):]|\^ |↑")
LINE_LIMIT = 0.3  # the smallest probability of a line of sources; lines that lead to other articles are below


@cache
def _heads(name: str) -> frozenset[str]:
    return frozenset(load("structure.yaml")[name])


def is_note_head(block: Block) -> bool:
    """Whether a block is a heading over notes and references."""
    return block.kind == "heading" and block.text.strip().casefold() in _heads("note_headings")


def names_sources(text: str) -> bool:
    """Whether a line names sources or notes, such as "Further reading:"."""
    return _is_among(text, "source_headings", "note_headings")


def _is_among(text: str, *kinds: str) -> bool:
    name = text.strip(" :：").casefold() if len(text) <= MAX_HEAD_CHARS else ""
    return any(name in _heads(kind) for kind in kinds)


def heads_sources(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block of HTML heads a list of sources: all links right below lead to several other sites.

    Or they are addresses as they are written, for readers of a printed page.
    """
    if not _is_among(blocks[at].text, "source_headings"):
        return False
    below, written = list[str](), True
    for block in blocks[at + 1 : at + 1 + MAX_SOURCES]:
        links = [span.value for span in block.spans if span.kind == "link"]
        if block.kind == "heading" or not links:
            break
        below += links
        written = written and HOST.match(block.text) is not None
    return (written and bool(below)) or leads_to_others(below)


def heads_listed(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block of plain text heads a list of sources whose links are not written: items right below."""
    below = blocks[at + 1 : at + 1 + MIN_LISTED]
    listed = len(below) == MIN_LISTED and all(block.kind == "item" and not block.link_chars for block in below)
    return listed and blocks[at].container is None and names_sources(blocks[at].text)


def heads_notes(blocks: Sequence[Block], at: int) -> bool:
    """Whether a heading or a label of plain text names sources or notes, and an item or a note is right below."""
    if blocks[at].kind == "item" or not names_sources(blocks[at].text):
        return False
    return any(block.kind == "item" or NUMBERED.match(block.text) for block in blocks[at + 1 : at + 2])


def leads_to_others(links: Sequence[str]) -> bool:
    """Whether addresses lead to several sites, and none to the site of the page."""
    hosts = {found and found[1].lower() for found in map(HOST.match, links)}  # None: an address on the same site
    return len(hosts) >= MIN_HOSTS and None not in hosts


def find_linked_lines(
    blocks: Sequence[Block], start: int, end: int, chance: Sequence[float], barred: Collection[int]
) -> range:  # fmt: skip
    """The paragraphs of links to several other sites, right below a heading or a label such as "Sources:"."""
    above, stop = blocks[start - 1] if start else None, start
    if above is None or not (above.kind == "heading" or above.text.endswith((":", "："))):
        return range(0)
    while (
        stop < end and chance[stop] >= LINE_LIMIT and stop not in barred and blocks[stop].kind in LINES
        and 2 * blocks[stop].link_chars > len(blocks[stop].text) and _are_near(above, blocks[stop])
    ):  # fmt: skip
        stop += 1
    links = [span.value for block in blocks[start:stop] for span in block.spans if span.kind == "link"]
    return range(start, stop) if leads_to_others(links) else range(0)


def _are_near(above: Block, line: Block) -> bool:
    return any(shares(above, node) for node in islice(lineage(line), MAX_UP))
