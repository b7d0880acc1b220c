"""Reads all fields of the metadata, each from its best source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cleaner.model import Announcement, Document, Head
from cleaner.read.language import normalize
from cleaner.read.metadata.dates import DAY_CHARS, is_day_first, limit, may_hold_dates
from cleaner.read.metadata.evidence import (
    NO_CHROME,
    DateCandidate,
    Evidence,
    ListCandidate,
    Place,
    TextCandidate,
    locate,
    reads_on,
)
from cleaner.read.metadata.folding import clean, fold, is_front_page
from cleaner.read.metadata.jsonld import Statement, choose, read_statements
from cleaner.read.metadata.metadata import Metadata
from cleaner.read.metadata.names import is_person
from cleaner.read.metadata.parsely import FIELD, with_parsely
from cleaner.read.metadata.people import choose_authors
from cleaner.read.metadata.plain import spoken
from cleaner.read.metadata.published import NO_PUBLICATION, Dates, choose_dates
from cleaner.read.metadata.shown import dated_marks
from cleaner.read.metadata.table import (
    ADDRESSES,
    DESCRIPTIONS,
    IMAGES,
    PLAIN_ADDRESSES,
    PLAIN_AUTHORS,
    PLAIN_DATES,
    PLAIN_SITES,
    PLAIN_TAGS,
    PLAIN_TITLES,
    SAVED_ADDRESSES,
    SITES,
    TAGS,
    Trust,
    candidates,
    collect,
)
from cleaner.read.metadata.titles import choose_title, shown_titles
from cleaner.read.saved import saved_from
from cleaner.vocabulary import RemovalKind

THING_TYPES = re.compile(r"product|item|company|place", re.I)  # of og:type: the page shows a thing
Chosen = TextCandidate | ListCandidate | DateCandidate


def read_metadata(
    document: Document, html: str, url: str | None = None, *, url_dates: bool = False, fetched_at: str | None = None,
    announced: Announcement | None = None, chrome: Mapping[int, RemovalKind] = NO_CHROME,
) -> Metadata:  # fmt: skip
    """Read the metadata of a page.

    ``html`` is the decoded page (empty for plain text). ``url`` is its address, ``fetched_at`` the ISO 8601 time of the
    fetch: no date may be later. ``announced`` is what the feed or sitemap that names the page says about it.
    ``chrome`` are the kinds of the blocks of a plain text that are chrome by their words, by index. Never raises on any
    page.
    """
    head = document.head
    metas = dict(reversed(head.metas))
    if (stated := metas.get(FIELD)) is not None:
        head = with_parsely(head, stated)
        metas = dict(reversed(head.metas))
    plain = document.source == "text"
    seen = Evidence(
        head, document.blocks, metas, url, None if plain or url else saved_from(html),
        document.language if plain else date_language(head, metas, url),
        fetched_at, limit(fetched_at).isoformat(), url_dates,
        may_hold_dates([block.text for block in document.blocks]), () if plain else dated_marks(head.marks),
        () if plain else tuple(read_statements(head.json_ld)), chrome=chrome,
        html=html if document.authored else "",
    )  # fmt: skip
    seen, metadata = _read_plain(seen) if plain else _read_page(seen)
    if announced is None and not head.chosen:
        return metadata
    from cleaner.read.metadata.overrides import apply_announced, apply_chosen

    if announced is not None:
        shown = () if plain else shown_titles(seen)
        metadata = apply_announced(metadata, announced, shown, seen.language, seen.last)
    return apply_chosen(metadata, head.chosen, seen.language, seen.last) if head.chosen else metadata


def _read_page(seen: Evidence) -> tuple[Evidence, Metadata]:
    """What an HTML page states about itself, and the completed evidence."""
    address = next(candidates(ADDRESSES if seen.url else SAVED_ADDRESSES, seen), None)
    canonical = address.text if address else None
    sites = [*collect(SITES, Trust.STATED, seen), *collect(SITES, Trust.WEAK, seen)]
    named = frozenset([fold(site.text) for site in sites])
    seen = seen._replace(canonical=canonical, statement=_statement(seen, canonical), sites=named)
    title = choose_title(seen)
    place = locate(seen.blocks, title.text if title else None, title.block if title else None)
    seen = seen._replace(title=title.text if title else None, place=place, whole=_is_whole(seen, place))
    authors = choose_authors(seen)
    seen = seen._replace(signed=any(map(is_person, authors.texts)))
    dates = choose_dates(seen, authors.texts)
    site = next(iter(sites or collect(SITES, Trust.GUESSED, seen)), None)
    texts = {
        "title": title, "site": site, "description": next(candidates(DESCRIPTIONS, seen), None),
        "image": next(candidates(IMAGES, seen), None), "url": address,
    }  # fmt: skip
    return seen, _gather(texts, dates, authors=authors, tags=next(candidates(TAGS, seen), None))


def _read_plain(seen: Evidence) -> tuple[Evidence, Metadata]:
    """What a plain text states about itself."""
    title = next(candidates(PLAIN_TITLES, seen), None)
    at = title.block if title else None
    seen = seen._replace(title=title.text if title else None, place=Place(at or 0, frozenset(), at))
    signed = next(candidates(PLAIN_AUTHORS, seen), None)
    authors = ListCandidate(signed.people or signed.others, signed.source) if signed else None
    dated = seen._replace(language=seen.language or spoken(seen.blocks))
    found = [candidate for candidate in candidates(PLAIN_DATES, dated) if candidate.iso[:DAY_CHARS] <= seen.last]
    published = next((candidate for candidate in found if not candidate.modified), None)
    modified = next((candidate for candidate in found if candidate.modified), None)
    if published is None and modified is not None:
        published = modified._replace(source=f"{modified.source} {NO_PUBLICATION}")
    texts = {
        "title": title, "site": next(candidates(PLAIN_SITES, seen), None),
        "url": next(candidates(PLAIN_ADDRESSES, seen), None),
    }  # fmt: skip
    tags = next(candidates(PLAIN_TAGS, seen), None)
    return seen, _gather(texts, Dates(published, modified), authors=authors, tags=tags)


def _gather(
    texts: Mapping[str, TextCandidate | None], dates: Dates, authors: ListCandidate | None, tags: ListCandidate | None
) -> Metadata:
    """Build the metadata from the choice for each field."""
    chosen: dict[str, Chosen | None] = {
        "title": texts.get("title"), "authors": authors, "published": dates.published, "modified": dates.modified,
        "site": texts.get("site"), "tags": tags, "description": texts.get("description"), "image": texts.get("image"),
        "url": texts.get("url"),
    }  # fmt: skip
    known = {name: candidate for name, candidate in chosen.items() if candidate is not None and _value(candidate)}
    values: dict[str, Any] = {name: _value(candidate) for name, candidate in known.items()}
    return Metadata(**values, provenance={name: candidate.source for name, candidate in known.items()})


def _value(candidate: Chosen) -> str | tuple[str, ...]:
    if isinstance(candidate, ListCandidate):
        return candidate.texts
    return candidate.iso if isinstance(candidate, DateCandidate) else candidate.text


def _statement(seen: Evidence, canonical: str | None) -> Statement | None:
    """The schema item that the page is about."""
    addresses = tuple(address for address in (seen.url, canonical, seen.metas.get("og:url")) if address)
    shown = (mark.text for mark in seen.head.marks if mark.path[:1] == ("h1",))
    titles = tuple(clean(text) for text in (seen.metas.get("og:title"), seen.head.title, *shown) if text)
    return choose(seen.statements, titles, addresses)


def _is_whole(seen: Evidence, place: Place) -> bool:
    """Whether a page shows a thing, or a whole site."""
    if THING_TYPES.search(seen.metas.get("og:type", "")) is not None:
        return True
    return is_front_page(seen.address) and not reads_on(seen.blocks, place)


def date_language(head: Head, metas: dict[str, str], url: str | None = None) -> str | None:
    """The language tag for reading dates: the page's, with a region if it states one (``en-gb``, ``en-us``).

    English without a region is American. So is ``en-us``, which content systems write by default, unless the address
    is in the domain of a country that puts the day first.
    """
    declared = (head.language or "").replace("_", "-").lower()
    locale = metas.get("og:locale", "").replace("_", "-").lower()
    code = normalize(declared) or normalize(locale)
    stated = locale if locale and "-" not in declared and normalize(locale) == code else declared
    if stated in ("en", "en-us"):
        return "en" if is_day_first(url or metas.get("og:url")) else "en-us"
    return stated if "-" in stated else code
