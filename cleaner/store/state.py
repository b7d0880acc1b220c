"""The state that survives a run: the outcome of each item, and how much of each output belongs to settled items.

A record and its state are committed together although they are in two files. One transaction stores the outcome, the
new length of the output and the bytes that it lacks. Then the bytes are appended. If they did not reach the file, the
next start appends them from here. So a crash neither loses nor duplicates a line. Bytes behind the stored length are
never ours: somebody else wrote them, and they are not cut off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from types import TracebackType

from cleaner.store.database import connect, read_only, transaction, translated
from cleaner.store.moved import find_move, follow
from cleaner.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Item:
    """One input and how it last ended. Times are ISO 8601 in UTC.

    ``attempts`` counts failures in a row, ``version`` the records that were written for it.
    """

    key: str
    origin: str
    outcome: Outcome
    reason: str | None = None
    http_status: int | None = None
    final_url: str | None = None
    content_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    recipe: str | None = None
    seen_at: str | None = None
    changed_at: str | None = None
    attempts: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a job. ``resumed`` is true if an earlier process began it and did not finish."""

    number: int
    resumed: bool


COLUMNS = tuple(field.name for field in fields(Item))
values_of = attrgetter(*COLUMNS)  # astuple copies each value deeply, which takes a seventh of the time of a long list
KEYS_AT_ONCE = 500  # SQLite accepts at least 999 parameters in one statement


def count_known(path: Path, job: str, keys: Iterable[str]) -> int:
    """The number of keys that a job has settled, by the state at ``path``, which is only read. Raises OutputError."""
    wanted = list(keys)
    known = 0
    with read_only(path) as db:
        if not db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'items'").fetchone()[0]:
            return 0
        if (move := find_move(db, path, job)) is not None:
            job, wanted = move.before, [*map(move.key_before, wanted)]
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            part = wanted[start : start + KEYS_AT_ONCE]
            sql = f"SELECT count(*) FROM items WHERE job = ? AND key IN ({', '.join('?' * len(part))})"  # noqa: S608
            known += db.execute(sql, (job, *part)).fetchone()[0]
    return known


