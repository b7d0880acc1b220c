"""Disks that fail, for tests: full at a byte, at a call, or for good; and commands that run in this process."""

from __future__ import annotations

import errno
import io
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
import typer

from cleaner.batch.pool import Done, PassThrough
from cleaner.cli import main
from cleaner.cli.app import app

CALLS = ("open", "fsync", "replace", "rename", "mkdir", "unlink", "ftruncate", "truncate")


class NoPool:
    """Replaces the pool of processes: the same work in this process, once for each page and setting."""

    done: ClassVar[dict[bytes, bytes]] = {}

    def __init__(self, work: Callable[[Any], Any], *_: object, **__: object) -> None:
        self.work = work

    def __enter__(self) -> NoPool:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, items: Iterable[Any]) -> Iterator[Done[Any, Any]]:
        for item in items:
            if item is not None:
                yield Done(item, None if isinstance(item, PassThrough) else self.result(item))

    def result(self, item: Any) -> Any:
        key = pickle.dumps((self.work, item))
        if key not in self.done:
            self.done[key] = pickle.dumps(self.work(item))
        return pickle.loads(self.done[key])  # noqa: S301 - whoever gets it may change it


@dataclass(frozen=True, slots=True)
class Ended:
    """The result of a command."""

    code: int
    stderr: str


@cache
def command() -> Callable[..., Any]:
    """The command line, cached, because typer would build it again for each call."""
    return typer.main.get_command(app)


def run_here(*words: object) -> Ended:
    """Run a command in this process, and clean its pages here."""
    said = io.StringIO()  # not a file, because messages must not meet the full disk
    code: object = 0
    with pytest.MonkeyPatch.context() as patch:
        for module in ("folder", "stream"):
            patch.setattr(f"cleaner.jobs.{module}.Pool", NoPool)
        patch.setattr("cleaner.cli.app.app", command())
        patch.setattr(sys, "argv", ["cleaner", *map(str, words)])
        patch.setattr(sys, "stderr", said)
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int)
    return Ended(code, said.getvalue())


@contextmanager
def full_at_byte(size: int) -> Iterator[None]:
    """Limit the size of all files: a longer write fails in the middle."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Faults:
    """Makes the ``fail_at``-th call that changes a folder fail, and every later one if ``for_good``."""

    def __init__(self, folder: Path, fail_at: int, number: int = errno.ENOSPC, *, for_good: bool = False) -> None:
        self.folder, self.fail_at, self.number, self.for_good = str(folder), fail_at, number, for_good
        self.count = 0
        self.failed: str | None = None

    @contextmanager
    def on(self) -> Iterator[Faults]:
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self.guard(name, getattr(os, name)))
            yield self

    def guard(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*given: Any, **named: Any) -> Any:
            if self.concerns(name, given):
                self.count += 1
                if self.count == self.fail_at or (self.for_good and self.count > self.fail_at):
                    self.failed = self.failed or name
                    raise OSError(self.number, os.strerror(self.number), str(given[0]))
            return call(*given, **named)

        return guarded

    def concerns(self, name: str, given: tuple[Any, ...]) -> bool:
        """Whether a call changes something in the folder. Opening a file for reading does not."""
        if name == "open" and not given[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return False
        place = given[0]
        if isinstance(place, int):
            place = f"/proc/self/fd/{place}"
            place = str(Path(place).readlink()) if Path(place).exists() else place
        return os.fsdecode(place).startswith(self.folder)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[str], None]]:
    """A separate file system in a folder, or a skip if none can be mounted. Yields a function that sets options."""
    folder.mkdir()
    if os.getuid() or subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode:  # fmt: skip
        pytest.skip("only root can mount a small file system, and not everywhere")
    try:
        yield (
            lambda options: (
                subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True, capture_output=True)
                and None
            )
        )
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)
