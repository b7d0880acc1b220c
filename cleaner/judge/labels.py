"""Labels of plain text, each above a paragraph of its own: times of a live blog, services in a help page; standfirsts.

One label looks like the line of a menu. Several with a paragraph between them are headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from cleaner.judge.mentions import ends_sentence
from cleaner.judge.openended import Match
from cleaner.model import Block
from cleaner.patterns import later

MIN_LABELS = 2
MIN_BELOW_CHARS = 40  # of the sentence below a label
MAX_LABEL_CHARS = 24
MAX_TOP = 24  # blocks in which the headline stands, and the text after it
MAX_DUMP = 60  # blocks of a text
STANDFIRST_CHARS, MIN_SMALL_WORDS = range(40, 240), 4
MARKS = "|·•©@/#:"  # of bylines and buttons
CLOCK = later(r"[(\[]?\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\.?)?(?:\s(?:[A-Z]{2,4}|Uhr))?[)\]]?:?", re.I)


def find_times(blocks: Sequence[Block], keep: Sequence[bool]) -> list[int]:
    """The times of day on lines of their own, each above a paragraph that stays."""
    found = [
        block.index for block in blocks[:-1]
        if block.text[:3].strip("([")[:1].isdigit() and len(block.text) <= MAX_LABEL_CHARS
        and CLOCK.fullmatch(block.text) and keep[block.index + 1] and _tells(blocks[block.index + 1])
    ]  # fmt: skip
    return found if len(found) > MIN_LABELS else []


def find_named(blocks: Sequence[Block], keep: Sequence[bool]) -> list[int]:
    """Headings of one or two words that are dropped between paragraphs that stay, if there are several of them."""
    found = [
        at for at in range(1, len(blocks) - 1)
        if not keep[at] and keep[at - 1] and keep[at + 1] and blocks[at].kind == "heading"
        and _is_name(blocks[at].text) and _tells(blocks[at - 1]) and _tells(blocks[at + 1])
    ]  # fmt: skip
    said = Counter(blocks[at].text for at in found)
    return [at for at in found if said[blocks[at].text] == 1] if len(said) > MIN_LABELS else []


def _is_name(text: str) -> bool:
    """Whether a line is short and consists of words: no credit, no date, no time."""
    return len(text) <= MAX_LABEL_CHARS and all(char.isalpha() or char in " '’-&" for char in text)


def find_standfirst(blocks: Sequence[Block], keep: Sequence[bool], title: str | None) -> list[int]:
    """The line right below the headline, if it has the words of a sentence and text that stays follows near."""
    if not title or len(blocks) > MAX_DUMP:
        return []
    at = next((block.index for block in blocks[:MAX_TOP] if block.text == title), len(blocks))
    if at + 1 >= len(blocks) or keep[at + 1]:
        return []
    text = blocks[at + 1].text
    words = text.split()
    small = sum(word[:1].islower() for word in words)
    told = len(text) in STANDFIRST_CHARS and small >= max(MIN_SMALL_WORDS, len(words) / 2) and title not in text
    told = told and not any(char in MARKS or char.isdigit() for char in text)
    return [at + 1] if told and any(keep[at + 2 : at + 2 + MAX_TOP]) else []


def find_services(blocks: Sequence[Block], matches: Mapping[int, Match]) -> list[int]:
    """The names of services that head paragraphs: no buttons, which stand together. ``matches`` are chrome phrases."""
    if not blocks or blocks[0].container is not None:
        return []
    found = [
        at for at, one in matches.items()
        if one.scope == "tile" and one.kind == "share" and at - 1 not in matches and at + 1 not in matches
        and 0 < at < len(blocks) - 1 and len(blocks[at].text) <= MAX_LABEL_CHARS and _tells(blocks[at + 1])
    ]  # fmt: skip
    return found if len(found) >= MIN_LABELS and len({blocks[at].text for at in found}) == len(found) else []


def _tells(block: Block) -> bool:
    return block.kind == "paragraph" and len(block.text) >= MIN_BELOW_CHARS and ends_sentence(block.text)
