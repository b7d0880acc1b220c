"""Dates: what machines wrote (ISO 8601, RFC 5322, epoch seconds) and what readers see, in the order of their language.

Results are ISO 8601 and as exact as what was stated: a day, or a time to the second with its offset if it had one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from cleaner.read.metadata.words import month_number, words

FIRST_YEAR = 1990  # no page is older
FUTURE_DAYS = 2  # a clock may be wrong, and the earth has time zones
MONTHS = 12
BUDDHIST_OFFSET = 543  # years that the Thai calendar is ahead
PERSIAN_YEARS = range(1300, 1500)
ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{1,2}))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?(?![\d])",
    re.I,
)
OTHER_DIGIT = re.compile(r"(?![0-9])\d")
COMPACT = re.compile(r"\A(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\s*(Z|[+-]\d{4})?)?\Z")
EPOCH = re.compile(r"\A(\d{10})(?:\d{3})?(?:\.\d+)?\Z")
RFC = re.compile(r"\A(?:[A-Z][a-z]{2},?\s+)?\d{1,2}\s[A-Z][a-z]{2}\s\d{4}\s\d{2}:\d{2}")
WORD = r"[^\W\d_][^\s\d,،.;:|()/-]{0,14}(?:\.[^\s\d,،.;:|()/-]{1,6})?"
NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})\s?([./|-])\s?(\d{1,2})\s?\2\s?(\d{2,4})(?![\d]|[./-]\d)")
DAY_MONTH = re.compile(
    rf"(?<![\d.:/])(\d{{1,2}})(?:st|nd|rd|th|er|º|°|ª|ος|-?го|-?е)?[.,]?[\s-]*(?:(?:de|of|di|-a|का)\s+|(?:d|ta)['’]\s*)?"
    rf"({WORD})[.,،-]?\s*(?:(?:del?|of|год[ау]?|lui|-)\s*)?(\d{{4}}|['’]?\d{{2}}(?!\d|[:.]\d))(?!\d)",
    re.I,
)
MONTH_DAY = re.compile(
    rf"(?<![^\W\d_])({WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?:de\s+)?(\d{{4}})(?!\d)", re.I
)
YEAR_MONTH_DAY = re.compile(
    rf"(?<!\d)(\d{{4}})(?:\.|,|\s?m\.|\.\s?gada|\s?(?:e|ko))?\s+(?:gada\s+)?(\d{{1,2}}\.\s*)?({WORD})\.?\s*(\d{{1,2}})?(?!\d)",
    re.I,
)
CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s*,|\s+năm)?\s*,?\s*(\d{4})", re.I)
DATED = re.compile(r"\d{4}|\d\D{1,20}\d{2}")  # the least that a date holds
URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[/_-](\d{1,2})[/_-](\d{1,2})(?!\d)|(?<!\d)(20\d{2})(0[1-9]|1[0-2])([0-3]\d)(?!\d)"
)
URL_DAY_FIRST = re.compile(r"(?<!\d)(?<!\d-)([0-3]\d)[._-]?([01]\d)[._-]?(20\d{2})(?!\d|[._-]\d)")


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: ISO 8601, and where it stands (code points)."""

    iso: str
    start: int
    end: int


def limit(now: str | None) -> date:
    """The last day that a page may claim to be of; ``now`` is the ISO 8601 time it was fetched, if known."""
    at = read_machine(now) if now else None
    today = date.fromisoformat(at[:10]) if at else datetime.now(UTC).date()
    return today + timedelta(days=FUTURE_DAYS)


def read_machine(text: str | None) -> str | None:
    """A date that a machine wrote, as ISO 8601; None for anything else, and for years that cannot be.

    >>> read_machine("2024-04-30T22:30:00.000Z"), read_machine("2024-4-3 8:05"), read_machine("20240430")
    ('2024-04-30T22:30:00+00:00', '2024-04-03T08:05:00', '2024-04-30')
    >>> read_machine("Tue, 30 Apr 2024 22:30:00 GMT"), read_machine("0000-00-00"), read_machine("soon")
    ('2024-04-30T22:30:00+00:00', None, None)
    """
    text = (text or "").strip()
    if not text:
        return None
    match = ISO.match(text) or COMPACT.match(text)
    if match:
        return _compose(match)
    if RFC.match(text):
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
        return at.replace(microsecond=0).isoformat() if at.year >= FIRST_YEAR else None
    epoch = EPOCH.match(text)
    if epoch:
        at = datetime.fromtimestamp(int(epoch[1]), UTC)
        return at.isoformat() if at.year >= FIRST_YEAR else None
    return None


