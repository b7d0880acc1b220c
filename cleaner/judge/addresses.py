"""The list of addresses at the end of a dump by lynx or crawl4ai: each link of the page has a number."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.model import Block
from cleaner.patterns import later

MIN_ADDRESSES = 8  # fewer may be sources that an author lists
MIN_BRACKETED = 2  # in the brackets of crawl4ai
MAX_HEADS = 2  # lines above the list, such as "References" and "Visible links"
MAX_HEAD_WORDS = 3
ADDRESS = later(r"(?:(\d{1,4})\.|⟨\d{1,4}⟩) (?:[a-z][a-z0-9+.-]{1,12}:\S|[/#?.]\S|www\.).*")


def find_addresses(blocks: Sequence[Block]) -> range:
    """The numbered addresses that end a text, with the lines that announce them; empty if the text cites a number."""
    start, first = _find_first(blocks, len(blocks))
    above = start - 1  # perhaps "Hidden links:"
    if first and above > 0 and len(blocks[above].text.split()) <= MAX_HEAD_WORDS and blocks[above].text.endswith(":"):
        start, first = _find_first(blocks, above) if ADDRESS.fullmatch(blocks[above - 1].text) else (start, first)
    least = MIN_ADDRESSES if first else MIN_BRACKETED
    if len(blocks) - start < least or (first and any(f"[{first}]" in block.text for block in blocks[:start])):
        return range(0)
    for _ in range(MAX_HEADS):
        if start and len(blocks[start - 1].text.split()) <= MAX_HEAD_WORDS and not blocks[start - 1].text.endswith("."):
            start -= 1
    return range(start, len(blocks))


def _find_first(blocks: Sequence[Block], end: int) -> tuple[int, str]:
    """The index of the first of the addresses right above a block, and its number, which is empty in crawl4ai's."""
    start, number = end, ""
    while start and (found := ADDRESS.fullmatch(blocks[start - 1].text)) is not None:
        start -= 1
        number = found[1] or ""
    return start, number
