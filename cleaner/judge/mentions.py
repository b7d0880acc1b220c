"""Whether chrome phrases are mentioned rather than used: quoted, described, or the heading of prose."""

from __future__ import annotations

import re

from cleaner.judge.folding import fold
from cleaner.model import Block
from cleaner.patterns import later

# Code points of a block that counts as prose after a heading.
PROSE_CHARS = 120
# Code points of a quotation; shorter ones around a link or a button are embedded posts.
MIN_QUOTE_CHARS = 80
# Code points of a line that may be a part of a sentence, or be repeated below.
MAX_LINE_CHARS = 48
MAX_SEARCHED_CHARS = 600
MIN_TOLD_WORDS = 6  # after the last digit of a sentence that begins with a date
LAST_DIGIT = re.compile(r"(?s).*\d")
FULL_STOPS = tuple(".!…。！۔।")
CLOSERS = "\"'”’»)）」』"
DENSE = later("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # two letters of these are about a word
# Quotation marks that open a text and close within it or at its end.
_QUOTING = re.compile('\\s*(?:“[^“”]{2,}”|„[^„“”]{2,}[“”]|«[^«»]{2,}»|"[^"]{2,}")')


def is_quoted(block: Block) -> bool:
    """Whether a block is a quotation, or begins with one, in marks that close within the text or at its end."""
    if block.kind == "quote" and len(block.text) >= MIN_QUOTE_CHARS > 2 * block.link_chars:
        return True
    return _QUOTING.match(block.text) is not None


def is_dated_sentence(text: str) -> bool:
    """Whether a text ends like a sentence, and goes on for several words after its last digit."""
    if not text.rstrip(CLOSERS).endswith(FULL_STOPS):
        return False
    after = LAST_DIGIT.sub("", text[-MAX_SEARCHED_CHARS:])
    return len(after) < len(text) and len(after.split()) + len(DENSE.findall(after)) // 2 >= MIN_TOLD_WORDS


def is_code(block: Block) -> bool:
    """Whether a block is code of an HTML page. In plain text, an indented line may pass for code."""
    return block.kind == "code" and block.container is not None


def is_row(block: Block) -> bool:
    """Whether a block is a row with words in several cells, most of them no links: "Facebook" beside a number."""
    if block.kind != "table" or 2 * block.link_chars > len(block.text):
        return False
    return sum(not cell.isspace() for cell in block.text.split("\t") if cell) > 1


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
