"""The state file and the output that grows with it: refusals, migrations, locks, commits and cuts."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.errors import LockHeld, OutputError
from cleaner.sinks.jsonl import JsonlFile
from cleaner.store import database
from cleaner.store.lock import hold
from cleaner.store.queue import Queue, Waiting
from cleaner.store.raw import RawStore
from cleaner.store.state import Item, Run, State


def item(key: str, outcome: str = "done", **more: object) -> Item:
    return Item(key, f"http://{key}", outcome, **more)  # type: ignore[arg-type] # words of the test


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


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


def test_schema_is_strict(tmp_path: Path) -> None:
    """A wrong type is refused by SQLite itself."""
    with State(tmp_path / "s") as state, pytest.raises(OutputError):
        state.commit(Run(1, False), [item("k", http_status="many")], {})


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


def test_lines_without_a_commit_are_gone(tmp_path: Path) -> None:
    """What was not committed never reaches the file; what was committed comes at the next start at the latest."""
    out = tmp_path / "o.jsonl"
    with State(tmp_path / "s") as state:
        run = state.begin_run()
        file = JsonlFile(out, state)
        file.append({"n": 1})
        file.commit(run, [item("a")])
        file.append({"n": 2})
        file.commit(run, [item("b")])
        whole = out.read_bytes()
        file.append({"n": 3})
        file.close()
        assert out.read_bytes() == whole
        for size in range(len(whole) // 2, len(whole) + 1):  # the last commit, torn anywhere
            os.truncate(out, size)
            JsonlFile(out, state).close()
            assert out.read_bytes() == whole
        file = JsonlFile(out, state)
        file.append({"n": 4})
        file.commit(run, [item("c")])
        file.close()
    assert lines(out) == [{"n": 1}, {"n": 2}, {"n": 4}]


@pytest.mark.parametrize(
    ("edit", "match"),
    [
        (lambda data: data + b'{"mine": 1}\n', "12 bytes behind"), (lambda data: data + b"x", "1 bytes behind"),
        (lambda data: data[::-1], "written over"), (lambda data: data.replace(b"2", b"5"), "written over"),
        (lambda data: data[:10], "shorter"), (lambda data: b"", "shorter"), (lambda data: data[:-3] + b"zz", "over"),
    ],
)  # fmt: skip
def test_what_somebody_edited_is_left_alone(tmp_path: Path, edit: Callable[[bytes], bytes], match: str) -> None:
    """An output that was appended to, rewritten or cut between two runs is refused with one line and kept as it is."""
    out = tmp_path / "o.jsonl"
    with State(tmp_path / "s") as state:
        run = state.begin_run()
        file = JsonlFile(out, state)
        for n, key in enumerate("abcd"):
            file.append({"number": n})
            file.commit(run, [item(key)])
        file.append({"number": 2})
        file.commit(run, [item("e")])
        file.close()
        edited = edit(out.read_bytes())
        out.write_bytes(edited)
        with pytest.raises(OutputError, match=match) as caught:
            JsonlFile(out, state)
        assert "\n" not in str(caught.value)
        assert out.read_bytes() == edited


def test_one_output_has_one_state(tmp_path: Path) -> None:
    """A second state folder is refused while the first is at work, and after it."""
    out = tmp_path / "o.jsonl"
    with State(tmp_path / "s") as state, State(tmp_path / "t") as other:
        first = JsonlFile(out, state)
        with pytest.raises(LockHeld, match="another run"):
            JsonlFile(out, other)
        first.close()
        second = JsonlFile(out, other)  # nothing has been written yet
        second.close()
        first = JsonlFile(out, state)
        first.append({"n": 1})
        first.commit(state.begin_run(), [item("a")])
        first.close()
        with pytest.raises(OutputError, match="behind"):
            JsonlFile(out, other)
    assert lines(out) == [{"n": 1}]


def test_a_commit_that_fails_leaves_neither(tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    with State(tmp_path / "s") as state:
        file = JsonlFile(out, state)
        file.append({"n": 1})
        with pytest.raises(OutputError):
            file.commit(Run(1, False), [item("a", http_status="many")])
        file.close()
        JsonlFile(out, state).close()
        assert out.read_bytes() == b""
        assert state.item("a") is None


def test_a_file_of_someone_else_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    out.write_text("mine\n")
    with State(tmp_path / "s") as state, pytest.raises(OutputError, match="already"):
        JsonlFile(out, state)
    assert out.read_text() == "mine\n"


def test_a_shortened_file_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    with State(tmp_path / "s") as state:
        file = JsonlFile(out, state)
        file.append({"n": 1})
        file.commit(state.begin_run(), [item("a")])
        file.append({"n": 2})
        file.commit(state.begin_run(), [item("b")])
        file.close()
        out.write_text("{")
        with pytest.raises(OutputError, match="shorter"):
            JsonlFile(out, state)


def test_a_removed_file_is_begun_anew(tmp_path: Path) -> None:
    """All items count as not yet written, and what the raw store needs is still known."""
    out = tmp_path / "o.jsonl"
    with State(tmp_path / "s") as state:
        run = state.begin_run()
        file = JsonlFile(out, state)
        file.append({"n": 1})
        file.commit(run, [item("a", recipe="r", sha256="x")])
        file.close()
        out.unlink()
        JsonlFile(out, state).close()
        assert state.settled(["a"], state.begin_run()) == set()
        kept = state.item("a")
        assert kept is not None
        assert (kept.recipe, kept.sha256) == (None, "x")


def test_a_full_disk_names_the_file(tmp_path: Path) -> None:
    """A write that fails ends in an error with the file's name; what was committed stays as it is."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    out = tmp_path / "o.jsonl"
    with State(tmp_path / "s") as state:
        file = JsonlFile(out, state)
        run = state.begin_run()
        file.append({"n": 1})
        file.commit(run, [item("a")])
        real = file._file
        with Path("/dev/full").open("ab", buffering=0) as full:
            file._file = full
            file.append({"n": 2})
            with pytest.raises(OutputError, match=str(out)):
                file.commit(run, [item("b")])
        file._file = real
        file.close()
        JsonlFile(out, state).close()
        assert lines(out) == [{"n": 1}]
        assert state.item("b") is None


