"""The state file: its schema and migrations, foreign files, locks."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cleaner.errors import LockHeld, OutputError
from cleaner.store import database
from cleaner.store.lock import hold
from cleaner.store.state import Run, State
from tests.store.items import item


def test_schema_is_strict(tmp_path: Path) -> None:
    """A wrong type is refused by SQLite itself."""
    with State(tmp_path / "s") as state, pytest.raises(OutputError):
        state.commit(Run(1, False), [item("k", http_status="many")], {})


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s"
    State(path).close()
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {len(database.MIGRATIONS) + 1}")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(OutputError, match="newer version"):
        State(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["header", "not a database", "another program"])
def test_foreign_files_are_refused_and_left_alone(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "s"
    if damage == "another program":
        raw = sqlite3.connect(path)
        raw.execute("CREATE TABLE t (x)")
        raw.commit()
        raw.close()
    elif damage == "header":
        State(path).close()
        path.write_bytes(b"SQLite format 4\0" + path.read_bytes()[16:])
    else:
        path.write_bytes(b"some notes of mine\n" * 200)
    before = path.read_bytes()
    with pytest.raises(OutputError, match=str(path)):
        State(path)
    assert path.read_bytes() == before


def test_migrations_run_once_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state of an earlier version is brought up to date and keeps its items."""
    path = tmp_path / "s"
    with State(path) as state:
        state.commit(state.begin_run(), [item("k")], {})
    more = "CREATE TABLE extra (a TEXT) STRICT; INSERT INTO extra VALUES ('x; y');"
    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, more))
    for _ in range(2):
        with State(path) as state:
            assert state.item("k") is not None
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT a FROM extra").fetchall() == [("x; y",)]
    assert raw.execute("PRAGMA user_version").fetchone() == (len(database.MIGRATIONS),)
    raw.close()


def test_settings_of_the_file(tmp_path: Path) -> None:
    """WAL, and every commit synced."""
    with State(tmp_path / "s") as state:
        assert state._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert state._connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert state._connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)


def test_a_locked_state_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that passes is waited for; one that stays ends in LockHeld, and nothing is lost."""
    path = tmp_path / "s"
    with State(path) as state:
        run = state.begin_run()
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.5, lambda: other.execute("COMMIT"))
        timer.start()
        state.commit(run, [item("a")], {})
        timer.join()
        other.execute("BEGIN IMMEDIATE")
        state._connection.execute("PRAGMA busy_timeout = 200")
        with pytest.raises(LockHeld):
            state.commit(run, [item("b")], {})
        other.execute("ROLLBACK")
        other.close()
        assert state.item("a") is not None
        state.commit(run, [item("b")], {})
        assert state.item("b") is not None


def test_unwritable_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="file"):
        State(tmp_path / "file" / "s")


def test_lock_is_exclusive_and_dies_with_its_holder(tmp_path: Path) -> None:
    """Of two only one works; the kernel frees the lock of a killed process."""
    path = tmp_path / "l"
    code = (
        "import sys, time; from pathlib import Path; from cleaner.store.lock import hold\n"
        "with hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(LockHeld), hold(path):
        pass
    child.kill()
    child.communicate()
    with hold(path):
        pass


def test_a_state_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with (
        pytest.raises(OutputError, match="state: cannot be a folder: a file of this name exists"),
        hold(tmp_path / "state" / "run.lock"),
    ):
        pass


def test_a_file_system_without_locks_is_no_other_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(OutputError, match="gives no locks"), hold(tmp_path / "lock"):
        pass
