"""What a page is, if it is no article: a wall, a notice, an index or an empty shell."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.model import Document, Status


def assess(document: Document, keep: Sequence[bool], http_status: int | None = None) -> tuple[Status, float]:
    """The status of a page and how sure it is (0 to 1). ``keep`` says of each block whether it stays."""
    if not any(keep):
        return "empty", 1.0
    return ("partial" if document.partial else "ok"), 1.0
