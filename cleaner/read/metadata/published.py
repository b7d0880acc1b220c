"""When a page was published and when it was last changed, told apart, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cleaner.model import Block, Head, Mark
from cleaner.read.metadata.dates import date_in_url, find_dates, read_machine
from cleaner.read.metadata.jsonld import Statement
from cleaner.read.metadata.words import words

PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "og:published_time",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publishdate",
    "publish-date", "publish_date", "pubdate", "publication_date", "publicationdate", "article.published", "published_time",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date",
    "citation_publication_date", "citation_online_date", "citation_date", "prism.publicationdate", "bt:pubdate",
    "article_date_original", "originalpublicationdate", "rnews:datepublished", "shareaholic:article_published_time",
    "article:post_date", "creation_date", "date.created", "date.release", "release_date", "last-published", "vr:published_time",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified", "dcterms.modified", "dc.date.modified",
    "last-modified", "lastmod", "modified_time", "revised", "date.modified", "article:updated_time", "article.updated",
)  # fmt: skip
PUBLISHED_PROPS = frozenset({"datepublished", "datecreated", "dateposted", "uploaddate", "pubdate"})
BEFORE_TITLE, AFTER_TITLE = 6, 16  # blocks from the headline in which its date stands
MAX_DATE_BLOCK_CHARS = 160
MAX_LABEL_CHARS = 40
LABEL_REACH = 30  # code points before a date in which the word that explains it stands
UPDATED_TOKENS = frozenset({"updated", "modified", "update", "lastmod", "changed", "lastupdate"})
DATE_TOKENS = frozenset(
    {"date", "time", "published", "publish", "pubdate", "posted", "datum", "fecha", "timestamp", "datetime", "dateline"}
)
NOT_TEXT_KINDS = frozenset({"code", "table"})


@dataclass(frozen=True, slots=True)
class Dates:
    """ISO 8601 dates with their sources."""

    published: str | None = None
    published_source: str = ""
    modified: str | None = None
    modified_source: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A date that a page states of itself: its value, its source and whether it tells of a change."""

    iso: str
    source: str
    modified: bool = False


def choose_dates(
    head: Head, statement: Statement | None, blocks: tuple[Block, ...], title_block: int | None, language: str | None,
    last: date, url: str | None, *, url_dates: bool,
) -> Dates:  # fmt: skip
    """The first claim of each kind, machine-written before visible ones, none later than ``last``."""
    published: Claim | None = None
    modified: Claim | None = None
    for claim in _claims(head, statement, blocks, title_block, language):
        if claim.iso[:10] > last.isoformat():
            continue
        if claim.modified:
            modified = modified or claim
        else:
            published = claim
            break
    if published is not None and modified is None:
        later = (claim for claim in _claims(head, statement, blocks, title_block, language) if claim.modified)
        modified = next((claim for claim in later if claim.iso[:10] <= last.isoformat()), None)
    if published is None and url_dates:
        iso = date_in_url(url)
        published = Claim(iso, "url") if iso and iso <= last.isoformat() else None
    if published and modified and modified.iso[:10] < published.iso[:10]:
        modified = None
    return Dates(
        published.iso if published else None, published.source if published else "",
        modified.iso if modified else None, modified.source if modified else "",
    )  # fmt: skip


def _claims(
    head: Head, statement: Statement | None, blocks: tuple[Block, ...], title_block: int | None, language: str | None
) -> Iterator[Claim]:
    yield from _from_schema(statement, language)
    yield from _from_metas(head, language)
    yield from _from_marks(head, title_block, language)
    yield from _from_text(blocks, title_block, language)


def _from_schema(statement: Statement | None, language: str | None) -> Iterator[Claim]:
    if statement is None:
        return
    if iso := _read(statement.published, language):
        yield Claim(iso, f"json-ld:{statement.kind}.datePublished")
    if iso := _read(statement.modified, language):
        yield Claim(iso, f"json-ld:{statement.kind}.dateModified", modified=True)


