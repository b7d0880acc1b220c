"""Finds the date of a page that states none in the usual places: a labelled day, one in the address, a single one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.metadata.datelines import SKIPPED_KINDS, is_dateline, is_line_of_dates, label_in
from cleaner.read.metadata.dates import (
    date_in_url,
    find_dates,
    find_months,
    read_machine,
    to_ascii_digits,
)
from cleaner.read.metadata.dates.around import numbers_a_thing
from cleaner.read.metadata.dates.calendars import base, common_day
from cleaner.read.metadata.dates.months import cldr, date_words, is_own_month, month_number, options
from cleaner.read.metadata.dates.patterns import WHITE, WORD
from cleaner.read.metadata.evidence import CLOSE, DateCandidate, Evidence, first_tokens
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.otherdays import (
    MAX_LABEL_CHARS,
    begins_item,
    dates_another,
    ends_range,
    may_be_labelled,
    stands_with_place,
)
from cleaner.read.metadata.shown import HELD, QUOTED, other_days
from cleaner.read.metadata.words import words
from cleaner.read.tags import TIME_TAGS

TITLE_PARTS = later(r"\s*\|\s*|\s[–—·•-]\s")
MAX_TITLE_CHARS = 400
MIN_TITLE_PARTS = 3  # the title, the site, the day
WEB_BEGINS = "1991"
MAX_LABELLED_LINE_CHARS = 160
MAX_AGO_LINE_CHARS = 80
MAX_MONTH_LINE_CHARS = 40
MAX_FAR_CHARS = 60  # of a line far from the headline
WIDE_BEFORE, WIDE_AFTER = 20, 120  # blocks around the headline in which it is searched
MAX_RECENT_CHARS = 60  # of a line that names its day by a word, or without a year
DAY_MONTH = re.compile(rf"(?<![\d.:/-])(\d{{1,2}})(?:st|nd|rd|th|\.)?\s{{1,3}}({WORD})(?!\.?,?\s?\d{{4}})")
MONTH_DAY = later(rf"(?<![^\W\d_])({WORD})\.?\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:./-]|,?\s\d{{4}})")
DATED_YEAR = later(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
MAX_NUMBER = {"minute": 90, "hour": 48, "day": 31}
ENGLISH = "en"
# Elements for other people's words or other pages' titles.
OTHERS = frozenset(
    {
        "comment", "comments", "reply", "replies", "respond", "related", "recommended", "calendar", "event", "events",
        "review", "reviews", "nav", "navigation", "menu", "copyright", "weather", "carousel", "slider",
    }
)  # fmt: skip
# Elements for the day of the last change.
CHANGED = frozenset({"footer", "lastmod", "lastmodified", "lastupdated", "lastedited", "docinfo"})
FOOTER_BLOCKS = 30  # at the end of a page
# Such a box under the text is about its author, and may hold the day as well, in a time element.
AUTHOR_BOXES = frozenset({"profile"})


def labelled_day(seen: Evidence) -> Iterator[DateCandidate]:
    """The day that a word calls the publication, in a box beside the text or under it.

    None if there are several such days, because it is unclear which one is the page's own.
    """
    days: dict[str, int] = {}
    blocks, known = seen.blocks, words()
    for index in seen.dated:
        block = blocks[index]
        text = block.text
        if len(text) > MAX_LABELLED_LINE_CHARS or block.kind in ("code", "table"):
            continue
        if not may_be_labelled(blocks, index):
            continue
        if not (found := find_dates(text, seen.language)):
            continue
        before = text[: found[0].start]
        if len(before) < 3 and index and len(blocks[index - 1].text) < MAX_LABEL_CHARS:
            before = f"{blocks[index - 1].text} {before}"
        if not known.published.search(before) or known.modified.search(before) or known.other_date.search(text):
            continue
        if OTHERS.isdisjoint(block.path) and not (known.copyright.search(text) or seen.place.holds(block, QUOTED)):
            days.setdefault(found[0].iso, index)
    if len(days) == 1:
        yield from (DateCandidate(iso, "text:date", block=index) for iso, index in days.items())


def day_in_title(seen: Evidence) -> Iterator[DateCandidate]:
    """The day that is a part of the title element, beside the title and the site: "Storm | Courier | 3 May 2024".

    Beside the title alone it may be that of an event: "Harbour festival | 3 May 2024". So are days before the web.
    """
    parts = TITLE_PARTS.split((seen.head.title or "")[:MAX_TITLE_CHARS])
    for part in parts[1:] if len(parts) >= MIN_TITLE_PARTS else ():
        for found in find_dates(part, seen.language)[:1] if any(map(str.isdecimal, part)) else ():
            if found.end - found.start >= len(part.strip(" ,.")) and found.iso >= WEB_BEGINS:
                yield DateCandidate(found.iso, "title")


def day_in_address(seen: Evidence) -> Iterator[DateCandidate]:
    """The day in the address, if the configuration asks for it."""
    if seen.url_dates and (iso := date_in_url(seen.address, seen.language)):
        yield DateCandidate(iso, "url")


@cache
def _patterns(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns of a language by unit. Their only group is the number."""
    known = dict(cldr()["ago"].get(code, {}))
    for unit, phrases in date_words()["ago"].get(code, {}).items():
        known[unit] = [*known.get(unit, ()), *phrases]
    return tuple(
        (unit, re.compile(options(phrases).replace(r"\{0\}", r"(?<!\d)(\d{1,2})"), re.I))
        for unit, phrases in known.items()
        if phrases
    )


