"""Finds the newest record of each page in files that hold several. It works on disk, so a long file needs no memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cleaner.errors import OutputError

SQL = """
    INSERT INTO newest VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET place = excluded.place, failed = excluded.failed WHERE failed OR NOT excluded.failed
"""


class Newest:
    """The position of each page's newest record: its last article, or its last failure if there never was an article.

    ``records`` come in the order of the file, with None for a line that is no record. A record without an id counts as
    a separate page. Raises OutputError if the folder for temporary files is full.
    """

    def __init__(self, records: Iterable[Mapping[str, Any] | None]) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        try:
            for statement in (
                "PRAGMA cache_size = -8000", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF",
                "CREATE TABLE newest (id TEXT PRIMARY KEY, place INTEGER NOT NULL, failed INTEGER NOT NULL)"
                " WITHOUT ROWID",
                "BEGIN",
            ):  # fmt: skip
                self._connection.execute(statement)
            self._connection.executemany(SQL, self._rows(records))
            self._connection.execute("COMMIT")
        except BaseException as error:
            self._connection.close()
            if not isinstance(error, sqlite3.Error):
                raise  # of the file of records
            raise OutputError(f"the folder for temporary files cannot hold the list of pages: {error}") from None

    def __enter__(self) -> Newest:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def holds(self, place: int, record: Mapping[str, Any] | None) -> bool:
        """Whether the record at a position, from 0, is its page's newest. A record without an id always is."""
        name = _name(record)
        if name is None:
            return True
        found = self._connection.execute("SELECT place FROM newest WHERE id = ?", (name,)).fetchone()
        return found is not None and found[0] == place

    @staticmethod
    def _rows(records: Iterable[Mapping[str, Any] | None]) -> Iterator[tuple[str, int, bool]]:
        for place, record in enumerate(records):
            name = _name(record)
            if name is not None and record is not None:
                yield name, place, record.get("error") is not None


def _name(record: Mapping[str, Any] | None) -> str | None:
    """The identity of a page in a file of records."""
    name = record.get("id") if record is not None else None
    return name if isinstance(name, str) and name.isascii() else None
