"""What a feed or a news sitemap says of a page, held against what the page says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from cleaner.model import Announcement
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.jsonld import clean
from cleaner.read.metadata.metadata import Metadata
from cleaner.read.metadata.names import is_person, split_names
from cleaner.read.metadata.published import NO_PUBLICATION
from cleaner.read.metadata.stated import WEAK_SOURCES, read_field
from cleaner.read.metadata.titles import Stated

MAX_SUMMARY_CHARS = 2_000
DAY_CHARS = len("2024-05-03")
# Sources of a day that the page does not call that of its publication.
GUESSED = frozenset({"url", "text:far", "text:ago", "text:month"}) | WEAK_SOURCES


def apply_announced(
    metadata: Metadata, said: Announcement, shown: Iterable[Stated], language: str | None, last: str
) -> Metadata:
    """The metadata with what the page itself leaves open. What it states in so many words stays.

    ``shown`` are the titles that the page has; which of two it is about, the announced one decides. A date counts where
    the page states none, or one of a kind that is often wrong, and none counts that is later than ``last``. Authors
    count where the page names no person. ``language`` is the tag by which dates are read.
    """
    fields: dict[str, Any] = {}
    sources: dict[str, str] = {}
    title = clean(said.title or "")
    if title and not metadata.title:
        fields["title"], sources["title"] = title, f"{said.source}:title"
    elif title and fold(title) != fold(metadata.title):
        same = next((stated for stated in shown if fold(stated.text) == fold(title)), None)
        if same is not None:
            fields["title"], sources["title"] = same.text, f"{same.source} (as {said.source}:title)"
    authors = [name for text in said.authors for name in split_names(clean(text), language, stated=True)]
    people = list({fold(name): name for name in authors if is_person(name)}.values())
    if not any(is_person(name) for name in metadata.authors) and (people or (authors and not metadata.authors)):
        fields["authors"], sources["authors"] = tuple(people or authors[:1]), f"{said.source}:author"
    day = read_field(said.published, language)
    if day is not None and day[:DAY_CHARS] <= last and _is_open(metadata):
        fields["published"], sources["published"] = day, f"{said.source}:published"
        if metadata.modified and metadata.modified[:DAY_CHARS] < day[:DAY_CHARS]:
            fields["modified"] = None
    summary = clean(said.summary or "", MAX_SUMMARY_CHARS)
    if summary and not metadata.description:
        fields["description"], sources["description"] = summary, f"{said.source}:summary"
    provenance = {**metadata.provenance, **sources}
    if fields.get("modified", "") is None:
        provenance.pop("modified", None)
    return replace(metadata, **fields, provenance=provenance)


def _is_open(metadata: Metadata) -> bool:
    """Whether the page leaves the day of its publication to others."""
    source = metadata.provenance.get("published", "")
    return metadata.published is None or source in GUESSED or source.endswith(NO_PUBLICATION)
