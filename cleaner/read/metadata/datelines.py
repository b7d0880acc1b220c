"""Judges whether a line states dates, names and labels alone, and what the words beside a date mean."""

from __future__ import annotations

import re

from cleaner.model import Block
from cleaner.read.metadata.dates import Found
from cleaner.read.metadata.dates.around import short_weekdays, without_words_before, without_words_behind
from cleaner.read.metadata.evidence import Label
from cleaner.read.metadata.words import Phrases, fold_name, words

SKIPPED_KINDS = frozenset({"code", "caption", "quote"})
MAX_HEADING_WORDS = 8  # besides a date, in a heading that consists of one
PARTS = "|•·●–—-/,:;([{»«>*\u2013\u2014\u2022\u00b7、，。،"  # characters that separate a date from the rest of its line
SENTENCE_END = re.compile(r"\w{3,}[\"'”’»)]?[.!?。！？।]\s*$")
CLOCK_END = re.compile(r"\d[:.]\d\d\s?[^\W\d_]{1,3}\.\Z")  # a time of day with its unit: "10:15 hrs."
BARS = "|•·●∙"
BAR = re.compile(rf"\s[{BARS}]\s|(?<=\d)[{BARS}]|[{BARS}](?=\d)")
MIN_CAPTION_WORDS = 6  # before a comma and a date
MAX_BEFORE_WORDS = 4  # of a name or a place before a date
MAX_AFTER_WORDS = 8
MAX_FIELD_CHARS = 24  # of the name of a field before a date, with the day of the week behind it
NAME_WORDS = range(2, 5)  # of somebody who signs behind a day
FIRST_DENSE = "\u2e80"  # of the scripts that write words without spaces
FIELD_END = re.compile(r"[:：\t]")
LETTERS = re.compile(r"[^\W\d_]")
DASHES = frozenset("-–—~")
VERSION = re.compile(r"[._+-][^\W\d_]")  # right after a date: "2026-02-25.beta" names a release


def stands_alone(text: str, dates: list[Found]) -> bool:
    """Whether a text holds days, and beside them only what a line of dates may hold."""
    return bool(dates) and is_dateline(text[: dates[0].start], text[dates[-1].end :])


def stands_in_bars(text: str, dates: list[Found]) -> bool:
    """The same, for a text of parts between bars."""
    return BAR.search(text) is not None and stands_alone(text, dates)


def label_in(text: str) -> Label:
    """The meaning of the last word in a text that explains the date after it."""
    found: Label = ""
    known = words()
    name = FIELD_END.split(text, maxsplit=1)[0].strip().casefold() if len(text) <= MAX_FIELD_CHARS else ""
    if name in known.fields:
        return known.fields[name]  # "When: Saturday, "
    if not text or not known.labels.may_occur(text):
        return found
    end = -1
    patterns: tuple[tuple[Label, Phrases], ...] = (
        ("published", known.published),
        ("modified", known.modified),
        ("other", known.other_date),
    )
    for label, pattern in patterns:
        for match in pattern.finditer(text):
            if match.end() >= end:
                found, end = label, match.end()
    return found


def label_behind(text: str) -> Label:
    """The meaning of a word after a date, such as the verb in many languages: "am 3. Mai 2024 veröffentlicht"."""
    label = label_in(text)
    if label != "modified":
        return label
    *_, last = words().modified.finditer(text)
    return label if not text[last.end() :].strip(" .)]|") else ""  # not "3 May 2024 | Updated 9 hours ago"


def is_span(text: str, dates: list[Found]) -> bool:
    """Whether a line states a period of time: "1/27/2026 - 3/24/2026"."""
    return len(dates) > 1 and text[dates[0].end : dates[1].start].strip() in DASHES


