"""A file of records that grows together with the state: what is committed, cut off and refused."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.errors import LockHeld, OutputError
from cleaner.sinks.jsonl import JsonlFile
from cleaner.store.state import Run, State
from tests.store.items import item


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


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
        (lambda data: data + b'{"mine": 1}\n', "12 bytes after"), (lambda data: data + b"x", "1 bytes after"),
        (lambda data: data[::-1], "changed since"), (lambda data: data.replace(b"2", b"5"), "changed since"),
        (lambda data: data[:10], "shorter"), (lambda data: b"", "shorter"), (lambda data: data[:-3] + b"zz", "changed"),
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
        with pytest.raises(OutputError, match="bytes after"):
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
