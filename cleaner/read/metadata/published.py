"""When a page was published and when it was last changed, told apart, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from cleaner.model import Block, Head, Mark
from cleaner.read.metadata.dates import date_in_url, find_dates, read_machine
from cleaner.read.metadata.jsonld import Statement
from cleaner.read.metadata.named import find_named_day
from cleaner.read.metadata.place import Evidence, Place
from cleaner.read.metadata.words import words

Told = Literal["", "published", "modified", "other"]
PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "og:published_time", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date",
    "publicationdate", "article.published", "published_time", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date", "citation_publication_date",
    "citation_online_date", "citation_date", "prism.publicationdate", "bt:pubdate", "article_date_original",
    "originalpublicationdate", "rnews:datepublished", "shareaholic:article_published_time", "article:post_date",
    "creation_date", "date.created", "date.release", "release_date", "last-published", "vr:published_time",
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
FORUM_KINDS = frozenset({"DiscussionForumPosting", "Question", "QAPage"})
# Fields that some content systems fill with the last change, or with the day on which the page was made.
WEAK_SOURCES = frozenset({"meta:date", "meta:dc.date", "meta:dcterms.date", "meta:last-published"})
NO_PUBLICATION = "(no publication date stated)"
DATELINE_END = re.compile(r"\s?(?:[.:|]\s|[–—-]{1,2}\s|/\S+/|\([^()]{2,30}\)\s?[–—:-]|,\s\d{1,2}[:.]\d\d)")
PUBLISHED_META = re.compile(
    r"publi\w*[-_:.]?(?:date|time|at|on)\Z|(?:date|time)[-_:.]?publi\w*\Z|(?:\A|[-_:.])(?:published|uploaded|posted)\Z"
)
MODIFIED_PROPS = frozenset({"datemodified"})
PUBLISHED_PROPS = frozenset({"datepublished", "datecreated", "dateposted", "uploaddate", "pubdate"})
BEFORE_TITLE, AFTER_TITLE = 6, 16  # blocks from the headline in which its date stands
CROWD = 4  # days that are shown, from which only what stands close to the headline is the page's own
CLOSE = 4  # blocks from the headline, where a footer or a profile is the story's own
MAX_DATELINE_START = 40  # code points of a first paragraph in which its dateline ends
MAX_DATE_BLOCK_CHARS = 160
MAX_LABEL_CHARS = 40
MAX_UNEXPLAINED_CHARS = 60  # around a date that no word explains
LABEL_REACH = 30  # code points before a date in which the word that explains it stands
UPDATED_TOKENS = frozenset({"updated", "modified", "update", "lastmod", "changed", "lastupdate"})
DATE_TOKENS = frozenset(
    {
        "date", "time", "published", "publish", "pubdate", "posted", "datum", "fecha", "timestamp", "datetime",
        "dateline",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dates:
    """ISO 8601 dates with their sources."""

    published: str | None = None
    published_source: str = ""
    modified: str | None = None
    modified_source: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A date that a page states of itself: its value, its source and whether it tells of a change.

    ``block`` is where it is shown; ``stated`` says that an attribute names it as the page's own, ``told``
    what a word beside it says.
    """

    iso: str
    source: str
    modified: bool = False
    block: int = 0
    stated: bool = False
    told: Told = ""


def choose_dates(seen: Evidence, last: date, url: str | None, *, url_dates: bool) -> Dates:
    """The best claim of each kind, none later than ``last``.

    What the head states comes first, but for fields that content systems fill with any date: those give way to a date
    that the page shows. Where no publication is stated, the last change that a reader sees, or that the schema of an
    article states, stands in for it, and the source says so. What is said in the head alone of a last change does not:
    content systems write that on every page, whatever it is.
    """
    if seen.whole:
        return Dates()
    day = last.isoformat()
    stated = [claim for claim in _stated(seen) if claim.iso[:10] <= day]
    shown = [claim for claim in _shown(seen) if claim.iso[:10] <= day]
    strong = [claim for claim in stated if claim.source not in WEAK_SOURCES]
    close = [claim for claim in shown if claim.told or seen.place.near(claim.block, 2, CLOSE + 2)]
    published = _first(strong) or _first(close) or _first(stated) or _first(shown)
    if published is not None and published in strong:
        published = _as_shown(published, shown, seen, date_in_url(url, seen.language))
    modified = _first(stated, modified=True) or _first(shown, modified=True)
    if published is None and (modified is None or modified in stated) and (named := find_named_day(seen, day)):
        published = Claim(named[0], "text:date", block=named[1])
    if published is None and url_dates and (iso := date_in_url(url, seen.language)) and iso <= day:
        published = Claim(iso, "url")
    if published is None and modified is not None:
        best = _first([claim for claim in stated if claim.source.startswith("json-ld:")], modified=True)
        best = best or _first(shown, modified=True)
        if best is not None:
            published = replace(best, source=f"{best.source} {NO_PUBLICATION}")
    if published and modified and modified.iso[:10] < published.iso[:10]:
        modified = None
    return Dates(
        published.iso if published else None, published.source if published else "",
        modified.iso if modified else None, modified.source if modified else "",
    )  # fmt: skip


