"""Politeness: one request in flight per host, a gap between two requests, and a pause after trouble.

Times are seconds since the epoch, because turns are shared with other processes and must survive a crash.
"""

from __future__ import annotations

import random
import threading
import time
from collections import OrderedDict
from typing import Protocol

from cleaner.fetch.robots import RobotsStore

RETRY_BASE_S = 1.0
RETRY_MOST_S = 30.0
BUSY_POLL_S = 0.05
MAX_TURNS = 20_000
MAX_ROBOTS_BYTES = 64 << 20


class HostLedger(RobotsStore, Protocol):
    """Knows whose turn it is at each host. A host is a host name, whatever the port."""

    def claim(self, host: str, now: float, lease: float) -> float:
        """Take the turn of ``host`` for at most ``lease`` seconds and return 0, or return the seconds to wait."""

    def release(self, host: str, next_at: float) -> None:
        """Give the turn back. The next one begins at ``next_at``, or later if an earlier call said so."""


class MemoryLedger:
    """The ledger of one process, for use without a state file. It is safe for threads.

    It keeps the turns of the newest MAX_TURNS hosts and the newest MAX_ROBOTS_BYTES of robots files, so that a process
    that runs for months does not grow.
    """

    def __init__(self) -> None:
        self._next_at: OrderedDict[str, tuple[float, float]] = OrderedDict()  # begin of the next turn, time of release
        self._busy: set[str] = set()
        self._robots: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._robots_bytes = 0
        self._lock = threading.Lock()

    def claim(self, host: str, now: float, lease: float) -> float:
        """See HostLedger."""
        with self._lock:
            next_at, released_at = self._next_at.get(host, (0.0, now))
            # if the clock was set back since, the times move with it
            wait = next_at - max(now, released_at)
            if released_at > now and wait > 0:
                self._next_at[host] = (now + wait, now)
            if wait > 0:
                return wait
            if host in self._busy:
                return BUSY_POLL_S
            self._busy.add(host)
            return 0.0

    def release(self, host: str, next_at: float) -> None:
        """See HostLedger."""
        with self._lock:
            self._busy.discard(host)
            self._next_at[host] = (max(next_at, self._next_at.pop(host, (0.0, 0.0))[0]), time.time())
            while len(self._next_at) > MAX_TURNS:
                self._next_at.popitem(last=False)

    def load_robots(self, authority: str, now: float) -> bytes | None:
        """See RobotsStore."""
        with self._lock:
            body, expires = self._robots.get(authority, (None, 0.0))
            return body if expires > now else None

    def save_robots(self, authority: str, body: bytes, expires: float) -> None:
        """See RobotsStore."""
        with self._lock:
            self._robots_bytes += len(body) - len(self._robots.pop(authority, (b"", 0.0))[0])
            self._robots[authority] = (body, expires)
            while len(self._robots) > MAX_TURNS or self._robots_bytes > MAX_ROBOTS_BYTES:
                self._robots_bytes -= len(self._robots.popitem(last=False)[1][0])


def backoff(attempt: int, base: float = RETRY_BASE_S) -> float:
    """Seconds to wait before attempt ``attempt`` + 1. They grow, with jitter, so that clients do not retry together."""
    most: float = min(RETRY_MOST_S, base * 2.0**attempt)
    return most * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards no secret
