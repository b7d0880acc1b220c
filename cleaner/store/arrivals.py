"""What was fetched and is not settled yet, on disk, so that a run that was killed asks no site for it again.

It is optional: where it cannot be read or written, pages are fetched again. So it is not synced either. What a process
has written outlives it all the same.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cleaner.model import Failure, Page, Unchanged, UsageStatement
from cleaner.store.queue import read_announcement

Arrival = Page | Unchanged | Failure
KINDS: dict[str, type[Arrival]] = {"Page": Page, "Unchanged": Unchanged, "Failure": Failure}
FORMAT = 1


class Arrivals:
    """Outcomes of fetching by key; several threads may use it. ``resumed``: those of the process before still count."""

    def __init__(self, path: Path, *, resumed: bool) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        if not resumed:
            self._remove()
        with suppress(sqlite3.Error):
            self._connection = self._open()
        if self._connection is None:  # damaged, or of another version
            self._remove()
            with suppress(sqlite3.Error):
                self._connection = self._open()

    def put(self, key: str, outcome: Arrival) -> None:
        """Keep an outcome until it is settled."""
        body = outcome.body if isinstance(outcome, Page) else b""
        fields = asdict(replace(outcome, body=b"") if isinstance(outcome, Page) else outcome)
        fields.pop("body", None)
        kind = type(outcome).__name__
        self._do("INSERT OR REPLACE INTO arrivals VALUES (?, ?, ?, ?)", [(key, kind, json.dumps(fields), body)])

    def held(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose outcome is here."""
        found = set()
        with self._lock, suppress(sqlite3.Error):
            if self._connection is not None:
                for key in keys:
                    if self._connection.execute("SELECT 1 FROM arrivals WHERE key = ?", (key,)).fetchone():
                        found.add(key)
        return found

    def get(self, key: str) -> Arrival | None:
        """The outcome of a key, or None where it cannot be read."""
        with self._lock, suppress(sqlite3.Error, ValueError, KeyError, TypeError):
            if self._connection is not None:
                row = self._connection.execute(
                    "SELECT kind, fields, body FROM arrivals WHERE key = ?", (key,)
                ).fetchone()
                fields = json.loads(row[1])
                if "usage" in fields:
                    fields["usage"] = tuple(_statement(said) for said in fields["usage"])
                if fields.get("announced"):
                    fields["announced"] = read_announcement(fields["announced"])
                return KINDS[row[0]](**fields, **({"body": row[2]} if row[0] == "Page" else {}))
        return None

    def forget(self, keys: Iterable[str]) -> None:
        """Drop what is settled."""
        self._do("DELETE FROM arrivals WHERE key = ?", [(key,) for key in keys])

    def close(self, *, finished: bool = False) -> None:
        """Close the file; it goes where the run came to its end."""
        with self._lock, suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.close()
        self._connection = None
        if finished:
            self._remove()

    def _do(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        with self._lock:
            try:
                if self._connection is not None:
                    self._connection.execute("BEGIN")
                    self._connection.executemany(sql, rows)
                    self._connection.execute("COMMIT")
            except sqlite3.Error:  # a full disk, most likely; what is here already can still be read
                with suppress(sqlite3.Error):
                    if self._connection is not None and self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=1)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, FORMAT):
                raise sqlite3.DatabaseError("another version")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS arrivals (key TEXT PRIMARY KEY, kind TEXT, fields TEXT, body BLOB)"
            )
            connection.execute("SELECT count(*) FROM arrivals").fetchone()
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)


def _statement(said: dict[str, Any]) -> UsageStatement:
    return UsageStatement(**{**said, "refused": tuple(said["refused"]), "allowed": tuple(said["allowed"])})
