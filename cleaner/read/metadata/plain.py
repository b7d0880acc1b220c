"""The extractors for plain text, which has no marks: a headline, a source line, a list of tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.language import UNKNOWN, identify
from cleaner.read.metadata.crafts import is_place
from cleaner.read.metadata.datelines import BAR, label_in, names_another, stands_in_bars
from cleaner.read.metadata.dates import find_dates, read_machine
from cleaner.read.metadata.dates.around import without_words_before
from cleaner.read.metadata.evidence import DateCandidate, Evidence, ListCandidate, TextCandidate
from cleaner.read.metadata.names import is_person, split_names
from cleaner.read.metadata.otherdays import ends_range, stands_with_place
from cleaner.read.metadata.words import fold_name, without_word_before_date, words
from cleaner.words import size_of

LANGUAGE_SAMPLE_CHARS = 3_000
HEAD_BLOCKS = 12  # blocks in which a text states its title, authors and date
MAX_MENU_WORDS = 2  # of each word of a menu
TITLE_BLOCKS = 5
LEAD_BLOCKS = 5  # above the headline, which may name its author and date as well
MAX_TITLE_CHARS = 200
MAX_LABEL_CHARS = 18
MAX_NAME_CHARS = 30  # of a line above a menu that is no headline
CRUMB_MARK = later(r"\s[>›»]\s")
DASHES = ("-", "–", "—")  # at the end of the name of a site
# A day and a time: before a source, and before the title that a browser prints on each page.
STAMP = later(r"(?:\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[./]\d\d?[./]\d{2,4},)\s+\d\d?:\d\d\b")
THAI = later("[\u0e00-\u0e7f ]{60}")  # a script without marks at the end of a sentence
MIN_PROSE_CHARS = 120
MIN_SENTENCE_CHARS = 80  # of a block that ends in a full stop
TERMS = frozenset({"consent", "legal"})  # also the kinds of pages that hold nothing else
MAX_SITE_CHARS = 60
MAX_LINE_CHARS = 120
# Two times of day at the end of a line: when something begins and ends.
PERIOD = later(
    r"\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]\.?m\.?\s?)?(?:[-–—]|\b[^\W\d_]{1,5}\b)\s?"
    r"\d{1,2}(?:[:.h]\d{2})?(?:\s?[^\W\d_.]{1,4}|\s?[ap]\.m\.)?[.)]?\s*\Z",
    re.I,
)
BOX = later(r"____|\+---|\A\||\A\*{3,} | \*{3,}\Z")  # a field to fill in, a table, stars
HOST = later(r"(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12}")
ADDRESS = later(r"(?:https?://|www\.)\S+\Z")
BRACKETED = later(r"\(\d{4}-\d\d-\d\d\)\Z")  # a day behind the version in a list of changes
NOTE_MARKS = later(r"(?:\[\d{1,3}\])+\Z")  # of an encyclopedia
MAX_TAGS = 20
MAX_TAG_CHARS = 40
MAX_DATE_WORDS = 3  # between a name and the day: "on Tuesday"
PRINTED = later(r"\d\d?[:.]\d\d|://")  # in a line that each page repeats: when a browser printed it, or from where
CLOCK = later(r"\A[\s,.·|–—-]{0,4}\d{1,2}[:.]\d\d(?::\d\d)?(?=[\s.]*\Z)")  # behind a day
MARKS = " \t,;|·•–—-"  # between them as well
MIN_TOLD_WORDS = 2  # in small letters, of a sentence that tells a day
MAX_PARTED_CHARS = 60  # the same, in parts between bars: "3 May 2024 | 10:15 | Updated 2 hours ago"
MAX_STRANGE_CHARS = 25  # of unexplained text in the line of a date
SENTENCE_END = (".", "!", "…", "。", "！", ":", ";", ",", "،", "؛", "।")
QUESTION = ("?", "？", "؟")
FULL_STOPS = (".", "!", "…", "。", "！", "।")
RANGE_MARK = later(r"\s?[–—-]\s?")  # between two days: from the one to the other
PARTED = later(r"[^\W\d_]{2,10}:")
SITE_MARK = re.compile(r"^\s?[-|–—_·»:]+\s?")


def is_chrome(block: Block, seen: Evidence) -> bool:
    """Whether a block is chrome by its words, and not the title of terms right above their text."""
    kind, after = seen.chrome.get(block.index), block.index + 1
    if kind not in TERMS or after in seen.chrome or after == len(seen.blocks):
        return kind is not None
    return not is_prose(seen.blocks[after].text)


def is_prose(text: str) -> bool:
    """Whether a block is long enough to be text, or a shorter sentence."""
    said = NOTE_MARKS.sub("", text) if text.endswith("]") else text
    ends = said.rstrip("\"'”’»)").endswith(FULL_STOPS)
    return size_of(text) >= (MIN_SENTENCE_CHARS if ends else MIN_PROSE_CHARS) or THAI.search(text) is not None


def is_headline(text: str) -> bool:
    """Whether a line may be a headline: it is short, does not end like a sentence and is no byline or source."""
    if text[:1] == "[" and text.endswith("]"):
        return False  # the words of an image, the button of a form
    text = NOTE_MARKS.sub("", text) if text.endswith("]") else text
    if not 2 < len(text) <= MAX_TITLE_CHARS or text.rstrip("\"'”’»)").endswith(SENTENCE_END):
        return False
    if "\n" in text:
        return False  # code, a diagram
    if not any(map(str.isalnum, text)) or ADDRESS.match(text) or HOST.fullmatch(text) or BOX.search(text):
        return False  # the line of a form, an address
    if (text.endswith(DASHES) and len(text) <= MAX_NAME_CHARS) or STAMP.match(text) or _is_crumb(text):
        return False
    if words().byline.match(text) and any(map(str.isdecimal, text)) and find_dates(text, None):
        return False
    if words().byline.match(text) and is_person((split_names(without_day(text, None)) or ["-"])[0]):
        return False
    if len(text) <= MAX_LINE_CHARS and any(map(str.isdecimal, text)) and is_place_and_day(text):
        return False
    known = words()
    return (
        (len(text.split()) > 2 or size_of(text) > 8)
        and not known.sources.match(text)
        and fold_name(text) not in known.agencies
    )


def _is_crumb(text: str) -> bool:
    """Whether a line is a path of short names: "Forum > Heating"."""
    parts = CRUMB_MARK.split(text) if CRUMB_MARK.search(text) else ()
    return len(parts) > 1 and all(len(part.split()) <= MAX_MENU_WORDS + 1 for part in parts)


def is_place_and_day(text: str) -> bool:
    """Whether a line is a day, perhaps with a place before it or a source behind: the top of a letter."""
    days = find_dates(text, None)
    day = days[0] if days else None
    if (
        len(days) > 1
        and not without_words_before(text[: days[0].start]).strip(MARKS)
        and text[days[-1].end :].strip() == ""
    ):
        return True  # from the one to the other
    rest = CLOCK.sub("", text[day.end :]).strip(" .,") if day is not None else ""
    if day is None or (rest and not words().sources.match(rest)):
        return False
    before = without_words_before(text[: day.start]).strip(MARKS)
    return not before or is_place(before)


def source_line(seen: Evidence) -> Iterator[TextCandidate]:
    """The site in a line that names the source."""
    for block in seen.blocks:
        match = words().sources.match(block.text)
        if match and 1 < len(block.text) - match.end() <= MAX_SITE_CHARS and not block.text.endswith("."):
            yield TextCandidate(block.text[match.end() :].strip(), "text:source-line")


def site_behind_headline(seen: Evidence) -> Iterator[TextCandidate]:
    """The site after the headline, in a line that repeats the headline."""
    for block in seen.blocks[:TITLE_BLOCKS] if seen.title else ():
        _, found, tail = block.text.rpartition(seen.title or "")
        mark = SITE_MARK.match(tail) if found else None
        if mark and 1 < len(tail) - mark.end() <= MAX_SITE_CHARS:
            yield TextCandidate(tail[mark.end() :].strip(), "text:document-title")


def near_top(seen: Evidence) -> Iterator[Block]:
    """The short blocks in which a text states its authors and its date. Menus above the headline name others."""
    at = seen.place.headline
    if at is not None and BRACKETED.search(seen.blocks[at].text):
        yield seen.blocks[at]
    for block in seen.blocks[max(0, (at or 0) - LEAD_BLOCKS) : HEAD_BLOCKS + (at or 0)]:
        printed = block.kind == "other" and PRINTED.search(block.text)
        if block.index != at and len(block.text) <= MAX_LINE_CHARS and not printed and not is_in_card(block, seen):
            yield block


def is_in_card(block: Block, seen: Evidence) -> bool:
    """Whether a line is one of several beside each other that are links to the same page: a card for that page."""
    target = _target(block)
    beside = (*seen.blocks[max(0, block.index - 1) : block.index], *seen.blocks[block.index + 1 : block.index + 2])
    return bool(target) and any(_target(other) == target for other in beside)


def _target(block: Block) -> str:
    """The address of the link that is all of a line."""
    span = block.spans[0] if len(block.spans) == 1 else None
    return span.value if span is not None and span.kind == "link" and span.end - span.start == len(block.text) else ""


def without_day(text: str, language: str | None) -> str:
    """A line that names authors, up to the day that may follow them."""
    day = next(iter(find_dates(text, language)), None) if any(map(str.isdecimal, text)) else None
    if day is None:
        return text
    text = without_words_before(text[: day.start])
    for _ in range(MAX_DATE_WORDS):
        text = without_word_before_date(f"{text.rstrip(MARKS)} ")
    return text.rstrip(MARKS)


def spoken(blocks: tuple[Block, ...]) -> str | None:
    """The language of a text, from its beginning."""
    found = identify("\n".join(block.text for block in blocks)[:LANGUAGE_SAMPLE_CHARS])
    return None if found == UNKNOWN else found


def dated_line(seen: Evidence) -> Iterator[DateCandidate]:
    """The dates in a short line near the top."""
    known = words()
    for block in near_top(seen):
        text = block.text
        if not any(char.isdecimal() for char in text):
            continue
        if is_other_date(seen, block) or known.copyright.search(text) or stands_with_place(block.index, seen.blocks):
            continue
        machine = read_machine(text)
        dates, last_end = find_dates(text, seen.language), 0
        told = bool(dates) and _is_told(BAR.split(text[: dates[0].start])[-1], text[dates[-1].end :])
        between = [text[one.end : other.start] for one, other in pairwise(dates)]
        several = any(map(RANGE_MARK.fullmatch, between)) or bool(dates and ends_range(text, dates[0]))
        for found in dates:
            before = text[last_end : found.start]
            last_end = found.end
            if names_another(without_words_before(before)) or label_in(before) == "other":
                continue
            modified = known.modified.search(before) is not None
            stated = modified or known.published.search(before) or (known.byline.match(text) and not several)
            strange = len(text) - (found.end - found.start)
            short = strange <= MAX_STRANGE_CHARS or (strange <= MAX_PARTED_CHARS and stands_in_bars(text, dates))
            if stated or (not (several or told) and short):
                yield DateCandidate(machine or found.iso, "text:date", modified, block.index)


def is_other_date(seen: Evidence, block: Block) -> bool:
    """Whether a line says that its date is not that of the text. Its first word may be on the line above."""
    text = block.text
    if PARTED.match(text) and block.index:
        text = f"{seen.blocks[block.index - 1].text[-MAX_LABEL_CHARS:]} {text}"
    return words().other_date.search(text) is not None


def _is_told(before: str, after: str) -> bool:
    """Whether the words around a date are those of a sentence: "Tickets on sale from 3 May", "On 3 May it opens."."""
    words_before = before.split()
    if len(words_before) > MIN_TOLD_WORDS and sum(map(_is_small, words_before)) >= MIN_TOLD_WORDS:
        return True
    if PERIOD.search(words().reading_time.sub("", after)):
        return True
    ends = (after or before).rstrip().endswith(FULL_STOPS)
    return ends and sum(map(_is_small, (*words_before, *after.split()))) >= MIN_TOLD_WORDS


def _is_small(word: str) -> bool:
    """Whether a word begins with a small letter and is no single letter: "a. m."."""
    return word[:1].islower() and len(word.strip(".")) > 1


def listed_tags(seen: Evidence) -> Iterator[ListCandidate]:
    """A list after a word such as "Tags:", in its line or in the items under it."""
    for nth, block in enumerate(seen.blocks):
        match = words().tags.match(block.text)
        if match is None or len(block.text) > MAX_LINE_CHARS * 2:
            continue
        rest = block.text[match.end() :].strip()
        found: list[str] = []
        if rest:
            found = [part.strip(" #.") for part in re.split(r"[,;|、，]", rest)]
        else:
            for item in seen.blocks[nth + 1 : nth + 1 + MAX_TAGS]:
                if item.kind != "item" or len(item.text) > MAX_TAG_CHARS:
                    break
                found.append(item.text.strip(" #"))
        found = [tag for tag in found if 1 < len(tag) <= MAX_TAG_CHARS]
        if found and (not rest or len(found) > 1 or len(rest.split()) <= 3):
            yield ListCandidate(tuple(dict.fromkeys(found))[:MAX_TAGS], "text:tags")
