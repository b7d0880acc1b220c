"""Blocks that belong to text that stays.

They are: footnotes whose marks stay, the head and the caption of a table, captions of images, code between paragraphs
and its title, headings, quotes, callouts, lines and formulas between two blocks, the missing items of a list, a list
of sources below its heading, a term above its definition, the name under a quote and above a comment, text with the
signature of other comments, and a first heading that no title states.

This judge gives evidence to keep, and only against the body judge. What a rule drops stays dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container as Box
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, islice, pairwise

from cleaner.judge import between, labels, repeats
from cleaner.judge.callouts import find_box_titles, find_callouts
from cleaner.judge.captions import find_speakers
from cleaner.judge.places import Parts, group_by_place, share_of_links
from cleaner.judge.questions import find_answers
from cleaner.judge.runs import is_link
from cleaner.judge.sources import leads_to_others
from cleaner.judge.terms import find_labels, find_recipe_notes, find_terms
from cleaner.judge.units import named_around, signature_of
from cleaner.model import Block, Container, Document, Image, Verdict, around
from cleaner.prefilters import HEADINGS, find_kinds, find_spanned
from cleaner.vocabulary import BlockKind, PageKind, PlaceKind

JUDGE = "structure"
# Pages of these kinds have small print in their footnotes, and much that is not text between parts of their text.
LISTS: frozenset[PageKind] = frozenset({"product", "collection", "listing", "service"})
MAX_STEPS_TO_TEXT = 3  # blocks between a heading or the name of an author and the text below it
MAX_STEPS_TO_CODE = 5  # blocks between code and the text before it, such as tabs and names of files
PARTS_AROUND = 4  # code and the text before it share one of this many elements around them
PARTS_BETWEEN = 10  # as many if text stays on both sides of the code, as in the cells of a notebook
CODE_TITLES = frozenset({"title", "caption", "filename"})  # words in the names of an element over code
NAME_OF_FILE = frozenset({"file", "name"})
MAX_AUTHOR_CHARS = 80
MAX_TITLE_CHARS = 79
MIN_NAMED = 1 / 3  # of the comments of a forum: the tagger keeps the names of their authors
MIN_ALIKE = 3  # blocks with one signature in the comments of a page
MIN_OF_LIST, MIN_OF_QUOTE = 0.5, 0.7  # share of letters that stay before the rest stays too
MIN_ITEMS = 3  # of such a list
MIN_TITLED = 2  # items of a list whose items have titles
MAX_LINKS_OF_LIST = 0.4  # of its letters
MIN_SOURCES = 2  # items of a list
CODE: frozenset[BlockKind] = frozenset({"code"})
MAX_NOTES_TO_TEXT = 0.5  # definitions may hold at most this many times the letters of the text that marks them


def judge(
    document: Document, keep: Sequence[bool], kind: PageKind | None, images: bool, title: str | None = None,
    *, matches: Box[int] = (),
) -> list[Verdict]:  # fmt: skip
    """Evidence on blocks that are dropped so far. ``images``: whether images are part of the output.

    ``matches`` are the blocks that phrases recognise, also those that only head a section or are weak evidence.
    """
    blocks, groups = document.blocks, group_by_place(document.blocks)
    found: dict[int, str] = {}
    if kind not in LISTS:
        found.update((index, "note") for index in _notes(blocks, keep))
        if kind != "forum":
            found.update((index, "list") for index in _list_items(groups["list"], keep))
            found.update((index, "term") for index in find_terms(groups["list"], keep))
            found.update((index, "sources") for index in _sources(blocks, groups["list"], keep))
            found.update((index, "sources") for index in _sources(blocks, groups["table"], keep))
            found.update((index, "quote") for index in _quoted(groups["quote"], keep))
        if document.source == "html":  # in plain text a line without a full stop passes for a heading
            found.update((index, "between") for index in between.find_short(blocks, keep, kind, matches))
            found.update(between.find(blocks, groups, keep, kind, matches))
            if kind == "article":
                found.update((index, "questions") for index in find_answers(blocks, keep))
            if kind in between.PROSE:
                found.update((index, "label") for index in find_labels(blocks, groups["list"], keep))
                found.update((index, "label") for index in find_recipe_notes(blocks, keep))
                found.update((index, "item") for index in _item_heads(groups["list"], keep))
        found.update((index, "verse") for index in between.find_verses(document, keep))
    if document.source == "text":
        found.update((index, "label") for index in (*labels.find_times(blocks, keep), *labels.find_named(blocks, keep)))
        found.update((index, "standfirst") for index in labels.find_standfirst(blocks, keep, title))
    found.update((index, "table") for index in _table_parts(groups, keep))
    found.update((index, "quote") for index in find_speakers(groups["figure"], groups["quote"], keep, {*found}))
    if kind == "product":
        found.update((index, "table") for index in _specifications(blocks, groups["table"], keep))
    if kind in between.PROSE:
        found.update((index, "callout") for index in find_callouts(blocks, groups["callout"], keep, kind, matches))
    if code := find_kinds(blocks, CODE):
        found.update((index, "code") for index in _code(blocks, code, keep))
        found.update((index, "code-title") for index in _code_titles(blocks, code, keep, found))
    if groups["callout"] or groups["details"]:
        stays = [kept or index in found for index, kept in enumerate(keep)]
        found.update((index, "callout") for index in find_box_titles(blocks, stays) if index not in found)
    found.update(_comments(groups["quote"], keep, kind))
    if any(blocks[at].level == 1 and not keep[at] for at in find_kinds(blocks, HEADINGS)):
        heading = repeats.find_unstated(document)
        if heading is not None and any(keep[heading + 1 : heading + 1 + MAX_STEPS_TO_TEXT]):
            found[heading] = "first-heading"
    if images and document.images and groups["figure"]:
        found.update((index, "caption") for index in _captions(document.images, groups["figure"], keep))
    return [Verdict(index, True, JUDGE, rule) for index, rule in sorted(found.items()) if not keep[index]]


def _notes(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The definitions of notes whose marks are in text that stays, unless they are too long compared with it.

    If half of the definitions stay anyway, all of them do.
    """
    marked = {
        span.value for at in find_spanned(blocks, "note") if keep[at] and around(blocks[at].place, "note") is None
        for span in blocks[at].spans if span.kind == "note"
    }  # fmt: skip
    if not marked:
        return
    notes = [
        block for block in blocks if (place := around(block.place, "note")) is not None and place.value in marked
    ]  # fmt: skip
    text = sum(len(block.text) for block in compress(blocks, keep))
    kept = sum(keep[block.index] for block in notes)
    if 2 * kept >= len(notes) or sum(len(block.text) for block in notes) <= MAX_NOTES_TO_TEXT * text:
        yield from (block.index for block in notes)


