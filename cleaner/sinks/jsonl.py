"""JSON Lines: one record a line, UTF-8, in a file that grows together with the state."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from cleaner.errors import OutputError
from cleaner.record import dump
from cleaner.sinks.atomic import sync_folder, writing
from cleaner.store.state import Item, Run, State


class JsonlFile:
    """A file of records that grows together with the state.

    ``commit`` makes the lines appended so far and the items they belong to durable, both or neither. A file that is
    gone, though the state knows it, is begun anew.
    Raises OutputError, naming the file, where it cannot be written or is not the one that the state knows.
    """

    def __init__(self, path: Path, state: State) -> None:
        self.path = path.absolute()
        self._state = state
        self._length = self._synced = 0
        with writing(self.path):
            self._file = self._open()

    @property
    def length(self) -> int:
        """Bytes that are committed."""
        return self._synced

    def append(self, record: dict[str, Any]) -> None:
        """Write one record; it stays without effect until ``commit``."""
        data = (dump(record) + "\n").encode("utf-8")
        with writing(self.path):
            self._file.write(data)
        self._length += len(data)

    def commit(self, run: Run, items: Iterable[Item]) -> None:
        """Make the records and the outcomes of ``items`` durable together."""
        if self._length != self._synced:
            with writing(self.path):
                self._file.flush()
                os.fsync(self._file.fileno())
            self._synced = self._length
        self._state.commit(run, items, {self.path: self._length})

    def finish(self, run: Run) -> None:
        """Nothing is left to do at the end of a run."""

    def hand_over(self, run: Run, outputs: Mapping[Path, int]) -> None:
        """Begin anew, because the records lie in ``outputs`` now: their lengths are made durable together with that."""
        self._state.commit(run, (), {**outputs, self.path: 0})
        with writing(self.path):
            self._file.truncate(0)
        self._length = self._synced = 0

    def close(self) -> None:
        """Close the file; what was not committed is cut off at the next start."""
        with writing(self.path):
            self._file.close()

    def _open(self) -> IO[bytes]:
        committed = self._state.committed(self.path)
        size = self.path.stat().st_size if self.path.exists() else None
        if committed is None and size:
            raise OutputError(f"{self.path}: there is such a file already and it is not from an earlier run")
        if committed and size is None:
            self._state.start_over(self.path)
            committed = None
        if size is not None and committed is not None and size < committed:
            raise OutputError(
                f"{self.path}: shorter than the state knows ({size} of {committed} bytes); was it edited? "
                "Delete it to begin anew"
            )
        if committed is None:
            self._state.adopt(self.path)
        self._length = self._synced = committed or 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("ab")
        file.truncate(self._length)
        os.fsync(file.fileno())
        sync_folder(self.path.parent)
        return file
