"""What outputs take in, and what every output can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Output:
    """A page ready to be written: its record, and the whole files of the forms that were asked for, by form."""

    record: dict[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)


class Sink(Protocol):
    """An output. Raises OutputError, which names the file, where it cannot be written."""

    def write(self, output: Output) -> None:
        """Write one page."""

    def commit(self) -> None:
        """Make what was written last and show it under its name."""

    def abandon(self) -> str | None:
        """End without a commit, after an interruption or an error; says where the work so far lies, if anywhere."""