def relative_time(seen: Evidence) -> Iterator[DateCandidate]:
    """The day of a line such as "3 hours ago", "Yesterday, 10:15" or "7 March". None if the fetch's time is unknown."""
    fetched = read_machine(seen.fetched_at)
    if fetched is None or len(fetched) <= len("2024-01-01"):
        return
    place = seen.place
    for index in range(max(0, place.block - 1), min(len(seen.blocks), place.block + CLOSE + 1)):
        block = seen.blocks[index]
        if len(block.text) > MAX_AGO_LINE_CHARS or index == place.headline or not place.near(index, 1, CLOSE):
            continue
        if place.puts_elsewhere(block, close=True) or place.holds(block, HELD):
            continue
        now = datetime.fromisoformat(fetched)
        age = _age(block.text, seen.language)
        day = (now - age).date() if age is not None else _recent_day(block, seen.language, now.date())
        if day is not None:
            yield DateCandidate(day.isoformat(), "text:ago", block=index)
            return


def _age(text: str, language: str | None) -> timedelta | None:
    text = to_ascii_digits(text)
    for code in dict.fromkeys((base(language), ENGLISH)):
        for unit, pattern in _patterns(code):
            match = pattern.search(text)
            if match is None:
                continue
            number = int(next(group for group in match.groups() if group))
            before, after = text[: match.start()], text[match.end() :]
            if number > MAX_NUMBER[unit] or label_in(text) in ("modified", "other") or words().copyright.search(text):
                return None
            return timedelta(**{f"{unit}s": number}) if is_dateline(before, after) else None
    return None


@cache
def _day_words(code: str) -> re.Pattern[str]:
    """The words of a language for today and yesterday, with the time after them. The groups are named by them."""
    known = date_words()["recent_days"].get(code, {})
    names = [f"(?P<{day}>{options(phrases)})" for day, phrases in known.items()]
    return re.compile(
        rf"(?<![^\W_])(?:{'|'.join(names) or '(?!)'})(?![^\W_])(?P<time>\D{{0,8}}\d{{1,2}}[:.h]\d\d)?", re.I
    )


def _recent_day(block: Block, language: str | None, today: date) -> date | None:
    """The day of a line that names it by a word with a time, or by its number and month, before the day of the fetch.

    Without a time, the word must follow a byline or be all that the line holds.
    """
    text = to_ascii_digits(block.text).translate(WHITE).strip()
    if len(text) > MAX_RECENT_CHARS or block.kind == "heading" or label_in(text) in ("modified", "other"):
        return None
    if words().copyright.search(text) or DATED_YEAR.search(text):
        return None
    for code in dict.fromkeys((base(language), ENGLISH)):
        match = _day_words(code).search(text)
        if match is None or not is_dateline(text[: match.start()], text[match.end() :]):
            continue
        if match["time"] or match[0] == text or words().byline.match(text):
            return today - timedelta(days=bool(match["yesterday"]))
    return _without_year(text, language, today)


def _without_year(text: str, language: str | None, today: date) -> date | None:
    """The day of a line that states its number and month only: the last one that is not after the day of the fetch."""
    for pattern, day_at, month_at in ((DAY_MONTH, 1, 2), (MONTH_DAY, 2, 1)):
        match = pattern.search(text)
        month = month_number(match[month_at], language) if match else None
        if match is None or month is None or not is_own_month(match[month_at], language or ENGLISH):
            continue
        if not is_dateline(text[: match.start()], text[match.end() :]):
            continue
        if numbers_a_thing(text, match.start(), match.end()) or text[: match.start()].rstrip(" .")[-1:].isdigit():
            continue
        for year in (today.year, today.year - 1):
            iso = common_day(year, month, int(match[day_at]))
            if iso is not None and iso <= today.isoformat():
                return date.fromisoformat(iso)
    return None


