"""Names of months and other words of dates: from CLDR in ``data/months.json``, others in ``data/dates.yaml``."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cleaner.patterns import later
from cleaner.shipped import DATA, load

MAX_STEM_ENDING = 6  # letters of the ending of a stem
MIN_STEM_CHARS = 3
MIN_SHARED_CHARS = 3  # of a name in an alphabet that is looked for in every language
CLEAR = 4  # a name is clear if this many times more languages use it for one month than for another
# What writers leave out: accents, vowel points of Arabic, the dot under Indic letters, joiners.
POINTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640\u093c\u09bc\u200c\u200d.॰·]")
LETTERS = str.maketrans("يىك", "ییک")  # Arabic letters as Persian writes them


class Months(NamedTuple):
    """``own``: the names of each language. ``shared``: names with one meaning in nearly all languages that have them.

    Names are folded. ``spaced`` finds names of two words, which the languages ``with_spaces`` have.
    """

    own: dict[str, dict[str, int]]
    stems: dict[str, tuple[tuple[str, int], ...]]
    shared: dict[str, int]
    spaced: re.Pattern[str]
    with_spaces: frozenset[str]
    persian: dict[str, int]


@cache
def date_words() -> dict[str, Any]:
    """The file with the words that CLDR lacks."""
    loaded: dict[str, Any] = load("dates.yaml")
    return loaded


@cache
def cldr() -> dict[str, Any]:
    """The file with the words of CLDR."""
    loaded: dict[str, Any] = json.loads((DATA / "months.json").read_text("utf-8"))
    return loaded


@lru_cache(maxsize=8192)
def fold_month(name: str) -> str:
    """A name for comparisons: in lower case, without accents, points and dots.

    >>> fold_month("Févr."), fold_month("أغسطس") == fold_month("اغسطس")
    ('fevr', True)
    """
    if name.isascii():
        return name.lower().replace(".", "").replace("_", " ").replace("-", " ")
    plain = POINTS.sub("", unicodedata.normalize("NFD", name.lower()))
    return unicodedata.normalize("NFC", plain).replace("_", " ").replace("-", " ").translate(LETTERS)


@cache
def months() -> Months:
    """All names, compiled once."""
    own: dict[str, dict[str, int]] = {}
    stems: dict[str, tuple[tuple[str, int], ...]] = {}
    raw: set[str] = set()
    known: dict[str, list[list[str]]] = cldr()["months"]
    extra: dict[str, list[str]] = date_words()["months"]
    for code in {**known, **extra}:
        names: dict[str, int] = {}
        endless: list[tuple[str, int]] = []
        for row in (known.get(code, ()), [words.split() for words in extra.get(code, ())]):
            for month, variants in enumerate(row, 1):
                for variant in variants:
                    word = variant.replace("_", " ")
                    raw.add(word)
                    if word.endswith("*"):
                        endless.append((fold_month(word[:-1]), month))
                    names.setdefault(fold_month(word.rstrip("*")), month)
        own[code], stems[code] = names, tuple(endless)
    return Months(
        own=own,
        stems=stems,
        shared=_shared(own.values()),
        spaced=later(lambda: _spaced(raw), re.I),
        with_spaces=frozenset(code for code, names in own.items() if any(" " in name for name in names)),
        persian={
            fold_month(name): month
            for month, names in enumerate(date_words()["persian_months"], 1)
            for name in names.split()
        },
    )


def _spaced(names: Iterable[str]) -> str:
    """A pattern for the names of two words, as they are written and folded."""
    spaced = {form for name in names if " " in name for form in (name, fold_month(name))}
    return rf"(?<!\w)(?:{options(spaced)})(?!\w)"


def options(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first; their spaces may have any length."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s{0,3}") for phrase in ordered)


def _shared(languages: Iterable[dict[str, int]]) -> dict[str, int]:
    """The names that mean the same month in all languages that have them, or in nearly all."""
    meanings: dict[str, Counter[int]] = {}
    for names in languages:
        for name, month in names.items():
            meanings.setdefault(name, Counter())[month] += 1
    found: dict[str, int] = {}
    for name, counted in meanings.items():
        if len(name) < MIN_SHARED_CHARS and name[0] < "\u0590":
            continue
        if len(counted) == 1:
            found[name] = next(iter(counted))
            continue
        (month, most), *others = counted.most_common(2)
        if not others or most >= CLEAR * others[0][1]:
            found[name] = month
    return found


def is_own_month(word: str, language: str) -> bool:
    """Whether a word names a month in this language, if its names are known.

    >>> is_own_month("out", "pt"), is_own_month("out", "en"), is_own_month("Sept", "en")
    (True, False, True)
    """
    code = language.partition("-")[0]
    own = months().own.get(code)
    name = fold_month(word)
    return own is None or name in own or any(name.startswith(stem) for stem, _ in months().stems[code])


@lru_cache(maxsize=8192)
def month_number(word: str, language: str | None) -> int | None:
    """The month that a word names, first in the page's language, else in any language.

    >>> month_number("Juni", "de"), month_number("listopad", "hr"), month_number("listopad", "pl")
    (6, 10, 11)
    """
    known = months()
    name = fold_month(word)
    code = (language or "").partition("-")[0]
    found = known.own.get(code, {}).get(name) or known.shared.get(name)
    if found:
        return found
    for codes in ((code,), known.stems):
        for stem, month in (pair for key in codes for pair in known.stems.get(key, ())):
            if name.startswith(stem) and len(name) - len(stem) <= MAX_STEM_ENDING and len(stem) >= MIN_STEM_CHARS:
                return month
    return None
