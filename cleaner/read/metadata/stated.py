"""The dates in the head of a page: in its schema and its metas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cleaner.read.metadata.dates import DAY_CHARS, read_field
from cleaner.read.metadata.evidence import DateCandidate, Evidence, reads_on
from cleaner.read.metadata.jsonld import ARTICLE_RANK, Statement

PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "og:published_time", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date",
    "publicationdate", "article.published", "published_time", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "citation_publication_date",
    "citation_online_date", "citation_date", "prism.publicationdate", "bt:pubdate", "article_date_original",
    "originalpublicationdate", "rnews:datepublished", "shareaholic:article_published_time", "article:post_date",
    "creation_date", "date.created", "pdate", "date.release", "release_date",
    "vr:published_time", "post_date", "firstpublished", "firstcreate", "article.created", "article:create_time",
    "weibo:article:create_at", "weibo: article:create_at", "apub:time", "originaldate", "date-pub", "displaydate",
    "dateposted", "live_date", "ptime", "dcsext.articlefirstpublished",
    "analyticsattributes.articledate", "og:regdate", "field-name-post-date", "doc_date", "twt-published-at",
    "video:release_date",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "modified_time", "revised", "date.modified",
    "article:updated_time", "article.updated", "govuk:public-updated-at",
)  # fmt: skip
VIDEO = "VideoObject"
# Types whose date belongs to a part of the page: a customer's opinion, a clip.
NOT_PUBLISHED = frozenset({"Review", "UserReview", "CriticReview", "Course", VIDEO, "AudioObject", "Event", "Book"})
# Fields that some content systems fill with the last change, or with the day on which the page was created.
WEAK_METAS = (
    "dcterms.date", "dc.date", "date", "isodatetime", "last-published", "ms.date", "dc.created", "dcterms.available",
    "created", "dc:date", "dc:created", "timestamp", "gentime",
)  # fmt: skip
PUBLISHED_META = re.compile(
    r"publi\w{0,20}[-_:.]?(?:date|time|at|on)\Z|(?:date|time)[-_:.]?publi\w{0,20}\Z"
    r"|(?:\A|[-_:.])(?:published|uploaded|posted|pub[-_]?date)\Z"
)
MODIFIED_META = re.compile(
    r"(?:modif\w{0,20}|updated?|last[-_]?mod)[-_:. ]?(?:date|time|at|on)?\Z|(?:date|time)[-_:. ]?(?:modified|updated)\Z"
)
MAX_META_NAME_CHARS = 60


def published_in_schema(seen: Evidence) -> Iterator[DateCandidate]:
    """The publication in the schema item that the page is about."""
    statement = _dated_statement(seen)
    if statement is not None and (iso := read_field(statement.published, seen.language)):
        yield DateCandidate(iso, f"json-ld:{statement.kind}.datePublished")


def modified_in_schema(seen: Evidence) -> Iterator[DateCandidate]:
    """The last change in the schema item that the page is about."""
    statement = _dated_statement(seen)
    if statement is not None and (iso := read_field(statement.modified, seen.language)):
        yield DateCandidate(iso, f"json-ld:{statement.kind}.dateModified", modified=True)


def shows_video(seen: Evidence) -> bool:
    """Whether the page is about a video, by its schema and the field for sharing."""
    video = seen.statement is not None and seen.statement.kind == VIDEO
    return video and seen.metas.get("og:type", "").startswith("video")


def _dated_statement(seen: Evidence) -> Statement | None:
    """The schema item, if its dates are the page's: content systems date all pages, whatever they are."""
    statement = seen.statement
    if shows_video(seen):
        return statement
    if statement is None or statement.kind in NOT_PUBLISHED:
        return None
    stands = statement.rank == ARTICLE_RANK or (seen.metas.get("og:type") == "article" and statement.authors)
    return statement if stands else None


def published_in_metas(seen: Evidence) -> Iterator[DateCandidate]:
    """The publication in the fields for it, and in others with similar names.

    Of the others the earliest comes first, because tools write the day of a later build into such fields.
    """
    yield from _from_metas(seen, PUBLISHED_METAS)
    others: list[DateCandidate] = []
    for name, content in seen.head.metas:
        if "publi" not in name and not name.endswith(("uploaded", "posted", "date")):
            continue
        if len(name) > MAX_META_NAME_CHARS or name in WEAK_METAS or not PUBLISHED_META.search(name):
            continue
        if iso := read_field(content, seen.language):
            others.append(DateCandidate(iso, f"meta:{name}"))
    yield from sorted(others, key=lambda candidate: candidate.iso[:DAY_CHARS])


def dates_of_page(seen: Evidence) -> Iterator[DateCandidate]:
    """The dates of a page in the schema, if it is one text and a person signs it: content systems
    date pages of the site as well.
    """
    statement = seen.statement
    if statement is None or statement.kind != "WebPage" or not seen.signed or _dated_statement(seen) is not None:
        return
    if seen.metas.get("og:type", "article") == "article" and reads_on(seen.blocks, seen.place):
        for stated, modified in ((statement.published, False), (statement.modified, True)):
            if iso := read_field(stated, seen.language):
                source = f"json-ld:WebPage.{'dateModified' if modified else 'datePublished'}"
                yield DateCandidate(iso, source, modified)


def weak_metas(seen: Evidence) -> Iterator[DateCandidate]:
    """The date in fields that often hold another one."""
    return _from_metas(seen, WEAK_METAS)


def modified_in_metas(seen: Evidence) -> Iterator[DateCandidate]:
    """The last change in the fields for it, and in others with similar names."""
    yield from _from_metas(seen, MODIFIED_METAS, modified=True)
    for name, content in seen.head.metas:
        if ("modif" not in name and "updat" not in name and "lastmod" not in name) or len(name) > MAX_META_NAME_CHARS:
            continue
        if MODIFIED_META.search(name) and (iso := read_field(content, seen.language)):
            yield DateCandidate(iso, f"meta:{name}", modified=True)


def _from_metas(seen: Evidence, names: Iterable[str], *, modified: bool = False) -> Iterator[DateCandidate]:
    for name in names:
        if name in seen.metas and (iso := read_field(seen.metas[name], seen.language)):
            yield DateCandidate(iso, f"meta:{name}", modified)