class State:
    """The state of one job in a SQLite file. Jobs may share the file. Use an instance in one thread at a time.

    If the job was moved with its outputs, the state first learns its new paths.

    Raises OutputError and LockHeld as ``database.connect`` does.
    """

    def __init__(self, path: Path, job: str = "") -> None:
        self.path = path
        self.job = job
        self._connection: sqlite3.Connection = connect(path)
        follow(self._connection, path, job)

    def __enter__(self) -> State:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def begin_run(self) -> Run:
        """Begin a new run, or continue one that did not finish."""
        with transaction(self._connection, self.path) as db:
            row = db.execute("SELECT number, open FROM runs WHERE job = ?", (self.job,)).fetchone()
            number, is_open = row or (0, 0)
            if not is_open:
                number += 1
                db.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, 1)", (self.job, number))
            return Run(number, bool(is_open))

    def finish_run(self, run: Run) -> None:
        """Store that every item of ``run`` is settled. The next run requests all of them again."""
        with transaction(self._connection, self.path) as db:
            db.execute("UPDATE runs SET open = 0 WHERE job = ? AND number = ?", (self.job, run.number))

    def start_over(self, output: Path) -> None:
        """Mark every item of the job as not written, because its output is gone. Stored bodies remain useful."""
        with transaction(self._connection, self.path) as db:
            db.execute("UPDATE items SET run = 0, recipe = NULL, reason = NULL, version = 0 WHERE job = ?", (self.job,))
            db.execute("UPDATE runs SET open = 0 WHERE job = ?", (self.job,))
            db.execute("DELETE FROM outputs WHERE path = ?", (str(output),))
            db.execute("DELETE FROM tails WHERE path = ?", (str(output),))

    def is_new(self) -> bool:
        """Whether no record of the job was ever written, or all of them are gone."""
        with translated(self.path):
            sql = "SELECT 1 FROM items WHERE job = ? AND version > 0 LIMIT 1"
            return self._connection.execute(sql, (self.job,)).fetchone() is None

    def item(self, key: str) -> Item | None:
        """Return how an item last ended, or None if it is new."""
        return self.items((key,)).get(key)

    def items(self, keys: Iterable[str]) -> dict[str, Item]:
        """Return the known items among the keys, by key."""
        wanted = list(keys)
        found: dict[str, Item] = {}
        with translated(self.path):
            for start in range(0, len(wanted), KEYS_AT_ONCE):
                part = wanted[start : start + KEYS_AT_ONCE]
                sql = f"SELECT {', '.join(COLUMNS)} FROM items WHERE job = ? AND key IN ({', '.join('?' * len(part))})"  # noqa: S608 - names and marks of ours
                found.update((row[0], Item(*row)) for row in self._connection.execute(sql, (self.job, *part)))
        return found

    def count_failed(self, run: Run) -> int:
        """The number of items that failed in ``run``."""
        with translated(self.path):
            sql = "SELECT count(*) FROM items WHERE job = ? AND run = ? AND outcome = 'failed'"
            failed: int = self._connection.execute(sql, (self.job, run.number)).fetchone()[0]
        return failed

    def settled(self, keys: Iterable[str], run: Run) -> set[str]:
        """Return the keys that are settled in ``run``."""
        wanted = list(keys)
        found: set[str] = set()
        with translated(self.path):
            for start in range(0, len(wanted), KEYS_AT_ONCE):
                part = wanted[start : start + KEYS_AT_ONCE]
                marks = ", ".join("?" * len(part))
                sql = f"SELECT key FROM items WHERE job = ? AND run = ? AND key IN ({marks})"  # noqa: S608 - marks alone
                found.update(row[0] for row in self._connection.execute(sql, (self.job, run.number, *part)))
        return found

    def commit(
        self, run: Run, items: Iterable[Item], outputs: Mapping[Path, int],
        tails: Mapping[Path, bytes | None] | None = None,
    ) -> None:  # fmt: skip
        """Store how items ended together with the lengths in bytes of the output files, all or nothing.

        ``tails`` are the last bytes of outputs, for those that do not reach the file. None deletes them.
        """
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        with transaction(self._connection, self.path) as db:
            db.executemany(
                f"INSERT OR REPLACE INTO items (job, run, {', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608 - names of ours
                ((self.job, run.number, *values_of(item)) for item in items),
            )
            db.executemany(
                "INSERT OR REPLACE INTO outputs VALUES (?, ?)",
                ((str(path), length) for path, length in outputs.items()),
            )
            for path, data in (tails or {}).items():
                if data is None:
                    db.execute("DELETE FROM tails WHERE path = ?", (str(path),))
                else:
                    db.execute("INSERT OR REPLACE INTO tails VALUES (?, ?)", (str(path), data))

    def adopt(self, output: Path) -> None:
        """Register a new, empty file as an output of this state."""
        with transaction(self._connection, self.path) as db:
            db.execute("INSERT OR REPLACE INTO outputs VALUES (?, 0)", (str(output),))
            db.execute("INSERT OR REPLACE INTO tails VALUES (?, x'')", (str(output),))

    def committed(self, output: Path) -> int | None:
        """Return how many bytes of ``output`` belong to settled items, or None if the file is unknown."""
        with translated(self.path):
            row = self._connection.execute("SELECT committed FROM outputs WHERE path = ?", (str(output),)).fetchone()
        return None if row is None else int(row[0])

    def tail(self, output: Path) -> bytes | None:
        """The last bytes of ``output``, or None if they are unknown (an older version wrote it)."""
        with translated(self.path):
            row = self._connection.execute("SELECT data FROM tails WHERE path = ?", (str(output),)).fetchone()
        return None if row is None else bytes(row[0])
