"""Chooses the dates of publication and of the last change, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaner.classes import dataclass
from cleaner.read.metadata.dates import DAY_CHARS, MONTHS, date_in_url, find_dates, read_machine, same_night
from cleaner.read.metadata.dates.months import date_words
from cleaner.read.metadata.dates.patterns import patterns
from cleaner.read.metadata.evidence import CLOSE, DateCandidate, Evidence, first_tokens
from cleaner.read.metadata.jsonld import FORUM_KINDS
from cleaner.read.metadata.names import is_person
from cleaner.read.metadata.otherdays import OWN_TOKENS
from cleaner.read.metadata.shown import DATE_TOKENS, dates_list, rank_shown
from cleaner.read.metadata.stated import shows_video
from cleaner.read.metadata.table import DATES, Trust, collect
from cleaner.read.metadata.unplaced import last_change
from cleaner.read.metadata.words import words

MAX_URL_CHARS = 2_000
MANUALS = frozenset({"TechArticle", "APIReference"})
NO_PUBLICATION = "(no publication date stated)"


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of publication and of the last change."""

    published: DateCandidate | None = None
    modified: DateCandidate | None = None


def choose_dates(seen: Evidence, authors: Sequence[str] = ()) -> Dates:
    """The best candidate of each kind.

    Dates stated in the head come first, except for fields that content systems fill with any date: a date that the page
    shows comes before those. If no publication is stated, the last change is used, if readers see it or the schema of
    an article states it, and the source says so. A last change that only the head states is not used, because content
    systems write that on every page. ``authors`` are those of the page.
    """
    if seen.whole:
        return Dates()
    stated = _on_time(collect(DATES, Trust.STATED, seen), seen)
    weak = _on_time(collect(DATES, Trust.WEAK, seen), seen)
    doubtful = is_documentation(seen) or (not authors and _is_page_of_site(seen))
    needed = doubtful or not _is_settled(stated, seen)
    shown = _on_time(rank_shown(collect(DATES, Trust.SHOWN, seen), seen), seen) if needed else []
    shown = _not_of_event(shown, seen)
    if not shown and doubtful:
        stated, weak = [candidate for candidate in stated if candidate.modified], []
    close = [candidate for candidate in shown if candidate.label or seen.place.near(candidate.block, 2, CLOSE + 2)]
    published = _first(stated)
    if published is not None:
        alike = any(candidate.modified and candidate.iso == published.iso for candidate in stated)
        published = _as_shown(published, shown, seen, date_in_url(seen.address, seen.language), alike=alike)
    elif (near := _first(close)) or _first(weak) is None:
        published = near or _first(shown)
        published = None if published is not None and dates_list(published, seen) else published
        published = _in_order(_original(published, shown, seen), seen) if published is not None else None
    else:
        published = _before_change(next(one for one in weak if not one.modified), close)
    changed = _first(shown, modified=True)
    modified = _first(stated, modified=True) or changed or _first(weak, modified=True)
    if published is not None and len(published.iso) < DAY_CHARS:
        published = next((candidate for candidate in shown if candidate.iso.startswith(published.iso)), published)
    if published is None:
        sought = _on_time(collect(DATES, Trust.SOUGHT, seen), seen)
        published = _first(sought)
    if published is None and modified is None:
        lone = _not_of_event(_on_time(collect(DATES, Trust.GUESSED, seen), seen), seen)
        published, modified = _first(lone), _first(lone, modified=True)
    if published is None and modified is not None and (any(map(is_person, authors)) or not _is_kept_up(seen)):
        best = next((candidate for candidate in stated if candidate.modified and _is_of_schema(candidate)), changed)
        if best is not None:
            published = best._replace(source=f"{best.source} {NO_PUBLICATION}")
    if modified is None:
        modified = _first(_on_time(last_change(seen), seen), modified=True)
    if published and modified and modified.iso[:DAY_CHARS] < published.iso[:DAY_CHARS]:
        modified = None
    return Dates(published, modified)


def _not_of_event(shown: list[DateCandidate], seen: Evidence) -> list[DateCandidate]:
    """The candidates without the days on which the event that the page is about begins and ends, by its schema."""
    if not shown or seen.statement is None or not seen.statement.kind.endswith("Event"):
        return shown
    read = (read_machine(str(seen.statement.node.get(name))) for name in ("startDate", "endDate"))
    days = {day[:DAY_CHARS] for day in read if day}
    return [candidate for candidate in shown if candidate.label or candidate.iso[:DAY_CHARS] not in days]


def _is_settled(stated: list[DateCandidate], seen: Evidence) -> bool:
    """Whether no day that the page shows can change what its head states: both dates, and no day near the headline."""
    published, modified = _first(stated), _first(stated, modified=True)
    if (
        published is None
        or modified is None
        or len(published.iso) < DAY_CHARS
        or any(candidate.modified and candidate.iso == published.iso for candidate in stated)
    ):
        return False
    near = range(seen.place.block - 1, seen.place.block + CLOSE + 2)
    return not any(index in near for index in seen.dated) and not any(mark.block in near for mark in seen.marks)


def _on_time(candidates: Iterable[DateCandidate], seen: Evidence) -> list[DateCandidate]:
    """The candidates that are not in the future."""
    return [candidate for candidate in candidates if candidate.iso[:DAY_CHARS] <= seen.last]


def _is_of_schema(candidate: DateCandidate) -> bool:
    return candidate.source.startswith("json-ld:")