def _compose(match: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return _day(int(year), int(month), int(day))
    if at.year < FIRST_YEAR:
        return None
    if hour is None:
        return at.date().isoformat()
    if not zone:
        return at.isoformat()
    if zone[0] not in "+-":
        return f"{at.isoformat()}+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{at.isoformat()}{zone[0]}{digits[:2]}:{digits[2:]}"


def _day(year: int, month: int, day: int) -> str | None:
    """A day as ISO 8601; years of the Thai and Persian calendars become those of the common one."""
    if 2400 < year < 2700:
        year -= BUDDHIST_OFFSET
    elif year in PERSIAN_YEARS:
        return persian_day(year, month, day)
    try:
        return date(year, month, day).isoformat() if FIRST_YEAR <= year < 2100 else None
    except ValueError:
        return None


def persian_day(year: int, month: int, day: int) -> str | None:
    """A day of the Solar Hijri calendar as ISO 8601, by its 33-year cycle (exact for 1300 to 1500).

    >>> persian_day(1403, 1, 1), persian_day(1402, 12, 29), persian_day(1399, 12, 30)
    ('2024-03-20', '2024-03-19', '2021-03-20')
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    leaps = sum((8 * ((at + 11) % 33) + 29) % 33 < 8 for at in range(PERSIAN_YEARS.start, year))
    days = (year - PERSIAN_YEARS.start) * 365 + leaps + (month - 1) * 30 + min(month - 1, 6) + day - 1
    return (date(1921, 3, 21) + timedelta(days=days)).isoformat()


def to_ascii_digits(text: str) -> str:
    """Replace the decimal digits of all scripts by ASCII ones.

    >>> to_ascii_digits("۱۴۰۳/۰۱/۱۵")
    '1403/01/15'
    """
    if text.isascii():
        return text
    return OTHER_DIGIT.sub(lambda digit: str(int(digit[0])), text)


def find_dates(text: str, language: str | None) -> list[Found]:
    """All days that a text names, in order. ``language`` (a tag such as ``en-us``) settles what its digits mean."""
    text = to_ascii_digits(text)
    return list(_find_dates(text, language)) if DATED.search(text) else []


@lru_cache(maxsize=512)
def _find_dates(text: str, language: str | None) -> tuple[Found, ...]:
    """The days in a text, remembered: names and days are looked for in the same lines."""
    text = words().spaced_months.sub(lambda name: name[0].replace(" ", "_"), text)
    found: list[Found] = []
    for iso, start, end in (*_numbers(text, language), *_names(text, language)):
        if all(end <= other.start or start >= other.end for other in found):
            found.append(Found(iso, start, end))
    return tuple(sorted(found, key=lambda date_: date_.start))


def _numbers(text: str, language: str | None) -> Iterator[tuple[str, int, int]]:
    for match in ISO.finditer(text):
        if iso := _compose(match):
            yield iso, *match.span()
    for pattern in (CJK, VIETNAMESE):
        for match in pattern.finditer(text):
            first, month, last = int(match[1]), int(match[2]), int(match[3])
            if iso := _day(first, month, last) if pattern is CJK else _day(last, month, first):
                yield iso, *match.span()
    for match in NUMERIC.finditer(text):
        if iso := _numeric(match, language):
            yield iso, *match.span()


def _numeric(match: re.Match[str], language: str | None) -> str | None:
    """Three numbers: the year first, or day and month in the order of the language, unless only one order can be."""
    first, mark, second, third = match[1], match[2], match[3], match[4]
    if len(first) == 4:
        return _day(int(first), int(second), int(third)) if len(third) <= 2 else None
    if len(first) == 3 or len(third) == 3:
        return None
    if len(third) == 2 and mark == "-" and len(first) == 2 and int(first) > 31:
        return None
    year = int(third) + (2000 if len(third) == 2 else 0)
    one, two = int(first), int(second)
    month_first = mark in "/-" and (language or "") in words().month_first
    if mark in "/-" and (language or "").partition("-")[0] == "en" and two > 12:
        month_first = True
    if month_first and one <= 12:
        one, two = two, one
    return _day(year, two, one)


def _names(text: str, language: str | None) -> Iterator[tuple[str, int, int]]:
    for match in YEAR_MONTH_DAY.finditer(text):
        month = month_number(match[3], language)
        day = match[4] or (match[2] or "").strip(" .")
        if month and day and (iso := _day(int(match[1]), month, int(day))):
            yield iso, *match.span()
    for match in MONTH_DAY.finditer(text):
        month = month_number(match[1], language)
        if month and (iso := _day(int(match[3]), month, int(match[2]))):
            yield iso, *match.span()
    for match in DAY_MONTH.finditer(text):
        digits = match[3].lstrip("'’")
        year = int(digits) + (2000 if len(digits) == 2 else 0)
        month = words().persian_months.get(match[2]) if year in PERSIAN_YEARS else month_number(match[2], language)
        if month and (iso := _day(year, month, int(match[1]))):
            yield iso, *match.span()


def date_in_url(url: str | None, language: str | None = None) -> str | None:
    """The day that the path of an address carries before the name of the page, or in it, the day first.

    ``language`` is the tag by which dates are read: where the month comes first, a name must leave no doubt.

    >>> date_in_url("https://example.org/2024/04/30/story"), date_in_url("https://example.org/2024/story")
    ('2024-04-30', None)
    >>> date_in_url("https://example.org/2024/04/30/"), date_in_url("https://example.org/story?from=2024-04-30")
    (None, None)
    >>> date_in_url("https://example.org/news/29-10-2021"), date_in_url("https://example.org/03-04-2021-x", "en-us")
    ('2021-10-29', None)
    """
    path = (url or "").partition("?")[0].partition("#")[0]
    match = URL_DATE.search(path)
    if match is None:
        named = URL_DAY_FIRST.search(path)
        if named is None or (int(named[1]) <= MONTHS and (language or "") in words().month_first):
            return None
        return _day(int(named[3]), int(named[2]), int(named[1]))
    if not any(char.isalnum() for char in path[match.end() :]):
        return None  # all stories of a day
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    return _day(int(year), int(month), int(day))
