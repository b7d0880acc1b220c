"""Blocks within the text: lists, rows, code and captions among blocks that stay are text, whatever their words.

The tagger ranks blocks by their words and structure, and a list of dates or names looks like chrome. Its place says
more: a sentence that stays announces it, or paragraphs that stay surround it in one container. Blocks with evidence
against them by a phrase, and hidden blocks, are not affected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import compress, islice, pairwise

from cleaner.judge.captions import MIN_PICTURES, find_captions, find_pictured
from cleaner.judge.editorial import find_notes
from cleaner.judge.folding import count_words
from cleaner.judge.mentions import ends_sentence
from cleaner.judge.places import group_by_place
from cleaner.judge.sources import find_linked_lines, heads_sources, is_note_head
from cleaner.judge.units import is_inside, named_around, shares, signature_of
from cleaner.model import Block, Container, Document, around
from cleaner.prefilters import find_kinds
from cleaner.vocabulary import BlockKind, PlaceKind

LISTS = frozenset({"ul", "ol", "dl", "table"})
ROWS = frozenset({"item", "table"})
BOXES: tuple[PlaceKind, ...] = ("quote", "callout")
# Elements around a block of code that contain nothing else: parts of a table, figures, boxes with names like these.
CODE: frozenset[BlockKind] = frozenset({"code"})
CODE_TAGS = frozenset({"pre", "code", "span", "figure", "table", "tbody", "tr", "td"})
CODE_WORDS = frozenset({"code", "codeblock", "highlight", "highlighter", "language", "expressive", "snippet", "shiki"})
ANNOUNCING = (":", "：")
MIN_ANNOUNCING_CHARS = 20
MIN_SENTENCE_CHARS = 36  # of what announces links to other pages with no text after them; shorter are "More from us:"
# The smallest probability by the tagger. On held-out pages, two of five rows below it are gold, and four of five above.
ROWS_LIMIT, ANNOUNCED_LIMIT = 0.05, 0.02
PASSAGE_LIMIT = 0.01  # of a paragraph of plain text in a gap of few lines, beside one that stays
RELATED = frozenset(
    {"related", "recommended", "promo", "teaser", "teasers", "similar", "similarlinks", "relatedlinks", "recirc"}
)  # names of lists that lead away
ASIDES = RELATED | {"comment", "comments"}
RELATED_STEPS = 4  # elements around an item, of which one has such a name
LINKS_LIMIT = 0.3  # of each link to another page in a list between paragraphs
HEADED_LIMIT = 0.15  # of each item of a list below its heading, without text below
CODE_LIMIT = 0.15  # of code anywhere. On held-out pages all such code is text; below, one of four is.
MAX_BOX_LINES = 12
MIN_PARAGRAPH_CHARS = 100
STANZA_LIMIT = 0.1  # of one line of plain text between two that stay, without a gap around it
STANZA_LINES = range(3, 13)
STANZA_SHARE = 2 / 3  # of the lines of a stanza; if they stay, the others do
ALIKE_LIMIT = 0.4  # of a block like others that stay
BOX_LIMIT = ALIKE_LIMIT  # of a quote or a callout
MIN_ALIKE = 3  # blocks in elements with the same names
ALIKE_SHARE, LINKED_SHARE = 1 / 2, 3 / 4  # of those blocks that stay
ONLY_LIMIT = 0.2  # of the only paragraph between two headings that stay. On gold pages almost all are text.
MIN_ONLY_CHARS = 40  # of such a paragraph; shorter ones are dates and names
DOUBT = 0.5  # on average, of blocks without a link between two that stay. On gold pages four of five are text.
MAX_DOUBTED = 12  # such blocks in a row
MAX_DEPTH = 12  # containers around a row in which its list is searched
QUOTES = " \"'“”„‟«»‚‘’「」"
MAX_PULLED_FROM = 30  # blocks around a quote in which the text that it repeats is searched
MIN_PULLED_CHARS = 20  # of a block that may repeat the text; shorter ones say words that it says too
MIN_MORE = 20  # letters that the text has more than the quote
MAX_BOXED = 20  # blocks of a callout on either side that are checked
MAX_BOXES = 6  # containers around code that count as its box
MAX_WRAPPERS = 3  # containers around a list or table that contain nothing else
MIN_ROWS = 2  # of a table; one line with a tab is not a table
MIN_NUMBERED = 3  # lines of plain text that end in a number, for a list of prices
MAX_LINE_CHARS = 80  # of a verse or a priced line
MAX_SHORT_BLOCKS = 40  # of a text that is not the dump of a whole page
MIN_VERSES = 2
MIN_FIRST_VERSES = 4  # of a text that begins with verses
MIN_VERSE_WORDS = 2.5  # on average; menus have fewer

Chances = Sequence[float]


def find_within(
    document: Document, keep: Sequence[bool], chance: Chances, barred: Collection[int], *, cleaned: bool = False
) -> set[int]:  # fmt: skip
    """The blocks that do not stay and belong to the text around them.

    ``chance`` is the tagger's probability for each block. If it is close to zero, even the place does not help.
    ``barred`` are blocks with evidence against them by a phrase or the page. ``cleaned`` means that a plain text looks
    as if another tool had cleaned it. Then short lines between blocks that stay are verses rather than a menu.
    """
    found: set[int] = set()
    markup = document.source == "html"
    likely = [nth for nth, one in enumerate(chance) if one >= ALIKE_LIMIT and not keep[nth]] if markup else []
    boxes = any(document.blocks[nth].place is not None for nth in likely)
    boxed = _find_boxed(document.blocks) if boxes else frozenset()
    special = boxed.union(find_kinds(document.blocks, CODE)) if markup else boxed
    cleaned = cleaned or (document.source == "text" and _is_short_prose(document.blocks))
    for start, end in _gaps(keep):
        if markup:
            _search_markup(document.blocks, start, end, found, chance=chance, barred=barred, special=special)
        else:
            _search_text(document.blocks, start, end, found, chance=chance, barred=barred, cleaned=cleaned)
    if markup:
        found.update(_find_alike(document.blocks, keep, found, likely, barred))
        found.update(find_notes(document.blocks, keep, barred))
        if len(document.images) >= MIN_PICTURES:
            found.update(find_pictured(document.blocks, document.images, keep, chance, barred))
    return found


def _find_alike(
    blocks: Sequence[Block], keep: Sequence[bool], found: Collection[int], likely: Sequence[int],
    barred: Collection[int],
) -> Iterator[int]:  # fmt: skip
    """Blocks in doubt between others with the same names of which at least half stay: steps, questions, cards.

    On gold pages three of four such blocks are text. Of lines with links, three of four must stay, and those beside it.
    """
    doubted = [
        nth for nth in likely
        if nth not in found and nth not in barred and _is_named(blocks[nth].container)
        and (not blocks[nth].link_chars or [*keep[nth - 1 : nth], *keep[nth + 1 : nth + 2]] == [True, True])
    ]  # fmt: skip
    if not doubted:
        return
    last = max(compress(range(len(keep)), keep), default=0)
    names = {node.tokens for nth in doubted if (node := blocks[nth].container) is not None}
    alike: dict[tuple[object, ...], list[int]] = {}
    for nth, block in enumerate(blocks):
        if block.container is not None and block.container.tokens in names:
            alike.setdefault(signature_of(block), []).append(nth)
    for nth in doubted:
        others = alike[signature_of(blocks[nth])]
        stays = sum(keep[other] or other in found for other in others)
        share = LINKED_SHARE if blocks[nth].link_chars else ALIKE_SHARE
        if len(others) >= MIN_ALIKE and stays >= share * len(others) and nth < last:
            yield nth


def _is_named(node: Container | None) -> bool:
    """Whether an element or the one around it has a name."""
    return node is not None and bool(node.tokens or (node.parent is not None and node.parent.tokens))


def find_stanzas(document: Document, keep: Sequence[bool]) -> list[int]:
    """The lines of a few without a blank line between them of which most stay, as in a stanza or an address."""
    found: list[int] = []
    starts = [block.index for block in document.blocks if not block.tight]
    for start, end in pairwise([*starts, len(keep)]):
        stays = sum(map(bool, keep[start:end]))
        if end - start in STANZA_LINES and STANZA_SHARE * (end - start) <= stays < end - start:
            found += range(start, end)
    return found


def _gaps(keep: Sequence[bool]) -> list[tuple[int, int]]:
    """The runs of blocks that do not stay, last excluded."""
    stays = [-1, *compress(range(len(keep)), keep), len(keep)]
    return [(one + 1, other) for one, other in pairwise(stays) if other - one > 1 and other - one <= len(keep)]


def _search_markup(
    blocks: Sequence[Block],
    start: int,
    end: int,
    found: set[int],
    *,
    chance: Chances,
    barred: Collection[int],
    special: frozenset[int],
) -> None:
    """Search one run of blocks. ``special``: blocks of code, and those in quotes and callouts if any is likely."""
    before = blocks[start - 1] if start else None
    after = blocks[end] if end < len(blocks) else None
    stop = end if after is not None and end - start <= MAX_DOUBTED else _end_of_list(blocks, start, end)
    if start and _is_likely(blocks, start, stop, chance, barred):
        found.update(range(start, stop))
    if end - start == 1 and start not in barred and chance[start] >= ONLY_LIMIT and _is_section(blocks, start):
        found.add(start)
    stop = _find_listing(blocks, start, end, chance, barred)
    if stop > start and max(chance[start:stop]) >= (ANNOUNCED_LIMIT if _announces(blocks[start - 1]) else ROWS_LIMIT):
        found.update(range(start, stop))
    found.update(find_captions(blocks, start, end, chance, barred))
    found.update(find_linked_lines(blocks, start, end, chance, barred))
    for index in special.intersection(range(start, end)) if special else ():
        block = blocks[index]
        if block.kind == "code":
            holder = _code_holder(block)
            likely = chance[index] >= CODE_LIMIT and named_around(block.container, ASIDES, MAX_DEPTH) is None
            fits = index not in barred and (likely or shares(before, holder) or shares(after, holder))
        elif index not in barred and _box_chance(blocks, start, end, block, chance) >= BOX_LIMIT:
            boxes = islice(block.container.lineage(), 1, MAX_BOXES) if block.container else ()
            stands = any(shares(before, holder) and shares(after, holder) for holder in boxes)
            fits = stands and not _is_pulled(blocks, index)
        else:
            continue
        if fits:
            found.add(index)


def _is_section(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block is the only paragraph between two headings."""
    block = blocks[at]
    if block.kind != "paragraph" or block.link_chars or len(block.text) < MIN_ONLY_CHARS:
        return False
    return 0 < at < len(blocks) - 1 and blocks[at - 1].kind == blocks[at + 1].kind == "heading"


