"""Finds the person whose own site a text is on: small blogs name their author once, as the site."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.patterns import later
from cleaner.read.metadata.evidence import Evidence, NameCandidate
from cleaner.read.metadata.folding import clean, fold, host_of, is_front_page
from cleaner.read.metadata.names import is_person
from cleaner.read.metadata.title_sources import separators
from cleaner.read.metadata.words import words

MAX_LINKS = 60  # blocks that are links alone; sites of companies have more
MIN_LABEL_CHARS = 4  # of a part of the name that is in the address
MAX_COPYRIGHT_CHARS = 120
LAST_BLOCKS = 30  # in which the copyright is searched
NAME = r"[^\W\d_a-zß-ÿ][^\W\d_]+(?:[ -](?:[^\W\d_]\. )?[^\W\d_a-zß-ÿ][^\W\d_]+){1,2}"
FULL_NAME = later(NAME)
COPYRIGHT = later(
    rf"(?:©|\([cC]\)|[Cc]opyright)(?:\s?©)?\s?(?:\d{{4}}(?:\s?[-–]\s?\d{{4}})?,?\s)?(?:by )?(?P<name>{NAME})(?=\W|\Z)"
)


def owner_of_site(seen: Evidence) -> Iterator[NameCandidate]:
    """The person whom the site is named after, if a part of the name is in its address.

    Companies are named after people as well, so large sites do not count, nor those whose schema has a publisher.
    """
    host = host_of(seen.address)
    statement = seen.statement
    if not host or seen.place.text is None or is_front_page(seen.address) or (statement and statement.publisher):
        return
    label = fold(host.removeprefix("www.").rpartition(".")[0])
    for name, source in _names(seen):
        first, *_ = parts = name.split()
        if not is_person(name) or first.casefold() not in words().given_names:
            continue
        if not any(len(part) >= MIN_LABEL_CHARS and part in label for part in map(fold, parts)):
            continue
        if sum(block.link_chars >= len(block.text) for block in seen.blocks) <= MAX_LINKS:
            yield NameCandidate((name,), (), source)
        return


def _names(seen: Evidence) -> Iterator[tuple[str, str]]:
    """The names of people by which the page may call its site, each with its source."""
    stated = clean(seen.metas.get("og:site_name", ""))
    if FULL_NAME.fullmatch(stated):
        yield stated, "meta:og:site_name"
    title = clean(seen.head.title or "")
    mark = next(reversed(separators(title)), None)
    if mark is not None and FULL_NAME.fullmatch(title[mark.end() :]):
        yield title[mark.end() :], "title"
    for block in seen.blocks[-LAST_BLOCKS:]:
        found = COPYRIGHT.search(block.text) if len(block.text) <= MAX_COPYRIGHT_CHARS else None
        if found is not None:
            yield found["name"], "text:copyright"
