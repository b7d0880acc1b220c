"""Reading dates: those of machines (ISO 8601, RFC 5322, epoch seconds), and those that readers see, by their language.

Results are ISO 8601 and as exact as the source: a month, a day, or a time to the second, with its offset if it had one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from cleaner import core
from cleaner.classes import dataclass
from cleaner.patterns import later
from cleaner.read.metadata.dates.around import numbers_a_thing
from cleaner.read.metadata.dates.calendars import (
    FIRST_YEAR,
    PERSIAN_YEARS,
    base,
    common_day,
    era_year,
    full_year,
    han_number,
    is_minguo,
    persian_day,
    to_day,
    to_month,
)
from cleaner.read.metadata.dates.months import date_words, fold_month, is_own_month, month_number, months
from cleaner.read.metadata.dates.patterns import WHITE, Patterns, patterns

FUTURE_DAYS = 2  # a clock may be wrong, and the earth has time zones
MONTHS = 12
DAY_CHARS = len("2024-05-03")
MINGUO_BEFORE = 1911  # the year before the first of the Republic of China
MAX_FIELD_CHARS = 100  # of a field that should hold a date and nothing else
MAX_TEXT_CHARS = 500  # of a text to search for dates
ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{2}(?=\d{2}:\d{2})|\d{1,2})"  # a time may be glued to the day
    r"(?:[T\s]{0,3}(\d{1,2}):(\d{2})(?::(\d{1,2}))?(?:[.,]\d{1,9})?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?(?![\d])",
    re.I,
)
COMPACT = re.compile(r"\A(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\s?(Z|[+-]\d{4})?)?\Z")
EPOCH = later(r"\A(?:/Date\()?(\d{10})(?:\d{3})?(?:\.\d+)?(?:(?:[+-]\d{4})?\)/)?\Z")  # also as .NET writes it
RFC = later(r"\A(?:[A-Z][a-z]{2},?\s+)?\d{1,2}\s[A-Z][a-z]{2}\s\d{4}\s\d{2}:\d{2}")
PARTIAL = later(r"\A(\d{4})(?:\s?[-/.]\s?(\d{1,2}))?(?:\s?[-/.]\s?0{1,2})?\Z")
OTHER_DIGIT = later(r"(?![0-9])\d")
# What every date holds at least. It begins with a list of characters, which the engine finds much faster than a class.
REST_OF_DATED = r"(?:(?<!\d)|\d{3}|\D{1,20}\d{2}|\D\d\D\d)"
ZEROS = (
    "\u0030\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6"
    "\u0e50\u0ed0\u0f20\u1040\u1090\u17e0\u1810\u1946\u19d0\u1a80\u1a90\u1b50\u1bb0\u1c40"
    "\u1c50\ua620\ua8d0\ua900\ua9d0\ua9f0\uaa50\uabf0\uff10"
)
DIGITS = "".join(chr(ord(zero) + value) for zero in ZEROS for value in range(10))
DATED = re.compile(f"[{DIGITS}年월月]{REST_OF_DATED}")
FAR_DATED = re.compile(
    rf"[\U00010000-\U0010ffff](?<=\d){REST_OF_DATED}"
)  # digits beyond those: almost no page has them
PARTED = re.compile(r"[\d元]\s?[./|-]\s?\d")  # two numbers, as in all dates that are only numbers
WEEKDAY_BEFORE = later(r"([^\W\d_]{3,9})\.?,?\s{1,2}\Z")
WEEKDAY_BEHIND = later(r",?\s?\(?([^\W\d_]{3,9})(?![^\W\d_])")
MAX_WEEKDAY_CHARS = 13  # with marks and spaces
APOSTROPHES = "'’"  # before a year of two digits
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")  # months
Spot = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: ISO 8601, and its position (code points)."""

    iso: str
    start: int
    end: int


def limit(now: str | None) -> date:
    """The last day that a page may claim as its date; ``now`` is the time of the fetch in ISO 8601, if known."""
    at = read_machine(now) if now else None
    today = date.fromisoformat(at[:10]) if at else datetime.now(UTC).date()
    return today + timedelta(days=FUTURE_DAYS)


