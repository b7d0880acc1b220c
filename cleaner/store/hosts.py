"""The turns of hosts, and the robots files, shared between processes and kept after a crash."""

from __future__ import annotations

import sqlite3
import threading
import time
import zlib
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from cleaner.store.database import connect, transaction, translated

MAX_AHEAD_S = 86_400.0  # longest time that a host is closed or a robots file is kept
MAX_LEASE_S = 600.0
CLOCK_SLACK_S = 1.0
POLL_S = 0.2  # pause before checking again a host whose turn another process has


@dataclass(frozen=True, slots=True)
class _Turn:
    """A row of the table. All times are seconds since the epoch, by the clock of ``set_at``."""

    next_at: float
    gap: float
    owner: str | None
    leased_until: float
    set_at: float

    def at_clock(self, now: float) -> _Turn:
        """The row by the clock of now: set back with it, and without times that nobody can have meant."""
        back = self.set_at - now if self.set_at > now + CLOCK_SLACK_S else 0.0
        next_at, leased_until = self.next_at - back, self.leased_until - back
        if back or max(next_at, leased_until) > now + MAX_AHEAD_S + CLOCK_SLACK_S:
            next_at = next_at if next_at <= now + MAX_AHEAD_S + CLOCK_SLACK_S else now
            leased_until = min(leased_until, now + MAX_LEASE_S)
            gap = self.gap if self.gap <= MAX_AHEAD_S else 0.0
            return _Turn(next_at, gap, self.owner, leased_until, now)
        return self


class HostTable:
    """The ledger of turns in the state file. It is safe for threads.

    ``owner`` is the job. No two live processes have the same. So turns that it holds when it starts belong to a process
    that died, and are released with the gap that is due. ``delay`` is the smallest gap in seconds.
    """

    def __init__(self, path: Path, owner: str, delay: float) -> None:
        self._path = path
        self._owner = owner
        self._delay = delay
        self._lock = threading.Lock()
        self._connection = connect(path, durable=False)
        try:
            with transaction(self._connection, path) as db:
                db.execute(
                    "UPDATE hosts SET next_at = max(min(next_at, :now + :most), :now + max(min(gap, :most), :delay)),"
                    " owner = NULL, leased_until = 0, set_at = :now WHERE owner = :owner",
                    {"now": time.time(), "most": MAX_AHEAD_S, "delay": delay, "owner": owner},
                )
                db.execute("DELETE FROM hosts WHERE owner IS NULL AND next_at < ?", (time.time() - 86_400,))
                db.execute("DELETE FROM robots WHERE expires < ?", (time.time(),))
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def claim(self, host: str, now: float, lease: float) -> float:
        """Take the turn of ``host`` for at most ``lease`` seconds and return 0, or return the seconds to wait."""
        with self._lock, transaction(self._connection, self._path) as db:
            row = db.execute(
                "SELECT next_at, gap, owner, leased_until, set_at FROM hosts WHERE host = ?", (host,)
            ).fetchone()
            stored = _Turn(*row) if row else _Turn(0.0, 0.0, None, 0.0, now)
            turn = stored.at_clock(now)
            if turn.owner is not None and turn.leased_until <= now:
                # the process that had the turn has ended; its request may have been sent until just now
                turn = replace(turn, next_at=now + max(turn.gap, self._delay), owner=None)
            if turn.owner is not None or turn.next_at > now:
                if turn != stored:
                    self._put(db, host, turn)
                return POLL_S if turn.owner is not None else turn.next_at - now
            self._put(db, host, replace(turn, owner=self._owner, leased_until=now + lease, set_at=now))
            return 0.0

    def release(self, host: str, next_at: float) -> None:
        """Release the turn. The next one begins at ``next_at``, or later if an earlier call said so.

        No host is closed for more than MAX_AHEAD_S, whatever it asked for.
        """
        now = time.time()
        next_at = min(next_at, now + MAX_AHEAD_S)
        with self._lock, transaction(self._connection, self._path) as db:
            db.execute(
                "UPDATE hosts SET next_at = max(next_at, ?), gap = ?, owner = NULL, leased_until = 0, set_at = ?"
                " WHERE host = ? AND owner = ?",
                (next_at, max(0.0, next_at - now), now, host, self._owner),
            )

    @staticmethod
    def _put(db: sqlite3.Connection, host: str, turn: _Turn) -> None:
        db.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?, ?, ?)", (host, *astuple(turn)))

    def load_robots(self, authority: str, now: float) -> bytes | None:
        """Return the stored robots file of ``authority``, or None if it is out of date."""
        with self._lock, translated(self._path):
            row = self._connection.execute(
                "SELECT body FROM robots WHERE authority = ? AND expires > ? AND expires <= ?",
                (authority, now, now + MAX_AHEAD_S),
            ).fetchone()
        try:
            return None if row is None else zlib.decompress(row[0])
        except zlib.error:
            return None  # damaged; it will be fetched again

    def save_robots(self, authority: str, body: bytes, expires: float) -> None:
        """Store the robots file of ``authority`` until ``expires`` (seconds since the epoch)."""
        with self._lock, transaction(self._connection, self._path) as db:
            db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (authority, zlib.compress(body), expires))
