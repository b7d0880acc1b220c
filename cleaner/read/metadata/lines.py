"""Whether a short line states a date, or tells a story in which one occurs."""

from __future__ import annotations

import re

from cleaner.read.metadata.words import fold_name, words

PARTS = "|•·●–—-/,:;([{»«>*\u2013\u2014\u2022\u00b7、，。،"  # what parts a date from the rest of its line
SENTENCE_END = re.compile(r"\w{3,}[\"'”’»)]?[.!?。！？।]\s*$")
MAX_BEFORE_WORDS = 4  # of a name or a place that stands before a date
MAX_AFTER_WORDS = 8
LETTERS = re.compile(r"[^\W\d_]")


def is_dateline(before: str, after: str) -> bool:
    """Whether what stands before and after a date in its line leaves it a line of dates, names and labels.

    >>> is_dateline("Berlin, ", ""), is_dateline("By Ann Lee ", " | 3 comments"), is_dateline("", " at 10:15 am")
    (True, True, True)
    >>> is_dateline("Tickets are on sale from ", "."), is_dateline("", " is the last day.")
    (False, False)
    """
    return _leads(before) and _trails(after)


def _leads(before: str) -> bool:
    """A date begins its line, or follows a mark, a byline, or a name of a few words."""
    text = words().before_date.sub("", f" {before}").rstrip()
    if not LETTERS.search(text) or text[-1] in PARTS or not text[-1].isalnum():
        return not SENTENCE_END.search(text)
    if words().byline.match(text) or words().published.search(text[-40:]) or words().modified.search(text[-40:]):
        return True
    if fold_name(text) in words().agencies:
        return True
    said = re.split(r"[|•·–—/,:;]\s*", text)[-1].split()
    return len(said) <= MAX_BEFORE_WORDS and all(not word[:1].islower() for word in said)


def _trails(after: str) -> bool:
    """Nothing follows a date, or a time, or what a mark parts from it, but no sentence."""
    text = after.strip()
    if not LETTERS.search(text):
        return True
    if SENTENCE_END.search(text) and len(text.split()) > 2:
        return False
    if text[0] in PARTS or not text[0].isalpha():
        return True
    first = text.split()[0]
    return not first.islower() or (len(text.split()) <= MAX_AFTER_WORDS and any(char.isdecimal() for char in text))
