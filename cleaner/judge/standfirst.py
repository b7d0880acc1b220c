"""Standfirsts: in HTML those that are named so, and in a text dump of a whole page the line under the headline.

Such a dump begins with the title of the page, often with the name of its site. Menus follow. Then the headline repeats
the title, and the article begins. A dump of the main part of a page begins with the headline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from cleaner.judge.folding import is_dated
from cleaner.judge.inputs import YEAR
from cleaner.judge.mentions import ends_sentence
from cleaner.judge.units import lineage, named_around
from cleaner.model import Block, Document, around
from cleaner.patterns import later
from cleaner.words import fold_words, size_of

MIN_TITLE_CHARS, MAX_TITLE_CHARS = 16, 300  # of a headline; the least in folded form
MAX_STEPS = 13  # from the headline to the first paragraph: lines of authors, dates, buttons and pictures
MIN_PARAGRAPH_CHARS = 120
MIN_CHARS = 60  # of a standfirst; shorter lines are often captions and topics
MAX_DATED_CHARS = 120  # of a line with a date and an author
MIN_HEADLINE_CHARS = 30  # of a headline that is the first line; topics and names of sites are shorter
MAX_DATE_CHARS = 40  # of a line that is a date
MIN_SECOND_CHARS = 70  # of a standfirst below it; shorter ones are often headlines below the name of a site
MIN_CHANCE = 0.03  # of belonging to the text
BAR = "|"  # between the parts of a byline
# Class names of a standfirst, on its own element or the one around it.
NAMES = frozenset({
    "standfirst", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "lede", "lead", "intro", "excerpt",
    "chapo", "vorspann", "bajada", "entradilla", "sottotitolo",
})  # fmt: skip
MIN_NAMED_CHARS, MIN_NAMED_CHANCE = 25, 0.05  # on gold pages three of five are text; most gold leaves standfirsts out
# Names that other blocks have as well: of a sentence in such an element two of three are text on gold pages.
OTHER_NAMES = frozenset({
    "summary", "description", "teaser", "abstract", "preamble", "ingress", "strapline", "sommario", "resumo", "perex",
})  # fmt: skip
MIN_OTHER_CHANCE = 0.1
MIN_HEADER_CHANCE = 0.02  # of a sentence in the header of an article; on gold pages there are almost none
NUMBERS, MAX_NUMBERS = later(r"\d+"), 2  # in such a sentence
HEADER_STEPS = 4  # elements around it, of which one is the header
MIN_POINTS, MAX_POINTS, MIN_POINT_CHARS = 2, 12, 20  # of a list of key points
POINTS_CHANCE = 0.25  # on average
LIKELY = 0.5  # of belonging to the text; under a headline of another rank than 1, the tagger keeps no others
OTHER_KINDS = frozenset({"item", "caption", "table", "code"})


def find_named(under: Sequence[Block], chance: Sequence[float], barred: Collection[int]) -> Iterator[int]:
    """The standfirsts between the headline of an HTML page and its text: blocks named so, and likely sentences."""
    for block in under:
        if block.kind in OTHER_KINDS or block.link_chars or block.container is None or block.index in barred:
            continue
        if named_around(block.container, NAMES, 2) is not None:
            fits = len(block.text) >= MIN_NAMED_CHARS and chance[block.index] >= MIN_NAMED_CHANCE
        elif len(block.text) >= MIN_CHARS and chance[block.index] >= MIN_OTHER_CHANCE and ends_sentence(block.text):
            named = chance[block.index] < LIKELY and named_around(block.container, OTHER_NAMES, 2) is not None
            fits = named or chance[block.index] >= LIKELY or _is_in_header(block)
        elif len(block.text) >= MIN_CHARS and chance[block.index] >= MIN_HEADER_CHANCE and ends_sentence(block.text):
            fits = _is_in_header(block)
        else:
            fits = False
        if fits:
            yield block.index


def _is_in_header(block: Block) -> bool:
    """Whether a block below a headline is in the header of the article: a sentence there is seldom anything else.

    Lines of dates and counts have more numbers.
    """
    if len(NUMBERS.findall(block.text, 0, MAX_TITLE_CHARS)) > MAX_NUMBERS:
        return False
    return any(node.tag == "header" for node in islice(lineage(block), HEADER_STEPS))


def find_points(under: Sequence[Block], chance: Sequence[float], barred: Collection[int]) -> Iterator[int]:
    """The key points between the headline of an HTML page and its text: a list of likely items, and its heading."""
    own, points = None, list[Block]()
    for at, block in enumerate((*under, None)):
        within = around(block.place, "list") if block is not None and block.kind == "item" else None
        if points and within is not own:
            if _are_points(points, chance, barred):
                yield from (point.index for point in points)
                head = at - len(points) - 1
                if head >= 0 and _heads_points(under[head]) and under[head].index not in barred:
                    yield under[head].index
            points = []
        own = within
        if block is not None and within is not None:
            points.append(block)


def _are_points(points: Sequence[Block], chance: Sequence[float], barred: Collection[int]) -> bool:
    if not MIN_POINTS <= len(points) <= MAX_POINTS or sum(chance[one.index] for one in points) < POINTS_CHANCE * len(
        points
    ):
        return False
    return all(
        not one.link_chars and not one.hidden and one.index not in barred and size_of(one.text) >= MIN_POINT_CHARS
        for one in points
    )  # fmt: skip


def _heads_points(block: Block) -> bool:
    return (
        block.kind in ("heading", "paragraph", "other") and not block.link_chars and len(block.text) <= MAX_DATE_CHARS
    )


def find_standfirst(document: Document, keep: Sequence[bool], chance: Sequence[float]) -> int | None:
    """The index of the line right under the headline, if it may be a standfirst and text that stays follows.

    ``chance``: the probability of each block. On held-out news 11 of 14 such lines belong to the text. On other pages
    they are standfirsts too, but the gold leaves them out.
    """
    blocks = document.blocks
    title = fold_words(blocks[0].text) if blocks and len(blocks[0].text) <= MAX_TITLE_CHARS else ""
    if len(title) < MIN_TITLE_CHARS:
        return None
    headline = 0 if _is_under_first(blocks) else None
    for block in blocks[1:]:
        if headline is not None and keep[block.index] and len(block.text) > MIN_PARAGRAPH_CHARS:
            if block.index - headline <= MAX_STEPS:
                return headline + 1 if _is_standfirst(blocks[headline + 1], chance) else None
            headline = None
        if _says(block, title):
            headline = block.index
    return None


def _is_under_first(blocks: Sequence[Block]) -> bool:
    """Whether the first line of a text may be the headline, with a standfirst below it."""
    if len(blocks) == 1 or len(blocks[1].text) < MIN_SECOND_CHARS or blocks[1].kind in OTHER_KINDS:
        return False
    return len(blocks[0].text) >= MIN_HEADLINE_CHARS and not is_dated(blocks[0].text, MAX_DATE_CHARS)


def _says(block: Block, title: str) -> bool:
    """Whether a block is the title of the page, with or without more words around it."""
    if len(block.text) > MAX_TITLE_CHARS:
        return False
    said = fold_words(block.text)
    return len(said) >= MIN_TITLE_CHARS and (said in title or title in said)


def _is_standfirst(block: Block, chance: Sequence[float]) -> bool:
    return (
        len(block.text) >= MIN_CHARS
        and BAR not in block.text
        and not (len(block.text) <= MAX_DATED_CHARS and YEAR.search(block.text))
        and chance[block.index] >= MIN_CHANCE
    )
