"""Whose turn it is at each host, and the robots files, shared between processes and kept over a crash."""

from __future__ import annotations

import threading
import time
import zlib
from pathlib import Path

from cleaner.store.database import connect, transaction, translated

POLL_S = 0.2  # how soon to look again at a host whose turn another process has


class HostTable:
    """The ledger of turns in the state file.

    ``owner`` is the job; no two live processes have the same, so the turns that it still holds when it starts belong
    to a process that died, and are given back with the gap that is due. ``delay`` is the least gap in seconds.
    Several threads may use an instance.
    """

    def __init__(self, path: Path, owner: str, delay: float) -> None:
        self._path = path
        self._owner = owner
        self._delay = delay
        self._lock = threading.Lock()
        self._connection = connect(path, durable=False)
        with transaction(self._connection, path) as db:
            db.execute(
                "UPDATE hosts SET next_at = max(next_at, ? + max(gap, ?)), owner = NULL, leased_until = 0"
                " WHERE owner = ?",
                (time.time(), delay, owner),
            )
            db.execute("DELETE FROM hosts WHERE owner IS NULL AND next_at < ?", (time.time() - 86_400,))
            db.execute("DELETE FROM robots WHERE expires < ?", (time.time(),))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def claim(self, host: str, now: float, lease: float) -> float:
        """Take the turn of ``host`` for at most ``lease`` seconds and return 0, or return the seconds to wait."""
        with self._lock, transaction(self._connection, self._path) as db:
            row = db.execute("SELECT next_at, gap, owner, leased_until FROM hosts WHERE host = ?", (host,)).fetchone()
            next_at, gap, owner, leased_until = row or (0.0, 0.0, None, 0.0)
            if owner is not None and leased_until > now:
                return POLL_S
            if owner is not None:  # whoever had the turn is gone; its request may have been sent until just now
                next_at = now + max(float(gap), self._delay)
                db.execute("UPDATE hosts SET next_at = ?, owner = NULL WHERE host = ?", (next_at, host))
            if next_at > now:
                return float(next_at - now)
            db.execute(
                "INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?, ?)", (host, next_at, gap, self._owner, now + lease)
            )
            return 0.0

    def release(self, host: str, next_at: float) -> None:
        """Give the turn back; the next one begins at ``next_at``, or later where that was said before."""
        with self._lock, transaction(self._connection, self._path) as db:
            db.execute(
                "UPDATE hosts SET next_at = max(next_at, ?), gap = ?, owner = NULL, leased_until = 0"
                " WHERE host = ? AND owner = ?",
                (next_at, max(0.0, next_at - time.time()), host, self._owner),
            )

    def load_robots(self, authority: str, now: float) -> bytes | None:
        """Return the stored robots file of ``authority`` unless it is out of date."""
        with self._lock, translated(self._path):
            row = self._connection.execute(
                "SELECT body FROM robots WHERE authority = ? AND expires > ?", (authority, now)
            ).fetchone()
        return None if row is None else zlib.decompress(row[0])

    def save_robots(self, authority: str, body: bytes, expires: float) -> None:
        """Keep the robots file of ``authority`` until ``expires`` (seconds since the epoch)."""
        with self._lock, transaction(self._connection, self._path) as db:
            db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (authority, zlib.compress(body), expires))
