"""An index of texts' MinHash signatures, on disk, that names the earliest text that a new one nearly repeats."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from cleaner.store.database import temporary
from cleaner.store.tables import JOB_TABLES


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier record that a text nearly repeats, and the estimated similarity of the two."""

    id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Signature:
    """A text's signature: the record's id, the version of the algorithm, the whole and its pieces."""

    id: str
    version: str
    whole: bytes
    pieces: tuple[bytes, ...]


class LikenessIndex:
    """Texts by the pieces of their signatures. Without a connection it lies in a temporary file of SQLite's own."""

    def __init__(
        self, threshold: float, compare: Callable[[bytes, bytes], float], connection: sqlite3.Connection | None = None
    ) -> None:
        self.threshold, self.compare = threshold, compare
        self.owned = connection is None
        self.guard = partial(temporary, "the signatures of near duplicates") if self.owned else nullcontext
        if connection is None:
            connection = sqlite3.connect("", isolation_level=None)
            connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA cache_size = -8000; {JOB_TABLES}")
        self.connection = connection

    def close(self) -> None:
        """Give up the temporary file."""
        if self.owned:
            self.connection.close()

    def earliest(self, new: Signature) -> Near | None:
        """The earliest text that ``new`` nearly repeats, itself left out. Raises OutputError."""
        with self.guard():
            return self._earliest(new)

    def add(self, new: Signature) -> None:
        """Take in a text; one that is known already keeps its place in the order. Raises OutputError."""
        with self.guard():
            self._add(new)

    def _earliest(self, new: Signature) -> Near | None:
        candidates: set[int] = set()
        for band, piece in enumerate(new.pieces):
            rows = self.connection.execute("SELECT number FROM bands WHERE band = ? AND piece = ?", (band, piece))
            candidates.update(row[0] for row in rows)
        for number in sorted(candidates):
            name, version, whole = self.connection.execute(
                "SELECT id, version, signature FROM texts WHERE number = ?", (number,)
            ).fetchone()
            if name != new.id and version == new.version:
                similarity = self.compare(whole, new.whole)
                if similarity >= self.threshold:
                    return Near(name, similarity)
        return None

    def _add(self, new: Signature) -> None:
        row = self.connection.execute("SELECT number, signature FROM texts WHERE id = ?", (new.id,)).fetchone()
        if row is not None:
            number, old = row
            size = len(old) // len(new.pieces)
            self.connection.executemany(
                "DELETE FROM bands WHERE band = ? AND piece = ? AND number = ?",
                [(band, old[band * size : (band + 1) * size], number) for band in range(len(new.pieces))],
            )
            self.connection.execute(
                "UPDATE texts SET version = ?, signature = ? WHERE number = ?", (new.version, new.whole, number)
            )
        else:
            number = self.connection.execute(
                "INSERT INTO texts (id, version, signature) VALUES (?, ?, ?)", (new.id, new.version, new.whole)
            ).lastrowid
        self.connection.executemany(
            "INSERT INTO bands VALUES (?, ?, ?)", [(band, piece, number) for band, piece in enumerate(new.pieces)]
        )
