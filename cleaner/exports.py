"""Texts that databases and libraries export: the fields of Nexis and ProQuest, the marks of Project Gutenberg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.shipped import load

FIELD = later(r"([^\W\d_][^\W\d_ -]{1,13}(?:[ -][^\W\d_]{2,13}){0,3})\s?:(?: \S.{0,200})?\Z")
MIN_FIELDS = 3
MAX_FIELD_CHARS = 220
BOOK = "Project Gutenberg"
BOOK_BLOCKS = 40  # in which a book names itself, and in which its text begins


def find_fields(blocks: Sequence[Block]) -> dict[int, str]:
    """The names of the fields of a database, by the indices of their blocks. Empty if there are few."""
    names: dict[int, str] = {}
    for block in blocks:
        found = FIELD.match(block.text) if ":" in block.text and len(block.text) <= MAX_FIELD_CHARS else None
        if found is not None and (name := found[1].casefold()) in export_words("fields"):
            names[block.index] = name
    if len({*names.values()}) < MIN_FIELDS or export_words("marks").isdisjoint(names.values()):
        return {}
    return names


def find_book(blocks: Sequence[Block]) -> range:
    """The blocks of the text of a book of Project Gutenberg, between the lines that mark it; empty for other texts."""
    if not any(BOOK in block.text for block in blocks[:1]):
        return range(0)
    start = next(_marks(blocks[:BOOK_BLOCKS], "START"), None)
    if start is None:
        return range(0)
    return range(start + 1, next(_marks(blocks[start + 1 :], "END"), len(blocks)))


def _marks(blocks: Sequence[Block], word: str) -> Iterator[int]:
    begin = f"*** {word} OF "
    return (block.index for block in blocks if block.text.startswith(begin) and BOOK.upper() in block.text)


@cache
def export_words(name: str) -> frozenset[str]:
    """A list of such words, in lower case: ``fields``, ``marks`` (one of these fields must be there) or ``ends``."""
    return frozenset(load("structure.yaml")[f"export_{name}"])
