"""``folder`` and ``warc`` in every format, on disks that are full, read-only or hold something unexpected.

Each run succeeds, or ends with one clear line and its exit code. It removes nothing that was durable, and the next run
gives the same output as if nothing had happened.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.disks import Ended, Faults, full_at_byte, run_here, small_disk

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
pytest.importorskip("fastwarc", reason="the extra warc is not installed")

SENTENCE = "The council of Port Ellery voted on Tuesday to bring ferry number {} back, years after it was cut. "
TREES = ("md", "txt", "html")
FORMATS = ("jsonl", "csv", "parquet", "shards", *TREES)
CANNOT_WRITE = 73
DONE_SO_FAR = "cleaner: what was done so far is in "


@dataclass(frozen=True, slots=True)
class Task:
    """A command, the format that it writes, and its inputs before and after a change."""

    command: str
    format: str
    folder: Path

    def into(self, output: Path, *, changed: bool = False) -> Ended:
        source = self.folder / ("changed" if changed else "first")
        if self.command == "warc":  # names of files are made of its path
            link = self.folder / "now"
            link.unlink(missing_ok=True)
            link.symlink_to(source)
            source = link / "a.warc"
        kind = "parquet" if self.format == "shards" else self.format
        return run_here(self.command, source, "-o", output, "--format", kind, "--set", "template.min_pages=2", "-q")

    @property
    def name(self) -> str:
        """The output's name: a folder for those formats that are one."""
        return "out" if self.format in (*TREES, "shards") else f"out.{self.format}"


def write_inputs(folder: Path) -> None:
    """Five pages, and the same with other numbers in them, as files and as an archive."""
    from bench.warcs import Saved, write_warc

    for name, start in (("first", 10), ("changed", 50)):
        (folder / name).mkdir()
        saved = []
        for nth in range(5):
            words = "".join(f"<p>{SENTENCE.format(start + nth) * 6}</p>" for _ in range(4))
            body = f"<!doctype html><title>Ferry {nth}</title><article><h1>Ferry {nth}</h1>{words}</article>".encode()
            (folder / name / f"{nth}.html").write_bytes(body)
            saved.append(Saved(f"https://news.example/{nth}", body))
        write_warc(folder / name / "a.warc", saved)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inputs")
    write_inputs(folder)
    return folder


@pytest.fixture(params=["folder", "warc"])
def command(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=FORMATS)
def task(request: pytest.FixtureRequest, command: str, inputs: Path) -> Task:
    return Task(command, request.param, inputs)


def content(place: Path) -> dict[str, bytes]:
    """All files of an output by name; marks without content aside."""
    files = sorted(place.rglob("*")) if place.is_dir() else [place] if place.exists() else []
    return {str(path.relative_to(place.parent)): path.read_bytes() for path in files if path.is_file()}


Sound = Callable[[Task], tuple[dict[str, bytes], dict[str, bytes]]]