@lru_cache(maxsize=256)
def read_machine(text: str | None) -> str | None:
    """A date that a machine wrote, as ISO 8601; None for anything else, and for impossible years.

    >>> read_machine("2024-04-30T22:30:00.000Z"), read_machine("2024-4-3 8:05"), read_machine("20240430")
    ('2024-04-30T22:30:00+00:00', '2024-04-03T08:05:00', '2024-04-30')
    >>> read_machine("Tue, 30 Apr 2024 22:30:00 GMT"), read_machine("0000-00-00"), read_machine("soon")
    ('2024-04-30T22:30:00+00:00', None, None)
    """
    text = to_ascii_digits((text or "").lstrip()[:MAX_FIELD_CHARS].rstrip())
    if not text:
        return None
    match = ISO.match(text) or COMPACT.match(text)
    if match:
        return _compose(match)
    if RFC.match(text):
        from email.utils import parsedate_to_datetime  # few pages write dates like mail

        try:
            at = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
        return at.replace(microsecond=0).isoformat() if at.year >= FIRST_YEAR else None
    epoch = EPOCH.match(text)
    return datetime.fromtimestamp(int(epoch[1]), UTC).isoformat() if epoch else None


def read_partial(text: str | None) -> str | None:
    """A month or a year that a field states only in numbers, as ISO 8601.

    >>> read_partial("2024/03"), read_partial("1987"), read_partial("2024-13"), read_partial("2024-00-00")
    ('2024-03', '1987', None, '2024')
    """
    match = PARTIAL.match(to_ascii_digits((text or "").strip()[:MAX_FIELD_CHARS]))
    if match is None or not FIRST_YEAR <= int(match[1]) < datetime.now(UTC).year + 2:
        return None
    return to_month(int(match[1]), int(match[2])) if int(match[2] or 0) else match[1]


