"""Boxes and lines that belong to the text on both sides of them: the judges of words know too little of them.

They are: headings, quotes, callouts, lists by their roles and elements with tabs, lines of one text, poems and
addresses, formulas on lines by themselves, and stanzas of plain text.
"""

from __future__ import annotations

import re
from collections.abc import Container as Box
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, islice

from cleaner.judge.boxes import NAMES
from cleaner.judge.embeds import find_embedded, is_post
from cleaner.judge.mentions import ends_said
from cleaner.judge.places import Parts, share_of_links
from cleaner.judge.questions import find_lone
from cleaner.judge.runs import is_link
from cleaner.judge.units import MAX_UP, holder_of, is_inside, shares, signature_of
from cleaner.model import Block, Container, Document
from cleaner.prefilters import HEADINGS, find_kinds, find_spanned
from cleaner.vocabulary import BlockKind, PageKind, PlaceKind

EDGE = re.compile(b"\x01\x00")  # flags: one stays, the next does not
LINES = frozenset({"line", "verse"})  # words in the names of an element that is one line of a poem
# Words in the names of elements around poems, and of those around the names of people and captions.
POEMS = frozenset({"poem", "poetry", "stanza", "verse", "lyrics"})
LINE_BLOCK = frozenset({"line", "block"})  # of Docutils
LINED: frozenset[PageKind | None] = frozenset({"article", "documentation", "forum"})  # pages with lines of text
PEOPLE = frozenset({"author", "byline", "contact", "meta", "credit", "vcard", "caption"})
TABS = frozenset({"tab", "tabs", "tabbed", "tabset"})  # words in the names of an element with panes
MAX_PANES = 100  # blocks in such an element
MAX_LINES = 3  # that are missing between two lines of the same text
MAX_POEM_LINES = 80
MIN_POEM_LINES = 2
MAX_NAMED = 6  # elements around a line of which one names a poem or a person
MAX_NUMBER_CHARS = 8  # of the number of a formula
MIN_CALLOUT_CHARS = 25  # of the longest block of a callout; a box of dates and labels has none
MIN_ROWS, MIN_CELLS = 2, 2  # of a table
MAX_APART = 10  # blocks from one to text that stays
MAX_BOXES = 4  # elements around one that hold nothing else
MAX_LINKS = 0.4  # of the letters of a box
# Words in the names of asides with the words of the text, or that call for something.
NO_ASIDES = PEOPLE.union({"pullquote", "pull", "promo", "cta"}, *NAMES.values())
MIN_ASIDE_CHARS = 16  # of a sentence beside the text
MAX_ASIDES = 20  # such sentences of a page
MARKS = " .…\"'“”„«»‘’"  # around words that are pulled out of the text
MAX_VERSE_CHARS = 70
QUOTES: frozenset[BlockKind] = frozenset({"quote"})
SHORT = HEADINGS | QUOTES
PROSE: frozenset[PageKind | None] = frozenset({"article", "documentation"})  # with headings built alike
MAX_BUTTON_CHARS = 20  # of a line in a heading or below it
MAX_ABOVE = 12  # blocks of a box above a heading
VERSES: frozenset[BlockKind] = frozenset({"paragraph", "heading", "other"})
_Sign = tuple[int, tuple[object, ...]]  # what headings built alike share: their level and their signature
PAUSES = (",", ";", "–", "—", "，", "；", "、", "،", "؛")  # at the end of a verse; lines of a menu have none there


def find_edges(keep: Sequence[bool]) -> list[int]:
    """The indices of the blocks that do not stay, each right after one that does."""
    return [found.end() - 1 for found in EDGE.finditer(bytes(keep))]


def find(
    blocks: Sequence[Block], groups: Mapping[PlaceKind, Parts], keep: Sequence[bool], kind: PageKind | None,
    matches: Box[int],
) -> Iterator[tuple[int, str]]:  # fmt: skip
    """The index of each such block, and the rule that it follows. ``matches`` are those that phrases recognise."""
    # a post of a forum quotes what the page has already
    for boxes in (groups["callout"], groups["quote"] if kind != "forum" else {}):
        yield from ((index, "between") for index in _boxes_between(boxes, keep, matches))
    edges = find_edges(keep)
    yield from ((index, "line") for index in _lines_between(blocks, keep, edges))
    yield from ((index, "between") for index in _asides_between(blocks, keep, edges) if index not in matches)
    yield from ((index, "line") for index in _poems_between(blocks, keep, edges, kind))
    yield from ((index, "between") for index in _boxes_between(_by_role(groups["list"]), keep, matches))
    yield from ((index, "formula") for index in _formulas_between(blocks, keep))
    yield from ((index, "table") for index in _tables_between(blocks, groups["table"], keep))
    yield from ((index, "post") for index in find_embedded(blocks, keep, edges, matches))
    yield from ((index, "tabs") for index in _tabs_between(blocks, keep, edges))
    if kind in PROSE:
        yield from ((index, "questions") for index in find_lone(blocks, keep, edges, matches))