def _is_page_of_site(seen: Evidence) -> bool:
    """Whether the schema calls a page one of a shop or a site, not an article: content systems date those as well."""
    if seen.statement is None or seen.statement.rank != 1 or shows_video(seen):
        return False
    return seen.statement.kind != "WebPage" or seen.metas.get("og:type") != "article"


def _is_kept_up(seen: Evidence) -> bool:
    """Whether a page is documentation or a list, by its address or its schema: those are changed, not published."""
    parts = re.split(r"[/.?#]", (seen.address or "")[:MAX_URL_CHARS].lower())
    if is_manual(seen):
        return True
    return not set(date_words()["kept_up_paths"]).isdisjoint(parts)


def is_manual(seen: Evidence) -> bool:
    """Whether the schema calls a page a part of a manual."""
    return seen.statement is not None and seen.statement.kind in MANUALS


def is_documentation(seen: Evidence) -> bool:
    """Whether an address is that of software documentation, whose builds give every page a new date."""
    parts = set(re.split(r"[/.?#]", (seen.address or "")[:MAX_URL_CHARS].lower())[2:-1])
    known = date_words()
    return not parts.isdisjoint(known["documentation_parts"]) and parts.isdisjoint(known["story_parts"])


def _first(candidates: Iterable[DateCandidate], *, modified: bool = False) -> DateCandidate | None:
    return next((candidate for candidate in candidates if candidate.modified == modified), None)


def _before_change(published: DateCandidate, close: list[DateCandidate]) -> DateCandidate:
    """A publication date from a field that may hold any date, unless the page shows an earlier change."""
    shown = _first(close, modified=True)
    if shown is None or shown.iso[:10] >= published.iso[:10]:
        return published
    return shown._replace(source=f"{shown.source} {NO_PUBLICATION}")


def _as_shown(
    published: DateCandidate, shown: list[DateCandidate], seen: Evidence, in_url: str | None, *, alike: bool
) -> DateCandidate:
    """The stated publication, or the date shown under the headline if that is better.

    Nothing is published after the day that the page shows. A later date is that of the last change, which site builders
    write into both fields. If both are ``alike``, the day may be named by a word far from the headline. A time in UTC
    is converted to the day and offset of the place, if the page shows them.
    """
    near = [
        candidate for candidate in shown
        if not candidate.modified
        and (seen.place.near(candidate.block, 1, CLOSE + 1) or (alike and candidate.label == "published"))
        and (candidate.label or seen.place.headline == candidate.block or not _is_bare_heading(candidate, seen))
    ]  # fmt: skip
    if not near:
        if _in_utc(published.iso) and in_url and in_url != published.iso[:10] and same_night(published.iso, in_url):
            return DateCandidate(in_url, f"url (of {published.source})")
        return published
    best = near[0]
    if any(candidate.iso[:10] == published.iso[:10] for candidate in shown if not candidate.modified):
        return published  # readers see it too
    if best.iso[5:10] == f"{published.iso[8:10]}-{published.iso[5:7]}":
        # the same date, with day and month in the order of another country, unless the page writes out the month
        numbers = best.block >= len(seen.blocks) or patterns().day_first.search(seen.blocks[best.block].text)
        return published if numbers else best
    if _in_utc(published.iso) and same_night(published.iso, best.iso):
        return best
    forum = seen.statement is not None and seen.statement.kind in FORUM_KINDS
    if best.iso[:10] < published.iso[:10] and not forum and (best.alone or best.label == "published" or best.marked):
        return best
    return published


def _is_bare_heading(candidate: DateCandidate, seen: Evidence) -> bool:
    """Whether a day is a heading of its own that nothing calls a date: the title of a part of the story."""
    block = seen.blocks[candidate.block] if candidate.block < len(seen.blocks) else None
    return block is not None and block.kind == "heading" and DATE_TOKENS.isdisjoint(first_tokens(block, OWN_TOKENS))


def _original(published: DateCandidate, shown: list[DateCandidate], seen: Evidence) -> DateCandidate:
    """A day that no word explains, or an earlier one of which a line says that it is that of the first publication."""
    if published.label:
        return published
    earlier = (
        candidate for candidate in shown
        if candidate.label == "published" and candidate.iso[:DAY_CHARS] < published.iso[:DAY_CHARS]
    )  # fmt: skip
    said = words().original.search
    return next((candidate for candidate in earlier if said(seen.blocks[candidate.block].text)), published)


def _in_order(published: DateCandidate, seen: Evidence) -> DateCandidate:
    """A shown day, with day and month swapped if the address or another line of the page shows that day clearly."""
    year, month, day = published.iso[:4], published.iso[5:7], published.iso[8:10]
    numbers = patterns().day_first
    if day in ("", month) or int(day) > MONTHS or not numbers.search(seen.blocks[published.block].text):
        return published
    days = {
        found.iso[:10] for block in seen.blocks
        if year in block.text and not numbers.search(block.text) for found in find_dates(block.text, seen.language)
    }  # fmt: skip
    if (in_url := date_in_url(seen.address, seen.language)) is not None:
        days.add(in_url)
    turned = f"{year}-{day}-{month}"
    if turned not in days or published.iso[:10] in days:
        return published
    return published._replace(iso=f"{turned}{published.iso[10:]}")


def _in_utc(iso: str) -> bool:
    return iso.endswith("+00:00")
