"""The headline near the top of a plain text: a marked heading, a line that comes twice, the first line above text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, takewhile

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.frontmatter import holds_fields
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.evidence import Evidence, TextCandidate
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.plain import (
    FULL_STOPS,
    HEAD_BLOCKS,
    MAX_LINE_CHARS,
    MAX_MENU_WORDS,
    MAX_NAME_CHARS,
    SENTENCE_END,
    TITLE_BLOCKS,
    is_chrome,
    is_headline,
    is_prose,
)
from cleaner.read.metadata.words import words
from cleaner.words import EAST_ASIAN, size_of

SEEN_BLOCKS = 24  # blocks after a headline, those of menus among them
MIN_MENU = 3  # lines of a menu
MIN_SITE_MENU = 5  # of the menu of a site, right below its name or a link to the text
MAX_BUTTON_LINES = 2
MAX_PAIR_CHARS = 15  # of two words with a bar between them: "Log in | Join"
MIN_DENSE_SIZE = 11  # of a headline in a script without spaces, in which each letter counts two
MAX_SECTION_CHARS = 24  # of the name of a section of a site
MIN_BELOW_SECTION = 28  # of the headline below it, or twice as long as the name, with
MIN_BELOW_WORDS = 4
MAX_SHORT_BLOCKS = 40  # of a short text
MIN_SAID_CHARS = 50  # of each of two sentences in a row that are text
MENU_MARK = re.compile(r"\s[|•·/›»>]\s")
MAX_SEEN_BLOCKS = 60  # of a text, in which the headline is searched and the text below it
DEFINED_REACH = 2  # lines below a name, of which one begins with it
PROSE_REACH = 8  # blocks after a headline within which its text begins
MIN_REPEATED_CHARS = 16  # of folded text; "Advertisement" occurs more than once as well
FIELD = re.compile(r"[A-Z][\w -]{1,24}: ")  # of a header
CODE = later(r"[{}<>=;\\]|\S\|\S|^[\[@]|[^\W\d],[^\W\d]")
MIN_NAME_CHARS = 3  # of a first line that names a text
MAX_LABEL_CHARS = 18


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

    Only marks make such a heading of a line that is not the first one. With fields alone between both, the first line
    is the title: "Author: Ann Lee".
    """
    first = [block for block in blocks if block.level == 1 and block.kind == "heading" and block.index]
    above = [*takewhile(lambda block: block is not first[0], blocks)] if len(first) == 1 else []
    titled = len(above) > 1 and all(FIELD.match(block.text) for block in above[1:])
    if titled and above[0].kind == "heading" and above[0].index == 0 and not FIELD.match(above[0].text):
        return above[:1]
    return first if len(first) == 1 and not any(is_prose(block.text) for block in above) else []


def line_above_text(seen: Evidence) -> Iterator[TextCandidate]:
    """The first line near the top that text follows, if it reads like a headline."""
    blocks = _without_chrome(seen)
    top = blocks[:HEAD_BLOCKS]
    menu = _menus(top)
    menu |= _sections(top, menu)
    lines = [nth for nth in range(len(top)) if nth not in menu][:TITLE_BLOCKS]
    heads = [nth for nth in lines if nth + 1 in menu and len(top[nth].text) <= MAX_NAME_CHARS]  # the name of the site
    if lines[:1] == [0] and 0 not in heads:
        heads += _above_site(top[0], menu, seen)
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
    if first is None or first.kind != "heading" or not others or seen.chrome:
        return
    if others[0].tight and not (len(others[0].text) <= MAX_LINE_CHARS and find_dates(others[0].text, seen.language)):
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
    name = blocks[0].text.casefold()
    texts = [block.text.casefold() for block in blocks[1 : 1 + DEFINED_REACH]]
    begins = any(text.startswith((f"{name} ", f"{name}, ")) for text in texts)
    return MIN_NAME_CHARS < len(name) <= MAX_NAME_CHARS and begins


def _without_chrome(seen: Evidence) -> list[Block]:
    """The first blocks, without chrome, except the title of a whole page of terms, right above its text."""
    start = int(holds_fields(seen.blocks))
    blocks = (block for block in seen.blocks[start:MAX_SEEN_BLOCKS] if block.kind != "other")
    return [block for block in blocks if not is_chrome(block, seen)]


def _as_title(block: Block) -> TextCandidate:
    return TextCandidate(block.text, "text:headline", block.index)


def _menus(top: Sequence[Block]) -> set[int]:
    """The indices of the lines of menus: several of one or two words, or the words of one line between bars."""
    short = [_is_label(block.text) and not _heads_day(top, at) for at, block in enumerate(top)]
    runs = {at for at in range(len(top) - 2) if all(short[at : at + MIN_MENU])}
    menu = {at + step for at in runs for step in range(MIN_MENU)}
    return menu | {at for at, block in enumerate(top) if _is_menu(block)}


def _above_site(first: Block, menu: Collection[int], seen: Evidence) -> Sequence[int]:
    """The first line, if it is above a menu in one line, which is chrome, or above the long menu of a site.

    Buttons may be between the name of a site and its menu: "Search", "Subscribe Sign in".
    """
    at, short = first.index + 1, len(first.text) <= MAX_NAME_CHARS
    if short and at in seen.chrome and at < len(seen.blocks) and _is_menu(seen.blocks[at]):
        return (0,)
    for above in range(1, 2 + short * MAX_BUTTON_LINES) if seen.chrome else ():
        if all(above + step in menu for step in range(MIN_SITE_MENU)):
            return range(above)
    return ()


def _is_menu(block: Block) -> bool:
    """Whether a line holds the words of a menu between bars."""
    parts = MENU_MARK.split(block.text)
    return (
        len(parts) > 1 and all(map(_is_label, parts)) and (len(parts) >= MIN_MENU or len(block.text) <= MAX_PAIR_CHARS)
    )


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
