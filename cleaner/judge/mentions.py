"""Whether chrome phrases are mentioned rather than used: quoted, described, or the heading of prose."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from functools import cache

from cleaner.judge.folding import fold
from cleaner.model import Block, around
from cleaner.shipped import load
from cleaner.words import EAST_ASIAN

# Code points of a block that counts as prose after a heading.
PROSE_CHARS = 120
# Code points of a quotation; shorter ones around a link or a button are embedded posts.
MIN_QUOTE_CHARS = 80
# Code points of a line that may be a part of a sentence, or be repeated below.
MAX_LINE_CHARS = 48
MAX_SEARCHED_CHARS = 600
MIN_TOLD_WORDS = 6  # after the last digit of a sentence that begins with a date
LAST_DIGIT = re.compile(r"(?s).*\d")
SENTENCE_END = tuple(".!…。！۔।")
ASKING = ("?", "？", "؟")
SAID_END = (*SENTENCE_END, *ASKING)
STEP = re.compile(r"\d{1,2}[.)] ")
MEASURE = re.compile(r"\d+(?:[.,]\d+)?\s?[xX×](?:\s?\d|\Z)")
CLOSERS = "\"'”’»)）」』"
# Rows or items beside one that are looked at.
MAX_ROWS_BESIDE = 30
# Code points of a line above a list of services that the text speaks of.
MIN_LEAD_CHARS = 20
# Code points of a description that is text even without a full stop.
MIN_DESCRIPTION_CHARS = 60
# What parts a phrase such as "Read also" from the title after it.
_AFTER_PHRASE = re.compile("[:：|】≫〉）)\\]]\\s*")
# Quotation marks that open a text and close within it or at its end.
_OPENING = ("“", "„", "«", '"')
_QUOTING = re.compile('\\s*(?:“[^“”]{2,}”|„[^„“”]{2,}[“”]|«[^«»]{2,}»|"[^"]{2,}")')


def is_quoted(block: Block) -> bool:
    """Whether a block is a quotation, or begins with one, in marks that close within the text or at its end."""
    if block.kind == "quote" and len(block.text) >= MIN_QUOTE_CHARS > 2 * block.link_chars:
        return True
    text = block.text.lstrip()
    return text.startswith(_OPENING) and _QUOTING.match(text) is not None


def is_dated_sentence(text: str) -> bool:
    """Whether a text ends like a sentence, and goes on for several words after its last digit.

    Two letters of Chinese and the like are about a word.
    """
    if not ends_sentence(text):
        return False
    after = LAST_DIGIT.sub("", text[-MAX_SEARCHED_CHARS:])
    told = len(after.split()) + len(EAST_ASIAN.findall(after)) // 2
    return len(after) < len(text) and told >= MIN_TOLD_WORDS


def is_code(block: Block) -> bool:
    """Whether a block is code of an HTML page. In plain text, an indented line may pass for code."""
    return block.kind == "code" and block.container is not None


def is_measure(text: str) -> bool:
    """Whether a text is a size or a factor, in which "x" is no name of a service.

    >>> [is_measure(text) for text in ("32.5 x 42 x 39", "3X", "X 12", "Email 3 X")]
    [True, True, False, False]
    """
    return MEASURE.match(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a text ends like a sentence, perhaps within quotation marks."""
    return text.rstrip(CLOSERS).endswith(SENTENCE_END)


def ends_said(text: str) -> bool:
    """Whether a text ends like a sentence or a question, perhaps within quotation marks."""
    return text.rstrip(CLOSERS).endswith(SAID_END)


def is_title_linked(block: Block) -> bool:
    """Whether at least half of the words after a phrase such as "Read also:" are a link."""
    rest = _AFTER_PHRASE.split(block.text, maxsplit=1)[-1]
    return 2 * block.link_chars >= max(1, len(rest))


def may_announce(block: Block) -> bool:
    """Whether a block without a link may announce a page: a paragraph of HTML that does not end like a sentence."""
    return block.kind == "paragraph" and block.container is not None and not ends_sentence(block.text)


def is_row(block: Block, blocks: tuple[Block, ...], matches: Container[int]) -> bool:
    """Whether a block is a row of data: "Facebook" beside a number.

    It has words in several cells, most of them no links, and its table has a row that is no chrome phrase. Tables of
    buttons to share have none.
    """
    if not _is_plain_row(block) or sum(not cell.isspace() for cell in block.text.split("\t") if cell) < 2:
        return False
    after = blocks[block.index + 1 : block.index + 1 + MAX_ROWS_BESIDE]
    before = blocks[max(0, block.index - MAX_ROWS_BESIDE) : block.index]
    return _has_data(after, block, matches) or _has_data(reversed(before), block, matches)


