"""When a page was published and when it was last changed, told apart, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cleaner.read.metadata.ago import find_ago
from cleaner.read.metadata.claim import Claim
from cleaner.read.metadata.dates import MONTHS, date_in_url, find_dates
from cleaner.read.metadata.months import date_words
from cleaner.read.metadata.named import find_named_day
from cleaner.read.metadata.patterns import patterns
from cleaner.read.metadata.place import CLOSE, Evidence
from cleaner.read.metadata.shown import find_far, find_shown, find_shown_month
from cleaner.read.metadata.stated import WEAK_SOURCES, find_stated

FORUM_KINDS = frozenset({"DiscussionForumPosting", "Question", "QAPage"})
MAX_URL_CHARS = 2_000
NO_PUBLICATION = "(no publication date stated)"


@dataclass(frozen=True, slots=True)
class Dates:
    """ISO 8601 dates with their sources."""

    published: str | None = None
    published_source: str = ""
    modified: str | None = None
    modified_source: str = ""


def choose_dates(seen: Evidence, last: date, url: str | None, *, url_dates: bool, signed: bool = True) -> Dates:
    """The best claim of each kind, none later than ``last``.

    What the head states comes first, but for fields that content systems fill with any date: those give way to a date
    that the page shows. Where no publication is stated, the last change that a reader sees, or that the schema of an
    article states, stands in for it, and the source says so. What is said in the head alone of a last change does not:
    content systems write that on every page, whatever it is.
    """
    if seen.whole:
        return Dates()
    day = last.isoformat()
    stated = [claim for claim in find_stated(seen) if claim.iso[:10] <= day]
    shown = [claim for claim in find_shown(seen) if claim.iso[:10] <= day]
    if not signed and not shown and _is_page_of_site(seen):
        stated = [claim for claim in stated if claim.modified]
    strong = [claim for claim in stated if claim.source not in WEAK_SOURCES]
    close = [claim for claim in shown if claim.told or seen.place.near(claim.block, 2, CLOSE + 2)]
    published = _first(strong) or _first(close) or _first(stated) or _first(shown)
    if published is not None and published not in strong and published in stated:
        published = _before_change(published, close)
    if published is not None and published in strong:
        alike = any(claim.modified and claim.iso == published.iso for claim in stated)
        published = _as_shown(published, shown, seen, date_in_url(url, seen.language), alike=alike)
    elif published is not None and published in shown:
        published = _in_order(published, seen)
    modified = _first(stated, modified=True) or _first(shown, modified=True)
    if published is None and (modified is None or modified in stated) and (named := find_named_day(seen, day)):
        published = Claim(named[0], "text:date", block=named[1])
    if published is None and url_dates and (iso := date_in_url(url, seen.language)) and iso <= day:
        published = Claim(iso, "url")
    if published is not None and len(published.iso) < len(day):
        published = next((claim for claim in shown if claim.iso.startswith(published.iso)), published)
    if published is None and (month := find_ago(seen) or find_shown_month(seen)) and month.iso <= day:
        published = month
    far = find_far(seen) if published is None and modified is None else None
    if far is not None and far.iso <= day:
        published = None if far.modified else far
        modified = far if far.modified else None
    if published is None and modified is not None and (signed or not _is_kept_up(url)):
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


def _is_page_of_site(seen: Evidence) -> bool:
    """Whether the schema calls a page one of a shop or a site and no article: content systems date those as well."""
    if seen.statement is None or seen.statement.rank != 1:
        return False
    return seen.statement.kind != "WebPage" or dict(seen.head.metas).get("og:type") != "article"


def _is_kept_up(url: str | None) -> bool:
    """Whether an address is that of documentation or of a list, which are changed and not published."""
    parts = re.split(r"[/.?#]", (url or "")[:MAX_URL_CHARS].lower())
    return not set(date_words()["kept_up_paths"]).isdisjoint(parts)


def _first(claims: Iterable[Claim], *, modified: bool = False) -> Claim | None:
    return next((claim for claim in claims if claim.modified == modified), None)


def _before_change(published: Claim, close: list[Claim]) -> Claim:
    """A publication from a field that may hold any date, unless the page shows that it was changed before that day."""
    shown = _first(close, modified=True)
    if shown is None or shown.iso[:10] >= published.iso[:10]:
        return published
    return replace(shown, source=f"{shown.source} {NO_PUBLICATION}")


def _as_shown(published: Claim, shown: list[Claim], seen: Evidence, in_url: str | None, *, alike: bool) -> Claim:
    """The stated publication, or the date shown under the headline where that is the better one.

    Nothing is published after the day that the page shows: a later one is that of the last change, which builders of
    sites write into both fields. Where both are ``alike``, a word may name the day far from the headline. A time in
    UTC is given as the day and offset of the place, if the page shows them.
    """
    near = [
        claim for claim in shown
        if not claim.modified and (seen.place.near(claim.block, 1, CLOSE + 1) or (alike and claim.told == "published"))
    ]  # fmt: skip
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
    if best.iso[:10] < published.iso[:10] and not forum and (best.alone or best.told == "published" or best.stated):
        return best
    return published


def _in_order(published: Claim, seen: Evidence) -> Claim:
    """A shown day, with day and month the other way round if another line of the page has that day beyond doubt."""
    year, month, day = published.iso[:4], published.iso[5:7], published.iso[8:10]
    numbers = patterns().day_first
    if day in ("", month) or int(day) > MONTHS or not numbers.search(seen.blocks[published.block].text):
        return published
    days = {
        found.iso[:10] for block in seen.blocks
        if year in block.text and not numbers.search(block.text) for found in find_dates(block.text, seen.language)
    }  # fmt: skip
    turned = f"{year}-{day}-{month}"
    if turned not in days or published.iso[:10] in days:
        return published
    return replace(published, iso=f"{turned}{published.iso[10:]}")


def _in_utc(iso: str) -> bool:
    return iso.endswith("+00:00")


def _same_night(utc: str, local: str) -> bool:
    """Whether a time in UTC may fall on the day before or after somewhere on earth (offsets of -12 to +14 hours)."""
    at = datetime.fromisoformat(utc)
    day = date.fromisoformat(local[:10])
    return day in ((at - timedelta(hours=12)).date(), (at + timedelta(hours=14)).date()) and day != at.date()