def _first(claims: Iterable[Claim], *, modified: bool = False) -> Claim | None:
    return next((claim for claim in claims if claim.modified == modified), None)


def _as_shown(published: Claim, shown: list[Claim], seen: Evidence, in_url: str | None) -> Claim:
    """The stated publication, or the date shown under the headline where that is the better one.

    Nothing is published after the day that the page shows: a later one is that of the last change, which builders of
    sites write into both fields. A time in UTC is given as the day and offset of the place, if the page shows them.
    """
    near = [claim for claim in shown if not claim.modified and seen.place.near(claim.block, 1, CLOSE + 1)]
    if not near:
        if _in_utc(published.iso) and in_url and in_url != published.iso[:10] and _same_night(published.iso, in_url):
            return Claim(in_url, f"url (of {published.source})")
        return published
    best = near[0]
    if any(claim.iso[:10] == published.iso[:10] for claim in shown if not claim.modified):
        return published  # readers see it as well
    if best.iso[5:10] == f"{published.iso[8:10]}-{published.iso[5:7]}":
        return published  # the same, with day and month in the order of another country
    if _in_utc(published.iso) and _same_night(published.iso, best.iso):
        return best
    forum = seen.statement is not None and seen.statement.kind in FORUM_KINDS
    if best.iso[:10] < published.iso[:10] and not forum:
        return best
    return published


def _in_utc(iso: str) -> bool:
    return iso.endswith("+00:00")


def _same_night(utc: str, local: str) -> bool:
    """Whether a time in UTC may fall on the day before or after somewhere on earth (offsets of -12 to +14 hours)."""
    at = datetime.fromisoformat(utc)
    day = date.fromisoformat(local[:10])
    return day in ((at - timedelta(hours=12)).date(), (at + timedelta(hours=14)).date()) and day != at.date()


def _stated(seen: Evidence) -> Iterator[Claim]:
    metas = dict(reversed(seen.head.metas))
    yield from _from_schema(seen.statement, metas, seen.language)
    yield from _from_metas(seen.head, seen.language)


def _shown(seen: Evidence) -> list[Claim]:
    """The dates that the page shows as its own, best first.

    Far from the headline only what a word explains counts; of many days, only that or what the headline is close to.
    """
    place = seen.place
    shown = [*_from_marks(seen), *_from_text(seen)]
    near = [
        claim for claim in shown if claim.stated or claim.told or place.near(claim.block, BEFORE_TITLE, AFTER_TITLE)
    ]
    crowded = len({claim.iso[:10] for claim in near if not claim.stated and not claim.told}) >= CROWD
    kept = [
        claim for claim in near if claim.stated or claim.told or not crowded or place.near(claim.block, CLOSE, CLOSE)
    ]
    return sorted(kept, key=lambda claim: _order(claim, place))


def _order(claim: Claim, place: Place) -> int:
    """What stands right under the headline comes first, what stands well above it last."""
    if claim.stated or (place.headline is not None and place.near(claim.block, 0, CLOSE)):
        return 0
    return 2 if claim.block < place.block - CLOSE else 1


def _from_schema(statement: Statement | None, metas: dict[str, str], language: str | None) -> Iterator[Claim]:
    if statement is None or statement.kind in NOT_PUBLISHED:
        return
    if statement.rank < 2 and (metas.get("og:type") != "article" or not statement.authors):
        return  # content systems date every page of a site so, whatever it is
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
    for name, content in head.metas:
        if PUBLISHED_META.search(name) and (iso := _read(content, language)):
            yield Claim(iso, f"meta:{name}")


