"""Lines of Markdown that are links as a whole: menus and teasers that html2text, Jina Reader and others dumped.

The tagger was trained on plain text, where nothing shows a link. Outside the paragraphs that stay, 3 of 100 words in
such lines are gold on news pages and 6 on other articles. Those that the text leads to, such as sources, stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from cleaner.judge.folding import count_words
from cleaner.judge.mentions import ends_said
from cleaner.judge.runs import MAX_TEASER_CHARS, is_prose
from cleaner.judge.sources import names_sources
from cleaner.model import Block, Document, Verdict
from cleaner.vocabulary import PageKind
from cleaner.words import size_of

JUDGE = "asides"
RULE = "link-lines"
MIN_LINKED = 0.8  # of the letters of a line
MIN_RUN = 4  # such lines in a row
CERTAIN = 0.98  # the chance from which the tagger keeps them anywhere, as the title
SURE = 0.8  # the chance from which the tagger keeps them on a page that may be a list
DOUBTED = 0.5  # and from which it keeps them between paragraphs
MIN_SAID = 60  # letters of a sentence of the text
MIN_TEXT_WORDS = 60  # in paragraphs that stay
MIN_LEAD_WORDS = 4  # of a line with a colon that leads to a list; "Read more:" has fewer
MAX_NAME_WORDS = 4  # on average, of names; headlines have more
NOTE = re.compile(r"\[\d{1,3}\]")  # the mark of a note before its link
NUMBER = re.compile(r"\[?\d{1,3}[.):\]]")  # that of a list, or the time of an event
FILE = re.compile(r"\.(?:pdf|docx?|od[ts]|xlsx?|csv|epub|zip|t?gz|dmg|exe|msi|deb|rpm)\Z", re.I)
TOLD: frozenset[PageKind | None] = frozenset({"article", "documentation", None})
ARTICLES = TOLD | {"product"}


def judge(
    document: Document, keep: Sequence[bool], body: Sequence[Verdict], kind: PageKind | None
) -> list[Verdict]:  # fmt: skip
    """Verdicts on such lines of a plain text that stay so far. ``body``: what the tagger says."""
    blocks = document.blocks
    if document.source != "text" or not any(block.spans for block in blocks):
        return []
    linked = [is_linked(block) for block in blocks]
    if not any(linked):
        return []
    said = [block for block in blocks if keep[block.index] and not linked[block.index] and _is_text(block)]
    prose = [block for block in said if is_prose(block)]
    text = next((some for some in (prose, said) if sum(count_words(one.text) for one in some) >= MIN_TEXT_WORDS), [])
    if not text:
        return []
    first, last = text[0].index, said[-1].index
    mark = NOTE if kind == "documentation" else NUMBER  # manuals number their menus
    chances = {one.block: one.score for one in body if one.keep}
    found = [
        at for run in _find_runs(linked) for at in run[_count_led(blocks, keep, run, first, chances) :]
        if keep[at] and not (at > first and mark.match(blocks[at].text))
        and _is_aside(chances.get(at, 0.0), len(run), kind, inside=first < at < last)
    ]  # fmt: skip
    if kind not in TOLD and _weigh(blocks, chances, found) > _weigh(blocks, chances, [one.index for one in text]):
        return []  # the page is a list of links
    return [Verdict(at, False, JUDGE, RULE, "navigation") for at in found]


def is_linked(block: Block) -> bool:
    """Whether a short block without marks of a heading is one link or several."""
    if not block.spans or block.kind in ("heading", "table", "code") or len(block.text) > MAX_TEASER_CHARS:
        return False
    return sum(one.end - one.start for one in block.spans if one.kind == "link") >= MIN_LINKED * len(block.text)


def _is_text(block: Block) -> bool:
    said = block.kind not in ("heading", "item", "table") and size_of(block.text) >= MIN_SAID and ends_said(block.text)
    return said or is_prose(block)


def _weigh(blocks: Sequence[Block], chances: Mapping[int, float], some: Sequence[int]) -> float:
    """The letters of text that the tagger expects in some blocks."""
    return sum(len(blocks[at].text) * chances.get(at, 0.0) for at in some)


def _find_runs(linked: Sequence[bool]) -> Iterator[range]:
    start = None
    for at, is_one in enumerate((*linked, False)):
        if is_one and start is None:
            start = at
        elif not is_one and start is not None:
            yield range(start, at)
            start = None


def _count_led(
    blocks: Sequence[Block], keep: Sequence[bool], run: range, first: int, chances: Mapping[int, float]
) -> int:  # fmt: skip
    """How many lines the block above leads to, all of one kind: by a colon, or as a heading of sources or of files.

    ``first`` is where the text begins. A few words with a colon ("Signed:") lead to names, if one is likely to be text.
    """
    above = blocks[run.start - 1]
    if run.start <= first or not keep[above.index] or above.kind == "code":
        return 0
    lines = [*takewhile(lambda block: block.kind == blocks[run.start].kind, blocks[run.start : run.stop])]
    colon = above.text.endswith((":", "："))
    if colon and count_words(above.text) < MIN_LEAD_WORDS:
        likely = any(chances.get(line.index, 0.0) >= DOUBTED for line in lines)
        colon = likely and sum(count_words(line.text) for line in lines) <= MAX_NAME_WORDS * len(lines)
    files = above.kind == "heading" and 2 * sum(map(_leads_to_file, lines)) >= len(lines)
    return len(lines) * (colon or files or names_sources(above.text))


def _leads_to_file(block: Block) -> bool:
    return all(FILE.search(span.value) for span in block.spans if span.kind == "link")


def _is_aside(chance: float, size: int, kind: PageKind | None, *, inside: bool) -> bool:
    """Whether a line is no text. Between paragraphs, and where a list may be the text, only longer runs are none."""
    if chance >= CERTAIN:
        return False
    if inside:
        return size >= MIN_RUN and chance < DOUBTED
    return kind in ARTICLES or (size >= MIN_RUN and chance < SURE)