def _is_likely(blocks: Sequence[Block], start: int, stop: int, chance: Chances, barred: Collection[int]) -> bool:
    """Whether the tagger rather keeps a run of blocks without links than not, if they are taken together."""
    if start == stop or sum(chance[start:stop]) < DOUBT * (stop - start):
        return False
    return not any(
        block.link_chars or block.index in barred
        or (len(block.text) >= MIN_PULLED_CHARS and _is_pulled(blocks, block.index))
        for block in blocks[start:stop]
    )  # fmt: skip


def _end_of_list(blocks: Sequence[Block], start: int, end: int) -> int:
    """The end of a list that the block before begins, or that follows it in one container; otherwise ``start``."""
    stop, inner = start, around(blocks[start].place, "list")
    while stop < end and inner is not None and around(blocks[stop].place, "list") is inner:
        stop += 1
    if not start or stop == start or around(blocks[start - 1].place, "list") is inner:
        return stop
    return stop if stop - start >= MIN_ROWS and shares(blocks[start - 1], _list_holder(blocks, start, stop)) else start


def _find_listing(blocks: Sequence[Block], start: int, end: int, chance: Chances, barred: Collection[int]) -> int:
    """The end of the list or table that begins right after a block that stays, or ``start`` if it does not belong.

    It belongs if the block before announces it, if text of the same container follows, or if it is a table without
    links. Links to other pages need both, or a sentence that announces them, or a heading or an item of their own that
    stays, of which one such as "References" needs no text after them, or better chances.
    """
    first = start
    while first < end and blocks[first].kind == "caption" and around(blocks[first].place, "table") is not None:
        first += 1
    stop = first
    while start > 0 and stop < end and blocks[stop].kind in ROWS:
        stop += 1
    if stop == first:
        return start
    after = stop
    while after < len(blocks) and after <= end and blocks[after].kind == "caption":
        after += 1
    holder = _list_holder(blocks, start, after)
    before = blocks[start - 1]
    if holder is None or not shares(before, holder) or any(index in barred for index in range(start - 1, stop)):
        return start
    linked = sum(block.link_chars for block in blocks[start:stop])
    elsewhere = 2 * linked > sum(len(block.text) for block in blocks[start:stop])
    headed = before.kind == "heading" and not elsewhere and stop - first >= MIN_ROWS
    surrounded = end <= after < len(blocks) and shares(blocks[after], holder)
    if _announces(before):
        sentence = before.kind != "heading" and len(before.text) >= MIN_SENTENCE_CHARS
        return stop if surrounded or sentence or not elsewhere else start
    if not linked and stop - first >= MIN_ROWS and all(len(block.cells) > 1 for block in blocks[first:stop]):
        return stop
    if is_note_head(before) or (elsewhere and heads_sources(blocks, before.index)):
        return stop
    if surrounded and (not elsewhere or before.kind in ("heading", "item")):
        return stop
    if elsewhere and named_around(blocks[start].container, RELATED, RELATED_STEPS) is not None:
        return start
    least = min(chance[start:stop])
    return stop if (surrounded and least >= LINKS_LIMIT) or (headed and least >= HEADED_LIMIT) else start


