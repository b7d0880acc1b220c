"""Conversion of years and days of other calendars: Persian, Buddhist, Japanese eras, Minguo."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from cleaner.read.metadata.dates.months import date_words

FIRST_YEAR = 1850  # no page that is kept as text is older
END_YEAR = 2100
BUDDHIST_OFFSET = 543  # the Thai calendar is this many years ahead
BUDDHIST_YEARS = range(2393, 2643)
PERSIAN_YEARS = range(1300, 1500)
PERSIAN_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})  # years of a cycle of 33 that have a day more
SHORT_YEAR_PIVOT = 69  # POSIX: from here on two digits are a year of the last century
THAI_PIVOT = 50  # from here on two digits are a Buddhist year in Thai
# What machines write for an unknown day: the first day that their clocks and tables can hold.
NO_DAYS = frozenset({"1970-01-01", "1969-12-31", "1900-01-01", "1899-12-30", "1899-12-31"})


@cache
def _languages(calendar: str) -> frozenset[str]:
    return frozenset(date_words()[f"{calendar}_languages"])


def base(language: str | None) -> str:
    """The language of a tag.

    >>> base("fa-ir"), base(None)
    ('fa', '')
    """
    return (language or "").partition("-")[0]


def is_minguo(language: str | None) -> bool:
    """Whether pages of a language tag count years from the Republic of China."""
    return (language or "") in _languages("minguo")


def full_year(digits: str, language: str | None) -> int:
    """The year that two or more digits mean.

    >>> full_year("24", "en"), full_year("87", "en"), full_year("68", "th"), full_year("2024", None)
    (2024, 1987, 2568, 2024)
    """
    year = int(digits)
    if len(digits) != 2:
        return year
    if base(language) == "th" and year >= THAI_PIVOT:
        return 2500 + year
    return year + (1900 if year >= SHORT_YEAR_PIVOT else 2000)


def to_day(year: int, month: int, day: int, language: str | None = None) -> str | None:
    """A day in numbers as ISO 8601; years of the Buddhist and the Persian calendar are converted.

    Years that could be Arabic or Persian are read as Persian only in languages that use the Persian calendar.

    >>> to_day(2567, 3, 7, "th"), to_day(1402, 12, 17, "fa"), to_day(1445, 8, 26, "ar")
    ('2024-03-07', '2024-03-07', None)
    """
    if year in BUDDHIST_YEARS and (language is None or base(language) in _languages("buddhist")):
        year -= BUDDHIST_OFFSET
    elif year in PERSIAN_YEARS:
        return persian_day(year, month, day) if base(language) in _languages("persian") else None
    return common_day(year, month, day)


def common_day(year: int, month: int, day: int) -> str | None:
    """A day of the common calendar as ISO 8601, None if it does not exist or cannot be the day of a page."""
    if not FIRST_YEAR <= year < END_YEAR:
        return None
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        return None
    return None if iso in NO_DAYS else iso


def to_month(year: int, month: int) -> str | None:
    """A month as ISO 8601: ``1987-05``.

    >>> to_month(1987, 5), to_month(2567, 3), to_month(2024, 13)
    ('1987-05', '2024-03', None)
    """
    if year in BUDDHIST_YEARS:
        year -= BUDDHIST_OFFSET
    return f"{year:04}-{month:02}" if FIRST_YEAR <= year < END_YEAR and 1 <= month <= 12 else None


def persian_day(year: int, month: int, day: int) -> str | None:
    """A day of the Solar Hijri calendar as ISO 8601, by its 33-year cycle (exact for 1300 to 1500).

    >>> persian_day(1403, 1, 1), persian_day(1402, 12, 29), persian_day(1399, 12, 30), persian_day(1400, 1, 1)
    ('2024-03-20', '2024-03-19', '2021-03-20', '2021-03-21')
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)) or year not in PERSIAN_YEARS:
        return None
    leaps = sum(at % 33 in PERSIAN_LEAPS for at in range(PERSIAN_YEARS.start, year))
    days = (year - PERSIAN_YEARS.start) * 365 + leaps + (month - 1) * 30 + min(month - 1, 6) + day - 1
    return (date(1921, 3, 21) + timedelta(days=days)).isoformat()


def era_year(era: str, digits: str) -> int | None:
    """The common year of a year of an era; ``digits`` may be the word for the first one.

    >>> era_year("令和", "6"), era_year("平成", "元"), era_year("民國", "113"), era_year("R", "6")
    (2024, 1989, 2024, 2024)
    """
    known = date_words()
    before: int | None = known["eras"].get("".join(era.split())) or known["era_letters"].get(era.lower())
    if before is None:
        return None
    number = han_number(digits)
    return before + number if number else None


def han_number(digits: str) -> int | None:
    """A number in digits of any script, or in Chinese characters, place by place or with tens.

    >>> han_number("7"), han_number("二〇二四"), han_number("三十一"), han_number("十"), han_number("元")
    (7, 2024, 31, 10, 1)
    >>> han_number("一百一十三"), han_number("百〇一"), han_number("一百")
    (113, 101, 100)
    """
    if digits.isdecimal():
        return int(digits)
    if digits in date_words()["first_years"]:
        return 1
    if "百" in digits:
        hundreds, _, rest = digits.partition("百")
        below = han_number(rest) if rest else 0
        return None if below is None or len(hundreds) > 1 else 100 * (han_number(hundreds) or 1) + below
    places = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "廿": 2}
    if "十" in digits:
        tens, _, ones = digits.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return None
        return 10 * (places.get(tens, 0) if tens else 1) + (places.get(ones, 0) if ones else 0)
    value = 0
    for char in digits:
        if char not in places:
            return None
        value = 10 * value + places[char]
    return value
