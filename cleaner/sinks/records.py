"""Reads the records that cleaner wrote: JSON Lines, and Parquet in one file or a folder of parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cleaner.errors import BadInput, InputMissing, UsageError, check_input
from cleaner.store.versions import Newest

Records = Iterable[Mapping[str, Any] | None]
OTHERS = frozenset({".md", ".txt", ".html", ".csv"})


class NewestRecords:
    """The newest record of each page: its last article, or its last failure if there never was an article.

    ``read`` returns all records in the order of the file, and None for a line that is not a record (it is passed on).
    It is called twice. After all have been read, ``earlier`` is the number of records that were left out.
    """

    def __init__(self, read: Callable[[], Records]) -> None:
        self._read = read
        self.earlier = 0

    def __iter__(self) -> Iterator[Mapping[str, Any] | None]:
        with Newest(self._read()) as newest:
            for place, record in enumerate(self._read()):
                if newest.holds(place, record):
                    yield record
                else:
                    self.earlier += 1


def check_records(path: Path) -> None:
    """Raise InputMissing if records cannot be read from a path twice: nothing can be read there, or it is a pipe."""
    check_input(path)
    if str(path) == "-" or (path.exists() and not path.is_file() and not path.is_dir()):
        raise InputMissing(f"{path}: a pipe or a device; records are read twice, so name a file")


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file, or of a folder of Parquet parts.

    Raises InputMissing if there is no file, BadInput if it holds no records, UsageError if the format cannot be read.
    """
    from cleaner.sinks.parquet import ENDING, PARTS, is_table
    from cleaner.sinks.parquet import read_records as read_table

    check_input(path)
    if not path.exists():
        raise InputMissing(f"{path}: no such file")
    if path.suffix.lower() in OTHERS:
        raise UsageError(f"{path}: records are read from JSON Lines and Parquet")
    parts = sorted(path.glob(PARTS)) if path.is_dir() else [path] if path.suffix == ENDING else []
    if path.is_dir() and not parts:
        raise UsageError(f"{path}: no Parquet parts in this folder")
    for part in parts:
        if not is_table(part):
            raise BadInput(f"{part}: no records of cleaner", "unreadable")
        yield from read_table(part)
    if parts:
        return
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                yield _parse(path, number, line)
    except OSError as error:
        raise InputMissing(f"{path}: {error.strerror or error}") from None


def _parse(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "schema_version" not in found:
        raise BadInput(f"{path}:{number}: not a record of cleaner", "unreadable")
    return found
