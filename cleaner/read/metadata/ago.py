"""The day that a line beside the headline names by how long ago it was, counted from the time of the fetch."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache

from cleaner.read.metadata.calendars import base
from cleaner.read.metadata.claim import Claim
from cleaner.read.metadata.dates import read_machine, to_ascii_digits
from cleaner.read.metadata.lines import is_dateline
from cleaner.read.metadata.months import cldr, date_words, options
from cleaner.read.metadata.place import CLOSE, Evidence
from cleaner.read.metadata.shown import HELD, tell
from cleaner.read.metadata.words import words

MAX_LINE_CHARS = 80
MAX_NUMBER = {"minute": 90, "hour": 48, "day": 31}
ENGLISH = "en"


@cache
def _patterns(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns of a language by unit; the number is their group."""
    known = dict(cldr()["ago"].get(code, {}))
    for unit, phrases in date_words()["ago"].get(code, {}).items():
        known[unit] = [*known.get(unit, ()), *phrases]
    return tuple(
        (unit, re.compile(options(phrases).replace(r"\{0\}", r"(?<!\d)(\d{1,2})"), re.I))
        for unit, phrases in known.items()
        if phrases
    )


def find_ago(seen: Evidence) -> Claim | None:
    """The day of a line such as "By Ann Lee, 3 hours ago"; None where the time of the fetch is not known."""
    fetched = read_machine(seen.fetched_at)
    if fetched is None or len(fetched) <= len("2024-01-01"):
        return None
    place = seen.place
    for index in range(max(0, place.block - 1), min(len(seen.blocks), place.block + CLOSE + 1)):
        block = seen.blocks[index]
        if len(block.text) > MAX_LINE_CHARS or index == place.headline or not place.near(index, 1, CLOSE):
            continue
        if place.is_elsewhere(block.path, close=True) or place.is_held(block.path, HELD):
            continue
        if age := _age(block.text, seen.language):
            day = (datetime.fromisoformat(fetched) - age).date().isoformat()
            return Claim(day, "text:ago", block=index)
    return None


def _age(text: str, language: str | None) -> timedelta | None:
    text = to_ascii_digits(text)
    for code in dict.fromkeys((base(language), ENGLISH)):
        for unit, pattern in _patterns(code):
            match = pattern.search(text)
            if match is None:
                continue
            number = int(next(group for group in match.groups() if group))
            before, after = text[: match.start()], text[match.end() :]
            if number > MAX_NUMBER[unit] or tell(text) in ("modified", "other") or words().copyright.search(text):
                return None
            return timedelta(**{f"{unit}s": number}) if is_dateline(before, after) else None
    return None
