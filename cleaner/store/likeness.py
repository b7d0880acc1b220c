"""An index of MinHash signatures on disk. It finds the earliest text that a new one nearly repeats."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cleaner.store.database import temporary, translated
from cleaner.store.tables import JOB_TABLES


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier record that a text nearly repeats, and their estimated similarity."""

    id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Signature:
    """A text's signature: the record's id, the version of the algorithm, the whole signature and its bands."""

    id: str
    version: str
    whole: bytes
    bands: tuple[bytes, ...]


class LikenessIndex:
    """Texts by the bands of their signatures: in ``connection``, in a file at ``path``, or in a temporary file.

    The file is optional: a damaged one is replaced by an empty one, and a power loss may lose its last texts. Raises
    OutputError if it cannot be written.
    """

    def __init__(
        self, threshold: float, compare: Callable[[bytes, bytes], float],
        connection: sqlite3.Connection | None = None, *, path: Path | None = None,
    ) -> None:  # fmt: skip
        self.threshold, self.compare = threshold, compare
        self.path = path
        self.owned = connection is None
        self.connection = connection or _open(path)

    def close(self) -> None:
        """Close the file."""
        if self.owned:
            self.connection.close()

    def earliest(self, new: Signature) -> Near | None:
        """The earliest text that ``new`` nearly repeats. A text that was added after ``new`` is not its original."""
        found: Near | None = None
        with self._repaired():
            found = self._earliest(new)
        return found

    def add(self, new: Signature) -> None:
        """Add a text. A known text keeps its place in the order."""
        with self._repaired(), self._together():
            self._add(new)

    def _earliest(self, new: Signature) -> Near | None:
        candidates: set[int] = set()
        given = ", ".join(["(?, ?)"] * len(new.bands))
        sql = (
            f"WITH given (band, piece) AS (VALUES {given})"  # noqa: S608 - only question marks
            " SELECT number FROM given CROSS JOIN bands USING (band, piece)"
        )
        pairs = [value for pair in enumerate(new.bands) for value in pair]
        candidates.update(row[0] for row in self.connection.execute(sql, pairs))
        own = self.connection.execute("SELECT number FROM texts WHERE id = ?", (new.id,)).fetchone()
        for number in sorted(candidates):
            if own is not None and number >= own[0]:
                return None
            name, version, whole = self.connection.execute(
                "SELECT id, version, signature FROM texts WHERE number = ?", (number,)
            ).fetchone()
            if version == new.version:
                similarity = self.compare(whole, new.whole)
                if similarity >= self.threshold:
                    return Near(name, similarity)
        return None

    @contextmanager
    def _repaired(self) -> Iterator[None]:
        """Turn SQLite's errors into ours. A damaged index file is replaced by an empty one."""
        with _translated(self.path):
            try:
                yield
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                if not self.owned or self.path is None:
                    raise
                self.connection.close()
                remove_index(self.path)
                self.connection = _open_file(self.path)

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Commit everything written inside, or nothing. Within a transaction of the owner, it becomes part of it."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):  # after some errors SQLite has already rolled back
                self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _add(self, new: Signature) -> None:
        row = self.connection.execute("SELECT number, signature FROM texts WHERE id = ?", (new.id,)).fetchone()
        if row is not None:
            number, old = row
            size = len(old) // len(new.bands)
            self.connection.executemany(
                "DELETE FROM bands WHERE band = ? AND piece = ? AND number = ?",
                [(band, old[band * size : (band + 1) * size], number) for band in range(len(new.bands))],
            )
            self.connection.execute(
                "UPDATE texts SET version = ?, signature = ? WHERE number = ?", (new.version, new.whole, number)
            )
        else:
            number = self.connection.execute(
                "INSERT INTO texts (id, version, signature) VALUES (?, ?, ?)", (new.id, new.version, new.whole)
            ).lastrowid
        self.connection.executemany(
            "INSERT INTO bands VALUES (?, ?, ?)", [(band, piece, number) for band, piece in enumerate(new.bands)]
        )


def _translated(path: Path | None) -> AbstractContextManager[None]:
    """Turn SQLite's errors into ours. For a temporary file the message names its folder."""
    return temporary("the signatures of near duplicates") if path is None else translated(path)


def _open(path: Path | None) -> sqlite3.Connection:
    with _translated(path):
        if path is None:
            connection = sqlite3.connect("", isolation_level=None)
            try:
                connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA cache_size = -8000; {JOB_TABLES}")
            except BaseException:
                connection.close()
                raise
            return connection
        try:
            return _open_file(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            remove_index(path)
            return _open_file(path)


def _open_file(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'bands'").fetchone()[0]:
            connection.executescript(f"BEGIN; {JOB_TABLES} COMMIT")
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000")
        connection.execute("SELECT count(*) FROM (SELECT number FROM texts LIMIT 1)").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def remove_index(path: Path) -> None:
    """Remove an index whose output is gone."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
