"""The dates that the head of a page states: its schema and its metas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Head
from cleaner.read.metadata.claim import Claim
from cleaner.read.metadata.dates import MAX_FIELD_CHARS, find_dates, find_months, read_machine, read_partial
from cleaner.read.metadata.jsonld import Statement
from cleaner.read.metadata.place import Evidence

PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "og:published_time", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date",
    "publicationdate", "article.published", "published_time", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date", "citation_publication_date",
    "citation_online_date", "citation_date", "prism.publicationdate", "bt:pubdate", "article_date_original",
    "originalpublicationdate", "rnews:datepublished", "shareaholic:article_published_time", "article:post_date",
    "creation_date", "date.created", "pdate", "isodatetime", "date.release", "release_date", "last-published",
    "vr:published_time",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "modified_time", "revised", "date.modified",
    "article:updated_time", "article.updated",
)  # fmt: skip
# Kinds whose date tells of a part of the page: a customer's opinion, a clip.
NOT_PUBLISHED = frozenset(
    {"Review", "UserReview", "CriticReview", "Course", "VideoObject", "AudioObject", "Event", "Book"}
)
# Fields that some content systems fill with the last change, or with the day on which the page was made.
WEAK_SOURCES = frozenset({"meta:date", "meta:dc.date", "meta:dcterms.date", "meta:last-published", "meta:isodatetime"})
PUBLISHED_META = re.compile(
    r"publi\w{0,20}[-_:.]?(?:date|time|at|on)\Z|(?:date|time)[-_:.]?publi\w{0,20}\Z"
    r"|(?:\A|[-_:.])(?:published|uploaded|posted)\Z"
)
MAX_META_NAME_CHARS = 60


def find_stated(seen: Evidence) -> list[Claim]:
    """What the head states, best first."""
    metas = dict(reversed(seen.head.metas))
    return [*_from_schema(seen.statement, metas, seen.language), *_from_metas(seen.head, metas, seen.language)]


def _from_schema(statement: Statement | None, metas: dict[str, str], language: str | None) -> Iterator[Claim]:
    if statement is None or statement.kind in NOT_PUBLISHED:
        return
    if statement.rank < 2 and (metas.get("og:type") != "article" or not statement.authors):
        return  # content systems date every page of a site so, whatever it is
    if iso := read_field(statement.published, language):
        yield Claim(iso, f"json-ld:{statement.kind}.datePublished")
    if iso := read_field(statement.modified, language):
        yield Claim(iso, f"json-ld:{statement.kind}.dateModified", modified=True)


def _from_metas(head: Head, metas: dict[str, str], language: str | None) -> Iterator[Claim]:
    for names, modified in ((PUBLISHED_METAS, False), (MODIFIED_METAS, True)):
        for name in names:
            if name in metas and (iso := read_field(metas[name], language)):
                yield Claim(iso, f"meta:{name}", modified)
    for name, content in head.metas:
        if len(name) <= MAX_META_NAME_CHARS and PUBLISHED_META.search(name) and (iso := read_field(content, language)):
            yield Claim(iso, f"meta:{name}")


def read_field(text: str | None, language: str | None) -> str | None:
    """The date that a field holds, machine-written or not; a month or a year where it says no more."""
    text = (text or "").strip()[:MAX_FIELD_CHARS]
    if not text:
        return None
    iso = read_machine(text)
    if iso is None:
        found = find_dates(text, language)
        iso = found[0].iso if found else read_partial(text)
    if iso is None:
        found = find_months(text, language)
        iso = found[0].iso if found else None
    return iso
