"""Further articles that a site puts under the one that was asked for: whole, each with a headline of its own.

Sites with endless scrolling do so. The page's title names the first, and each has an ``article``, a byline and a date
of its own. Others may be the parts of one text: recipes, days of an event, stories under a preface.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from cleaner.judge.folding import count_words, is_dated
from cleaner.judge.story import Story
from cleaner.judge.units import MAX_UP, child_around, find_common, lineage, reach_of
from cleaner.model import Block, Container, Document
from cleaner.words import fold_words

MIN_WORDS = 40  # of the first article, in paragraphs that stay
MIN_FURTHER_WORDS = 30  # of each further one
MIN_TITLE_CHARS = 12  # of the first headline, folded; shorter ones are in many titles
MAX_HEADLINES = 50
MAX_BYLINE_WORDS = 12
MAX_DATE_CHARS = 60
# Words in the names of an element with a byline.
BYLINES = frozenset({"byline", "by", "author", "authors", "autor", "auteur", "autore", "meta", "posted", "published"})


def find_further(document: Document, headings: Sequence[Block], story: Story) -> Iterator[range]:
    """The blocks of each further article. ``headings`` are those of the page."""
    blocks = document.blocks
    heads = [block for block in headings if block.level == 1 and not block.hidden]
    if not 2 <= len(heads) <= MAX_HEADLINES or not _is_stated(document, heads):
        return
    holder = find_common(heads)
    if holder is None:
        return
    units = [child_around(head, holder) for head in heads]
    first = units[0]
    if first is None or len({id(unit) for unit in units}) < len(units) or story.above(heads[1].index) < MIN_WORDS:
        return
    for head, unit in zip(heads, units, strict=True):
        if unit is None or not _are_alike(first, unit) or not _is_article(head, unit):
            return
        if not _is_signed(blocks, head, unit):
            return
    for head, unit in zip(heads[1:], units[1:], strict=True):
        if unit is not None:
            reach = reach_of(blocks, head.index, unit)
            if sum(count_words(blocks[at].text) for at in reach) >= MIN_FURTHER_WORDS:
                yield reach


def _is_stated(document: Document, heads: Sequence[Block]) -> bool:
    """Whether the title of the page has the first headline in it, and no other."""
    title = fold_words(document.head.title or "")
    said = [fold_words(head.text) for head in heads]
    return len(said[0]) >= MIN_TITLE_CHARS and said[0] in title and not any(other in title for other in said[1:])


def _is_article(head: Block, unit: Container) -> bool:
    """Whether an ``article`` around a headline is an element or inside it."""
    for node in islice(lineage(head), MAX_UP):
        if node.tag == "article":
            return True
        if node is unit:
            break
    return False


def _is_signed(blocks: Sequence[Block], head: Block, unit: Container) -> bool:
    """Whether a short line of an article is dated, and one is in an element named as a byline."""
    named = dated = False
    for at in reach_of(blocks, head.index, unit):
        block = blocks[at]
        if block.kind != "heading" and count_words(block.text) <= MAX_BYLINE_WORDS:
            dated = dated or is_dated(block.text, MAX_DATE_CHARS)
            inside = takewhile(lambda node: node is not unit, islice(lineage(block), MAX_UP))
            named = named or any(not BYLINES.isdisjoint(node.tokens) for node in inside)
    return named and dated


def _are_alike(one: Container, other: Container) -> bool:
    """Whether two elements have one tag, and the same first word in their names."""
    return one.tag == other.tag and one.tokens[:1] == other.tokens[:1]
