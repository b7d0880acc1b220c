"""What stands around a date in its line and belongs to it: days of the week, and words such as "on" and "года"."""

from __future__ import annotations

import re
from functools import cache

from cleaner.read.metadata.dates.months import cldr, date_words, options
from cleaner.read.metadata.words import words

ENDS = " ,.،、("
SURNAME = re.compile(r"[^\W\d_]\S{0,30} ")  # a first name, so that the word after it is a surname: "By Jimmy Page"
MAX_THING_CHARS = 24  # before a number, with the words between
LETTERS = re.compile(r"[^\W\d_]+")
FULL_YEAR = re.compile(r"\d{4}")
FIRST_RECENT = 1990  # no street is named after a day of a later year
MAX_WORDS = 3  # before a date: "den torsdag", "thứ năm, ngày"
MAX_DAY_WORDS = 2  # of a day of the week
MIN_GLUED_CHARS = 4  # of a day of the week right behind a word, from another element of the line


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
    >>> without_words_before("Door Jan de Vriesdinsdag "), without_words_before("Автор: Олена КовальВівторок, ")
    ('Door Jan de Vries', 'Автор: Олена Коваль')
    """
    text = _without_glued_day(text)
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


def _without_glued_day(text: str) -> str:
    """A text without a long day of the week right behind the last word, from another element of the line."""
    rest = text.rstrip(ENDS)
    start = max(rest.rfind(" "), len(rest) - MAX_THING_CHARS) + 1
    for at in range(start + 2, len(rest) - MIN_GLUED_CHARS + 1):
        if rest[at - 1].isalpha() and rest[at:].lower() in _before():
            return rest[:at]
    return text


def without_words_behind(text: str) -> str:
    """A text that stands behind a date without the word for the year or the day at its beginning.

    >>> without_words_behind(" г., 10:15"), without_words_behind(" is the day")
    (', 10:15', ' is the day')
    """
    match = _behind().match(text)
    return text[match.end() :] if match else text


@cache
def _things() -> re.Pattern[str]:
    """Words for what a number may belong to, at the end of a text. The groups are named by the lists of the data."""
    known = date_words()
    things, codes, streets = (_listed(known[name]) for name in ("numbered_things", "numbered_codes", "streets"))
    signs = options(known["currencies"])
    joined = options([*known["before_month"], *known["before_day"]])
    letter = rf"(?<![^\W_])(?:{options(known['version_letters'])})\.?"
    return re.compile(
        rf"(?:(?P<thing>{things})\s{{0,2}}|(?P<code>(?:{codes}|{signs})\s?|{letter})"
        rf"|(?P<street>{streets})\s{{1,2}}(?:(?:{joined})\s)?(?:\d{{1,2}}\S?\s(?:(?:{joined})\s)?)?)\Z",
        re.I,
    )


@cache
def _thing_words() -> tuple[frozenset[str], frozenset[str]]:
    """The signs, and the letters at the beginning of the words, of which a text before such a number has one."""
    known = date_words()
    lists = ("numbered_things", "numbered_codes", "streets", "version_letters", "currencies")
    phrases = [phrase.lower() for name in lists for phrase in known[name]]
    runs = [LETTERS.match(phrase) for phrase in phrases]
    signs = frozenset(phrase[0] for phrase, run in zip(phrases, runs, strict=True) if run is None)
    return signs, frozenset(run[0] for run in runs if run is not None)


def _listed(phrases: list[str]) -> str:
    """A pattern for one of the phrases as a whole word; a dot may follow."""
    whole = options(phrase for phrase in phrases if phrase[0].isalpha())
    signs = options(phrase for phrase in phrases if not phrase[0].isalpha()) or "(?!)"
    return rf"(?:(?<![^\W\d_])(?:{whole})\.?|{signs})"


def _after_byline(text: str, end: int) -> int:
    """Where the text after a word such as "By" begins, or ``end`` if a text does not begin so."""
    match = words().byline.match(text)
    return match.end() if match is not None and match.end() < end else end


def numbers_a_thing(text: str, start: int, end: int) -> bool:
    """Whether what looks like a day is the number of a section, version or house, or a price: "Section 7 Mar 24".

    >>> [numbers_a_thing(text, len(text) - 8, len(text)) for text in ("Section 7 Mar 24", "Berlin, 7 Mar 24")]
    [True, False]
    """
    tail = text[max(0, start - MAX_THING_CHARS) : start]
    signs, letters = _thing_words()
    if signs.isdisjoint(tail) and letters.isdisjoint(LETTERS.findall(tail.lower())):
        return False  # without the pattern, which takes long to compile
    match = _things().search(text, max(0, start - MAX_THING_CHARS), start)
    if match is None or SURNAME.fullmatch(text, _after_byline(text, match.start()), match.start()):
        return False
    said = text[start:end]
    year = FULL_YEAR.search(said)
    if match["street"]:
        return year is None or int(year[0]) < FIRST_RECENT
    if any(char.isalpha() for char in said):
        return year is None
    if match["code"]:
        return not said[:5].endswith("-")  # "Version 2024-03-07" was published then
    return year is None and said[0] != "0"  # sections do not begin with a zero
