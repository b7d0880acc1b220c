"""The extractors for plain text, which has no marks: a headline, a source line, a list of tags."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, takewhile

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.frontmatter import holds_fields
from cleaner.read.language import UNKNOWN, identify
from cleaner.read.metadata.crafts import is_place
from cleaner.read.metadata.datelines import label_in, names_another, stands_in_bars
from cleaner.read.metadata.dates import find_dates, read_machine
from cleaner.read.metadata.dates.around import without_words_before
from cleaner.read.metadata.evidence import DateCandidate, Evidence, ListCandidate, TextCandidate
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.names import is_person, split_names
from cleaner.read.metadata.otherdays import ends_range, stands_with_place
from cleaner.read.metadata.words import fold_name, words
from cleaner.words import EAST_ASIAN, size_of

LANGUAGE_SAMPLE_CHARS = 3_000
HEAD_BLOCKS = 12  # blocks in which a text states its title, authors and date
TITLE_BLOCKS = 5
LEAD_BLOCKS = 5  # above the headline, which may name its author and date as well
MAX_TITLE_CHARS = 200
SEEN_BLOCKS = 24  # blocks after a headline, those of menus among them
MIN_MENU, MAX_MENU_WORDS = 3, 2  # lines of a menu, and words of each
MAX_LABEL_CHARS = 18
MIN_DENSE_SIZE = 11  # of a headline in a script without spaces, in which each letter counts two
MAX_SECTION_CHARS = 24  # of the name of a section of a site
MIN_BELOW_SECTION = 28  # of the headline below it, or twice as long as the name, with
MIN_BELOW_WORDS = 4
MAX_NAME_CHARS = 30  # of a line above a menu that is no headline
CRUMB_MARK = later(r"\s[>›»]\s")
DASHES = ("-", "–", "—")  # at the end of the name of a site
STAMP = later(r"\d{4}[-./]\d\d?[-./]\d\d?\s+\d\d?:\d\d\b")  # a day and a time, before a source
MAX_SHORT_BLOCKS = 40  # of a short text
MIN_SAID_CHARS = 50  # of each of two sentences in a row that are text
THAI = later("[\u0e00-\u0e7f ]{60}")  # a script without marks at the end of a sentence
MENU_MARK = re.compile(r"\s[|•·/›»>]\s")
MIN_PROSE_CHARS = 120
MIN_SENTENCE_CHARS = 80  # of a block that ends in a full stop
MAX_SEEN_BLOCKS = 60  # of a text, in which the headline is searched and the text below it
TERMS = frozenset({"consent", "legal"})  # also the kinds of pages that hold nothing else
PATHS = frozenset({"navigation", "breadcrumb"})  # kinds of menus in one line
PROSE_REACH = 8  # blocks after a headline within which its text begins
MIN_REPEATED_CHARS = 16  # of folded text; "Advertisement" occurs more than once as well
MAX_SITE_CHARS = 60
MAX_LINE_CHARS = 120
# Two times of day at the end of a line: when something begins and ends.
PERIOD = later(
    r"\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]\.?m\.?\s?)?(?:[-–—]|\b[^\W\d_]{1,5}\b)\s?"
    r"\d{1,2}(?:[:.h]\d{2})?(?:\s?[^\W\d_.]{1,4}|\s?[ap]\.m\.)?[.)]?\s*\Z",
    re.I,
)
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
FIELD = re.compile(r"[A-Z][\w -]{1,24}: ")  # of a header
CODE = later(r"[{}<>=;\\]|\S\|\S|^[\[@]|[^\W\d],[^\W\d]")
PARTED = later(r"[^\W\d_]{2,10}:")
MIN_NAME_CHARS = 3  # of a first line that names a text
SITE_MARK = re.compile(r"^\s?[-|–—_·»:]+\s?")


def headline(seen: Evidence) -> Iterator[TextCandidate]:
    """A heading marked as the first, or a line that occurs twice near the top. Chrome is neither."""
    blocks = _without_chrome(seen)
    if blocks[:1] != [*seen.blocks[:1]]:  # below chrome, only ``#`` makes a heading of the first level
        yield from [_as_title(block) for block in blocks if block.level == 1 and block.kind == "heading"][:1]
    yield from map(_as_title, _only_marked(blocks))
    known: dict[str, int] = {}
    top = blocks[:HEAD_BLOCKS]
    for nth, block in enumerate(top):
        said = fold(block.text)
        again = known.get(said, TITLE_BLOCKS) < TITLE_BLOCKS and len(said) >= MIN_REPEATED_CHARS
        if again and is_headline(block.text):
            yield _as_title(top[known[said]])
        known.setdefault(said, nth)


def _only_marked(blocks: Sequence[Block]) -> list[Block]:
    """The heading of the first level below other lines, if it is the only one and no text is above it.

    Only marks make such a heading of a line that is not the first one.
    """
    first = [block for block in blocks if block.level == 1 and block.kind == "heading" and block.index]
    above = takewhile(lambda block: block is not first[0], blocks) if len(first) == 1 else ()
    return first if len(first) == 1 and not any(is_prose(block.text) for block in above) else []


def line_above_text(seen: Evidence) -> Iterator[TextCandidate]:
    """The first line near the top that text follows, if it reads like a headline."""
    blocks = _without_chrome(seen)
    top = blocks[:HEAD_BLOCKS]
    menu = _menus(top)
    menu |= _sections(top, menu)
    lines = [nth for nth in range(len(top)) if nth not in menu][:TITLE_BLOCKS]
    heads = [  # the name of the site
        nth for nth in lines if len(top[nth].text) <= MAX_NAME_CHARS
        and (nth + 1 in menu or (nth == 0 and seen.chrome.get(top[0].index + 1) in PATHS))
    ]  # fmt: skip
    begun = False  # whether the text has begun
    for nth in (*(nth for nth in lines if nth not in heads), *heads):
        if begun and nth not in heads:
            continue
        block, reach = top[nth], range(nth + 1, min(nth + 1 + SEEN_BLOCKS, len(blocks)))
        far = 1 if menu or seen.chrome else 2  # a dialogue may come before prose
        following = _within([blocks[at] for at in reach if at not in menu], far * PROSE_REACH)
        if following and is_headline(following[0].text) and fold(following[0].text) in fold(block.text):
            yield _as_title(following[0])  # below the document's title
        if _goes_on(blocks, nth) or (is_prose(block.text) and not is_headline(block.text)):
            begun = True
            continue
        leads = is_headline(block.text) and block.kind != "item" and _begins_text(following, len(seen.blocks))
        if leads or (nth == 0 and _is_defined(blocks)):
            yield _as_title(block)


def _within(blocks: Sequence[Block], reach: int) -> list[Block]:
    """The first blocks. Bylines, days and numbers under a headline do not count."""
    for at, block in enumerate(blocks):
        reach -= not _is_detail(block.text)
        if reach == 0:
            return [*blocks[: at + 1]]
    return [*blocks]


def _is_detail(text: str) -> bool:
    if len(text) > MAX_LINE_CHARS or is_headline(text):
        return False
    return any(map(str.isdecimal, text)) or words().byline.match(text) is not None


def _begins_text(blocks: Sequence[Block], size: int) -> bool:
    """Whether blocks have prose among them, or two sentences in a row if the text is short. ``size`` is in blocks."""
    if any(is_prose(block.text) for block in blocks):
        return True
    if size > MAX_SHORT_BLOCKS:
        return False
    said = [size_of(block.text) >= MIN_SAID_CHARS and block.text.endswith(FULL_STOPS) for block in blocks]
    return any(map(all, pairwise(said)))


def first_line(seen: Evidence) -> Iterator[TextCandidate]:
    """The line above the first blank one, in a text without prose, chrome and menus: a poem, a recipe, a manual."""
    first, *others = seen.blocks[:MAX_SEEN_BLOCKS] or (None,)
    if first is None or first.kind != "heading" or not others or others[0].tight or seen.chrome:
        return
    named = len(first.text) > MIN_NAME_CHARS and any(map(str.isalpha, first.text)) and not FIELD.match(first.text)
    prose = any(is_prose(block.text) for block in seen.blocks)
    named = named and not CODE.search(first.text)
    if not named or prose or _menus((first, *others)) or first.text.endswith(SENTENCE_END):
        return
    if is_headline(first.text) or not any(map(str.isdecimal, first.text)):
        yield _as_title(first)


def _goes_on(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line is the first one of a sentence of several, up to the next blank line."""
    run = [*takewhile(lambda block: block.tight, blocks[at + 1 : at + 1 + PROSE_REACH])]
    return bool(run) and run[0].text[:1].islower() and run[-1].text.endswith(FULL_STOPS)


