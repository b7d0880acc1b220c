"""Outputs of ``cleaner urls``: they grow together with the state. ``open_growing`` makes one by kind."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from cleaner.config import SinkKind
from cleaner.sinks.jsonl import JsonlFile
from cleaner.sinks.output import Output
from cleaner.store.state import Item, Run, State


class Growing(Protocol):
    """An output that grows. Raises OutputError, which names the file, where it cannot be written."""

    def write(self, output: Output) -> None:
        """Write one page; it is lost unless it is committed."""

    def commit(self, run: Run, items: Iterable[Item]) -> None:
        """Make what was written and the outcomes of ``items`` durable together."""

    def finish(self, run: Run) -> None:
        """Bring the output into its form at the end of a run."""

    def close(self) -> None:
        """Close the open files."""


def open_growing(kind: SinkKind, path: Path, state: State, journal: Path) -> Growing:
    """An output of a kind at a path; ``journal`` is where records wait that the kind cannot take one by one.

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