def _from_marks(seen: Evidence) -> Iterator[Claim]:
    """Dated elements: those whose attribute says so wherever they stand, others near the headline."""
    head, place, language = seen.head, seen.place, seen.language
    for mark in head.marks:
        props = set(mark.name.split())
        if not props & (PUBLISHED_PROPS | MODIFIED_PROPS) or not place.near(
            mark.block, 3 * BEFORE_TITLE, 3 * AFTER_TITLE
        ):
            continue
        if place.is_elsewhere(mark.path, close=True) or (iso := _read_mark(mark, language)) is None:
            continue
        changed = not props & PUBLISHED_PROPS
        yield Claim(
            iso, f"[itemprop={'dateModified' if changed else 'datePublished'}]", changed, mark.block, stated=True
        )
    for mark in head.marks:
        is_time = "time" in mark.path[:1]
        if not (is_time or DATE_TOKENS & set(mark.path[:5])) or not place.near(mark.block, BEFORE_TITLE, AFTER_TITLE):
            continue
        if place.is_elsewhere(mark.path, close=place.near(mark.block, CLOSE, CLOSE)):
            continue
        if words().other_date.search(mark.text) or (len(mark.text) > MAX_DATE_BLOCK_CHARS):
            continue
        if iso := _read_mark(mark, language):
            told = _tell(mark.text) or _tell(_label(seen.blocks, mark.block, mark.text))
            if told == "other":
                continue
            changed = told == "modified" or (not told and not UPDATED_TOKENS.isdisjoint(mark.path[:5]))
            yield Claim(iso, "time" if is_time else "visible:date", changed, mark.block, told=told)


def _read_mark(mark: Mark, language: str | None) -> str | None:
    iso = read_machine(mark.value)
    if iso is None:
        found = find_dates(mark.text, language)
        iso = found[0].iso if found else None
    return iso


def _tell(text: str) -> Told:
    """What the last word in a text that explains dates says of the one after it."""
    found: Told = ""
    if not text:
        return found
    end = -1
    known = words()
    patterns: tuple[tuple[Told, re.Pattern[str]], ...] = (
        ("published", known.published),
        ("modified", known.modified),
        ("other", known.other_date),
    )
    for told, pattern in patterns:
        for match in pattern.finditer(text):
            if match.end() >= end:
                found, end = told, match.end()
    return found


def _label(blocks: tuple[Block, ...], index: int, said: str) -> str:
    """What stands before a date: in its line, or alone in the line before."""
    if index >= len(blocks):
        return ""
    text = blocks[index].text
    at = text.find(said[:LABEL_REACH]) if said else -1
    if at < 0:
        return ""
    before = text[max(0, at - LABEL_REACH) : at]
    if at < 3 and index and len(blocks[index - 1].text) < MAX_LABEL_CHARS:
        return f"{blocks[index - 1].text} {before}"
    return before


def _from_text(seen: Evidence) -> Iterator[Claim]:
    """Dates in short lines near the headline; further off only where a word says that they are the publication's."""
    blocks, place, language = seen.blocks, seen.place, seen.language
    for index, block in enumerate(blocks):
        text = block.text
        if len(text) > MAX_DATE_BLOCK_CHARS:
            if index <= place.block + CLOSE and (iso := _dateline(text, language)):
                yield Claim(iso, "text:dateline", block=index)
            continue
        if block.kind == "code" or (block.kind == "table" and not place.near(index, CLOSE, CLOSE)):
            continue
        if index == place.headline or not (dates := find_dates(text, language)):
            continue
        if words().copyright.search(text) or place.is_elsewhere(block.path, close=place.near(index, CLOSE, CLOSE)):
            continue
        near = place.near(index, BEFORE_TITLE, AFTER_TITLE)
        last_end = 0
        for nth, found in enumerate(dates):
            before = text[max(last_end, found.start - LABEL_REACH) : found.start]
            last_end = found.end
            if found.start < 3 and index and len(blocks[index - 1].text) < MAX_LABEL_CHARS:
                before = f"{blocks[index - 1].text} {before}"
            told = _tell(before)
            if not told and nth == 0 and len(dates) > 1 and _tell(text[found.end : dates[1].start]) == "modified":
                told = "published"  # "3 May 2024. Updated: 4 May 2024"
            if told == "other" or (not told and not near):
                continue
            around = len(text) - (found.end - found.start)
            if around > MAX_UNEXPLAINED_CHARS and not told and not words().byline.match(text):
                continue
            yield Claim(found.iso, "text:date", told == "modified", index, told=told)


def _dateline(text: str, language: str | None) -> str | None:
    """The day that a first paragraph begins with, parted from its text by a mark: "ROME, Dec 20, 2025 (ANSA) - ..."."""
    head = text[: 2 * MAX_DATELINE_START]
    if not any(char.isdecimal() for char in head[:MAX_DATELINE_START]):
        return None
    for found in find_dates(head, language)[:1]:
        if found.start <= MAX_DATELINE_START and DATELINE_END.match(head[found.end :]):
            return found.iso
    return None


def _read(text: str | None, language: str | None) -> str | None:
    """A date that a field holds, machine-written or not."""
    if not text:
        return None
    iso = read_machine(text)
    if iso is None and len(text) <= MAX_DATE_BLOCK_CHARS:
        found = find_dates(text, language)
        iso = found[0].iso if found else None
    return iso
