"""Fetched pages that are not settled yet, on disk, so that a killed run does not fetch them again.

This store is optional: if it cannot be read or written, pages are fetched again. So it is not synced; what a process
has written survives its end anyway. Each row has a digest, because SQLite does not notice a changed byte inside a
value, and a changed page is not what the site sent.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cleaner.model import Failure, Page, Unchanged, UsageStatement
from cleaner.store.queue import read_announcement

Arrival = Page | Unchanged | Failure
KINDS: dict[str, type[Arrival]] = {"Page": Page, "Unchanged": Unchanged, "Failure": Failure}
FORMAT = 2


class Arrivals:
    """Outcomes of fetching by key, safe for threads. ``resumed`` keeps those of the process before."""

    def __init__(self, path: Path, *, resumed: bool) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        if not resumed:
            self._remove()
        with suppress(sqlite3.Error):
            self._connection = self._open()
        if self._connection is None:  # damaged, or from another version
            self._remove()
            with suppress(sqlite3.Error):
                self._connection = self._open()

    def put(self, key: str, outcome: Arrival) -> None:
        """Store an outcome until it is settled."""
        body = outcome.body if isinstance(outcome, Page) else b""
        values = asdict(replace(outcome, body=b"") if isinstance(outcome, Page) else outcome)
        values.pop("body", None)
        kind, fields = type(outcome).__name__, json.dumps(values)
        row = (key, kind, fields, body, _digest(key, kind, fields, body))
        self._do("INSERT OR REPLACE INTO arrivals VALUES (?, ?, ?, ?, ?)", [row])

    def held(self, keys: Iterable[str]) -> set[str]:
        """The keys whose outcome is stored and undamaged."""
        return {key for key in keys if self.get(key) is not None}

    def get(self, key: str) -> Arrival | None:
        """The outcome of a key, or None if there is none or it is damaged."""
        with self._lock, suppress(sqlite3.Error, ValueError, KeyError, TypeError):
            if self._connection is not None:
                row = self._connection.execute(
                    "SELECT kind, fields, body, digest FROM arrivals WHERE key = ?", (key,)
                ).fetchone()
                return None if row is None else _outcome(key, *row)
        return None

    def forget(self, keys: Iterable[str]) -> None:
        """Delete what is settled."""
        self._do("DELETE FROM arrivals WHERE key = ?", [(key,) for key in keys])

    def close(self, *, finished: bool = False) -> None:
        """Close the file, and delete it if the run has ``finished``."""
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
            except sqlite3.Error:  # most likely a full disk; what is stored can still be read
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
                "CREATE TABLE IF NOT EXISTS arrivals"
                " (key TEXT PRIMARY KEY, kind TEXT, fields TEXT, body BLOB, digest BLOB)"
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


def _digest(key: str, kind: str, fields: str, body: bytes) -> bytes:
    values = json.dumps((key, kind, fields)).encode()
    return blake2b(len(values).to_bytes(8, "big") + values + body, digest_size=16).digest()


def _outcome(key: str, kind: str, fields: str, body: bytes, digest: bytes) -> Arrival | None:
    """The outcome in a row, or None if the row has changed. Raises TypeError as well."""
    if _digest(key, kind, fields, body) != digest:
        return None
    values: dict[str, Any] = json.loads(fields)
    if "usage" in values:
        values["usage"] = tuple(_statement(said) for said in values["usage"])
    if values.get("announced"):
        values["announced"] = read_announcement(values["announced"])
    if kind == "Page":
        values["body"] = body
    return KINDS[kind](**values)


def _statement(said: dict[str, Any]) -> UsageStatement:
    return UsageStatement(**{**said, "refused": tuple(said["refused"]), "allowed": tuple(said["allowed"])})
