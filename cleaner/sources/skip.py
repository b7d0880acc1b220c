"""An input that is not a page to clean."""

from __future__ import annotations

from typing import Literal

from cleaner.classes import dataclass

FileReason = Literal["not-a-page", "hidden", "symlink", "special", "side-folder", "output", "empty"]  # in a folder
RecordReason = Literal["not-a-page", "http-status", "revisit", "empty"]  # in an archive


@dataclass(frozen=True, slots=True)
class Skip:
    """The place of an input that is skipped, and why it is."""

    origin: str
    reason: FileReason | RecordReason
