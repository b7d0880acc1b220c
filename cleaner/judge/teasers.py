"""Lists of teasers under an article, recognised by their structure.

A teaser is an element with a linked headline and a few more words. If six or more with the same signature follow one
another under an article, apart from its paragraphs, none of them is its text, even if their summaries read like it.

Other teasers are links as a whole, headline and summary. Under a dated article they follow its last paragraph. One
link around a headline and a summary, alone between paragraphs, is a teaser anywhere below the beginning of an article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, islice, pairwise

from cleaner.judge.folding import count_words, is_dated
from cleaner.judge.glances import group_links
from cleaner.judge.hosts import own_hosts
from cleaner.judge.runs import is_link
from cleaner.judge.sources import heads_sources
from cleaner.judge.story import Story
from cleaner.judge.units import (
    HOST,
    child_around,
    find_common,
    is_inside,
    lineage,
    part_by_elements,
    part_by_lines,
    reach_of,
    runs_of,
    signature_of,
)
from cleaner.model import Block, Container, Document

MIN_TEASERS = 6
MAX_WORDS = 160  # of a teaser
MAX_MEAN_WORDS = 70
MAX_FLAT_BLOCKS = 4  # of a teaser without an element of its own
MIN_TITLE_CHARS = 6
MIN_TITLE_WORDS, MAX_TITLE_WORDS = 3, 30
MIN_STORY_WORDS = 100  # in paragraphs that stay above
MAX_AFTER = 0.2  # ratio of words in paragraphs that stay below to those above
MOST_CUT = 0.7  # of the teasers must have summaries that are cut short
CUT = ("…", "...", "[…]", "[...]", "»", "→")
MAX_CARDS = 2  # that stay so far
MAX_IN_CARD = 6  # elements between a headline and the link around its card
MIN_LINKED = 3  # teasers that are links as a whole
MIN_LINKED_STORY_WORDS = 40  # of text outside links, above them
MIN_TEXT_WORDS = 8  # of a block that counts as text of the article
MAX_HEAD_BLOCKS = 6  # between a headline and the first text
MAX_DATE_CHARS = 60  # of a line that dates an article
ADDRESS = "://"  # a link that names an address is a source


def find_teasers(document: Document, keep: Sequence[bool], story: Story) -> list[range]:
    """The runs of teasers below the kept text, if at least a part of them stays so far."""
    blocks = document.blocks
    top = story.reach(MIN_STORY_WORDS)  # a run that begins above it is not under the text
    if top is None:
        return []
    found: list[range] = []
    for lines in group_links(blocks, 0, MIN_TITLE_CHARS):
        if len(lines) < MIN_TEASERS or lines[-MIN_TEASERS] <= top or not any(keep[lines[0] : lines[-1] + 2]):
            continue
        titles = [at for at in lines if MIN_TITLE_WORDS <= count_words(blocks[at].text) <= MAX_TITLE_WORDS]
        for run in runs_of(blocks, titles, level=0) if titles else ():
            units = _units(blocks, run) if run[0] > top else None
            if units is None or not any(keep[units[0].start : units[-1].stop]):
                continue
            if _is_under_story(blocks, story, units):
                found.append(range(units[0].start, units[-1].stop))
    return found


def find_linked(document: Document, keep: Sequence[bool]) -> list[range]:
    """The teasers that are links as a whole, after the last text of a dated article, and no sources.

    List items do not count.
    """
    staying = [*compress(document.blocks, keep)]
    linked = [block.index for block in staying if block.link_chars and _is_linked_teaser(block)]
    last = next((block.index for block in reversed(staying) if _is_text(block)), None) if linked else None
    below = [range(at, at + 1) for at in linked if last is not None and at > last]
    if len(below) < MIN_LINKED:
        return []
    story = [block for block in staying if _is_text(block)]
    if sum(count_words(block.text) for block in story) < MIN_LINKED_STORY_WORDS:
        return []
    if any(count_words(document.blocks[at].text) > MAX_WORDS for reach in below for at in reach):
        return []  # whole texts
    if heads_sources(document.blocks, below[0].start - 1):
        return []
    return below if _is_dated_article(document.blocks[: story[0].index + 1]) else []


def find_cards(
    document: Document, keep: Sequence[bool], headings: Sequence[Block], story: Story
) -> Iterator[range]:  # fmt: skip
    """The cards that stay below the beginning of an article: one link around a headline and a few more words.

    Each links the same site and stands alone in the text. Several in a row, one below a heading, or more than two may
    be what a guide is about.
    """
    blocks = document.blocks
    cards = [*_cards(blocks, keep, headings)]
    if not 1 <= len(cards) <= MAX_CARDS:
        return
    own = own_hosts(document.head)
    starts = {reach.start for reach in cards}
    stops = {reach.stop for reach in cards}
    for reach in cards:
        if reach.start in stops or reach.stop in starts or blocks[reach.start - 1].kind == "heading":
            continue
        links = [HOST.match(span.value) for at in reach for span in blocks[at].spans if span.kind == "link"]
        if any(link and link[1] not in own for link in links):
            continue
        if story.above(reach.start) >= MIN_LINKED_STORY_WORDS:
            yield reach


def _cards(blocks: Sequence[Block], keep: Sequence[bool], headings: Sequence[Block]) -> Iterator[range]:
    seen: set[int] = set()  # links, by their identity
    for head in headings:
        if not head.link_chars or not keep[head.index] or not is_link(head):
            continue
        link = next((node for node in islice(lineage(head), MAX_IN_CARD) if node.tag == "a"), None)
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        reach = reach_of(blocks, head.index, link)
        if len(reach) > 1 and sum(count_words(blocks[at].text) for at in reach) <= MAX_WORDS:
            yield reach


def _is_text(block: Block) -> bool:
    if block.kind == "heading" or 2 * block.link_chars >= len(block.text):
        return False
    return count_words(block.text) >= MIN_TEXT_WORDS


def _is_linked_teaser(block: Block) -> bool:
    return is_link(block) and block.kind != "item" and ADDRESS not in block.text


def _is_dated_article(top: Sequence[Block]) -> bool:
    """Whether the last headline above the text (an h1) is near it, beside a date. ``top`` ends with the text."""
    for back, block in enumerate(reversed(top)):
        if block.kind == "heading" and block.level == 1:
            beside = top[max(0, block.index - 2) :]
            return back <= MAX_HEAD_BLOCKS and any(is_dated(other.text, MAX_DATE_CHARS) for other in beside)
    return False


def _units(blocks: Sequence[Block], titles: Sequence[int]) -> list[range] | None:
    """The teasers of some linked lines, or None if these are something else."""
    if len(titles) < MIN_TEASERS:
        return None
    holder = find_common([blocks[at] for at in titles])
    if holder is None:
        return None
    units = part_by_elements(blocks, titles, holder)
    if units is None or all(len(unit) == 1 for unit in units):
        flat = _flat(blocks, titles, holder)
        if flat is not None or units is None:
            return flat
    between = [at for one, other in pairwise(units) for at in range(one.stop, other.start)]
    if len({_sort(blocks[at], holder) for at in (*titles, *between)}) > 1:
        return None  # there is something else among them
    words = [sum(count_words(blocks[at].text) for at in unit) for unit in units]
    return units if max(words) <= MAX_WORDS and sum(words) <= MAX_MEAN_WORDS * len(words) else None


def _flat(blocks: Sequence[Block], titles: Sequence[int], holder: Container) -> list[range] | None:
    """Teasers without elements of their own: linked headings of one level, each followed by the same few lines."""
    if blocks[titles[0]].kind != "heading" or not 1 < titles[1] - titles[0] <= MAX_FLAT_BLOCKS:
        return None
    units = part_by_lines(blocks, titles, holder)
    if len({tuple(signature_of(blocks[at]) for at in unit) for unit in units}) > 1:
        return None
    words = [sum(count_words(blocks[at].text) for at in unit) for unit in units]
    return units if sum(words) <= MAX_MEAN_WORDS * len(words) else None


def _sort(block: Block, holder: Container) -> tuple[object, ...]:
    """The tag and the first word of the name of the child of an element that stands around a block."""
    unit = child_around(block, holder)
    return () if unit is None else (unit.tag, unit.tokens[:1])


def _is_under_story(blocks: Sequence[Block], story: Story, units: Sequence[range]) -> bool:
    """Whether the text is above, in an element that does not contain the teasers."""
    first, last = units[0].start, units[-1].stop
    words = story.above(first)
    if words < MIN_STORY_WORDS or story.above(len(blocks)) - story.above(last) > MAX_AFTER * words:
        return False
    around = find_common([blocks[at] for at in story.paragraphs(first)])
    if around is None or not is_inside(blocks, first, around):
        return True
    cut = sum(any(blocks[at].text.endswith(CUT) for at in unit) for unit in units)
    return cut >= MOST_CUT * len(units)