def _table_parts(groups: Mapping[PlaceKind, Parts], keep: Sequence[bool]) -> Iterator[int]:
    """The caption and the head rows of tables with a row that stays.

    All rows stay if half of them do, or if nothing but the head would.
    """
    for parts in groups["figure"].values():
        if any(block.kind in ("table", "code") and keep[block.index] for block in parts):
            code = not any(block.kind == "table" for block in parts)  # whose captions may hold links to the file,
            captions = [block for block in parts if block.kind == "caption"]  # or words for screen readers
            yield from (block.index for block in captions if not (code and (block.link_chars or block.hidden)))
    for parts in groups["table"].values():
        data = [block for block in parts if block.kind == "table"]
        kept = sum(keep[block.index] for block in data)
        if not kept:
            continue
        body = [block for block in data if not _is_head(block)]
        kept_of_body = sum(keep[block.index] for block in body)
        whole = 2 * kept > len(data) or 2 * kept_of_body >= len(body) or not kept_of_body
        for block in parts:
            if block.kind == "caption" or whole or _is_head(block):
                yield block.index


def _specifications(blocks: Sequence[Block], tables: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The rows of tables right below a heading that stays, such as "Dimensions" on the page of a product."""
    for parts in tables.values():
        first = parts[0].index
        if first == 0 or blocks[first - 1].kind != "heading" or not keep[first - 1]:
            continue
        if not any(keep[block.index] for block in parts) and share_of_links(parts) <= MAX_LINKS_OF_LIST:
            yield from (block.index for block in parts if not block.hidden)


def _is_head(row: Block) -> bool:
    return bool(row.cells) and all(cell.head for cell in row.cells if cell.columns)


def _list_items(lists: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The missing items of lists that mostly stay: items between two blocks, or any item of a numbered list.

    Words that repeat in the same list, such as "Compare" under each product, are not part of its text.
    """
    for place, parts in lists.items():
        if not _mostly_stays(parts, keep, MIN_OF_LIST) or share_of_links(parts) > MAX_LINKS_OF_LIST:
            continue
        if len({item for block in parts if (item := around(block.place, "item")) is not None}) < MIN_ITEMS:
            continue
        said = Counter(block.text for block in parts)
        kept = [block.index for block in parts if keep[block.index]]
        for block in parts:
            inside = place.ordered or kept[0] < block.index < kept[-1]
            if inside and not block.hidden and said[block.text] == 1:
                yield block.index


def _item_heads(lists: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The first line of an item whose next line stays, such as the title of a step; no links and no bare numbers.

    Words that several items begin with are labels.
    """
    for parts in lists.values():
        if not _mostly_stays(parts, keep, MIN_OF_LIST) or share_of_links(parts) > MAX_LINKS_OF_LIST:
            continue
        if len({around(block.place, "item") for block in parts}) < MIN_TITLED:
            continue
        before, said = None, Counter(block.text for block in parts)
        for block, after in pairwise(parts):
            item = around(block.place, "item")
            first = item is not before and item is not None and not keep[block.index]
            before = None if first and block.text.isdecimal() else item  # its title follows the number of a step
            heads = first and before is not None and keep[after.index] and around(after.place, "item") is item
            heads = heads and said[block.text] == 1 and not block.hidden and not block.link_chars
            if heads and len(block.text) <= min(MAX_TITLE_CHARS, len(after.text)):
                yield block.index


def _sources(blocks: Sequence[Block], lists: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The items of lists of links to several other sites, right below a heading that stays: sources, shops, tools.

    So are those below a line in bold type, and those between two paragraphs that stay. Lists of links to one site are
    left to the tagger, because most announce other pages of the site itself.
    """
    for parts in lists.values():
        first, last = parts[0].index, parts[-1].index
        above = blocks[first - 1] if first else None
        if above is None or not keep[above.index] or len(parts) < MIN_SOURCES:
            continue
        if above.kind != "heading" and not (
            above.kind == "paragraph" and (any(keep[last + 1 : last + 2]) or _is_bold(above))
        ):
            continue
        if any(keep[block.index] or block.hidden for block in parts) or above.container is None:
            continue
        below = parts[0].container
        if below is None or not _share_parts(above.container, below, PARTS_AROUND):
            continue
        links = [span.value for block in parts for span in block.spans if span.kind == "link"]
        if leads_to_others(links):
            yield from (block.index for block in parts)


def _is_bold(block: Block) -> bool:
    """Whether all of a short block is in bold type."""
    size = len(block.text)
    return size <= MAX_TITLE_CHARS and any(
        span.kind == "strong" and span.end - span.start == size for span in block.spans
    )


def _quoted(quotes: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The missing blocks of quotes that mostly stay, such as the name of the speaker."""
    for parts in quotes.values():
        if _mostly_stays(parts, keep, MIN_OF_QUOTE) and parts[0].kind == "quote":
            yield from (block.index for block in parts if not block.hidden and not is_link(block))


def _mostly_stays(parts: Sequence[Block], keep: Sequence[bool], share: float) -> bool:
    """Whether some blocks are dropped, and the others hold at least this share of all letters."""
    stays = [keep[block.index] for block in parts]
    if True not in stays or False not in stays:
        return False
    kept = sum(len(block.text) for block in compress(parts, stays))
    return kept > 0 and kept >= share * _letters_of(parts)


def _letters_of(parts: Sequence[Block]) -> int:
    return sum(len(block.text) for block in parts)


def _code(blocks: Sequence[Block], code: Sequence[int], keep: Sequence[bool]) -> Iterator[int]:
    """Blocks of code shortly after a block that stays, or between two that stay, in the same part of the page."""
    for block in [blocks[at] for at in code if not keep[at]]:
        if block.container is None:
            continue
        near = range(block.index - 1, max(-1, block.index - 1 - MAX_STEPS_TO_CODE), -1)
        before = next((blocks[index].container for index in near if keep[index]), None)
        parts = PARTS_BETWEEN if any(keep[block.index + 1 : block.index + 1 + MAX_STEPS_TO_CODE]) else PARTS_AROUND
        if before is not None and _share_parts(before, block.container, parts):
            yield block.index


def _code_titles(
    blocks: Sequence[Block], code: Sequence[int], keep: Sequence[bool], found: Mapping[int, str]
) -> Iterator[int]:
    """The line right before code that stays, if it is called a title, such as the name of a file."""
    for block, after in [(blocks[at - 1], blocks[at]) for at in code if at and not keep[at - 1]]:
        if block.container is None or after.container is None:
            continue
        if (keep[after.index] or after.index in found) and len(block.text) <= MAX_TITLE_CHARS:
            named = named_around(block.container, CODE_TITLES, 2) is not None or NAME_OF_FILE.issubset(
                block.container.tokens
            )
            if named and _share_parts(block.container, after.container, PARTS_AROUND):
                yield block.index


def _share_parts(one: Container, other: Container, count: int) -> bool:
    """Whether two blocks are in one element that is among the ``count`` innermost ones around each."""
    parts, others = ({node.order for node in islice(block.lineage(), count)} for block in (one, other))
    return not parts.isdisjoint(others)


def _comments(quotes: Parts, keep: Sequence[bool], kind: PageKind | None) -> Iterator[tuple[int, str]]:
    """The parts of comments that stay: their authors, and text with the signature of the text that stays in most.

    In a forum the tagger recognizes the names of authors. All of them are treated alike, so no answer loses its author.
    """
    owned: list[tuple[int, list[Block]]] = []
    by_signature: dict[tuple[object, ...], list[int]] = {}
    for parts in quotes.values():
        author = next((block.index for block in parts[:MAX_STEPS_TO_TEXT] if _names_author(block)), None)
        if author is None:
            continue
        text = [block for block in parts if block.index > author]
        owned.append((author, text))
        for block in text:
            if not is_link(block):
                by_signature.setdefault(signature_of(block), []).append(block.index)
    found: set[int] = set()
    for alike in by_signature.values():
        if len(alike) >= MIN_ALIKE and 2 * sum(keep[at] for at in alike) >= len(alike):
            found.update(alike)
    authors = [author for author, text in owned if any(keep[block.index] or block.index in found for block in text)]
    if kind != "forum" or sum(keep[at] for at in authors) >= MIN_NAMED * len(authors):
        yield from ((at, "comment-author") for at in authors)
    yield from ((at, "comment-text") for at in sorted(found))


def _names_author(block: Block) -> bool:
    return (
        block.kind != "quote" and len(block.text) <= MAX_AUTHOR_CHARS
        and any(span.kind == "strong" and span.start == 0 for span in block.spans)
    )  # fmt: skip


def _captions(images: Sequence[Image], figures: Parts, keep: Sequence[bool]) -> Iterator[int]:
    """The captions beside an image in a figure that is shown, also because the figure before it is."""
    stays = [*keep]
    for image in images:
        figure = around(image.place, "figure")
        if figure is None or not (parts := figures.get(figure)) or not _is_shown(image, stays, parts):
            continue
        for block in parts:
            if block.kind != "table" and not stays[block.index]:
                stays[block.index] = True
                yield block.index


def shown_images(document: Document, keep: Sequence[bool]) -> tuple[Image, ...]:
    """The images beside blocks that stay."""
    framed = [(image, around(image.place, "figure")) for image in document.images]
    figures = group_by_place(document.blocks, ("figure",))["figure"] if any(figure for _, figure in framed) else {}
    return tuple([image for image, figure in framed if _is_shown(image, keep, figures.get(figure) if figure else None)])


def _is_shown(image: Image, keep: Sequence[bool], parts: Sequence[Block] | None) -> bool:
    """Whether a block on either side of an image stays. ``parts`` are those of its figure, which count as one block."""
    first = last = image.before
    if parts:
        first, last = min(first, parts[0].index), max(last, parts[-1].index + 1)
    return True in keep[max(0, first - 1) : last + 1]
