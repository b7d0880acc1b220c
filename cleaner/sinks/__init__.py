"""Outputs: where cleaned pages are written. ``open_sink`` makes one by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cleaner.config import SinkKind
from cleaner.errors import UsageError

__all__ = ["Output", "Sink", "SinkKind", "open_sink"]


@dataclass(frozen=True, slots=True)
class Output:
    """A page ready to be written: its record, and the whole files of the forms that were asked for, by form."""

    record: dict[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)


class Sink(Protocol):
    """An output. Raises OutputError, which names the file, where it cannot be written."""

    def write(self, output: Output) -> None:
        """Take in one page."""

    def commit(self) -> None:
        """Make what was written last and show it under its name."""

    def abandon(self) -> str | None:
        """End without a commit, after an interruption or an error; says where the work so far lies, if anywhere."""


def open_sink(kind: SinkKind, path: Path | None) -> Sink:
    """An output of a kind at a path (None: stdout, for jsonl alone). Raises UsageError and OutputError."""
    if kind == "jsonl":
        from cleaner.sinks.lines import LinesFile, LinesStream

        return LinesFile(path) if path is not None else LinesStream()
    if path is None:
        raise UsageError(f"{kind} needs an output; stdout takes jsonl only")
    if kind == "csv":
        from cleaner.sinks.table import TableFile

        return TableFile(path)
    if kind in ("md", "html", "txt"):
        from cleaner.sinks.pages import WholeTree

        return WholeTree(path, kind)
    if kind == "parquet":
        from cleaner.sinks.parquet import open_parquet

        return open_parquet(path)
    raise UsageError(f"{kind}: no such output")
