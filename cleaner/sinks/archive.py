"""Outputs of the scheduled job. They grow from run to run. The part of each run appears as a whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Collection, Container, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cleaner.errors import OutputError
from cleaner.record import record_id
from cleaner.sinks.atomic import sync_folder, writing
from cleaner.sinks.jsonl import lock_file, size_of
from cleaner.sinks.ours import RECORD_START
from cleaner.sinks.output import Output
from cleaner.sinks.table import APOSTROPHE, HEAD, row_of
from cleaner.sinks.text import FAILURES, MirroredTree, TreeKind

if TYPE_CHECKING:
    from cleaner.config import SinkSettings


MAX_CELL = 1 << 30  # characters; Python's default is 131,072
FIRST_CELL = HEAD.decode("utf-8").partition(",")[0]
Staged = Callable[[], Collection[str]]


class Archive(Protocol):
    """A growing output. Raises OutputError, which names the file, if it cannot be written."""

    def write(self, output: Output) -> None:
        """Write one page."""

    def lengths(self) -> Mapping[Path, int]:
        """The files that must be cut after a crash, and their present lengths."""

    def finish(self) -> None:
        """Make everything that was written durable."""

    def close(self) -> None:
        """Close the open files. Whatever is not finished is discarded."""


class LinesArchive:
    """JSON lines, appended. ``committed`` is the length that the state knows, None for a file that it does not know.

    A run that died may have written more: the records of ``staged``, which are still to be published, and an incomplete
    line. These are cut off. Anything else behind the committed length belongs to somebody else and is refused. If the
    file is gone, a new one is started, so users may move the file. Raises OutputError and LockHeld.
    """

    HEAD = b""  # the first bytes of a file
    encode: staticmethod[[Output], bytes] = staticmethod(Output.to_line)

    def __init__(self, path: Path, committed: int | None, staged: Staged) -> None:
        self.path = path
        size = size_of(path)
        if committed is None and size:
            raise OutputError(f"{path}: this file exists already, and no earlier run wrote it")
        if size is not None and committed is not None and size < committed:
            raise OutputError(f"{path}: shorter than the state knows ({size} of {committed} bytes); move it away")
        self.start = self.length = committed if committed is not None and size is not None else 0
        self.finished = False
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file = path.open("ab", buffering=1 << 18)
            try:
                lock_file(self.file, path)
                if size is not None and size > self.length:
                    self.check_rest(staged)
                self.file.truncate(self.length)
            except BaseException:
                self.file.close()
                raise

    def write(self, output: Output) -> None:
        """Append a record."""
        data = (b"" if self.length else self.HEAD) + self.encode(output)
        with writing(self.path):
            self.file.write(data)
        self.length += len(data)

    def lengths(self) -> Mapping[Path, int]:
        """The file's length, with everything that is not finished yet."""
        return {self.path: self.length}

    def finish(self) -> None:
        """Sync the file."""
        with writing(self.path):
            self.file.flush()
            os.fsync(self.file.fileno())
            sync_folder(self.path.parent)
        self.finished = True

    def close(self) -> None:
        """Close the file. Lines that were not finished are cut off, so that no reader meets an incomplete one.

        The next run writes them. After ``finish`` they stay, because the state may know them.
        """
        fd = os.dup(self.file.fileno())  # keeps the lock until the end
        try:
            with suppress(OSError):  # the disk is full or gone; the rest is cut off at the next start
                self.file.close()
            if not self.finished and os.fstat(fd).st_size > self.start:
                with suppress(OSError):
                    os.ftruncate(fd, self.start)
        finally:
            os.close(fd)

    def check_rest(self, staged: Staged) -> None:
        """Raise OutputError if the bytes behind the committed length were not written by a run that died."""
        known: Container[str] | None = None
        with self.path.open("rb") as file:
            file.seek(self.length)
            for line in file:
                if not line.endswith(b"\n") and line.startswith(RECORD_START[: len(line)]):
                    return
                try:
                    record = json.loads(line)
                    name = record["id"] if record["schema_version"] else None
                except (ValueError, TypeError, KeyError, RecursionError):
                    name = None
                known = staged() if known is None else known
                if name not in known:
                    raise self.foreign()

    def foreign(self) -> OutputError:
        """The error for a file that somebody else has written to."""
        return OutputError(
            f"{self.path}: it holds more than the {self.length} bytes of this job; remove the rest, or move it"
        )


class TableArchive(LinesArchive):
    """A CSV file, appended."""

    HEAD = HEAD
    encode = staticmethod(row_of)

    def check_rest(self, staged: Staged) -> None:
        """Compare rows by their origin, which comes first. The last row may be incomplete if records are staged."""
        known = staged()
        limit = csv.field_size_limit(MAX_CELL)
        try:
            with self.path.open(encoding="utf-8", errors="replace", newline="") as file:
                file.seek(self.length)
                odd = False
                for row in csv.reader(file):
                    if odd:
                        raise self.foreign()
                    origin = (row or [""])[0]
                    odd = record_id(origin.removeprefix(APOSTROPHE)) not in known and origin != FIRST_CELL
                if odd and not known:
                    raise self.foreign()
        except csv.Error:
            raise self.foreign() from None
        finally:
            csv.field_size_limit(limit)


class TreeArchive:
    """A folder of files, one per page, and the records of pages that failed in FAILURES.

    A page has the same file in every run, because the name contains a hash of its origin.
    """

    def __init__(self, path: Path, kind: TreeKind, sources: tuple[str, ...], failures: LinesArchive) -> None:
        self.tree = MirroredTree(path, kind, hashed=True, sources=sources)
        self.failures = failures

    def write(self, output: Output) -> None:
        """Write one page."""
        if output.record["error"] is not None:
            self.failures.write(output)
        else:
            self.tree.write(output)

    def lengths(self) -> Mapping[Path, int]:
        """The length of the list of failures; the files of pages are always complete."""
        return self.failures.lengths()

    def finish(self) -> None:
        """Give the last files their names."""
        self.tree.commit()
        self.failures.finish()

    def close(self) -> None:
        """Remove what was not finished."""
        self.tree.files.drop()
        self.failures.close()


def open_archive(
    settings: SinkSettings, day: str, committed: Callable[[Path], int | None], sources: tuple[str, ...] = (),
    staged: Staged = frozenset,
) -> Archive:  # fmt: skip
    """Open an output of the scheduled job. ``day`` (ISO 8601) goes into the name of a rotated output.

    ``committed`` returns the length of a file that the state knows. ``sources`` are the folders that pages come from.
    ``staged`` returns the ids of the records that an earlier run has not published.
    """
    path = settings.path.absolute()
    if settings.kind in ("md", "html", "txt"):
        failures = path / FAILURES
        return TreeArchive(path, settings.kind, sources, LinesArchive(failures, committed(failures), staged))
    if settings.rotate == "day":
        path = path.with_name(f"{path.stem}-{day}{path.suffix}")
    if settings.kind == "parquet":
        from cleaner.sinks.parquet import ParquetArchive

        return ParquetArchive(path, committed)
    return (TableArchive if settings.kind == "csv" else LinesArchive)(path, committed(path), staged)
