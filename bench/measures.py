"""The measures for one page. ``README.md`` in this folder defines them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

SHINGLE = 4  # words in a shingle
LOSS_LIMIT = 0.02  # share of gold words; pages that lose more are counted
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"  # scripts without spaces between words
WORD = re.compile(rf"(?=\w)[{UNSPACED}]|[^\W{UNSPACED}]+")
NOT_A_LETTER = re.compile(r"[\W_]+")
NAME_SEPARATOR = re.compile(r"[,;&|\n]|\s/\s|\band\b")


@dataclass(frozen=True, slots=True)
class WordScore:
    """Precision, recall and their harmonic mean over a bag of words, each 0 to 1."""

    f1: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class ShingleScore:
    """True positives, false positives and false negatives of a page as shares that sum to one, or all zero."""

    tp: float
    fp: float
    fn: float


def bag(text: str) -> Counter[str]:
    """Count the lower-cased words. In scripts without spaces each letter counts as a word.

    >>> bag("To be, or not to be")["be"], bag("中文 text").total()
    (2, 3)
    """
    return Counter(WORD.findall(text.lower()))


def word_score(gold: str, text: str) -> WordScore:
    """Compare two bags of words. Two empty texts have F1 1, one empty text has F1 0. Source: WCXB.

    >>> word_score("a b c d", "a b x y")
    WordScore(f1=0.5, precision=0.5, recall=0.5)
    """
    wanted, given = bag(gold), bag(text)
    if not wanted and not given:
        return WordScore(1.0, 1.0, 1.0)
    common = (wanted & given).total()
    if not common:
        return WordScore(0.0, 0.0, 0.0)
    precision, recall = common / given.total(), common / wanted.total()
    return WordScore(2 * precision * recall / (precision + recall), precision, recall)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words, as written. A shorter text is one run."""
    words = WORD.findall(text)
    runs = (tuple(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1)))
    return Counter(run for run in runs if run)


def shingle_score(gold: str, text: str) -> ShingleScore:
    """Compare the shingles of two texts, normalised so that every page has weight one.

    Source: the article-extraction-benchmark of Zyte (``string_shingle_matching``). Sum the pages, then compute F1.
    """
    wanted, given = shingles(gold), shingles(text)
    tp, fp, fn = (wanted & given).total(), (given - wanted).total(), (wanted - given).total()
    total = tp + fp + fn
    return ShingleScore(tp / total, fp / total, fn / total) if total else ShingleScore(0.0, 0.0, 0.0)


def share_found(snippets: Iterable[str], text: str) -> float | None:
    r"""Return the share of snippets that are in the text, ignoring white space and case. None without snippets.

    >>> share_found(["Read more", "New story"], "A new\nstory")
    0.5
    """
    squeezed = _squeeze(text)
    found = [_squeeze(snippet) in squeezed for snippet in snippets]
    return sum(found) / len(found) if found else None


def _squeeze(text: str) -> str:
    return "".join(text.lower().split())


def share_lost(gold: str, dump: str, cleaned: str) -> float | None:
    """Return the share of the gold words in a dump that its cleaned form lacks. None if the dump has none.

    >>> share_lost("a b c d", "menu a b c d", "a b c")
    0.25
    """
    wanted = bag(gold)
    had = wanted & bag(dump)
    if not had:
        return None
    return (had - bag(cleaned)).total() / had.total()


def fold(value: str) -> str:
    """Remove differences of case, white space and punctuation.

    >>> fold("The End -- of it!") == fold("the end: of it")
    True
    """
    return NOT_A_LETTER.sub("", unicodedata.normalize("NFC", value).casefold())


def same_title(gold: str, given: str | None) -> bool:
    """Whether two titles are equal after folding."""
    return given is not None and fold(gold) == fold(given)


def same_day(gold: str, given: str | None) -> bool:
    """Whether an ISO 8601 date or time is on the gold's day, or in its month or year if the gold is less exact.

    >>> same_day("2024-05-03", "2024-05-03T23:10:00+02:00"), same_day("2015-11", "2015-11-20")
    (True, True)
    """
    return given is not None and given.startswith(gold[:10])


def names(authors: Iterable[str]) -> set[str]:
    """Fold a list of authors to a set of names. Strings that hold several names are split.

    >>> sorted(names(["Ann Lee and Bo Ray", "C. Doe"]))
    ['annlee', 'boray', 'cdoe']
    """
    return {folded for entry in authors for name in NAME_SEPARATOR.split(entry) if (folded := fold(name))}


def author_score(gold: Iterable[str], given: Iterable[str]) -> float:
    """Return the F1 of two sets of folded names."""
    wanted, found = names(gold), names(given)
    return 2 * len(wanted & found) / (len(wanted) + len(found)) if wanted or found else 1.0
