"""The inputs that this run has still to do, on disk, so that a list of a million lines needs no memory.

It is a separate database that SQLite deletes when it is closed. After a crash the list is read again, without the
inputs that are already settled.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

from cleaner.model import Announcement
from cleaner.store.database import temporary


@dataclass(frozen=True, slots=True)
class Waiting:
    """One input that waits: its host, its key, and the URL as the user gave it."""

    host: str
    key: str
    origin: str


class Queue:
    """Waiting inputs by host, in the order of arrival. It is safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in (
            "PRAGMA cache_size = -8000",
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE waiting (id INTEGER PRIMARY KEY, host TEXT, key TEXT, origin TEXT)",
            "CREATE INDEX by_host ON waiting (host, id)",
            "CREATE TABLE announced (key TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID",
        ):
            self._connection.execute(statement)
        self._last_host = ""
        self._open = True
        self._added = 0
        self._none_at = -1  # number of inputs added when all hosts with inputs were last found busy

    def unseen(self, keys: Iterable[str]) -> list[bool]:
        """Store the keys. For each, return whether it is new."""
        with self._using():
            return [
                self._connection.execute(
                    "INSERT OR IGNORE INTO seen VALUES (?)", (blake2b(key.encode(), digest_size=12).digest(),)
                ).rowcount
                == 1
                for key in keys
            ]

    def add(self, inputs: Iterable[Waiting]) -> None:
        """Add inputs at the end."""
        with self._using():
            self._connection.execute("BEGIN")
            self._connection.executemany(
                "INSERT INTO waiting (host, key, origin) VALUES (?, ?, ?)",
                ((entry.host, entry.key, entry.origin) for entry in inputs),
            )
            self._connection.execute("COMMIT")
            self._added += 1

    def announce(self, said: Iterable[tuple[str, Announcement]]) -> None:
        """Store what a list says about inputs, by key. The first announcement of a key counts."""
        with self._using():
            self._connection.executemany(
                "INSERT OR IGNORE INTO announced VALUES (?, ?)", ((key, json.dumps(asdict(one))) for key, one in said)
            )

    def announced(self, key: str) -> Announcement | None:
        """What a list says about an input."""
        with self._using():
            row = self._connection.execute("SELECT said FROM announced WHERE key = ?", (key,)).fetchone()
        return read_announcement(json.loads(row[0])) if row is not None else None

    def finish(self) -> None:
        """Declare that nothing more will be added."""
        self._open = False

    def is_open(self) -> bool:
        """Whether inputs may still be added."""
        return self._open

    def next_host(self, busy: Collection[str]) -> str | None:
        """Return a host with waiting inputs that is not in ``busy``, or None. Hosts take turns.

        A host must leave ``busy`` only when ``take`` returns None for it. So once every host is busy, they need not be
        searched again before inputs are added.
        """
        with self._using():
            if self._none_at == self._added and busy:
                return None
            for start in (self._last_host, None):
                host = self._host_after(start, busy)
                if host is not None:
                    self._last_host = host
                    return host
            self._none_at = self._added
        return None

    def take(self, host: str) -> Waiting | None:
        """Remove and return the host's next input, or None if it has none."""
        with self._using():
            row = self._connection.execute(
                "SELECT id, key, origin FROM waiting WHERE host = ? ORDER BY id LIMIT 1", (host,)
            ).fetchone()
            if row is None:
                return None
            self._connection.execute("DELETE FROM waiting WHERE id = ?", (row[0],))
        return Waiting(host, row[1], row[2])

    def close(self) -> None:
        """Close and delete the queue."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _using(self) -> Iterator[None]:
        """Lock out other threads, and turn SQLite's errors into OutputError."""
        with self._lock, temporary("the list"):
            yield

    def _host_after(self, host: str | None, busy: Collection[str]) -> str | None:
        while True:
            # two statements, because one with OR would scan the whole table
            found: str | None = (
                self._connection.execute("SELECT min(host) FROM waiting")
                if host is None
                else self._connection.execute("SELECT min(host) FROM waiting WHERE host > ?", (host,))
            ).fetchone()[0]
            if found is None or found not in busy:
                return found
            host = found


def read_announcement(fields: dict[str, Any]) -> Announcement:
    """An announcement from its fields as read from JSON."""
    return Announcement(**{**fields, "authors": tuple(fields["authors"])})
