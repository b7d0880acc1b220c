"""What stands around a date in its line and belongs to it: days of the week, and words such as "on" and "года"."""

from __future__ import annotations

import re
from functools import cache

from cleaner.read.metadata.dates.months import cldr, date_words, options

ENDS = " ,.،、("
MAX_WORDS = 3  # before a date: "den torsdag", "thứ năm, ngày"
MAX_DAY_WORDS = 2  # of a day of the week


@cache
def _before() -> frozenset[str]:
    return frozenset([*cldr()["weekdays"], *date_words()["before_day"]])


@cache
def short_weekdays() -> frozenset[str]:
    """Days of the week in two letters. Most are words in other languages, so they count only where a line begins."""
    return frozenset(date_words()["short_weekdays"])


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{options(date_words()['after_day'])})(?![^\W\d_])\.?", re.I)


def without_words_before(text: str) -> str:
    """A text that stands before a date without the day of the week and the like at its end, if it has a small letter.

    With a capital one such a word may be a name: "Domingo", "Ann" (the fourth day in Igbo).

    >>> without_words_before("Di Mario Rossi giovedì "), without_words_before("Ann")
    ('Di Mario Rossi', 'Ann')
    """
    for _ in range(MAX_WORDS):
        rest = text.rstrip(ENDS)
        words = rest.rsplit(maxsplit=MAX_DAY_WORDS)
        for count in range(1, min(MAX_DAY_WORDS, len(words)) + 1):
            said = " ".join(words[-count:])
            if not said[:1].isupper() and said.lower() in _before():
                text = rest[: rest.rindex(words[-count])].rstrip()
                break
        else:
            return text
    return text


def without_words_behind(text: str) -> str:
    """A text that stands behind a date without the word for the year or the day at its beginning.

    >>> without_words_behind(" г., 10:15"), without_words_behind(" is the day")
    (', 10:15', ' is the day')
    """
    match = _behind().match(text)
    return text[match.end() :] if match else text
