"""What the address of a page says of its dates: the day in its path, and the order of day and month by its domain."""

from __future__ import annotations

import re

from cleaner.patterns import later
from cleaner.read.metadata.dates.calendars import common_day
from cleaner.read.metadata.dates.months import date_words, month_number
from cleaner.read.metadata.dates.parse import MONTHS

URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[/_-](\d{1,2}|[a-z]{3}(?=/))[/_-](\d{1,2})(?!\d)"
    r"|(?<!\d)(20\d{2})/?(0[1-9]|1[0-2])([0-3]\d)(?!\d)"
)
URL_DAY_FIRST = re.compile(r"(?<!\d)(?<!\d-)([0-3]\d)[._-]?([01]\d)[._-]?(20\d{2})(?!\d|[._-]\d)")
DOMAIN = later(r"\Ahttps?://[^/?#]{0,253}?\.([a-z]{2})\.?(?::\d{1,5})?(?:[/?#]|\Z)", re.I)


def date_in_url(url: str | None, language: str | None = None) -> str | None:
    """The day in the path of an address: before the name of the page, or in the name, with the day first.

    ``language``: the tag by which dates are read. If its dates have the month first, a day in a name must be clear.

    >>> date_in_url("https://example.org/2024/04/30/story"), date_in_url("https://example.org/2024/story")
    ('2024-04-30', None)
    >>> date_in_url("https://example.org/2024/04/30/"), date_in_url("https://example.org/story?from=2024-04-30")
    (None, None)
    >>> date_in_url("https://example.org/world/2024/apr/30/story"), date_in_url("https://example.org/2024/0430/c1.html")
    ('2024-04-30', '2024-04-30')
    >>> date_in_url("https://example.org/news/29-10-2021"), date_in_url("https://example.org/03-04-2021-x", "en-us")
    ('2021-10-29', None)
    """
    path = (url or "").partition("?")[0].partition("#")[0]
    match = URL_DATE.search(path)
    if match is None:
        named = URL_DAY_FIRST.search(path)
        if named is None or (int(named[1]) <= MONTHS and (language or "") in date_words()["month_first"]):
            return None
        return common_day(int(named[3]), int(named[2]), int(named[1]))
    if not any(char.isalnum() for char in path[match.end() :]):
        return None  # a list of all stories of a day
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    number = int(month) if month.isdecimal() else month_number(month, "en")
    return common_day(int(year), number, int(day)) if number else None


def is_day_first(address: str | None) -> bool:
    """Whether an address is in the domain of a country whose dates in numbers put the day before the month.

    >>> is_day_first("https://www.example.co.uk/x"), is_day_first("https://example.io"), is_day_first("https://a.example")
    (True, False, False)
    """
    found = DOMAIN.match(address or "")
    return found is not None and found[1].lower() not in date_words()["other_domains"]
