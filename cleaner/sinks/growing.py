"""Outputs of ``cleaner urls``. They grow together with the state. ``open_growing`` opens one by its kind."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from cleaner.sinks.jsonl import JsonlFile
from cleaner.sinks.output import Output
from cleaner.store.state import Item, Run, State
from cleaner.vocabulary import SinkKind


class Growing(Protocol):
    """An output that grows. Raises OutputError, which names the file, if it cannot be written."""

    def write(self, output: Output) -> None:
        """Write one page. It is lost unless it is committed."""

    def commit(self, run: Run, items: Iterable[Item]) -> None:
        """Make everything written so far, and the outcomes of ``items``, durable together."""

    def finish(self, run: Run) -> None:
        """Bring the output into its final form at the end of a run."""

    def close(self) -> None:
        """Close the open files."""


def open_growing(kind: SinkKind, path: Path, state: State, journal: Path) -> Growing:
    """Open an output of a kind at a path. Records that the kind cannot store one by one wait in ``journal``.

    Raises OutputError, LockHeld and, for Parquet, UsageError.
    """
    if kind == "parquet":
        from cleaner.sinks.parts import ParquetParts

        return ParquetParts(path, state, journal)
    if kind == "csv":
        from cleaner.sinks.table import GrowingTable

        return GrowingTable(path, state)
    if kind in ("md", "html", "txt"):
        from cleaner.sinks.pages import GrowingTree

        return GrowingTree(path, kind, state)
    return JsonlFile(path, state)