def _is_defined(blocks: Sequence[Block]) -> bool:
    """Whether the first line is short and the next one begins with it: "ferrio", "ferrio is a library ..."."""
    name, text = blocks[0].text, blocks[1].text if len(blocks) > 1 else ""
    return MIN_NAME_CHARS < len(name) <= MAX_NAME_CHARS and text.casefold().startswith(f"{name.casefold()} ")


def _without_chrome(seen: Evidence) -> list[Block]:
    """The first blocks, without chrome, except the title of a whole page of terms, right above its text."""
    start = int(holds_fields(seen.blocks))
    blocks = (block for block in seen.blocks[start:MAX_SEEN_BLOCKS] if block.kind != "other")
    return [block for block in blocks if not is_chrome(block, seen)]


def _as_title(block: Block) -> TextCandidate:
    return TextCandidate(block.text, "text:headline", block.index)


def is_chrome(block: Block, seen: Evidence) -> bool:
    """Whether a block is chrome by its words, and not the title of terms right above their text."""
    kind, after = seen.chrome.get(block.index), block.index + 1
    if kind not in TERMS or after in seen.chrome or after == len(seen.blocks):
        return kind is not None
    return not is_prose(seen.blocks[after].text)


def _menus(top: Sequence[Block]) -> set[int]:
    """The indices of the lines of menus: several of one or two words, or the words of one line between bars."""
    short = [_is_label(block.text) for block in top]
    runs = {at for at in range(len(top) - 2) if all(short[at : at + MIN_MENU])}
    menu = {at + step for at in runs for step in range(MIN_MENU)}
    for at, block in enumerate(top):
        parts = MENU_MARK.split(block.text)
        if len(parts) >= MIN_MENU and all(map(_is_label, parts)):
            menu.add(at)
    return menu


