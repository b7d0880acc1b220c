"""Candidates from the values of a header's fields: of a mail, of Jina Reader, of front matter."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.read.metadata.dates import find_dates, read_machine
from cleaner.read.metadata.evidence import DateCandidate, Evidence, TextCandidate

WEB = ("http://", "https://")


def day_in(value: str, source: str, seen: Evidence, block: int = 0, *, modified: bool = False
) -> Iterator[DateCandidate]:  # fmt: skip
    """The first day in a value. ``block`` is the index of its block, ``modified`` whether it is that of a change."""
    day = next(iter(find_dates(value, seen.language)), None) if value else None
    if day is not None:
        yield DateCandidate(read_machine(value) or day.iso, source, modified, block=block)


def address_in(value: str, source: str, block: int | None = None) -> Iterator[TextCandidate]:
    """A value that is the address of a page, with nothing beside it."""
    if value.startswith(WEB) and value.split() == [value]:
        yield TextCandidate(value, source, block)