def _from_metas(head: Head, language: str | None) -> Iterator[Claim]:
    metas = dict(reversed(head.metas))
    for names, modified in ((PUBLISHED_METAS, False), (MODIFIED_METAS, True)):
        for name in names:
            if name in metas and (iso := _read(metas[name], language)):
                yield Claim(iso, f"meta:{name}", modified)


def _from_marks(head: Head, title_block: int | None, language: str | None) -> Iterator[Claim]:
    """Dated elements: those whose attribute says so wherever they stand, others near the headline."""
    usable = [mark for mark in head.marks if not words().elsewhere & set(mark.path)]
    for mark in usable:
        props = set(mark.name.split())
        if props & PUBLISHED_PROPS and _near(mark, title_block, reach=3) and (iso := _read_mark(mark, language)):
            yield Claim(iso, "[itemprop=datePublished]")
        elif "datemodified" in props and (iso := _read_mark(mark, language)):
            yield Claim(iso, "[itemprop=dateModified]", modified=True)
    for mark in usable:
        is_time = "time" in mark.path[:1]
        if not (is_time or DATE_TOKENS & set(mark.path[:5])) or not _near(mark, title_block, reach=1):
            continue
        if words().other_date.search(mark.text) or (len(mark.text) > MAX_DATE_BLOCK_CHARS):
            continue
        if iso := _read_mark(mark, language):
            changed = bool(UPDATED_TOKENS & set(mark.path[:5])) or _says_modified(mark.text)
            yield Claim(iso, "time" if is_time else "visible:date", changed)


def _near(mark: Mark, title_block: int | None, reach: int) -> bool:
    place = 0 if title_block is None else title_block
    return place - BEFORE_TITLE * reach <= mark.block <= place + AFTER_TITLE * reach


def _read_mark(mark: Mark, language: str | None) -> str | None:
    iso = read_machine(mark.value)
    if iso is None:
        found = find_dates(mark.text, language)
        iso = found[0].iso if found else None
    return iso


def _says_modified(text: str) -> bool:
    return bool(words().modified.search(text)) and not words().published.search(text)


def _from_text(blocks: tuple[Block, ...], title_block: int | None, language: str | None) -> Iterator[Claim]:
    """Dates in short lines near the headline; further off only where a word says that they are the publication's."""
    place = 0 if title_block is None else title_block
    for index, block in enumerate(blocks):
        text = block.text
        if (
            len(text) > MAX_DATE_BLOCK_CHARS
            or block.kind in NOT_TEXT_KINDS
            or not any(char.isdecimal() for char in text)
        ):
            continue
        if index == title_block or words().elsewhere & set(block.path) or words().copyright.search(text):
            continue
        near = place - BEFORE_TITLE <= index <= place + AFTER_TITLE
        if not near and not words().published.search(text) and not words().modified.search(text):
            continue
        for found in find_dates(text, language):
            before = text[max(0, found.start - LABEL_REACH) : found.start]
            label = (
                blocks[index - 1].text
                if found.start < 3 and index and len(blocks[index - 1].text) < MAX_LABEL_CHARS
                else ""
            )
            said = f"{label} {before}"
            if words().other_date.search(said):
                continue
            rest = len(text) - (found.end - found.start)
            if (
                rest > 60
                and not words().published.search(said)
                and not words().modified.search(said)
                and not words().byline.match(text)
            ):
                continue
            yield Claim(
                found.iso, "text:date", _says_modified(before) or (not before.strip() and _says_modified(label))
            )


def _read(text: str | None, language: str | None) -> str | None:
    """A date that a field holds, machine-written or not."""
    if not text:
        return None
    iso = read_machine(text)
    if iso is None and len(text) <= MAX_DATE_BLOCK_CHARS:
        found = find_dates(text, language)
        iso = found[0].iso if found else None
    return iso
