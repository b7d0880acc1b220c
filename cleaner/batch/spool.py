"""Results that wait on disk between two passes, so that their number does not use memory."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

from cleaner.batch.child import LENGTH
from cleaner.errors import OutputError

T = TypeVar("T")


class Spool(Generic[T]):
    """A list on disk, in a file without a name that disappears with the process. Append first, then iterate."""

    def __init__(self, folder: Path | None = None) -> None:
        try:
            self.file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        except OSError as error:
            raise OutputError(f"{folder or tempfile.gettempdir()}: cannot write: {error.strerror}") from None
        self.folder = folder

    def __enter__(self) -> Spool[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.file.close()
        except OSError:
            return  # data that could not be written are useless now

    def append(self, item: T) -> None:
        """Add an item. Raises OutputError if the disk is full."""
        data = pickle.dumps(item, protocol=5)
        try:
            self.file.write(LENGTH.pack(len(data)))
            self.file.write(data)
        except OSError as error:
            raise OutputError(f"{self.folder or tempfile.gettempdir()}: cannot write: {error.strerror}") from None

    def __iter__(self) -> Iterator[T]:
        try:
            self.file.seek(0)
        except OSError as error:
            raise OutputError(f"{self.folder or tempfile.gettempdir()}: cannot write: {error.strerror}") from None
        while header := self.file.read(LENGTH.size):
            item: Any = pickle.loads(self.file.read(LENGTH.unpack(header)[0]))  # noqa: S301 - written by append
            yield item
