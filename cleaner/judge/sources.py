"""Lists of sources at the end of a text, such as "Further reading", whose links lead to other sites."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from cleaner.judge.units import HOST
from cleaner.model import Block
from cleaner.shipped import load

MAX_HEAD_CHARS = 40
MAX_SOURCES = 60
MIN_HOSTS = 2


@cache
def _heads(name: str) -> frozenset[str]:
    return frozenset(load("structure.yaml")[name])


def is_note_head(block: Block) -> bool:
    """Whether a block is a heading over notes and references."""
    return block.kind == "heading" and block.text.strip().casefold() in _heads("note_headings")


def heads_sources(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block of HTML heads a list of sources: all links right below lead to several other sites."""
    text = blocks[at].text
    if len(text) > MAX_HEAD_CHARS or text.strip(" :：").casefold() not in _heads("source_headings"):
        return False
    below: list[str] = []
    for block in blocks[at + 1 : at + 1 + MAX_SOURCES]:
        links = [span.value for span in block.spans if span.kind == "link"]
        if block.kind == "heading" or not links:
            break
        below += links
    return leads_to_others(below)


def leads_to_others(links: Sequence[str]) -> bool:
    """Whether addresses lead to several sites, and none to the site of the page."""
    hosts = {found and found[1].lower() for found in map(HOST.match, links)}  # None: an address on the same site
    return len(hosts) >= MIN_HOSTS and None not in hosts