WRITER = """
import sys
from pathlib import Path
from cleaner.sinks.jsonl import JsonlFile
from cleaner.store.state import Item, State
folder = Path(sys.argv[1])
state = State(folder / "s")
file = JsonlFile(folder / "o.jsonl", state)
run = state.begin_run()
print("ready", flush=True)
for n in range(150):
    key = str(n)
    if not state.settled([key], run):
        file.append({"n": n, "text": "x" * (n * 37 % 9000)})
        if n % 3 == 0:
            file.append({"n": n, "more": True})
        file.commit(run, [Item(key, key, "done")])
print("end", flush=True)
"""


def test_kill_at_any_instant(tmp_path: Path) -> None:
    """A writer that is killed again and again ends with each record once and no torn line."""
    kills = 0
    for attempt in range(200):
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.003 + 0.0007 * (attempt * 7 % 13))
        if attempt < 12:
            child.kill()
        out, _ = child.communicate(timeout=60)
        if "end" in out:
            break
        kills += 1
    got = lines(tmp_path / "o.jsonl")
    assert [record["n"] for record in got if "more" not in record] == list(range(150))
    assert [record["n"] for record in got if "more" in record] == list(range(0, 150, 3))
    assert kills >= 2  # how many there is time for depends on the machine; none would prove nothing
    raw = sqlite3.connect(tmp_path / "s")
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()


def test_queue_serves_hosts_in_turn() -> None:
    queue = Queue()
    assert queue.unseen(["a", "b", "a"]) == [True, True, False]
    queue.add([Waiting("h1", "a", "A"), Waiting("h2", "b", "B"), Waiting("h1", "c", "C")])
    assert queue.next_host(()) == "h1"
    assert queue.next_host(()) == "h2"
    assert queue.next_host(()) == "h1"
    assert queue.next_host({"h1", "h2"}) is None
    assert [queue.take("h1"), queue.take("h1"), queue.take("h1")] == [
        Waiting("h1", "a", "A"), Waiting("h1", "c", "C"), None,
    ]  # fmt: skip
    assert queue.next_host(()) == "h2"
    queue.close()


MILLION = """
import resource, sys
from cleaner.store.queue import Queue, Waiting
from cleaner.fetch.canonical import canonical
from cleaner.fetch import host_of
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
queue, count = Queue(), int(sys.argv[1])
before = peak()
for start in range(0, count, 1000):
    numbers = range(start, start + 1000)
    urls = [f"https://site-{n % 5003}.example/articles/{n}/a-rather-long-headline-of-an-article" for n in numbers]
    keys = [canonical(url) for url in urls]
    queue.unseen(keys)
    queue.add([Waiting(host_of(url), key, url) for url, key in zip(urls, keys)])
print(peak() - before)
"""


def test_a_long_list_takes_no_memory() -> None:
    """100,000 waiting URLs take less than 50 MB more than none (a million: the same, see the bench)."""
    grown = subprocess.run([sys.executable, "-c", MILLION, "100000"], capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 50 * 1024


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
