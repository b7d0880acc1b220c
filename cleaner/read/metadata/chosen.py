"""Metadata that the rules of a site choose: it stands above what the page states anywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cleaner.model import SiteValue
from cleaner.read.metadata.dates import find_dates, read_machine
from cleaner.read.metadata.metadata import Metadata
from cleaner.read.metadata.names import split_names


def apply_chosen(
    metadata: Metadata, chosen: Sequence[SiteValue], language: str | None, last: str, max_tags: int
) -> Metadata:
    """The metadata with what the site's selectors found. A date that cannot be read, or is later than ``last``, is not.

    ``language`` is the tag by which dates are read.
    """
    fields: dict[str, Any] = {}
    for value in chosen:
        read = _read(value, language, last, max_tags)
        if read:
            fields[value.field] = read
    sources = {value.field: value.source for value in chosen if value.field in fields}
    return replace(metadata, **fields, provenance={**metadata.provenance, **sources})


def _read(value: SiteValue, language: str | None, last: str, max_tags: int) -> str | tuple[str, ...] | None:
    if value.field == "authors":
        names = [
            name for text in value.texts for name in split_names(text, stated=True) or split_names(text)
        ]  # fmt: skip
        return tuple(dict.fromkeys(names))
    if value.field == "tags":
        parts = value.texts if len(value.texts) > 1 else value.texts[0].replace(";", ",").split(",")
        return tuple(dict.fromkeys(text for part in parts if (text := part.strip().lstrip("#").strip())))[:max_tags]
    if value.field in ("published", "modified"):
        return next((iso for text in value.texts if (iso := _date(text, language)) and iso[:10] <= last), None)
    return value.texts[0]


def _date(text: str, language: str | None) -> str | None:
    machine = read_machine(text)
    if machine:
        return machine
    found = find_dates(text, language)
    return found[0].iso if found else None
