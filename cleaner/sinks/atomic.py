"""Files that appear as a whole or not at all, even after a power loss.

Each is written under another name, synced and renamed. Then its folder is synced.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from cleaner.errors import LockHeld, OutputError

PENDING = 64  # files


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an error of the operating system into an OutputError that names the file."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        # the message of a library may have several lines
        raise OutputError(f"{shown}: cannot write: {error.strerror or str(error).partition(chr(10))[0]}") from None


def open_partial(path: Path) -> IO[bytes]:
    """Open a file that gets its final name later, and lock it against other runs.

    Raises LockHeld if another run is writing it, OutputError if it cannot be written.
    """
    with writing(path):
        file = os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666), "wb", buffering=1 << 18
        )
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(file.fileno(), 0)
        except BlockingIOError:
            file.close()
            raise LockHeld(f"{path}: another run is writing it") from None
        except BaseException:
            file.close()
            raise
    return file


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class WholeFiles:
    """Many files, each of which appears as a whole or not at all. PENDING of them are synced and renamed together."""

    def __init__(self) -> None:
        self.pending: dict[Path, Path] = {}

    def write(self, path: Path, data: bytes) -> None:
        """Write a file under a temporary name, which depends only on its own, so a killed run leaves at most one."""
        mark = hashlib.blake2b(os.fsencode(path.name), digest_size=8).hexdigest()
        beside = path.with_name(f".{mark}.part")
        with writing(path):
            fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
            try:
                with os.fdopen(fd, "wb") as file:
                    file.write(data)
            except BaseException:  # an incomplete file must never replace a complete one
                _remove(beside)
                raise
            self.pending[beside] = path
        if len(self.pending) >= PENDING:
            self.flush()

    def flush(self) -> None:
        """Sync and rename the pending files. Raises OutputError; a file that cannot be synced is then discarded."""
        for beside, path in [*self.pending.items()]:
            with writing(path):
                try:
                    _sync(beside)
                except OSError:  # do not retry: a second attempt may succeed although the data are lost
                    del self.pending[beside]
                    _remove(beside)
                    raise
        folders = {path.parent for path in self.pending.values()}
        for beside in [*self.pending]:
            path = self.pending.pop(beside)
            with writing(path):
                beside.replace(path)
        for folder in folders:
            with writing(folder):
                sync_folder(folder)

    def drop(self) -> None:
        """Remove the pending files."""
        for beside in self.pending:
            _remove(beside)
        self.pending.clear()


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write one file so that its name holds either the old content or all of the new one. Raises OutputError."""
    files = WholeFiles()
    try:
        files.write(path, data)
        files.flush()
    finally:
        files.drop()