def made(task: Task, folder: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The outputs of both inputs on a disk without faults."""
    folder.mkdir()
    place = folder / task.name
    assert task.into(place) == Ended(0, "")
    before = content(place)
    assert task.into(place, changed=True) == Ended(0, "")
    after = content(place)
    assert before.keys() == after.keys()
    assert before != after
    return before, after


@dataclass(frozen=True, slots=True)
class Written:
    """An output of the first inputs at ``place``, and its files by name before and after the inputs change."""

    place: Path
    before: dict[str, bytes]
    after: dict[str, bytes]


@pytest.fixture(scope="module")
def sound(inputs: Path) -> Sound:
    """``made`` for each command and format, once."""

    @cache
    def of(command: str, form: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
        return made(Task(command, form, inputs), inputs / f"{command} {form}")

    return lambda task: of(task.command, task.format)


@pytest.fixture
def written(task: Task, sound: Sound, tmp_path: Path) -> Written:
    before, after = sound(task)
    place = tmp_path / "disk" / task.name
    place.parent.mkdir()
    assert task.into(place).code == 0
    return Written(place, before, after)


def check_fault(ended: Ended, place: Path, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """One line that names what cannot be written; each file is wholly the old one or the new one."""
    lines = [line for line in ended.stderr.splitlines() if not line.startswith(DONE_SO_FAR)]
    assert (ended.code, len(lines)) == (CANNOT_WRITE, 1), ended
    assert lines[0].startswith("cleaner: /"), lines
    for line in ended.stderr.splitlines():
        if line.startswith(DONE_SO_FAR):
            assert Path(line.removeprefix(DONE_SO_FAR)).exists(), line
    now = content(place)
    for name, data in before.items():
        if Path(name).name != "_SUCCESS":  # a folder that is half old and half new is not whole
            assert now[name] in (data, after[name]), name


def check_next(task: Task, place: Path, after: dict[str, bytes]) -> None:
    """The next run finishes and leaves nothing of the one before."""
    assert task.into(place, changed=True) == Ended(0, "")
    assert content(place) == after
    rest = {path.name for path in place.parent.iterdir()}
    assert rest == {place.name}


def test_full_at_any_byte(task: Task, written: Written) -> None:
    """The disk is full in any file, at its beginning, its middle or its last byte."""
    place, before, after = written.place, written.before, written.after
    largest = max(len(data) for data in after.values())
    failed = 0
    for size in sorted({0, 1, 700, 4_096, largest // 2, largest - 1}):
        with full_at_byte(size):
            ended = task.into(place, changed=True)
        if ended.code:  # else nothing was as long as that
            failed += 1
            check_fault(ended, place, before, after)
    assert failed >= 4
    check_next(task, place, after)


def test_any_call_fails(task: Task, written: Written) -> None:
    """Each call that creates, syncs, renames or removes a file fails once, or from then on."""
    place, before, after = written.place, written.before, written.after
    seen = set()
    for nth in range(1, 100):
        number = (errno.ENOSPC, errno.EIO, errno.EROFS)[nth % 3]
        faults = Faults(place.parent, nth, number, for_good=bool(nth % 2))
        if content(place) != before:
            assert task.into(place).code == 0
        with faults.on():
            ended = task.into(place, changed=True)
        if faults.failed is None:
            break
        seen.add(faults.failed)
        if ended.code:
            check_fault(ended, place, before, after)
        else:  # the call only had to remove something that is gone by now
            assert content(place) == after
    assert {"open", "fsync", "replace"} <= seen
    assert ended.code == 0
    check_next(task, place, after)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[str], None]]]:
    holder: AbstractContextManager[Callable[[str], None]] = small_disk(tmp_path / "disk", "32k")
    with holder as remount:
        yield tmp_path / "disk", remount


def test_a_small_and_a_read_only_disk(task: Task, sound: Sound, disk: tuple[Path, Callable[[str], None]]) -> None:
    """A real disk: full, enlarged, read-only, writable again."""
    folder, remount = disk
    before, after = sound(task)
    place = folder / task.name
    blocks = sum(-(-len(data) // 4_096) for data in after.values())
    (folder / "ballast").write_bytes(bytes(max(0, 8 - max(1, blocks - 1)) * 4_096))
    check_fault(task.into(place), place, {}, before)
    (folder / "ballast").unlink()
    remount("size=4m")
    assert task.into(place).code == 0
    assert content(place) == before
    remount("ro")
    check_fault(task.into(place, changed=True), place, before, before)
    remount("rw")
    check_next(task, place, after)


def harm(data: bytes, kind: int, rng: random.Random) -> bytes:
    """The data cut, with changed bytes, emptied, longer, of another version, or replaced."""
    if kind == 0:
        return data[: rng.randrange(len(data))]
    if kind == 1:
        changed = bytearray(data)
        for _ in range(rng.choice((1, 20, 500))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        return bytes(changed)
    if kind == 2:
        return b""
    if kind == 3:
        return data + rng.randbytes(100)
    if kind == 4:
        return data.replace(b'"schema_version":1', b'"schema_version":99')
    return rng.randbytes(len(data))


def test_an_output_that_somebody_changed(task: Task, written: Written) -> None:
    """If an output was edited, cut, emptied or replaced, the next run replaces it as a whole or refuses it."""
    place, after = written.place, written.after
    rng = random.Random(f"{task.command} {task.format}")
    refused = 0
    for nth in range(12):
        if not place.exists():
            assert task.into(place).code == 0
        files = (
            [path for path in sorted(place.rglob("*")) if path.is_file() and path.stat().st_size]
            if place.is_dir()
            else [place]
        )
        victim = rng.choice(files)
        victim.write_bytes(harm(victim.read_bytes(), nth % 6, rng))
        odd = content(place)
        ended = task.into(place, changed=True)
        if ended.code:
            refused += 1
            assert (ended.code, ended.stderr.count("\n")) == (CANNOT_WRITE, 1), ended
            assert content(place) == odd
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        else:
            assert content(place) == after
    assert refused or task.format in TREES
    check_next(task, place, after)


def test_an_output_that_was_moved_and_files_of_a_killed_run(task: Task, written: Written, tmp_path: Path) -> None:
    """Files of a killed run do no harm, and an output that was moved away is written again."""
    place, after = written.place, written.after
    if place.is_dir():
        first = next(path for path in sorted(place.rglob("*")) if path.is_file() and path.stat().st_size)
        rest = first.with_name(first.name + ".partial") if task.format == "shards" else first.with_name(".0.part")
        first.rename(tmp_path / "elsewhere")
    else:
        rest = place.with_name(place.name + ".partial")
        place.rename(tmp_path / "elsewhere")
    if task.format not in TREES:
        rest.write_bytes(b"PAR1 torn")
    check_next(task, place, after)


def test_a_clock_that_went_back(task: Task, written: Written) -> None:
    """Files with a time in the future are inputs and outputs like all others."""
    place, after = written.place, written.after
    for path in [*place.parent.rglob("*"), *(task.folder / "changed").iterdir()]:
        os.utime(path, (4e9, 4e9))
    check_next(task, place, after)
