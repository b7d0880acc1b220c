"""The state of a job: items, runs, commits and stored bodies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaner.errors import OutputError
from cleaner.store.raw import RawStore
from cleaner.store.state import Run, State
from tests.store.items import item


def test_items_come_back(tmp_path: Path) -> None:
    """What is stored is found again, by job."""
    with State(tmp_path / "s", "a") as state, State(tmp_path / "s", "b") as other:
        run = state.begin_run()
        full = item("h/1", etag='"x"', last_modified="y", sha256="z", recipe="r", seen_at="t", http_status=200)
        state.commit(run, [full, item("h/2", "failed", reason="dns", attempts=2)], {})
        assert state.item("h/1") == full
        assert state.items(["h/1", "h/2", "h/3"]).keys() == {"h/1", "h/2"}
        assert other.item("h/1") is None
        assert state.settled(["h/1", "h/3"], run) == {"h/1"}
        assert len(state.items([f"h/{n}" for n in range(2_000)])) == 2


def test_runs_resume_until_they_are_finished(tmp_path: Path) -> None:
    with State(tmp_path / "s") as state:
        first = state.begin_run()
        assert (first, state.begin_run()) == (Run(1, False), Run(1, True))
        state.finish_run(first)
        assert state.begin_run() == Run(2, False)


def test_all_or_nothing(tmp_path: Path) -> None:
    """When one item of a commit cannot be stored, none is, nor the length of the file."""
    with State(tmp_path / "s") as state:
        with pytest.raises(OutputError):
            state.commit(Run(1, False), [item("a"), item("b", http_status="many")], {tmp_path / "o": 5})
        assert state.item("a") is None
        with pytest.raises(OutputError):
            state.commit(Run(1, False), [item("a")], {tmp_path / "o": "many"})  # type: ignore[dict-item] # the fault
        assert state.item("a") is None
        assert state.committed(tmp_path / "o") is None


def test_raw_bodies_come_back(tmp_path: Path) -> None:
    """A body is kept whole, once; a damaged or oversized one is as none."""
    store = RawStore(tmp_path)
    store.put("ab12", b"body" * 1000)
    store.put("ab12", b"other")
    assert store.get("ab12", 10_000) == b"body" * 1000
    assert store.get("ab12", 100) is None
    assert store.get("ffff", 100) is None
    path = next(tmp_path.rglob("*.gz"))
    path.write_bytes(path.read_bytes()[:-5])
    assert store.get("ab12", 10_000) is None
    assert not list(tmp_path.rglob("*.part"))
    if os.geteuid():
        (tmp_path / "cd").mkdir(mode=0o500)
        with pytest.raises(OutputError):
            store.put("cd34", b"x")
