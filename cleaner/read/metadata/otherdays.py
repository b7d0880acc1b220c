"""Days that are not the page's: of an event, of the visit, of another page."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaner.model import Block, Mark
from cleaner.patterns import later
from cleaner.read.metadata.dates import Found
from cleaner.read.metadata.dates.months import month_number
from cleaner.read.metadata.evidence import CLOSE, STORIES, Evidence, Place, first_tokens
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.words import words

MAX_LABEL_CHARS = 40
OWN_TOKENS = 5  # of a path, about as many as its own element has
# Names of elements for another day: that of an event, of the visit.
OTHER_TOKENS = frozenset(
    {
        "event", "tribe", "eventdate", "dtstart", "dtend", "startdate", "enddate", "bday", "birthdate", "deadline",
        "current", "today", "clock", "expiry", "expires", "expiration",
    }
)  # fmt: skip
# Properties for another day.
OTHER_PROPS = frozenset(
    {
        "startdate", "enddate", "doortime", "validfrom", "validthrough", "birthdate", "deathdate", "expires",
        "pricevaliduntil", "availabilitystarts", "availabilityends",
    }
)  # fmt: skip
MAX_EVENT_CHARS = 300  # of a field or a table about an event
FIELD_END = re.compile(r"[:：\t]")
FIELD_TOKENS = 3  # of the path of a line, with the element of a definition and one in it
BEFORE_PLACE, AFTER_PLACE = 2, 5  # blocks from the day of an event within which its place is named
EXPLAINED = later(r"\s?[:–—-]\s?[^\W\d_]")  # a day, by what follows it
RANGE = later(r"\d\.?[–—-]\Z")  # before the last day of several: "7–9 March"
FIRST_DAY = later(r"\d\.?\s([^\W\d_]{3,12})\.?\s?[–—-]\s?\Z")  # the same with the month of the first one
MAX_RANGE_CHARS = 24
LINK_SHARE = 0.9  # of a line of teasers
HEADER = "header"
SITE_HEADERS = frozenset({HEADER, "masthead", "topbar", "navbar"})
SITES = frozenset({HEADER, "site", "page", "global", "top", "nav"})  # beside the word for a header


def marks_another(mark: Mark, seen: Evidence) -> bool:
    """Whether the place of a dated element says that it is another day."""
    if is_marked_other(mark) or _is_of_teaser(mark.block, len(mark.text), seen):
        return True
    return mark.block < seen.place.block and _is_over_page(mark.path, seen.place)


def is_marked_other(mark: Mark) -> bool:
    """Whether the names of a dated element say that it is another day."""
    return not OTHER_TOKENS.isdisjoint(mark.path[:OWN_TOKENS]) or not OTHER_PROPS.isdisjoint(mark.name.split())


def stands_with_place(index: int, blocks: tuple[Block, ...]) -> bool:
    """Whether a day is in a field, and the lines around name a place in another, as those about an event do: "Venue: ".

    A day alone is that of the text, as in a press release: "4 March 2024", "Location: Port Ellery".
    """
    names = words().venues
    return _is_in_field(index, blocks) and any(
        FIELD_END.split(line, maxsplit=1)[0].strip().casefold() in names
        for block in blocks[max(0, index - BEFORE_PLACE) : index + AFTER_PLACE]
        if len(block.text) <= MAX_EVENT_CHARS and not block.link_chars
        for line in block.text.splitlines()
    )


def _is_in_field(index: int, blocks: tuple[Block, ...]) -> bool:
    """Whether a line begins with the name of a field, or is the definition of one."""
    block = blocks[index]
    name, *rest = FIELD_END.split(block.text, maxsplit=1)
    if "dd" in block.path[:FIELD_TOKENS] or (index and blocks[index - 1].text.endswith((":", "："))):
        return True
    return bool(rest) and not any(map(str.isdecimal, name))


def dates_another(index: int, seen: Evidence) -> bool:
    """Whether the place of a line with a date says that it is another day: of an event, the visit, another page."""
    block, place = seen.blocks[index], seen.place
    if not OTHER_TOKENS.isdisjoint(first_tokens(block, OWN_TOKENS)) or _is_of_teaser(index, len(block.text), seen):
        return True
    return index < place.block and _is_over_page(block.path, place)


def begins_item(block: Block, found: Found) -> bool:
    """Whether an item of a list says what happens on a day: "7 March 2026: opening"."""
    return block.kind == "item" and EXPLAINED.match(block.text, found.end) is not None


def ends_range(text: str, found: Found) -> bool:
    """Whether a date is the last of several days: "7–9 March 2024", "7 to 9 March 2024", "30 May – 3 June 2024"."""
    before = text[max(0, found.start - MAX_RANGE_CHARS) : found.start]
    if RANGE.search(before) or words().range_end.search(before):
        return True
    first = FIRST_DAY.search(before)
    return first is not None and month_number(first[1], None) is not None


def _is_over_page(path: tuple[str, ...], place: Place) -> bool:
    """Whether an element is in the header of the site, where pages show the day of the visit."""
    if SITE_HEADERS.isdisjoint(path) or not STORIES.isdisjoint(path):
        return False
    return any(
        token in SITE_HEADERS and token not in place.own
        and (token != HEADER or not SITES.isdisjoint((*path[max(0, nth - 1) : nth], *path[nth + 1 : nth + 2])))
        for nth, token in enumerate(path)
    )  # fmt: skip


def _is_of_teaser(index: int, chars: int, seen: Evidence) -> bool:
    """Whether a date of so many characters behind the text is in a link to another page, or beside a heading that is
    such a link.
    """
    place, blocks = seen.place, seen.blocks
    start = place.text if place.text is not None else place.block + CLOSE
    if place.headline is None or not start < index < len(blocks) or may_be_labelled(blocks, index):
        return False
    for beside in (*blocks[index - 1 : index], *blocks[index + 1 : index + 2]):
        linked = beside.kind == "heading" and beside.link_chars >= len(beside.text)
        if linked and fold(beside.text) != fold(seen.title):
            return True
    block = blocks[index]
    linked = block.link_chars >= LINK_SHARE * len(block.text)
    return linked and len(block.text) > chars


def may_be_labelled(blocks: tuple[Block, ...], index: int) -> bool:
    """Whether a word for publication or change is in a line, or alone in the line before. Faster than finding dates."""
    if _is_labelled(blocks[index].text):
        return True
    before = blocks[index - 1].text if index else ""
    return 0 < len(before) < MAX_LABEL_CHARS and _is_labelled(before)


@lru_cache(maxsize=256)
def _is_labelled(text: str) -> bool:
    """Whether a word for publication or change is in a line. Cached, because several extractors ask for the same."""
    return words().dating.search(text) is not None