def _announces(block: Block) -> bool:
    text = block.text.rstrip()
    return block.kind not in ("caption", "table") and text.endswith(ANNOUNCING) and len(text) >= MIN_ANNOUNCING_CHARS


def _list_holder(blocks: Sequence[Block], start: int, after: int) -> Container | None:
    """The container that holds the outermost list or table around a row, and more than its rows and captions."""
    holder, row = None, blocks[start]
    if row.container is not None:
        for node in islice(row.container.lineage(), MAX_DEPTH):
            if node.tag in LISTS:
                holder = node.parent
    for _ in range(MAX_WRAPPERS):
        if holder is None or is_inside(blocks, start - 1, holder) or is_inside(blocks, after, holder):
            break
        holder = holder.parent
    return holder


def _find_boxed(blocks: tuple[Block, ...]) -> frozenset[int]:
    """The blocks in quotes and callouts."""
    groups = group_by_place(blocks, BOXES)
    return frozenset(block.index for kind in BOXES for parts in groups[kind].values() for block in parts)


def _box_chance(blocks: Sequence[Block], start: int, end: int, block: Block, chance: Chances) -> float:
    """The probability of a quote, or of the likeliest block of a callout, which stays or goes as a whole."""
    box = around(block.place, "callout")
    if box is None:
        return chance[block.index]
    near = range(max(start, block.index - MAX_BOXED), min(end, block.index + MAX_BOXED))
    return max(chance[at] for at in near if around(blocks[at].place, "callout") is box)


