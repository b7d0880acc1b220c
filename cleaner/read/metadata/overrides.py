"""Applies what others say about a page: the rules of its site, which overrule it, and its feed or sitemap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from cleaner.model import Announcement, SiteValue
from cleaner.read.metadata.dates import DAY_CHARS, find_dates, read_field, read_machine
from cleaner.read.metadata.details import MAX_TAGS
from cleaner.read.metadata.evidence import TextCandidate
from cleaner.read.metadata.folding import clean, fold
from cleaner.read.metadata.metadata import Metadata
from cleaner.read.metadata.names import is_person, split_names
from cleaner.read.metadata.published import NO_PUBLICATION
from cleaner.read.metadata.stated import WEAK_METAS

MAX_SUMMARY_CHARS = 2_000
# Sources of a day that is not stated as the publication.
GUESSED = frozenset({"url", "text:far", "text:ago", "text:month"}) | {f"meta:{name}" for name in WEAK_METAS}


def apply_announced(
    metadata: Metadata, said: Announcement, shown: Iterable[TextCandidate], language: str | None, last: str
) -> Metadata:
    """Fill the gaps of the page's metadata. Values that it clearly states stay.

    ``shown`` are the titles of the page; the announced one decides which of two is meant. A date counts if the page
    states none, or one of a kind that is often wrong, and never if it is later than ``last``. Authors count if the page
    names no person. ``language`` is the tag for reading dates.
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
    """Whether the day of publication is missing or uncertain."""
    source = metadata.provenance.get("published", "")
    return metadata.published is None or source in GUESSED or source.endswith(NO_PUBLICATION)


def apply_chosen(metadata: Metadata, chosen: Sequence[SiteValue], language: str | None, last: str) -> Metadata:
    """Apply what the site's selectors found. A date that cannot be read, or is later than ``last``, is ignored.

    ``language`` is the tag for reading dates.
    """
    fields: dict[str, Any] = {}
    for value in chosen:
        read = _read(value, language, last)
        if read:
            fields[value.field] = read
    sources = {value.field: value.source for value in chosen if value.field in fields}
    return replace(metadata, **fields, provenance={**metadata.provenance, **sources})


def _read(value: SiteValue, language: str | None, last: str) -> str | tuple[str, ...] | None:
    if value.field == "authors":
        names = [
            name for text in value.texts for name in split_names(text, stated=True) or split_names(text)
        ]  # fmt: skip
        return tuple(dict.fromkeys(names))
    if value.field == "tags":
        parts = value.texts if len(value.texts) > 1 else value.texts[0].replace(";", ",").split(",")
        return tuple(dict.fromkeys(text for part in parts if (text := part.strip().lstrip("#").strip())))[:MAX_TAGS]
    if value.field in ("published", "modified"):
        return next((iso for text in value.texts if (iso := _date(text, language)) and iso[:10] <= last), None)
    return value.texts[0]


def _date(text: str, language: str | None) -> str | None:
    machine = read_machine(text)
    if machine:
        return machine
    found = find_dates(text, language)
    return found[0].iso if found else None