def _compose(match: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second, zone = match.groups()
    iso = to_day(int(year), int(month), int(day))
    if iso is None or hour is None or int(year) >= 2200:
        return iso
    try:
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    except ValueError:
        return iso
    if not zone:
        return at.isoformat()
    if zone[0] not in "+-":
        return f"{at.isoformat()}+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{at.isoformat()}{zone[0]}{digits[:2]}:{digits[2:]}"


def to_ascii_digits(text: str) -> str:
    """Replace the decimal digits of all scripts by ASCII ones.

    >>> to_ascii_digits("۱۴۰۳/۰۱/۱۵")
    '1403/01/15'
    """
    if text.isascii():
        return text
    return OTHER_DIGIT.sub(lambda digit: str(int(digit[0])), text)


def may_hold_dates(texts: Iterable[str]) -> tuple[int, ...]:
    """Which of some texts have the digits or signs that every date has: their indices."""
    if core.compiled is not None:
        return tuple(core.compiled.dated(list(texts), MAX_TEXT_CHARS))
    cut = [text if len(text) <= MAX_TEXT_CHARS else text[:MAX_TEXT_CHARS] for text in texts]
    found = [nth for nth, dated in enumerate(map(DATED.search, cut)) if dated]
    if all(map(str.isascii, cut)):
        return tuple(found)
    far = [nth for nth, text in enumerate(cut) if not text.isascii() and FAR_DATED.search(text)]
    return tuple(sorted({*found, *far})) if far else tuple(found)


def find_dates(text: str, language: str | None) -> list[Found]:
    """All days that a text names, in order. ``language`` (a tag such as ``en-us``) decides what its digits mean.

    Only the first 500 code points are searched, because longer texts are prose.
    """
    text = text[:MAX_TEXT_CHARS]
    return list(_find(_plain(text), language)) if _is_dated(text) else []


def find_months(text: str, language: str | None) -> list[Found]:
    """The months with years that a text names, if it names no day.

    >>> [found.iso for found in find_months("Issue of May 1987", "en")]
    ['1987-05']
    """
    text = text[:MAX_TEXT_CHARS]
    return list(_find(_plain(text), language, True)) if _is_dated(text) else []


def _is_dated(text: str) -> bool:
    return DATED.search(text) is not None or not (text.isascii() or FAR_DATED.search(text) is None)


def _plain(text: str) -> str:
    """The text with ASCII digits and plain spaces; its length stays the same."""
    return to_ascii_digits(text).translate(WHITE)


@lru_cache(maxsize=1024)
def _find(text: str, language: str | None, partial: bool = False) -> tuple[Found, ...]:
    """The days or months in a text. Results are cached, because names and days are searched in the same lines."""
    if not text.isascii() or base(language) in months().with_spaces:
        text = months().spaced.sub(lambda name: name[0].replace(" ", "_").replace("-", "_"), text)
    known = patterns()
    found: list[Found] = []
    finders = (_months,) if partial else (_numbers, _names)
    for finder in finders:
        for iso, start, end in finder(text, language, known):
            if all(end <= other.start or start >= other.end for other in found) and not numbers_a_thing(
                text, start, end
            ):
                found.append(Found(iso, start, end))
    return tuple(sorted(found, key=lambda date_: date_.start))


def _numbers(text: str, language: str | None, known: Patterns) -> Iterator[Spot]:
    parted = PARTED.search(text) is not None
    for match in ISO.finditer(text) if parted else ():
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        if iso := to_day(year, month, day, language) if year in PERSIAN_YEARS else _compose(match):
            yield iso, *match.span()
    yield from _numbered(text, language, known)
    if not parted:
        return
    for match in known.era.finditer(text):
        began = era_year(match[1] or match[2], match[3]) if match[1] or base(language) == "ja" else None
        if began and (iso := common_day(began, int(match[4]), int(match[5]))):
            yield iso, *match.span()
    for match in known.year_first.finditer(text):
        year = int(match[1])
        if len(match[1]) < 4:
            year = year + MINGUO_BEFORE if is_minguo(language) and 80 <= year < 200 else 0
        if year and (iso := to_day(year, int(match[3]), int(match[4]), language)):
            yield iso, *match.span()
    for match in known.day_first.finditer(text):
        if iso := _day_first(match, language):
            yield iso, *match.span()


def _numbered(text: str, language: str | None, known: Patterns) -> Iterator[Spot]:
    """Numbers with words between them: year, month and day of East Asia, Viet Nam and Mongolia."""
    lower = text.lower()
    for sign, pattern in known.numbered:
        if sign not in lower:
            continue
        for match in pattern.finditer(text):
            parts = match.groupdict()
            era, digits = parts.get("era"), parts["y"]
            year = era_year(era, digits) if era else han_number(digits)
            if year and not era and len(digits) < 4:
                year = year + MINGUO_BEFORE if is_minguo(language) else None
            month, day = han_number(parts["m"]), han_number(parts["d"])
            if year and month and day and (iso := common_day(year, month, day)):
                yield iso, *match.span()


def _day_first(match: re.Match[str], language: str | None) -> str | None:
    """Three numbers, the year last. Day and month in the order of the language, unless only one is possible."""
    one, mark, two, digits = int(match[1]), match[2], int(match[3]), match[4]
    year = full_year(digits, language)
    if len(digits) == 2 and base(language) in date_words()["short_year_first"]:
        iso = common_day(full_year(match[1], language), two, int(digits))
        if iso is not None:
            return iso
    month_first = mark in "/-" and (language or "") in date_words()["month_first"]
    if mark in "/-" and base(language) == "en" and two > MONTHS:
        month_first = True
    if month_first and one <= MONTHS:
        one, two = two, one
    iso, turned = to_day(year, two, one, language), to_day(year, one, two, language) if one <= MONTHS else None
    if iso and turned and iso != turned and base(language) == "en":
        said = _weekday_beside(match)
        if said is not None and date.fromisoformat(iso).weekday() != said == date.fromisoformat(turned).weekday():
            return turned
    return iso


def _weekday_beside(match: re.Match[str]) -> int | None:
    """The English day of the week right before or after a date, Monday being 0."""
    text, known = match.string, date_words()["weekdays"]
    before = WEEKDAY_BEFORE.search(text, max(0, match.start() - MAX_WEEKDAY_CHARS), match.start())
    for found in (before, WEEKDAY_BEHIND.match(text, match.end())):
        if found is not None and (nth := known.get(found[1][:3].lower())) is not None:
            return int(nth)
    return None


def same_night(utc: str, local: str) -> bool:
    """Whether a time in UTC may be on the day before or after somewhere on earth (offsets of -12 to +14 hours)."""
    at = datetime.fromisoformat(utc)
    day = date.fromisoformat(local[:10])
    return day in ((at - timedelta(hours=12)).date(), (at + timedelta(hours=14)).date()) and day != at.date()


def _names(text: str, language: str | None, known: Patterns) -> Iterator[Spot]:
    for match in known.year_month_day.finditer(text):
        day = match[4] or (match[2] or "").strip(" .")
        if day and (iso := _named(match[1], match[3], None, day, language)):
            yield iso, *match.span()
    for pattern in (known.month_day, known.asctime) if ":" in text else (known.month_day,):
        for match in pattern.finditer(text):
            if match[3][0] in APOSTROPHES and language and not is_own_month(match[1], language):
                continue
            if iso := _named(match[3].lstrip(APOSTROPHES), match[1], None, match[2], language):
                yield iso, *match.span()
    at = 0
    while dated := known.day_month.search(text, at):
        at = dated.end()
        digits = dated[4].lstrip(APOSTROPHES)
        short = len(digits) == 2
        if short and _begins_another(text, at, language, known):
            at = dated.end(2)  # "7 June - 15 July 2024" names one day with a year
        elif short and language and not is_own_month(dated[2], language):
            continue  # "9 out of 10" is not in October
        elif iso := _named(digits, dated[2], dated[3], dated[1], language) or _in_roman(digits, dated[2], dated[1]):
            yield iso, *dated.span()


def _begins_another(text: str, at: int, language: str | None, known: Patterns) -> bool:
    after = known.word_after.match(text, at)
    return after is not None and month_number(after[1], language) is not None


def _named(digits: str, word: str, second: str | None, day: str, language: str | None) -> str | None:
    """A day whose month has a name, or two names."""
    year = full_year(digits, language)
    if year in PERSIAN_YEARS:
        month = months().persian.get(fold_month(word))
        return persian_day(year, month, int(day)) if month else None
    number = month_number(word, language) or (month_number(second, language) if second else None)
    return to_day(year, number, int(day)) if number else None


def _in_roman(digits: str, word: str, day: str) -> str | None:
    """A day whose month is a Roman numeral and whose year has four digits: "7.III.2024"."""
    return to_day(int(digits), ROMAN.index(word), int(day)) if word in ROMAN and len(digits) > 2 else None


def _months(text: str, language: str | None, known: Patterns) -> Iterator[Spot]:
    lower = text.lower()
    for sign, pattern in known.numbered_months:
        for match in pattern.finditer(text) if sign in lower else ():
            parts = match.groupdict()
            year = era_year(parts["era"], parts["y"]) if parts.get("era") else han_number(parts["y"])
            month = han_number(parts["m"])
            if year and month and (iso := to_month(year, month)):
                yield iso, *match.span()
    for pattern, year_at, month_at in ((known.month_year, 3, 1), (known.year_month, 1, 2)):
        for match in pattern.finditer(text):
            number = month_number(match[month_at], language)
            if number is None and pattern is known.month_year and match[2]:
                number = month_number(match[2], language)
            if number and (iso := to_month(int(match[year_at]), number)):
                yield iso, *match.span()


def read_field(text: str | None, language: str | None) -> str | None:
    """The date that a field holds, machine-written or not; a month or a year if it states no more."""
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