def _is_pulled(blocks: Sequence[Block], index: int) -> bool:
    """Whether a block nearby contains the same words and more, like the text that a pull quote repeats."""
    words = blocks[index].text.strip(QUOTES)
    near = blocks[max(0, index - MAX_PULLED_FROM) : index + MAX_PULLED_FROM]
    return any(words in block.text and len(block.text) > len(words) + MIN_MORE for block in near)


def _code_holder(code: Block) -> Container | None:
    """The container of a block of code, including the box of a highlighter."""
    holder = code.container
    for _ in range(MAX_BOXES):
        if holder is None or not (holder is code.container or holder.tag in CODE_TAGS or CODE_WORDS & {*holder.tokens}):
            break
        holder = holder.parent
    return holder


def _search_text(
    blocks: Sequence[Block],
    start: int,
    end: int,
    found: set[int],
    *,
    chance: Chances,
    barred: Collection[int],
    cleaned: bool,
) -> None:
    """Runs of one shape between blocks of plain text that stay, or right after one that announces them."""
    lone = end - start == 1 and start > 0 and end < len(blocks) and start not in barred
    if lone and chance[start] >= STANZA_LIMIT and blocks[start].tight and blocks[end].tight:
        found.update([start] if _shape(blocks[start]) == "line" else [])
    at = start
    while at < end:
        shape = _shape(blocks[at])
        stop = at + 1
        while stop < end and _shape(blocks[stop]) == shape:
            stop += 1
        run = blocks[at:stop]
        trusted = cleaned and max(chance[at:stop]) >= ROWS_LIMIT
        if shape == "table" and any(
            0 <= other < len(blocks) and blocks[other].kind == "table" for other in (at - 1, stop)
        ):
            fits = True  # other rows of the table stay
        elif not start:  # nothing that stays is above, as for menus and poems
            fits = shape == "code" or (stop == end < len(blocks) and len(run) >= MIN_FIRST_VERSES and _is_verse(run))
            fits = fits and trusted
        elif at == start and _announces(blocks[start - 1]):
            fits = shape in ("code", "item", "table") or (shape == "number" and len(run) >= MIN_NUMBERED)
        elif shape == "prose" and (at == start or stop == end < len(blocks)):
            fits = _is_passage(blocks, start, end, run) and min(chance[at:stop]) >= PASSAGE_LIMIT
        elif end == len(blocks):
            fits = shape == "code" or (shape == "table" and len(run) >= MIN_ROWS and trusted and _has_numbers(run))
        else:
            likely = trusted or (shape == "table" and max(chance[at:stop]) >= ROWS_LIMIT)
            fits = shape == "code" or (likely and _is_listing(run, shape))
        if fits and not any(index in barred for index in range(at, stop)):
            found.update(range(at, stop))
        at = stop


