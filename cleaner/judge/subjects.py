"""Phrases of chrome that are what a page is about: a section of a manual or of terms, and an item among sentences.

"Download our app" is the second step of a manual, "You may unsubscribe at any time" a clause of terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from operator import eq

from cleaner.judge.mentions import ends_sentence
from cleaner.judge.openended import Match
from cleaner.judge.rules import STRONG
from cleaner.judge.units import holder_of, shares
from cleaner.model import Block, Container, around
from cleaner.patterns import later
from cleaner.prefilters import HEADINGS, find_kinds
from cleaner.vocabulary import RemovalKind
from cleaner.words import size_of

KINDS: frozenset[RemovalKind] = frozenset({"other", "subscription", "consent", "legal"})
MIN_BESIDE = 2  # sentences of other sections, or other items, on the page
MAX_BLOCKS = 300  # from the first of the headings
MAX_ITEMS = 60  # on either side of an item that are checked
MIN_SENTENCE_CHARS = 20  # of an item or a clause
PAGES = frozenset({"html", "body"})  # elements whose headings are of several texts
CHROME = frozenset({"footer", "nav", "aside", "sidebar", "widget", "newsletter", "promo", "popup", "modal", "cookie"})
CHROME_STEPS = 6  # elements around a section of which none may be of chrome, by tag or name
NUMBERED = later(r"(\d{1,2})[.)]?\s+[^\W\d]")


class Sections:
    """The headings of one rank in one element, which is of text."""

    def __init__(self, holder: Container, heads: Sequence[Block]) -> None:
        self.holder, self.heads = holder, heads
        counts = (int(found[1]) if (found := NUMBERED.match(head.text)) else 0 for head in heads)
        self.counted = len(heads) > MIN_BESIDE and all(map(eq, counts, count(1)))
        self.told: bool | None = None  # not known yet

    def is_of_text(self, blocks: Sequence[Block], matches: Mapping[int, Match], at: int, *, told: bool) -> bool:
        """Whether one of them heads text: they count from one, or it is not the last and sentences are below others.

        ``told``: whether the latter is sufficient.
        """
        if self.counted or not told or at >= self.heads[-1].index:
            return self.counted
        if self.told is None:
            first = max(0, self.heads[0].index - 1)
            near = blocks[first : min(first + MAX_BLOCKS, self.heads[-1].index + 2)]
            said = (
                block for block in near
                if block.index not in matches and not block.link_chars and (block.kind == "item" or _is_clause(block))
            )  # fmt: skip
            found = filter(None, (shares(block, self.holder) for block in said))
            self.told = any(islice(found, MIN_BESIDE - 1, None))
        return self.told


def _is_chrome(node: Container) -> bool:
    return node.tag in CHROME or not CHROME.isdisjoint(node.tokens)


Rank = tuple[Container | None, int]


def _rank_of(head: Block) -> Rank:
    return holder_of(head), head.level


def _group(blocks: Sequence[Block]) -> dict[Rank, list[Block]]:
    """The headings of each rank."""
    ranks: dict[Rank, list[Block]] = {}
    for at in find_kinds(blocks, HEADINGS):
        ranks.setdefault(_rank_of(blocks[at]), []).append(blocks[at])
    return ranks


def _is_of_text(holder: Container | None) -> bool:
    """Whether an element is of one text, and not of chrome."""
    if holder is None or holder.tag in PAGES:
        return False
    return not any(map(_is_chrome, islice(holder.lineage(), CHROME_STEPS)))


def find_subjects(blocks: Sequence[Block], matches: Mapping[int, Match]) -> Iterator[int]:
    """The indices of matches in HTML that are an item of a list of sentences or steps, or a section with its head."""
    heads: dict[Rank, list[Block]] = {}
    ranks: dict[Rank, Sections | None] = {}  # None: of no text
    for at, found in matches.items():
        block = blocks[at]
        if block.link_chars or block.hidden:
            continue
        if block.kind == "item":
            if found.scope != "section" and _is_step(blocks, block, matches):
                yield at
            continue
        told = found.kind in KINDS and found.score >= STRONG and found.scope != "tile"
        head = at
        if block.kind != "heading":
            head = at - 1
            if not told or head < 0 or blocks[head].kind != "heading" or head in matches:
                continue
        if not told and not blocks[head].text[:1].isdigit():  # as for most: only a number tells one then
            continue
        holder, _ = rank = _rank_of(blocks[head])
        if rank not in ranks:
            of_text = _is_of_text(holder)
            heads = heads or (_group(blocks) if of_text else {})
            ranks[rank] = Sections(holder, heads[rank]) if holder is not None and of_text else None
        own = ranks[rank]
        if own is not None and own.is_of_text(blocks, matches, head, told=told):
            yield from (head,) if head in matches else ()
            yield from _clauses(blocks, head, matches)


def _is_step(blocks: Sequence[Block], block: Block, matches: Mapping[int, Match]) -> bool:
    """Whether at least two other items of a list are no phrases and no links: sentences, or steps that are counted."""
    own = around(block.place, "list")
    if own is None or not (own.ordered or (ends_sentence(block.text) and len(block.text) >= MIN_SENTENCE_CHARS)):
        return False
    beside = 0
    for step in (-1, 1):
        at = block.index + step
        while 0 <= at < len(blocks) and abs(at - block.index) <= MAX_ITEMS and around(blocks[at].place, "list") is own:
            other = blocks[at]
            if 2 * other.link_chars > len(other.text):
                return False
            beside += at not in matches and (own.ordered or ends_sentence(other.text))
            at += step
    return beside >= MIN_BESIDE


def _is_clause(block: Block) -> bool:
    said = size_of(block.text[: 2 * MIN_SENTENCE_CHARS]) >= MIN_SENTENCE_CHARS
    return block.kind in ("paragraph", "other") and said and ends_sentence(block.text)


def _clauses(blocks: Sequence[Block], head: int, matches: Mapping[int, Match]) -> Iterator[int]:
    """The sentences of a section that are phrases, without links, in the element of its heading."""
    holder = holder_of(blocks[head])
    for block in blocks[head + 1 : head + 1 + MAX_BLOCKS]:
        if block.kind == "heading":
            return
        said = block.index in matches and not block.link_chars and _is_clause(block)
        if said and holder_of(block) is holder:
            yield block.index