def _is_plain_row(block: Block) -> bool:
    return block.kind == "table" and 2 * block.link_chars <= len(block.text)


def _has_data(side: Iterable[Block], row: Block, matches: Container[int]) -> bool:
    """Whether a row beside another one in its table is no chrome phrase. ``side`` are the blocks on one side of it."""
    table = around(row.place, "table")
    for beside in side:
        if beside.kind != "table" or around(beside.place, "table") is not table:
            return False
        if beside.index not in matches and _is_plain_row(beside):
            return True
    return False


def is_listed(
    block: Block, blocks: Sequence[Block], matches: Container[int], *, below_heading: bool = False
) -> bool:  # fmt: skip
    """Whether a block is an item without links of a list that the text announces: "These services:".

    With ``below_heading``, a heading of HTML that is no chrome phrase announces a list as well.
    """
    if block.kind != "item" or block.link_chars:
        return False
    steps = range(block.index - 1, max(-1, block.index - 1 - MAX_ROWS_BESIDE), -1)
    above = next((blocks[at] for at in steps if blocks[at].kind != "item" or blocks[at].link_chars), None)
    if above is None or above.index in matches or above.link_chars:
        return False
    if above.kind == "heading":
        return below_heading and above.container is not None
    long = above.kind == "paragraph" and len(above.text) >= MIN_LEAD_CHARS
    return long and above.text.rstrip().endswith((":", "："))


def is_defined(block: Block, blocks: tuple[Block, ...]) -> bool:
    """Whether a block is a term of a list of descriptions, and the next block describes it in a sentence."""
    if block.place is None or around(block.place, "term") is None or block.index + 1 >= len(blocks):
        return False
    after = blocks[block.index + 1]
    if around(after.place, "description") is None or 2 * (block.link_chars + after.link_chars) > len(after.text):
        return False
    return len(after.text) >= MIN_DESCRIPTION_CHARS or (ends_sentence(after.text) and len(after.text) > len(block.text))


def is_term_or_title(block: Block, blocks: tuple[Block, ...], matches: Container[int]) -> bool:
    """Whether the text below a block describes it, and it heads no list. ``matches`` are chrome by their words."""
    return (block.index + 1 not in matches and is_defined(block, blocks)) or is_box_title(block, blocks)


def is_box_title(block: Block, blocks: tuple[Block, ...]) -> bool:
    """Whether a block is the title of a callout whose text is more than links, such as "See also" in a manual."""
    if around(block.place, "title") is None or block.index + 1 >= len(blocks):
        return False
    after, callout = blocks[block.index + 1], around(block.place, "callout")
    return callout is not None and around(after.place, "callout") is callout and 2 * after.link_chars < len(after.text)


def is_described(block: Block, blocks: tuple[Block, ...]) -> bool:
    """Whether the following text repeats or continues a block's words.

    This is so after a heading of at least two words that the prose right below repeats, and after a line of plain text
    in the middle of a sentence.
    """
    if len(block.text) > MAX_LINE_CHARS or block.index + 1 >= len(blocks):
        return False
    after = blocks[block.index + 1]
    if after.tight and after.text[0].islower():
        return True
    if not (heads_prose(block, blocks) and " " in block.text):
        return False
    return fold(block.text) in fold(after.text[:MAX_SEARCHED_CHARS])


def heads_prose(block: Block, blocks: tuple[Block, ...]) -> bool:
    """Whether a block is a heading with a paragraph of prose right below it."""
    if block.kind != "heading" or block.index + 1 >= len(blocks):
        return False
    after = blocks[block.index + 1]
    return after.kind in {"paragraph", "quote"} and len(after.text) >= PROSE_CHARS > 2 * after.link_chars


def names_action(block: Block, blocks: tuple[Block, ...], matches: Container[int]) -> bool:
    """Whether a text such as "Track your order" is part of a text that helps: a heading of prose, or a step.

    A step is an item without a link that is numbered, or in HTML beside an item that is no chrome and no link.
    """
    if block.container is None:  # in plain text, any short line above a paragraph may pass for a heading
        return STEP.match(block.text) is not None
    if block.kind == "heading":
        return heads_prose(block, blocks)
    if block.kind != "item" or block.link_chars:
        return False
    item = around(block.place, "item")
    if item is not None and item.parent is not None and item.parent.ordered:
        return True
    beside = [blocks[at] for at in (block.index - 1, block.index + 1) if 0 <= at < len(blocks) and at not in matches]
    return any(one.kind == "item" and not one.link_chars for one in beside)


@cache
def cookie_words() -> tuple[str, ...]:
    """Words for cookies, in lower case."""
    loaded = load("consent.yaml")
    return tuple(loaded["cookies"])
