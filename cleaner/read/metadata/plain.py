"""Metadata of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.model import Document

if TYPE_CHECKING:
    from cleaner.read.metadata.assemble import Metadata


def read_plain(document: Document, *args: object, **named: object) -> Metadata:
    """Take the first line as title where it reads like one."""
    from cleaner.read.metadata.assemble import Metadata

    first = document.blocks[0] if document.blocks else None
    title = first.text if first is not None and first.kind == "heading" else None
    return Metadata(title=title, provenance={"title": "text:first-line"} if title else {})
