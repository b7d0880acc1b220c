"""What outputs accept, and what every output can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Output:
    """A page ready to be written: its record, and its files in the requested formats, by format."""

    record: dict[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)


class Sink(Protocol):
    """An output. Raises OutputError, which names the file, if it cannot be written."""

    def write(self, output: Output) -> None:
        """Write one page."""

    def commit(self) -> None:
        """Make everything durable and visible under its name."""

    def abandon(self) -> str | None:
        """End without a commit, after an interruption or an error. Return where the work so far is, if anywhere."""
