"""The headline in a text dump of a whole page, far below its top: menus of any length may come before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.exports import find_book, find_fields
from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.evidence import DateCandidate, Evidence, TextCandidate
from cleaner.read.metadata.folding import fold, similar
from cleaner.read.metadata.names import is_person
from cleaner.read.metadata.plain import (
    HEAD_BLOCKS,
    QUESTION,
    SENTENCE_END,
    is_chrome,
    is_headline,
    is_in_card,
    is_place_and_day,
    is_prose,
)
from cleaner.read.metadata.words import words
from cleaner.read.pages import page_words
from cleaner.read.text import ITEM
from cleaner.words import EAST_ASIAN, find_words

PAGED = later(r"\b([^\W\d_]{1,9})\.? \d{1,3}\b")
MIN_EXPORTED = 4  # blocks of an exported article
TITLE_FIELD = "Title:"
MAX_TITLE_CHARS = 300
MAX_BYLINE_CHARS = 60
MAX_NAMING_BLOCKS = 60  # of a text whose title is searched so
MAX_ARTICLE_CHARS = 4  # before it: "The "
MAX_BLOCKS = 3_000  # in which the headline is searched
TOP_BLOCKS = 2  # of which one may be the title of the document
MIN_SHARE = 0.35  # of the document's title that the headline has
REACH = 12  # lines from the headline to the first paragraph: a standfirst, authors, dates, buttons, pictures
MIN_WORDS = 3  # of a headline that the title of the document repeats
MIN_FULL_WORDS = 4  # of a headline that only the text shows to be one, and of its words that come back
MIN_WORD_CHARS = 4  # shorter words are articles and prepositions
MIN_TOLD_SHARE = 0.6  # of the letters of the longer words
MAX_TOLD_CHARS = 8_000  # of the text in which words are looked for
CREDIT = later(r"[©®]|\([Cc]\)|\s[/|>]\s")  # of a picture, or the bars of menus
NEAR = 8  # blocks within which a second paragraph follows the first one of a text


def below_document_title(seen: Evidence) -> Iterator[TextCandidate]:
    """The line above text that the first line of a dump repeats, often with the name of the site.

    That line is the title of the document. Of several lines in it, the longest is the headline.
    """
    blocks = seen.blocks[:MAX_BLOCKS]
    for nth, top in enumerate(blocks[:TOP_BLOCKS]):
        said = fold(top.text) if len(top.text) <= MAX_TITLE_CHARS and not is_chrome(top, seen) else ""
        found: tuple[int, Block] | None = None
        for block in blocks[nth + 1 :] if said else ():
            if not MIN_SHARE * len(said) <= len(block.text) <= 2 * len(top.text) or block.kind in ("item", "other"):
                continue
            line = fold(block.text)
            if line in said and len(line) >= max(found[0] if found else 1, MIN_SHARE * len(said)):
                found = (len(line), block) if _is_long(block) and _heads_text(blocks, block) else found
        if found is not None:
            yield TextCandidate(found[1].text, "text:document-title", found[1].index)


def above_fields(seen: Evidence) -> Iterator[TextCandidate]:
    """The line above the fields of a database, and above the byline among them."""
    fields = find_fields(seen.blocks)
    for block in reversed(seen.blocks[: min(fields, default=0)]):
        if words().byline.match(block.text) is None:
            if is_headline(block.text) and not is_chrome(block, seen) and not find_dates(block.text, seen.language):
                yield TextCandidate(block.text, "text:fields", block.index)
            return


def below_publication(seen: Evidence) -> Iterator[TextCandidate]:
    """The line below one or two that name a paper, the day and the page, as Genios and Europresse export them."""
    top, line = _find_publication(seen)
    if top and line is not None:
        yield TextCandidate(line.text, "text:fields", line.index)


def day_of_publication(seen: Evidence) -> Iterator[DateCandidate]:
    """The day in the lines that name a paper, the day and the page, above the headline."""
    top, _ = _find_publication(seen)
    yield from (DateCandidate(day.iso, "text:fields") for day in find_dates(top, seen.language)[:1] if top)


def _find_publication(seen: Evidence) -> tuple[str, Block | None]:
    """Such lines, and the headline below them. They are empty if there are none."""
    count = 2 if len(seen.blocks) >= MIN_EXPORTED and seen.blocks[1].tight else 1
    if len(seen.blocks) < MIN_EXPORTED or seen.blocks[count].tight:
        return "", None
    top, line = "\n".join(block.text for block in seen.blocks[:count]), seen.blocks[count]
    paged = any(found[1].casefold() in page_words() for found in PAGED.finditer(top))
    if len(top) > MAX_TITLE_CHARS or not paged or not find_dates(top, seen.language) or is_chrome(line, seen):
        return "", None
    return (top, line) if is_headline(line.text) and _heads_text(seen.blocks, line) else ("", None)


def named_book(seen: Evidence) -> Iterator[TextCandidate]:
    """The title that the header of a book of Project Gutenberg states."""
    for block in seen.blocks[: find_book(seen.blocks).start]:
        if block.text.startswith(TITLE_FIELD):
            yield TextCandidate(block.text.removeprefix(TITLE_FIELD).strip(), "text:fields", block.index)
            return


def _is_long(block: Block) -> bool:
    """Whether a line has the words of a headline. Two letters of Chinese and the like are about a word."""
    return len(block.text.split()) + len(EAST_ASIAN.findall(block.text)) // 2 >= MIN_WORDS and is_headline(block.text)


def _heads_text(blocks: Sequence[Block], block: Block) -> bool:
    return any(is_prose(other.text) for other in blocks[block.index + 1 : block.index + 1 + REACH])


def above_text(seen: Evidence) -> Iterator[TextCandidate]:
    """The line below menus and shortly before the first paragraphs, if most of its words come back in them.

    If several lines do so, the first must do so most. In a text that begins near the top, such a line is a subheading;
    where the words of the first lines come back too, these are the title of the document, and the headline is similar.
    """
    blocks = seen.blocks[:MAX_BLOCKS]
    prose = [block.index for block in blocks if is_prose(block.text) and not is_chrome(block, seen)]
    start = next((at for at, other in pairwise(prose) if other - at <= NEAR), 0)
    if start <= HEAD_BLOCKS:
        return
    told = "\n".join(blocks[at].text for at in prose if at >= start)[:MAX_TOLD_CHARS].casefold()
    titles = [top.text for top in blocks[:TOP_BLOCKS] if _share_told(top.text, told, MIN_WORDS) >= MIN_TOLD_SHARE]
    lines = [
        (_share_told(block.text, told, MIN_FULL_WORDS), block)
        for block in blocks[max(HEAD_BLOCKS, start - REACH) : start]
        if block.kind != "item" and not is_chrome(block, seen) and is_headline(block.text)
        and not ITEM.match(block.text) and not block.text.endswith(QUESTION) and not CREDIT.search(block.text)
        and all(similar(block.text, title) for title in titles)
    ]  # fmt: skip
    found = [(share, block) for share, block in lines if share >= MIN_TOLD_SHARE]
    if found and found[0][0] == max(share for share, _ in found):
        yield TextCandidate(found[0][1].text, "text:above-text", found[0][1].index)


def above_byline(seen: Evidence) -> Iterator[TextCandidate]:
    """The short line right above one that names who signs, below words of a menu: a poem, a text of short lines.

    A day may stand between them.
    """
    blocks = seen.blocks[:HEAD_BLOCKS]
    for block, following in pairwise(blocks):
        match = words().byline.match(following.text)
        if match is None or len(following.text) > MAX_BYLINE_CHARS or is_chrome(block, seen) or block.kind == "item":
            continue
        named = is_person(following.text[match.end() :].strip()) and not is_in_card(following, seen)
        if named and any(map(str.isalpha, block.text)):
            dated = any(map(str.isdecimal, block.text)) and is_place_and_day(block.text)
            above = seen.blocks[block.index - 1] if dated and block.index else block
            if not above.text.endswith(SENTENCE_END) and not (dated and above is block):
                yield TextCandidate(above.text, "text:above-byline", above.index)
            return


def named_in_text(seen: Evidence) -> Iterator[TextCandidate]:
    """The short line near the top with which the first paragraph begins: "Marlow Canal", "The Marlow Canal is ..."."""
    blocks = seen.blocks[: REACH + HEAD_BLOCKS]
    begun = next((block for block in blocks if is_prose(block.text) and not is_chrome(block, seen)), None)
    said = begun.text[:MAX_BYLINE_CHARS].casefold() if begun is not None else ""
    for block in blocks[: begun.index] if begun is not None and len(seen.blocks) <= MAX_NAMING_BLOCKS else ():
        name = block.text.casefold()
        if " " in name and name.replace(" ", "").isalpha() and not is_chrome(block, seen):
            at = said.find(name)
            if 0 <= at <= MAX_ARTICLE_CHARS and not said[at + len(name) : at + len(name) + 1].isalnum():
                yield TextCandidate(block.text, "text:named", block.index)
                return


def _share_told(text: str, told: str, least: int) -> float:
    """The share of the longer words of a line that come back in a text, in letters. 0 if few of them do."""
    words = find_words(text.casefold())
    long = [word for word in words if len(word) >= MIN_WORD_CHARS]
    back = [word for word in long if word in told]
    return sum(map(len, back)) / sum(map(len, long)) if len(back) >= least else 0.0
