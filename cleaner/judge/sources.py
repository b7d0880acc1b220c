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
    hosts: set[str] = set()
    for block in blocks[at + 1 : at + 1 + MAX_SOURCES]:
        links = [span.value for span in block.spans if span.kind == "link"]
        if block.kind == "heading" or not links:
            break
        for link in links:
            host = HOST.match(link)
            if host is None:
                return False
            hosts.add(host[1].lower())
    return len(hosts) >= MIN_HOSTS
