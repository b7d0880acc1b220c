"""Turns at hosts when the clock is wrong: set back, far ahead, or asked to wait for years."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from cleaner.fetch.politeness import HostLedger, MemoryLedger
from cleaner.store.hosts import MAX_AHEAD_S, HostTable

YEAR = 365 * 86_400.0


@pytest.mark.parametrize("ahead", [3 * 3600.0, YEAR])
def test_a_clock_that_went_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: float) -> None:
    """What was noted while the clock was ahead counts from now on: the gap that is left, no more."""
    now = time.time()
    table = HostTable(tmp_path / "s", "a", 2.0)
    for ledger in (table, MemoryLedger()):
        check_clock(ledger, now, ahead, monkeypatch)
    table.close()


def check_clock(ledger: HostLedger, now: float, ahead: float, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: now + ahead)
        assert ledger.claim("h", now + ahead, 60) == 0
        ledger.release("h", now + ahead + 5)
    assert 0 < ledger.claim("h", now, 60) <= 5
    assert 0 < ledger.claim("h", now + 4, 60) <= 1
    assert ledger.claim("h", now + 5.5, 60) == 0


def test_a_lease_of_a_dead_job_that_was_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    dead = HostTable(tmp_path / "s", "dead", 2.0)
    assert dead.claim("h", now + YEAR, 60) == 0
    dead.close()
    other = HostTable(tmp_path / "s", "other", 2.0)
    assert other.claim("h", now, 60) > 0  # it may live
    assert 0 < other.claim("h", now + 61, 60) <= 2
    assert other.claim("h", now + 64, 60) == 0
    other.close()


def test_no_host_is_closed_for_years(tmp_path: Path) -> None:
    """Whatever it asked for, and whatever an older version has stored."""
    table = HostTable(tmp_path / "s", "a", 2.0)
    now = time.time()
    assert table.claim("h", now, 60) == 0
    table.release("h", now + 10 * YEAR)
    assert MAX_AHEAD_S - 60 < table.claim("h", time.time(), 60) <= MAX_AHEAD_S
    raw = sqlite3.connect(tmp_path / "s")
    raw.execute("INSERT INTO hosts VALUES ('old', ?, ?, NULL, 0, 0)", (now + YEAR, YEAR))
    raw.execute("INSERT INTO hosts VALUES ('gone', ?, ?, 'nobody', ?, 0)", (now + YEAR, YEAR, now + YEAR))
    raw.commit()
    raw.close()
    assert table.claim("old", now, 60) == 0
    assert 0 < table.claim("gone", now, 60) < 1
    assert 0 < table.claim("gone", now + 601, 60) <= 2
    table.close()


def test_robots_files_of_a_clock_that_was_ahead(tmp_path: Path) -> None:
    """They are not kept for a year; one that is damaged is as none."""
    table = HostTable(tmp_path / "s", "a", 2.0)
    now = time.time()
    table.save_robots("x", b"User-agent: *", now + YEAR)
    table.save_robots("y", b"User-agent: *", now + 3600)
    assert (table.load_robots("x", now), table.load_robots("y", now)) == (None, b"User-agent: *")
    raw = sqlite3.connect(tmp_path / "s")
    raw.execute("UPDATE robots SET body = x'0102'")
    raw.commit()
    raw.close()
    assert table.load_robots("y", now) is None
    table.close()