def find_short(
    blocks: Sequence[Block], keep: Sequence[bool], page: PageKind | None, matches: Box[int]
) -> Iterator[int]:  # fmt: skip
    """Quotes between two blocks that stay, and headings beside one of them: too short to be judged by their words.

    A post of a forum quotes what the page has already, if not all its posts are quotes. A heading that phrases
    recognise, such as "Share", stays only above a list ("See also") or between two blocks.
    """
    quoting = page == "forum" and 2 * sum(keep[at] for at in find_kinds(blocks, QUOTES)) < sum(keep)
    alike = None if page in PROSE else frozenset[_Sign]()
    for at in [at for at in find_kinds(blocks, HEADINGS if quoting else SHORT) if not keep[at]]:
        before, after = at - 1, at + 1
        while before >= 0 and blocks[before].kind == "caption":
            before -= 1
        while after < len(blocks) and blocks[after].kind == "caption":
            after += 1
        if blocks[at].kind == "heading":
            before, after = _beside_heading(blocks, keep, at, before, after)
        if after == len(blocks) or not keep[after] or _leads_elsewhere(blocks[at]):
            continue
        if blocks[at].kind == "heading" and (at not in matches or blocks[after].kind == "item"):
            alike = _signs(blocks, keep) if alike is None else alike
            if alike and _sign(blocks[at]) in alike:
                yield at
        if before < 0 or not keep[before]:
            continue
        if blocks[at].kind == "quote" or holder_of(blocks[at]) in (holder_of(blocks[before]), holder_of(blocks[after])):
            yield at


def _leads_elsewhere(block: Block) -> bool:
    """Whether a block is a link, other than to a place on its own page, such as a heading to itself."""
    return is_link(block) and any(span.kind == "link" and not span.value.startswith("#") for span in block.spans)


def _signs(blocks: Sequence[Block], keep: Sequence[bool]) -> frozenset[_Sign]:
    """The signs of the headings that stay. On gold pages nine of ten others with such a sign, over text, are text."""
    return frozenset(_sign(blocks[at]) for at in find_kinds(blocks, HEADINGS) if keep[at])


def _sign(heading: Block) -> _Sign:
    return heading.level, signature_of(heading)


def _beside_heading(
    blocks: Sequence[Block], keep: Sequence[bool], at: int, before: int, after: int
) -> tuple[int, int]:  # fmt: skip
    """The blocks around a heading: beyond a button in it, and beyond a box above it if all are in one element."""
    if after + 1 < len(blocks) and not keep[after] and len(blocks[after].text) <= MAX_BUTTON_CHARS:
        after += 1
    if after < len(blocks) and keep[after] and not keep[before]:
        holder = holder_of(blocks[at])
        near = range(before - 1, max(-1, before - MAX_ABOVE), -1)
        found = next((one for one in near if keep[one]), -1) if holder_of(blocks[after]) is holder else -1
        if found >= 0 and holder_of(blocks[found]) is holder:
            before = found
    return before, after


def _boxes_between(boxes: Parts, keep: Sequence[bool], matches: Box[int]) -> Iterator[int]:
    """The blocks of quotes and callouts of which nothing stays, between two blocks that stay.

    Several in a row, such as embedded posts, count as one. A callout with words that phrases recognise calls for
    something.
    """
    run: list[Block] = []
    for place, parts in boxes.items():
        if place.kind == "callout":
            is_box = max(len(block.text) for block in parts) >= MIN_CALLOUT_CHARS
            is_box = is_box and not any(block.index in matches for block in parts)
        elif place.kind == "list":
            is_box = len(parts) > 1
        else:  # the place of a comment is that of a quote
            is_box = parts[0].kind == "quote"
        whole = parts[-1].index - parts[0].index + 1 == len(parts)
        if not (is_box and whole) or any(keep[block.index] for block in parts):
            continue
        if share_of_links(parts) > MAX_LINKS and not is_post(parts):
            continue
        if run and run[-1].index + 1 != parts[0].index:
            yield from _amid(run, keep)
            run = []
        run += parts
    if run:
        yield from _amid(run, keep)


