"""The result of reading metadata."""

from __future__ import annotations

from dataclasses import field

from cleaner.classes import dataclass


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page states about itself. ``provenance`` maps each field with a value to its source."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    site: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    image: str | None = None
    url: str | None = None
    provenance: dict[str, str] = field(default_factory=dict)
