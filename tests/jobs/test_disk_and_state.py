"""``urls`` and ``run`` in every format: disks that are full or read-only, damaged states, outputs that changed.

Each run ends well or with one clear line and its exit code, takes nothing away that was durable, and the next run
comes to what a sound disk would hold.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from cleaner.errors import CleanError, LockHeld, OutputError
from cleaner.jobs.run import run_job
from cleaner.jobs.urls import run_urls
from cleaner.sinks import SinkKind
from tests.disks import Faults, NoPool, full_at_byte, small_disk
from tests.faultserver import Conn, FaultServer
from tests.jobs.test_run import job as scheduled
from tests.store.test_damaged_state import damage, put, whole
from tests.urls_child import job

PAGES = 5
CANNOT_WRITE = 73
TREES = ("md", "html", "txt")
YEAR = 365 * 86_400.0
SENTENCE = "The council of Port Ellery voted on Tuesday to bring ferry {} back, years after it was cut. "
TOKEN = re.compile(rb"ferry(\d+)v(\d+)")


def contents(out: Path) -> dict[str, bytes]:
    """The bytes of a file, or of each file in a folder."""
    return {str(path.relative_to(out)): path.read_bytes() for path in (out, *out.rglob("*")) if path.is_file()}


class Task:
    """A job over a few pages whose texts can change, with output and state in one folder."""

    def __init__(self, root: Path, disk: Path, kind: SinkKind) -> None:
        self.root, self.disk, self.kind = root, disk, kind
        self.versions = [1] * PAGES
        self.out = disk / "out"
        self.state = disk / "out.state" / "state.sqlite"
        self.publish()

    def publish(self) -> None:
        """Put the pages where the job finds them."""

    def text(self, nth: int) -> str:
        return SENTENCE.format(f"ferry{nth}v{self.versions[nth]}") + SENTENCE.format("of all towns") * 5

    def change(self, nth: int) -> None:
        self.versions[nth] += 1
        self.publish()

    def run(self) -> None:
        """Run the job. Raises CleanError."""
        raise NotImplementedError

    def fails(self) -> OutputError:
        """The error that a run ends with: one line, that of an output that cannot be written."""
        with pytest.raises(OutputError) as caught:
            self.run()
        assert caught.value.exit_code == CANNOT_WRITE
        assert "\n" not in str(caught.value)
        return caught.value

    def fault(self) -> CleanError | None:
        """The error that a run ends with, if it does: one line that names the state or the output."""
        error: OutputError | LockHeld | None = None
        try:
            self.run()
        except (OutputError, LockHeld) as caught:
            error = caught
        assert error is None or "\n" not in str(error)
        assert error is None or str(self.disk) in str(error)
        return error

    def found(self) -> Counter[tuple[int, int]]:
        """The pages and their versions in the output, each as often as it is there."""
        if self.kind == "parquet":
            from cleaner.sinks.parquet import PARTS, read_records

            texts = [record["text"].encode() for path in self.out.glob(PARTS) for record in read_records(path)]
        elif self.kind in TREES:
            texts = [path.read_bytes() for path in self.out.rglob(f"*.{self.kind}")]
        else:
            texts = self.out.read_bytes().splitlines()
        return Counter(
            (int(nth), int(version)) for text in texts for nth, version in set(TOKEN.findall(text))
        )  # fmt: skip

    def expected(self, *replaced: tuple[int, int]) -> Counter[tuple[int, int]]:
        """Each page as it is now; where files grow, what was ``replaced`` too."""
        now = {(nth, version) for nth, version in enumerate(self.versions)}
        return Counter(now | (set(replaced) if self.kind not in TREES else set()))


class ListTask(Task):
    """``cleaner urls``."""

    def __init__(self, root: Path, disk: Path, kind: SinkKind, server: FaultServer) -> None:
        super().__init__(root, disk, kind)
        server.scripts["*"] = self.answer
        (root / "list.txt").write_text("".join(f"{server.url(f'/{nth}')}\n" for nth in range(PAGES)))

    async def answer(self, conn: Conn) -> None:
        await conn.reply(self.text(int(conn.hit.path.strip("/"))).encode() if conn.hit.path[1:].isdigit() else b"")

    def run(self) -> None:
        summary = run_urls(job(self.root / "list.txt", self.out, self.kind))
        assert not summary.failed, summary


class ScheduledTask(Task):
    """``cleaner run`` over a folder."""

    def publish(self) -> None:
        (self.root / "in").mkdir(exist_ok=True)
        for nth in range(PAGES):
            body = f"<!doctype html><title>Ferry</title><article><h1>Ferry</h1><p>{self.text(nth)}</p></article>"
            (self.root / "in" / f"{nth}.html").write_text(body)
        sinks = [{"kind": self.kind, "path": str(self.out)}]
        self.config = scheduled(self.root, sources=[{"kind": "folder", "location": "in"}], sinks=sinks)

    def run(self) -> None:
        report = run_job(self.config)
        assert not report.summary.failed, report


SAME = ("html", "txt", "csv")  # written as md and jsonl are; make test-all tries them too


@pytest.fixture(
    params=[pytest.param(kind, marks=pytest.mark.slow if kind in SAME else ()) for kind in get_args(SinkKind)]
)
def kind(request: pytest.FixtureRequest) -> SinkKind:
    if request.param == "parquet":
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    kind: SinkKind = request.param
    return kind


Make = Callable[[Path], Task]


@pytest.fixture(params=["urls", "run"])
def make(
    request: pytest.FixtureRequest, kind: SinkKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Make]:
    """Make the job that writes into a folder."""
    monkeypatch.setattr("cleaner.jobs.run.Pool", NoPool)
    if request.param == "run":
        yield lambda disk: ScheduledTask(tmp_path, disk, kind)
    else:
        with FaultServer({}) as server:
            yield lambda disk: ListTask(tmp_path, disk, kind, server)


@pytest.fixture
def task(make: Make, tmp_path: Path) -> Task:
    (tmp_path / "disk").mkdir()
    return make(tmp_path / "disk")


def test_full_at_any_byte(task: Task) -> None:
    """Whatever file it is that may not grow: the state, its log, the output or what waits for it."""
    failed = 0
    for size in (0, 1, 700, 4_096, 8_192, 20_000, 40_000, 70_000):
        before = contents(task.out) if task.out.exists() else {}
        with full_at_byte(size):
            error = task.fault()
        failed += error is not None
        after = contents(task.out) if task.out.exists() else {}
        if task.kind not in TREES:  # files grow, and none is taken away
            assert all(after[name].startswith(data) for name, data in before.items() if name in after), size
            assert {name for name, data in before.items() if data} <= after.keys(), size
    assert failed >= 4
    task.run()
    assert task.found() == task.expected()


def test_any_call_fails(task: Task) -> None:
    """Making, syncing, naming, taking away: each of these once, and from then on, while a page has changed."""
    task.run()
    replaced = []
    for nth in range(1, 60):
        replaced.append((nth % PAGES, task.versions[nth % PAGES]))
        task.change(nth % PAGES)
        faults = Faults(task.disk, nth, for_good=bool(nth % 2))
        with faults.on():
            error = task.fault()
        if faults.failed is None:
            break
        task.run()
        assert task.found() == task.expected(*replaced), (nth, faults.failed, error)
    else:
        pytest.fail("it never came to its end")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    with small_disk(tmp_path / "disk", "8m") as remount:
        yield remount


def test_a_read_only_disk(disk: Callable[[str], None], make: Make, tmp_path: Path) -> None:
    task = make(tmp_path / "disk")
    disk("ro")
    assert str(tmp_path / "disk") in str(task.fails())
    disk("rw")
    task.run()
    assert task.found() == task.expected()
    before = contents(task.out)
    task.change(0)
    disk("ro")
    assert str(tmp_path / "disk") in str(task.fails())
    assert contents(task.out) == before
    disk("rw")
    task.run()
    assert task.found() == task.expected((0, 1))


def test_a_state_that_is_cut_or_has_flipped_bytes(task: Task, tmp_path: Path) -> None:
    """Whatever the state is like, what the output holds stays; with the sound state nothing is written again."""
    task.run()
    sound, before = whole(task.state), contents(task.out)
    kept = tmp_path / "kept"
    (shutil.copytree if task.out.is_dir() else shutil.copy)(task.out, kept)
    rng = random.Random(f"{type(task).__name__} {task.kind}")
    refused = 0
    for _ in range(5):
        put(task.state, damage(sound, rng))
        refused += task.fault() is not None
        after = contents(task.out)
        assert all(after[name].startswith(data) for name, data in before.items())
        (shutil.rmtree if task.out.is_dir() else Path.unlink)(task.out)
        (shutil.copytree if kept.is_dir() else shutil.copy)(kept, task.out)
    assert refused
    put(task.state, sound)
    task.run()
    assert contents(task.out) == before


def test_a_state_of_a_newer_version(task: Task) -> None:
    task.run()
    sound, before = whole(task.state), contents(task.out)
    put(task.state, sound[:60] + (99).to_bytes(4, "big") + sound[64:])  # PRAGMA user_version
    newer = task.state.read_bytes()
    task.change(0)
    assert "newer version" in str(task.fails())
    assert (task.state.read_bytes(), contents(task.out)) == (newer, before)
    put(task.state, sound)
    task.run()
    assert task.found() == task.expected((0, 1))


def harm(data: bytes, nth: int, rng: random.Random) -> bytes:
    """Cut, flipped, emptied, longer by a line or by bytes, or another file altogether."""
    changed = bytearray(data)
    for _ in range(20):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    odd = (data[: rng.randrange(len(data))], bytes(changed), b"", data + b"my own line\n", data + rng.randbytes(100))
    return (*odd, rng.randbytes(len(data)))[nth]


@pytest.mark.parametrize("nth", range(6))
def test_an_output_that_somebody_edited(task: Task, nth: int) -> None:
    """It is refused and left alone, or kept with what is new beside it; put back, it goes on."""
    task.run()
    rng = random.Random(f"{type(task).__name__} {task.kind} {nth}")
    files = [path for path in sorted(task.out.rglob("*")) if path.is_file() and path.stat().st_size]
    victim = rng.choice(files) if task.out.is_dir() else task.out
    sound = victim.read_bytes()
    victim.write_bytes(harm(sound, nth, rng))
    odd = contents(task.out)
    task.change(0)
    error = task.fault()
    after = contents(task.out)
    if error is not None:
        assert error.exit_code == CANNOT_WRITE
        assert after == odd
    victim.write_bytes(sound) if error is not None or task.kind in TREES else None
    task.run()
    if error is not None:
        assert task.found() == task.expected((0, 1))
    elif task.kind not in TREES:
        assert all(after[name].startswith(data) for name, data in odd.items())


def test_an_output_that_was_moved(task: Task, tmp_path: Path) -> None:
    """What is gone is not missed by a job, whose lines somebody collects; a list is written anew."""
    task.run()
    task.out.rename(tmp_path / "elsewhere")
    task.change(0)
    task.run()
    found = task.found()
    assert found[0, 2] == 1
    assert found == (task.expected() if isinstance(task, ListTask) else Counter({(0, 2): 1}))


def test_a_clock_that_went_back(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done while it was a year ahead is known, and what is new comes behind it."""
    real = time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: real() + YEAR)
        task.run()
    for path in task.disk.rglob("*"):
        os.utime(path, (real() + YEAR, real() + YEAR))
    before = contents(task.out)
    task.run()
    assert contents(task.out) == before
    task.change(0)
    task.run()
    assert task.found() == task.expected((0, 1))