def _amid(run: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    before, after = run[0].index - 1, run[-1].index + 1
    if before >= 0 and after < len(keep) and keep[before] and keep[after]:
        yield from (block.index for block in run if not block.hidden)


def _asides_between(blocks: Sequence[Block], keep: Sequence[bool], edges: Sequence[int]) -> Iterator[int]:
    """Sentences without links, each in an ``aside`` of its own between two paragraphs that stay: pulled out of them."""
    left = MAX_ASIDES
    for at in edges:
        if at + 1 == len(keep) or not keep[at + 1]:  # as most
            continue
        block = blocks[at]
        node = block.container
        if node is not None and node.tag == "p":
            node = node.parent
        if node is None or node.tag != "aside" or block.hidden or block.link_chars or len(block.text) < MIN_ASIDE_CHARS:
            continue
        beside = node.parent in (holder_of(blocks[at - 1]), holder_of(blocks[at + 1]))
        if beside and ends_said(block.text) and NO_ASIDES.isdisjoint(node.tokens):
            if not left:  # each is searched in all of the text
                return
            left -= 1
            if not _is_said(blocks, keep, block):
                yield at


def _is_said(blocks: Sequence[Block], keep: Sequence[bool], block: Block) -> bool:
    """Whether the words of a block are part of one that stays."""
    words = block.text.strip(MARKS)
    return any(words in other.text for other in compress(blocks, keep))


def _tables_between(blocks: Sequence[Block], tables: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """Tables of which nothing stays between two blocks that do, in the element of both."""
    for parts in tables.values():
        rows = [block for block in parts if block.kind == "table"]
        if len(rows) < MIN_ROWS or any(keep[block.index] or len(block.cells) < MIN_CELLS for block in rows):
            continue
        holder = rows[0].container
        while holder is not None and holder.tag != "table":
            holder = holder.parent
        above = range(parts[0].index - 1, max(-1, parts[0].index - MAX_APART), -1)
        below = range(parts[-1].index + 1, min(len(keep), parts[-1].index + MAX_APART))
        before, after = (next((at for at in side if keep[at]), None) for side in (above, below))
        if holder is None or before is None or after is None:
            continue
        boxes = islice(holder.lineage(), 1, MAX_BOXES)
        amid = any(shares(blocks[before], box) and shares(blocks[after], box) for box in boxes)
        if amid and share_of_links(parts) <= MAX_LINKS:
            yield from (block.index for block in parts if not block.hidden)


def _tabs_between(blocks: Sequence[Block], keep: Sequence[bool], edges: Sequence[int]) -> Iterator[int]:
    """What is missing of an element with tabs between two blocks that stay, such as one text for each system.

    ``edges`` are the indices of blocks that do not stay right after one that does.
    """
    end = 0
    for at in edges:
        if at < end:
            continue
        tabs = _tabs_around(blocks[at])
        if tabs is None:
            continue
        first = end = at
        while is_inside(blocks, first - 1, tabs):
            first -= 1
        while is_inside(blocks, end, tabs):
            end += 1
        first = _before_names(blocks, first, keep)
        if first > 0 and end < len(blocks) and keep[first - 1] and keep[end] and end - first <= MAX_PANES:
            parts = [block for block in blocks[first:end] if _tabs_around(block) is tabs]
            if share_of_links(parts) <= MAX_LINKS:
                yield from (block.index for block in parts if not block.hidden)


def _before_names(blocks: Sequence[Block], first: int, keep: Sequence[bool]) -> int:
    """The first of the names of tabs right above their panes, in an element of their own, or ``first``."""
    names = _tabs_around(blocks[first - 1]) if first else None
    while names is not None and first > 0 and not keep[first - 1] and is_inside(blocks, first - 1, names):
        first -= 1
    return first


def _tabs_around(block: Block) -> Container | None:
    """The outermost element with tabs around a block."""
    found, node = None, block.container
    for _ in range(MAX_UP):  # called for many elements, so without a generator
        if node is None:
            break
        if not TABS.isdisjoint(node.tokens):
            found = node
        node = node.parent
    return found


def _lines_between(blocks: Sequence[Block], keep: Sequence[bool], edges: Sequence[int]) -> Iterator[int]:
    """Lines between two lines that stay: parts of one element between breaks, or elements that are called lines."""
    for at in edges:
        if at == len(blocks) - 1 or blocks[at].kind == "heading":
            continue
        holder = _lines_of(blocks[at - 1])
        for after in range(at, min(at + MAX_LINES, len(blocks) - 1)):
            if holder is None or keep[after] or _lines_of(blocks[after]) is not holder or is_link(blocks[after]):
                break
            if keep[after + 1] and _lines_of(blocks[after + 1]) is holder:
                yield from range(at, after + 1)


def _lines_of(block: Block) -> Container | None:
    """The element whose lines a block belongs to."""
    node = block.container
    for _ in range(MAX_UP):
        if node is None or (node.tag != "span" and LINES.isdisjoint(node.tokens)):
            return node
        node = node.parent
    return None


def _poems_between(
    blocks: Sequence[Block], keep: Sequence[bool], edges: Sequence[int], kind: PageKind | None
) -> Iterator[int]:  # fmt: skip
    """The lines of a poem, an address or one paragraph of which nothing stays, between two blocks that stay."""
    plain = kind in LINED
    for at in edges:
        end = at
        if blocks[at].tight:  # the lines before it stay
            continue
        while end < len(blocks) and end - at <= MAX_POEM_LINES and not keep[end]:
            tied = blocks[end].tight if end > at else end + 1 < len(blocks) and blocks[end + 1].tight
            if blocks[end].kind == "caption" or not _is_of_poem(blocks[end], named=not (plain and tied)):
                break
            end += 1
        if end < len(blocks) and keep[end] and end - at >= MIN_POEM_LINES:
            yield from range(at, end)


def _is_of_poem(block: Block, *, named: bool) -> bool:
    """Whether a block has no links and names no author. ``named``: it must be in a poem or an address by its name."""
    if block.link_chars or block.hidden:
        return False
    found, node = not named, block.container
    for _ in range(MAX_NAMED):
        if node is None:
            break
        if not PEOPLE.isdisjoint(node.tokens):
            return False
        found = found or node.tag == "address" or not POEMS.isdisjoint(node.tokens) or LINE_BLOCK.issubset(node.tokens)
        node = node.parent
    return found


def _by_role(lists: Parts) -> Parts:
    """The lists whose items are items only by their roles."""
    return {place: parts for place, parts in lists.items() if parts[0].kind == "other"}


def _formulas_between(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """Formulas on lines by themselves, with their numbers, between two blocks that stay."""
    last = -1
    for at in find_spanned(blocks, "formula"):
        if at <= last or keep[at] or not _is_formula(blocks[at]):
            continue
        first = last = at
        while first > 0 and not keep[first - 1] and _is_of_formula(blocks[first - 1]):
            first -= 1
        while last + 1 < len(blocks) and not keep[last + 1] and _is_of_formula(blocks[last + 1]):
            last += 1
        if first > 0 and last + 1 < len(blocks) and keep[first - 1] and keep[last + 1]:
            yield from range(first, last + 1)


def _is_formula(block: Block) -> bool:
    """Whether formulas make up most of a block."""
    return 2 * sum(span.end - span.start for span in block.spans if span.kind == "formula") > len(block.text)


def _is_of_formula(block: Block) -> bool:
    """Whether a block is a formula or the number of one, such as "(2.1)"."""
    return _is_formula(block) or (len(block.text) <= MAX_NUMBER_CHARS and block.text.startswith("("))


def find_verses(document: Document, keep: Sequence[bool]) -> Iterator[int]:
    """The lines of two stanzas that follow one another in a plain text, with the title above a poem that begins it.

    A stanza is of short lines without a blank one between, and ends like a sentence. One line ends with a pause.
    """
    blocks = document.blocks if document.source == "text" and not all(keep) else ()
    before: range | None = None  # the stanza above
    start = 0
    for end in range(1, len(blocks) + 1):
        if end < len(blocks) and blocks[end].tight:
            continue
        stanza = range(start, end) if _is_stanza(blocks[start:end]) else None
        if (
            stanza and before and not all(keep[before.start : end])
            and any(blocks[at].text.endswith(PAUSES) for at in (*before, *stanza))
        ):  # fmt: skip
            yield from range(0 if before.start == 1 else before.start, end)
        before, start = stanza, end


def _is_stanza(lines: Sequence[Block]) -> bool:
    """Whether several lines are short, and the last one ends like a sentence."""
    return (
        len(lines) > 1
        and ends_said(lines[-1].text)
        and all(line.kind in VERSES and len(line.text) <= MAX_VERSE_CHARS for line in lines)
    )
