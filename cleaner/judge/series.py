"""Series of short units built alike in a text: prices, scores, addresses, dates, steps, facts, cards without links.

A unit is an element with a few words, and the elements beside it have the same tag and name. The tagger takes such
units for teasers or menus. They are text if paragraphs that stay surround them in one part of the page, or if they end
the part that holds the last paragraphs. Teasers and menus have links.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from cleaner.judge.between import find_edges
from cleaner.judge.folding import count_words
from cleaner.judge.hosts import leads_on, own_hosts
from cleaner.judge.runs import is_link
from cleaner.judge.structure import JUDGE
from cleaner.judge.units import child_around, find_common, is_inside, reach_of, signature_of
from cleaner.model import Block, Container, Document, Image, Verdict
from cleaner.vocabulary import BlockKind, PageKind
from cleaner.words import size_of

TAGGER = "tagger"
KINDS_OF_PAGES: frozenset[PageKind | None] = frozenset({"article", "documentation", None})
MIN_UNITS = 3
MAX_UP = 8  # elements around a block that may be a unit
MAX_BLOCKS = 100  # of a series
MAX_UNIT_CHARS = 300  # of one block
MAX_UNIT_WORDS, MAX_MEAN_WORDS = 90, 40
MIN_MEAN_WORDS = 2  # with one more for each number; tags and choices have fewer
MAX_NUMBERS = 0.6  # of the blocks; a chart has more
MIN_CHANCE = 0.05  # of the likeliest block, if none stays; as for rows (``within``)
MAX_DOUBTED = 1 / 4  # of the blocks may have evidence against them, and go
MAX_HEADS, MAX_HEAD_CHARS = 2, 100  # lines above the units in their box
MAX_BELOW = 12  # lines between the units and the text below
MAX_LINKS = 0.4  # of the letters of units, to other sites
MAX_ABOVE = 120  # blocks in which the text above is searched
MAX_BOX_LINKS = 0.2  # of the letters of the box around the units
MAX_HOPS = 6  # elements from the units to the one that they share with the text
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")  # what a link around a picture may enlarge
MIN_TEXT_CHARS = 80  # of a paragraph of the text
KINDS: frozenset[BlockKind] = frozenset({"paragraph", "heading", "item", "other", "quote"})
PLAIN = frozenset({"p", "span", "br", "h1", "h2", "h3", "h4", "h5", "h6"})  # no units where the paragraphs are
ROWS = frozenset({"tr", "td", "th", "tbody", "table"})  # tables have rules of their own
CONTROLS = frozenset({"form", "button", "label", "select", "fieldset", "footer"})
CHROME = frozenset({
    "related", "recommended", "recommendations", "recirc", "promo", "teaser", "teasers", "newsletter", "subscribe",
    "subscription", "signup", "share", "sharing", "social", "author", "authors", "bio", "byline", "ad", "ads",
    "sponsor", "sponsored", "advertisement", "cta", "testimonial", "testimonials", "comment", "comments", "tags",
    "caption", "credit", "credits", "fn", "footnote", "footnotes", "popular", "trending", "cookie", "consent",
    "breadcrumb", "app", "banner", "overlay", "modal", "popup", "dialog", "sticky", "sidebar", "breadcrumbs",
    "menu", "pagination", "pager", "topics", "keywords", "link", "links", "paywall", "locked", "buy",
})  # fmt: skip


class Series(NamedTuple):
    """The blocks of a series, the element that holds its units, and the first block of each unit."""

    reach: range
    holder: Container
    starts: tuple[int, ...]


class Page(NamedTuple):
    """The blocks of a page, which of them stay and why, and the hosts of its own addresses."""

    blocks: Sequence[Block]
    keep: Sequence[bool]
    because: Sequence[Verdict | None]
    own: frozenset[str]


def judge(
    document: Document, keep: Sequence[bool], because: Sequence[Verdict | None], kind: PageKind | None
) -> list[Verdict]:  # fmt: skip
    """Evidence on the blocks of such series that are dropped so far. ``because``: what decided on each block."""
    if document.source != "html" or kind not in KINDS_OF_PAGES:
        return []
    edges = find_edges(keep)
    page = Page(document.blocks, keep, because, own_hosts(document.head) if edges else frozenset())
    return [Verdict(index, True, JUDGE, "series") for index in _find_series(page, document.images, edges)]


def _find_series(page: Page, images: Sequence[Image], edges: Sequence[int]) -> Iterator[int]:
    """The blocks of such series that do not stay. ``edges``: the blocks that do not stay, each after one that does."""
    blocks, keep, because, _ = page
    done = 0
    for edge in edges:
        at = max(edge, done)
        while at < len(blocks) and not keep[at]:
            found = _series_at(page, at)
            if found is None or _is_pictured(images, found):
                break
            for nth in range(min(at, found.reach.start), found.reach.stop):
                if not keep[nth] and _is_free(because[nth]) and not is_link(blocks[nth]):
                    yield nth
            done = at = found.reach.stop


def _series_at(page: Page, at: int) -> Series | None:
    """The series that begins or goes on at a block, maybe below a few lines that head it, if it belongs to the text."""
    for head in range(at, min(at + MAX_HEADS + 1, len(page.blocks))):
        block = page.blocks[head]
        if page.keep[head] or leads_on(block, page.own) or block.hidden or block.kind not in KINDS:
            return None
        fits = None
        for found in _find_units(page.blocks, head, page.own):
            if _is_series(page, found) and _belongs(page, found, at):
                fits = found  # the outermost: cards rather than the lines of one
        if fits is not None:
            return fits
        if len(block.text) > MAX_HEAD_CHARS or not _is_free(page.because[head]):
            return None
    return None


def _find_units(blocks: Sequence[Block], at: int, own: Collection[str]) -> Iterator[Series]:
    """The elements around a block that several beside them are like, innermost first."""
    node = blocks[at].container
    for _ in range(MAX_UP):
        if node is None or node.parent is None or node.tag in ROWS:
            return
        holder = node.parent
        first = last = at
        sort = _sort(node)
        units = deque([node])  # of each block
        while first and (unit := _unit_like(blocks[first - 1], holder, sort)) is not None:
            first -= 1
            if last - first >= MAX_BLOCKS or _is_foreign(blocks[first], own):
                return  # so are the units of outer elements
            units.appendleft(unit)
        while last + 1 < len(blocks) and (unit := _unit_like(blocks[last + 1], holder, sort)) is not None:
            last += 1
            if last - first >= MAX_BLOCKS or _is_foreign(blocks[last], own):
                return
            units.append(unit)
        starts = [first, *(nth for nth, (one, other) in enumerate(pairwise(units), first + 1) if one is not other)]
        if len(starts) >= MIN_UNITS or node.tag == "details":  # a toggle is a unit by itself
            yield Series(range(first, last + 1), holder, tuple(starts))
        node = holder


def _is_foreign(block: Block, own: Collection[str]) -> bool:
    """Whether a block is in no unit of a series: it is long or hidden, or leads on."""
    return len(block.text) > MAX_UNIT_CHARS or block.hidden or block.kind not in KINDS or leads_on(block, own)


def _unit_like(block: Block, holder: Container, sort: tuple[str, tuple[str, ...]]) -> Container | None:
    """The child of an element around a block, if it has the tag and the name of a unit."""
    other = child_around(block, holder)
    return other if other is not None and _sort(other) == sort else None


def _sort(node: Container) -> tuple[str, tuple[str, ...]]:
    return "dd" if node.tag == "dt" else node.tag, node.tokens[:1]


def _is_series(page: Page, series: Series) -> bool:
    """Whether the units are short and differ, without links, controls, charts and names of chrome."""
    blocks, keep, because, own = page
    parts = [blocks[at] for at in series.reach]
    if len(parts) > MAX_BLOCKS or any(
        leads_on(block, own) or block.hidden or block.kind not in KINDS for block in parts
    ):
        return False
    if sum(block.link_chars for block in parts) > MAX_LINKS * sum(len(block.text) for block in parts):
        return False
    if sum(not keep[block.index] and not _is_free(because[block.index]) for block in parts) > MAX_DOUBTED * len(parts):
        return False
    if not any(keep[at] for at in series.reach) and _chance(because, series) < MIN_CHANCE:
        return False
    stops = (*series.starts[1:], series.reach.stop)
    words = [
        sum(count_words(blocks[at].text) for at in range(start, stop))
        for start, stop in zip(series.starts, stops, strict=True)
    ]
    if max(words) > MAX_UNIT_WORDS or sum(words) > MAX_MEAN_WORDS * len(words):
        return False
    if sum(words) + sum(any(map(str.isdigit, block.text)) for block in parts) < MIN_MEAN_WORDS * len(words):
        return False
    if 2 * len({block.text for block in parts}) < len(parts):
        return False
    makes = Counter(signature_of(blocks[start]) for start in series.starts)
    if 2 * max(makes.values()) < len(series.starts):
        return False
    numbers = sum(not any(map(str.isalpha, block.text)) for block in parts)
    if numbers > MAX_NUMBERS * len(parts):
        return False
    return not any(
        node.tag in CONTROLS or not CHROME.isdisjoint(node.tokens)
        for block in parts if block.container is not None
        for node in islice(block.container.lineage(), max(0, block.container.depth - series.holder.depth + 1))
    )  # fmt: skip


def _belongs(page: Page, series: Series, at: int) -> bool:
    """Whether the text is around a series, or ends with it."""
    blocks, keep, _, own = page
    start, stop = min(at, series.reach.start), series.reach.stop
    above = [nth for nth in range(start - 1, max(-1, start - 1 - MAX_ABOVE), -1) if keep[nth]]
    if not above:
        return False
    after = next((nth for nth in range(stop, min(stop + MAX_BELOW + 1, len(blocks))) if keep[nth]), None)
    if after is not None and any(leads_on(blocks[nth], own) for nth in range(stop, after)):
        after = None
    text = [blocks[nth] for nth in above if _is_text(blocks[nth])][:2]
    if len(text) < (1 if after is not None else 2):
        return False
    shared = find_common([blocks[above[0]], blocks[after]] if after is not None else text)
    if shared is None:
        return False
    if series.holder is shared and blocks[series.starts[0]].container is not None:
        unit = child_around(blocks[series.starts[0]], series.holder)
        if unit is None or unit.tag in PLAIN:
            return False
    inside = any(node is shared for node in islice(series.holder.lineage(), MAX_HOPS))
    if not inside or not is_inside(blocks, start, shared):
        return False
    if not CHROME.isdisjoint(
        word for node in islice(series.holder.lineage(), series.holder.depth - shared.depth) for word in node.tokens
    ):
        return False
    return _is_plain_box(page, series, shared)


def _is_plain_box(page: Page, series: Series, shared: Container) -> bool:
    """Whether the part of the text around the units has few links and no button: else it calls for something."""
    first = series.reach.start
    box = child_around(page.blocks[first], shared) if series.holder is not shared else None
    if box is None:
        return True
    most = len(series.reach) + MAX_BLOCKS
    parts = [page.blocks[nth] for nth in reach_of(page.blocks, first, box, most)]
    links = sum(block.link_chars for block in parts if leads_on(block, page.own))
    if len(parts) > most or links > MAX_BOX_LINKS * sum(len(block.text) for block in parts):
        return False
    return not any(
        node.tag in CONTROLS for block in parts if block.container is not None
        for node in islice(block.container.lineage(), block.container.depth - box.depth)
    )  # fmt: skip


def _chance(because: Sequence[Verdict | None], series: Series) -> float:
    """The probability of the likeliest block of a series that does not stay."""
    return max((1 - said.score for at in series.reach if _is_free(said := because[at]) and said is not None), default=0)


def _is_pictured(images: Sequence[Image], series: Series) -> bool:
    """Whether the units are captions of a gallery, or teasers of which only the picture is a link."""
    if not images:
        return False
    reach = range(series.reach.start, series.reach.stop)
    inside = [image for image in images if image.before in reach and not image.embed]
    linked = sum(bool(image.href) and not image.href.lower().endswith(PICTURES) for image in inside)
    single = len(series.starts) == len(reach) and len({image.before for image in inside}) >= len(reach) - 1
    return single or 2 * linked >= len(series.starts)


def _is_free(verdict: Verdict | None) -> bool:
    """Whether only the body judge drops a block."""
    return verdict is not None and verdict.judge == TAGGER


def _is_text(block: Block) -> bool:
    return block.kind in ("paragraph", "other") and size_of(block.text) >= MIN_TEXT_CHARS
