"""The list of addresses at the end of a dump by a text browser, such as lynx: each link of the page has a number."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.model import Block
from cleaner.patterns import later

MIN_ADDRESSES = 8  # fewer may be sources that an author lists
MAX_HEADS = 2  # lines above the list, such as "References" and "Visible links"
MAX_HEAD_WORDS = 3
ADDRESS = later(r"(\d{1,4})\. (?:[a-z][a-z0-9+.-]{1,12}:\S|[/#?.]\S|www\.).*")


def find_addresses(blocks: Sequence[Block]) -> range:
    """The numbered addresses that end a text, with the lines that announce them; empty if the text cites a number."""
    start = len(blocks)
    while start and (found := ADDRESS.fullmatch(blocks[start - 1].text)) is not None:
        start -= 1
        first = found[1]
    if len(blocks) - start < MIN_ADDRESSES or any(f"[{first}]" in block.text for block in blocks[:start]):
        return range(0)
    for _ in range(MAX_HEADS):
        if start and len(blocks[start - 1].text.split()) <= MAX_HEAD_WORDS and not blocks[start - 1].text.endswith("."):
            start -= 1
    return range(start, len(blocks))