def _is_passage(blocks: Sequence[Block], start: int, end: int, run: Sequence[Block]) -> bool:
    """Whether paragraphs beside one that stays are near text on the other side too: a box that stands in a text."""
    if end == len(blocks) or end - start > MAX_BOX_LINES:
        return False
    return all(_is_paragraph(block) for block in (blocks[start - 1], *run, blocks[end]))


def _is_paragraph(block: Block) -> bool:
    return block.kind == "paragraph" and len(block.text) >= MIN_PARAGRAPH_CHARS and ends_sentence(block.text)


def _is_short_prose(blocks: Sequence[Block]) -> bool:
    """Whether a plain text has too few lines for a whole page, and most of it in prose."""
    prose = sum(len(block.text) for block in blocks if len(block.text) > MAX_LINE_CHARS)
    return len(blocks) <= MAX_SHORT_BLOCKS and 2 * prose >= sum(len(block.text) for block in blocks)


def _has_numbers(run: Sequence[Block]) -> bool:
    return 2 * sum(any(map(str.isdigit, block.text)) for block in run) >= len(run)


def _shape(block: Block) -> str:
    if block.kind in ("code", "table", "item"):
        return block.kind
    if len(block.text) > MAX_LINE_CHARS:
        return "prose"
    return "number" if block.text.rstrip("€$£¥ %.")[-1:].isdigit() else "line"


def _is_listing(run: Sequence[Block], shape: str) -> bool:
    """Whether a run of blocks of one shape has the size of a piece of text."""
    if shape in ("item", "table"):
        return len(run) >= MIN_ROWS
    return len(run) >= MIN_NUMBERED if shape == "number" else shape == "line" and _is_verse(run)


def _is_verse(run: Sequence[Block]) -> bool:
    """Whether short lines are verses: in stanzas, and longer than the words of a menu."""
    words = sum(count_words(block.text) for block in run)
    tight = sum(block.tight for block in run)
    return MIN_VERSES <= len(run) <= 2 * tight and words >= MIN_VERSE_WORDS * len(run)
