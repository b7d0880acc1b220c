"""Outputs: where cleaned pages are written. ``open_sink`` opens one by its kind."""

from __future__ import annotations

from pathlib import Path

from cleaner.errors import UsageError
from cleaner.sinks.output import Output, Sink, as_line, as_written, only_lines
from cleaner.vocabulary import SinkKind

__all__ = ["Output", "Sink", "SinkKind", "as_line", "as_written", "only_lines", "open_sink"]


def open_sink(kind: SinkKind, path: Path | None) -> Sink:
    """Open an output of a kind at a path (None: stdout, only for jsonl). Raises UsageError and OutputError."""
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