def month_line(seen: Evidence) -> Iterator[DateCandidate]:
    """The month in a short line under the headline that consists of it: the issue of a newspaper."""
    place = seen.place
    for index in range(max(0, place.block - 1), min(len(seen.blocks), place.block + CLOSE + 1)):
        block = seen.blocks[index]
        if len(block.text) > MAX_MONTH_LINE_CHARS or block.kind in SKIPPED_KINDS or index == place.headline:
            continue
        found = find_months(block.text, seen.language)
        if len(found) != 1 or not is_line_of_dates(block, found) or place.holds(block, HELD):
            continue
        if find_dates(block.text, seen.language) or (block.kind == "heading" and index > place.block + 1):
            continue
        before = seen.blocks[index - 1].text if index else ""
        if len(before) <= MAX_LABEL_CHARS and label_in(before) == "other":
            continue
        if label_in(block.text) not in ("modified", "other") and not words().copyright.search(block.text):
            yield DateCandidate(found[0].iso, "text:month", block=index)
            return


def _is_below_byline(seen: Evidence, index: int) -> bool:
    """Whether a block is right under one that begins with a phrase such as "Written by"."""
    before = seen.blocks[index - 1].text if index else ""
    return len(before) <= MAX_AGO_LINE_CHARS and words().byline_phrases.match(before) is not None


def far_line(seen: Evidence) -> Iterator[DateCandidate]:
    """The only day in a line or an element far from the headline that consists of it, if there is none closer.

    None if there are several, because it is unclear which one is the page's own.
    """
    place = seen.place
    boxed = place._replace(elsewhere=place.elsewhere - AUTHOR_BOXES)
    found: dict[str, DateCandidate] = {}
    others: set[str] = set()  # days of other things
    marked: set[tuple[int, str]] | None = None  # found when a line has a date
    if place.text is None:
        return  # there is no article
    for index in seen.dated:
        block = seen.blocks[index]
        if not place.near(index, WIDE_BEFORE, WIDE_AFTER) and not _is_below_byline(seen, index):
            continue
        if len(block.text) > MAX_FAR_CHARS or index == place.headline or block.kind in ("code", "table"):
            continue
        dates = find_dates(block.text, seen.language)
        if not dates or (label := label_in(block.text)) == "other" or words().copyright.search(block.text):
            continue
        before = block.text[: dates[0].start] or (seen.blocks[index - 1].text[:MAX_FAR_CHARS] if index else "")
        if label_in(before) == "other":
            continue
        beside = boxed if not TIME_TAGS.isdisjoint(first_tokens(block, 1)) else place
        if beside.puts_elsewhere(block) or place.holds(block, HELD) or not is_line_of_dates(block, dates):
            continue
        iso = dates[0].iso
        begun = index > place.text and not label and begins_item(block, dates[-1])
        marked = other_days(seen) if marked is None else marked
        held = (index, iso) in marked or (not label and stands_with_place(index, seen.blocks))
        if begun or held or dates_another(index, seen) or ends_range(block.text, dates[0]):
            others.add(iso)
        else:
            found.setdefault(iso, DateCandidate(iso, "text:far", label == "modified", index))
    own = [one for one in found.values() if _is_beside_title(one.block, seen)]
    if own or (found and len(others.union(found)) == 1):
        yield from own or found.values()


def last_change(seen: Evidence) -> Iterator[DateCandidate]:
    """The day of the last change in the footer of a page or of its text: "This page was last edited on 7 March 2024".

    None if there are several such days.
    """
    days: dict[str, int] = {}
    last = len(seen.blocks) - FOOTER_BLOCKS
    for block in (seen.blocks[index] for index in seen.dated if index >= last):
        if len(block.text) > MAX_LABELLED_LINE_CHARS:
            continue
        if block.kind in ("code", "table") or words().modified.search(block.text) is None:
            continue
        if CHANGED.isdisjoint(path := block.path) or not OTHERS.isdisjoint(path):
            continue
        found = find_dates(block.text, seen.language)
        if len(found) == 1 and label_in(block.text) == "modified" and not words().copyright.search(block.text):
            days[found[0].iso] = block.index
    if len(days) == 1:
        yield from (DateCandidate(iso, "text:last-change", True, index) for iso, index in days.items())


def _is_beside_title(index: int, seen: Evidence) -> bool:
    """Whether a date stands beside the title again: in a list of the latest texts, this one among them."""
    said = fold(seen.title)
    beside = seen.blocks[max(0, index - 1) : index + 2]
    return bool(said) and any(one.kind == "heading" and one.link_chars and fold(one.text) == said for one in beside)
