"""All fields together, each from its best source."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.model import Document


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page states of itself. ``provenance`` maps each field that has a value to its source."""

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


def read_metadata(document: Document, html: str, url: str | None = None, *, url_dates: bool = False) -> Metadata:
    """Read the metadata of a page. ``html`` is the decoded page (empty for plain text), ``url`` where it was found."""
    metas = dict(reversed(document.head.metas))
    title = metas.get("og:title") or document.head.title
    if title is None and document.blocks and document.blocks[0].kind == "heading":
        title = document.blocks[0].text
    return Metadata(title=title, url=url, provenance={"title": "head"} if title else {})
