"""Files that appear whole or not at all, even when the power goes: written beside, synced, renamed, folder synced."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cleaner.errors import OutputError

PENDING = 64  # files


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an operating system's error into an OutputError that names the file."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        raise OutputError(f"{shown}: cannot write: {error.strerror or error}") from None


def sync_folder(path: Path) -> None:
    """Make the names in a folder last."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class WholeFiles:
    """Many files, each of which appears whole or not at all; PENDING of them are synced and named together."""

    def __init__(self) -> None:
        self.pending: dict[Path, Path] = {}

    def write(self, path: Path, data: bytes) -> None:
        """Write a file beside its place. The name beside is made of its own, so a killed run leaves no second one."""
        mark = hashlib.blake2b(os.fsencode(path.name), digest_size=8).hexdigest()
        beside = path.with_name(f".{mark}.part")
        with writing(path):
            fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
            try:
                with os.fdopen(fd, "wb") as file:
                    file.write(data)
            except BaseException:  # what is torn must not get a name
                self.pending.pop(beside, None)
                with suppress(OSError):
                    beside.unlink(missing_ok=True)
                raise
            self.pending[beside] = path
        if len(self.pending) >= PENDING:
            self.flush()

    def flush(self) -> None:
        """Sync and name what is pending. Raises OutputError."""
        for beside, path in self.pending.items():
            with writing(path):
                fd = os.open(beside, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
                try:
                    os.fsync(fd)
                finally:
                    os.close(fd)
        folders = {path.parent for path in self.pending.values()}
        for beside in [*self.pending]:
            path = self.pending.pop(beside)
            with writing(path):
                beside.replace(path)
        for folder in folders:
            with writing(folder):
                sync_folder(folder)

    def drop(self) -> None:
        """Take away what is pending."""
        for beside in self.pending:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        self.pending.clear()


def write_whole(path: Path, data: bytes) -> None:
    """Write one file so that its name holds either the old content or all of the new. Raises OutputError."""
    files = WholeFiles()
    try:
        files.write(path, data)
        files.flush()
    finally:
        files.drop()