def _sections(top: Sequence[Block], menu: Collection[int]) -> set[int]:
    """The indices of the names of sections: short lines below chrome or a menu, right above a much longer headline."""
    found: set[int] = set()
    for nth, block in enumerate(top):
        above = top[nth - 1].index if nth else -1
        below = nth - 1 in menu or nth - 1 in found or above < block.index - 1  # what is left out is chrome
        if nth in menu:
            continue
        if _heads_day(top, nth):
            return found
        if not (below and _is_section(block.text)):
            size, names = size_of(block.text), max((size_of(top[at].text) for at in found), default=0)
            long = size >= MIN_BELOW_SECTION or (size >= 2 * names and len(block.text.split()) >= MIN_BELOW_WORDS)
            return found if long and is_headline(block.text) else set()
        found.add(nth)
    return set()


def _heads_day(top: Sequence[Block], nth: int) -> bool:
    """Whether a line of Chinese or Japanese, longer than the name of a section, is right above a day."""
    text = top[nth].text
    if not MIN_DENSE_SIZE <= size_of(text) <= MAX_SECTION_CHARS or text.isascii() or not EAST_ASIAN.search(text):
        return False
    return nth + 1 < len(top) and bool(find_dates(top[nth + 1].text, None))


def _is_section(text: str) -> bool:
    return (
        len(text.split()) <= MAX_MENU_WORDS and size_of(text) <= MAX_SECTION_CHARS and not any(map(str.isdigit, text))
    )


def _is_label(text: str) -> bool:
    """Whether a text is as short as the items of menus are."""
    return len(text.split()) <= MAX_MENU_WORDS and size_of(text) <= MAX_LABEL_CHARS and not any(map(str.isdigit, text))


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
    if not any(map(str.isalnum, text)) or ADDRESS.match(text) or HOST.fullmatch(text):
        return False  # the line of a form, an address
    if (text.endswith(DASHES) and len(text) <= MAX_NAME_CHARS) or STAMP.match(text) or _is_crumb(text):
        return False
    if words().byline.match(text) and any(map(str.isdecimal, text)) and find_dates(text, None):
        return False
    if words().byline.match(text) and is_person((split_names(without_day(text, None)) or ["-"])[0]):
        return False
    if len(text) <= MAX_LINE_CHARS and any(map(str.isdecimal, text)) and _is_place_and_day(text):
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


def _is_place_and_day(text: str) -> bool:
    """Whether a line is a day, perhaps with a place before it or a source behind: the top of a letter."""
    day = next(iter(find_dates(text, None)), None)
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
        if block.index != at and len(block.text) <= MAX_LINE_CHARS and not printed:
            yield block


def without_day(text: str, language: str | None) -> str:
    """A line that names authors, up to the day that may follow them."""
    day = next(iter(find_dates(text, language)), None) if any(map(str.isdecimal, text)) else None
    if day is None:
        return text
    text = without_words_before(text[: day.start])
    for _ in range(MAX_DATE_WORDS):
        text = words().before_date.sub("", f"{text.rstrip(MARKS)} ")
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
        told = bool(dates) and _is_told(text[: dates[0].start], text[dates[-1].end :])
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
