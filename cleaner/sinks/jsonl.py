"""Files with one record after the other, such as JSON Lines, that grow together with the state."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from cleaner.errors import LockHeld, OutputError
from cleaner.sinks.atomic import sync_folder, writing
from cleaner.sinks.output import Output
from cleaner.store.state import Item, Run, State


class JsonlFile:
    """A file of records that grows together with the state: one line of JSON each, in UTF-8.

    ``commit`` makes the appended lines and their items durable, both or neither. If the file is gone, though the state
    knows it, a new one is started. Raises OutputError, naming the file, if it cannot be written or is not the file that
    the state knows.
    """

    HEAD = b""  # the first bytes of a file
    START = b"{"  # the first bytes of a file with records
    encode: staticmethod[[Output], bytes] = staticmethod(Output.to_line)

    def __init__(self, path: Path, state: State) -> None:
        self.path = path.absolute()
        self._state = state
        self._length = 0
        self._synced = True
        self._waiting = bytearray()
        with writing(self.path):
            self._file = self._open()

    @property
    def length(self) -> int:
        """Number of committed bytes."""
        return self._length

    def append(self, record: dict[str, Any]) -> None:
        """Add one record. It has no effect until ``commit``."""
        self.write(Output(record))

    def write(self, output: Output) -> None:
        """Write one page."""
        self._waiting += self.encode(output)

    def commit(self, run: Run, items: Iterable[Item]) -> None:
        """Make the records and the outcomes of ``items`` durable together."""
        if not self._waiting:
            self._state.commit(run, items, {})
            return
        self._commit(run, items)

    def finish(self, run: Run) -> None:
        """Make the file itself durable at the end of a run."""
        if self.HEAD and not self._length and not self._waiting:
            self._commit(run, ())
        self._sync()

    def move_to(self, run: Run, outputs: Mapping[Path, int]) -> None:
        """Start again with an empty file. Its records are now in ``outputs``, whose lengths become durable too."""
        self._state.commit(run, (), {**outputs, self.path: 0}, {self.path: None})
        with writing(self.path):
            self._file.truncate(0)
        self._length = 0
        self._state.adopt(self.path)

    def close(self) -> None:
        """Close the file. Whatever was not committed is lost."""
        with writing(self.path):
            self._file.close()

    def _commit(self, run: Run, items: Iterable[Item]) -> None:
        data = (b"" if self._length else self.HEAD) + bytes(self._waiting)
        self._sync()  # the state is about to drop its copy of the lines before these
        self._state.commit(run, items, {self.path: self._length + len(data)}, {self.path: data})
        self._waiting.clear()
        self._write(data)

    def _write(self, data: bytes) -> None:
        """Append what the state has. If the line does not fit, it is removed; the next start appends it."""
        with writing(self.path):
            try:
                _write_all(self._file, data)
            except OSError:
                with suppress(OSError):
                    self._file.truncate(self._length)
                raise
        self._length += len(data)
        self._synced = False

    def _sync(self) -> None:
        if not self._synced:
            with writing(self.path):
                os.fsync(self._file.fileno())
            self._synced = True

    def _open(self) -> IO[bytes]:
        committed, tail = self._state.committed(self.path), self._state.tail(self.path)
        size = size_of(self.path)
        if committed is None and size:
            raise OutputError(f"{self.path}: this file exists already, and no earlier run wrote it")
        if committed and size is None:
            self._state.start_over(self.path)
            committed = tail = None
        if committed is None:
            self._state.adopt(self.path)
            tail = b""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+b", buffering=0)
        try:
            lock_file(file, self.path)
            self._length = _settle_end(file, self.path, committed or 0, tail)
            file.seek(0)
            if self._length and file.read(len(self.START)) != self.START:
                raise OutputError(f"{self.path}: an earlier run wrote another format into it; name another output")
            os.fsync(file.fileno())
            sync_folder(self.path.parent)
        except BaseException:
            file.close()
            raise
        return file


def size_of(path: Path) -> int | None:
    """The size of a file in bytes, None if it does not exist. Raises OutputError for a folder."""
    if path.is_dir():
        raise OutputError(f"{path}: cannot write: it is a folder")
    return path.stat().st_size if path.exists() else None


def lock_file(file: IO[bytes], path: Path) -> None:
    """Lock an output against other runs, whatever their state. Raises LockHeld."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise LockHeld(f"{path}: another run is writing it") from None


def _settle_end(file: IO[bytes], path: Path, committed: int, tail: bytes | None) -> int:
    """Bring a file to its committed length and return that. Raises OutputError if somebody else has changed it.

    ``tail`` is None if the bytes behind that length are from an older version, or from the end of a journal.
    """
    size = file.seek(0, os.SEEK_END)
    missing = committed - size
    if tail is None and missing <= 0:
        file.truncate(committed)
        return committed
    if tail is None or missing > len(tail):
        raise OutputError(
            f"{path}: shorter than the state knows ({size} of {committed} bytes); was it edited? "
            "Delete it to start over"
        )
    if missing < 0:
        raise OutputError(
            f"{path}: {-missing} bytes after the {committed} that this command wrote; remove them, or move the file"
        )
    file.seek(committed - len(tail))
    if file.read(len(tail)) != tail[: len(tail) - missing]:
        raise OutputError(f"{path}: it was changed since the last run; move it away to start over")
    _write_all(file, tail[len(tail) - missing :])
    return committed


def _write_all(file: IO[bytes], data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