def is_line_of_dates(block: Block, dates: list[Found]) -> bool:
    """Whether a line only states dates. A heading that ends in a colon, as the title of a part, does not count."""
    if block.kind in SKIPPED_KINDS or not stands_alone(block.text, dates) or is_span(block.text, dates):
        return False
    after = block.text[dates[-1].end :].lstrip()
    return block.kind != "heading" or (after[:1] != ":" and len(block.text.split()) <= MAX_HEADING_WORDS + 3)


def is_dateline(before: str, after: str) -> bool:
    """Whether the text before and after a date allows a line of dates, names and labels.

    >>> is_dateline("Berlin, ", ""), is_dateline("By Ann Lee ", " | 3 comments"), is_dateline("", " at 10:15 am")
    (True, True, True)
    >>> is_dateline("Tickets are on sale from ", "."), is_dateline("", " is the last day.")
    (False, False)
    >>> is_dateline("", " by Ann Lee"), is_dateline("", " by Friday noon")
    (True, False)
    """
    return _leads(before) and _trails(after)


def _leads(before: str) -> bool:
    """Whether a date begins its line, or follows a separator, a byline, or a name of a few words."""
    text = without_words_before(before).rstrip()
    if names_another(text):
        return False
    if text.endswith(",") and _is_caption(text[:-1]):
        return False
    if not LETTERS.search(text) or text[-1] in PARTS or not text[-1].isalnum():
        return not SENTENCE_END.search(text)
    if words().byline.match(text) or words().published.search(text[-40:]) or words().modified.search(text[-40:]):
        return True
    if fold_name(text) in words().agencies:
        return True
    said = re.split(r"[|•·–—/,:;]\s*", text)[-1].split()
    if len(said) == 1 and said[0].rstrip(".").lower() in short_weekdays():
        return True  # "do 7 mrt 2024"
    return len(said) <= MAX_BEFORE_WORDS and all(not word[:1].islower() for word in said)


def names_another(before: str) -> bool:
    """Whether what stands before a day is the name of a field that is not for a day of the page: "Next meeting: "."""
    text = before.rstrip()
    return text.endswith((":", "：")) and LETTERS.search(text) is not None and not _is_label(text.rstrip(" :："))


def _is_caption(text: str) -> bool:
    """Whether the text before a comma and a date describes a picture: "Children cross the river near the mill"."""
    said = text.split()
    small = sum(word[:1].islower() for word in said)
    if len(said) < MIN_CAPTION_WORDS or small * 3 < len(said) or any(mark in text for mark in BARS):
        return False
    return not words().byline.match(text) and not words().published.search(text) and not words().modified.search(text)


def _is_label(text: str) -> bool:
    """Whether what stands before a colon says that a date of the page follows: a word for it, a place, an agency."""
    last = text.rsplit(maxsplit=1)[-1] if text[-1] >= FIRST_DENSE else text
    if (
        label_in(text) in ("published", "modified")
        or words().byline.match(text)
        or not without_words_before(f" {last.lower()}").strip()
    ):
        return True
    return text.isupper() or fold_name(text) in words().agencies


def _trails(after: str) -> bool:
    """Whether nothing follows a date, or only a time or text after a separator, but no sentence."""
    text = without_words_behind(after).strip()
    if VERSION.match(after):
        return False
    if not LETTERS.search(text):
        return True
    if SENTENCE_END.search(text) and len(text.split()) > 2 and not CLOCK_END.search(text):
        return False
    if text[0] in PARTS or not text[0].isalpha():
        return True
    first = text.split()[0]
    if first.islower() and (opening := words().byline.match(text)) is not None:
        named = text[opening.end() :].split()
        if len(named) in NAME_WORDS and all(word[:1].isupper() for word in named):
            return True  # "3 May 2024 by Ann Lee"
    parts = BAR.split(text)
    if len(parts) > 1 and len(parts[0].split()) <= MAX_BEFORE_WORDS:
        return True  # "3 May 2024 in Berlin | Culture"
    return not first.islower() or (len(text.split()) <= MAX_AFTER_WORDS and any(char.isdecimal() for char in text))
