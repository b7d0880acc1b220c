"""What outputs accept, and what every output can do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cleaner.record import restate, to_line

# The fields of a record that are needed beside its line.
CARRIED = ("id", "version", "origin", "status", "published", "duplicate_of", "fetch", "error")


@dataclass(frozen=True, slots=True)
class Output:
    """A page ready to be written: its record, and its files in the requested formats, by format.

    ``line`` is the record as a line of JSON, if nothing else is written. Then ``record`` holds only its CARRIED fields,
    so that a long record is neither copied between processes nor encoded by the one that writes.
    """

    record: dict[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)
    line: bytes | None = None

    def to_line(self) -> bytes:
        """The record as a line of JSON."""
        return to_line(self.record) if self.line is None else self.line

    def stating(self, name: str, value: object) -> Output:
        """The same page with another value of a CARRIED field."""
        old = self.record[name]
        if old == value:
            return self
        line = None if self.line is None else restate(self.line, name, old, value)
        return Output({**self.record, name: value}, self.files, line)


def only_lines(forms: Collection[str]) -> bool:
    """Whether records in these formats are written as lines of JSON only."""
    return bool(forms) and all(form == "jsonl" for form in forms)


def as_line(record: dict[str, Any]) -> Output:
    """The output of a record that is written as a line of JSON only."""
    return Output({name: record[name] for name in CARRIED}, line=to_line(record))


def as_written(line: str) -> Output:
    """The output of a line of JSON that was stored without its end, for files of such lines."""
    return Output({}, line=line.encode("utf-8") + b"\n")


class Sink(Protocol):
    """An output. Raises OutputError, which names the file, if it cannot be written."""

    def write(self, output: Output) -> None:
        """Write one page."""

    def commit(self) -> None:
        """Make everything durable and visible under its name."""

    def abandon(self) -> str | None:
        """End without a commit, after an interruption or an error. Return where the work so far is, if anywhere."""
