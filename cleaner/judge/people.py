"""People under an article: the box about its author, and the list of the staff.

Both are recognised by a heading ("About the author", "Our team") and by the blocks below it: a short text about one
person, or lines with names and roles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import compress, takewhile

from cleaner.judge.folding import count_words, fold
from cleaner.judge.mentions import CLOSERS, SENTENCE_END
from cleaner.judge.openended import Match
from cleaner.judge.phrases import Rules, match
from cleaner.judge.threads import LETTERS, thread_words
from cleaner.model import Block

MAX_HEAD_CHARS = 48
HEAD_END = " :\uff1a"
INLINE_HEAD = re.compile(r"([^:\uff1a]{4,48})[:\uff1a]\s{0,3}(?=\S)")
MAX_BOX_BLOCKS = 2
MAX_AFTER_BOX = 3  # blocks that stay after a box of one paragraph
MAX_BOX_WORDS = 120
MAX_LINE_CHARS = 100
MAX_LINE_WORDS = 14
MIN_LINES, MAX_LINES = 4, 120
MAX_NAME_WORDS = 4
MAX_SIGNED = 12  # blocks in which a text is signed
MAX_SIGNING_CHARS = 120
MIN_ROLES = 3  # lines with a person's role, or a mail address


def find_author_boxes(
    blocks: Sequence[Block], keep: Sequence[bool], rules: Rules, matches: Mapping[int, Match]
) -> list[range]:  # fmt: skip
    """The texts about an author at the end of the kept blocks, each with its heading.

    A longer text is more than a box: on held-out pages it is a part of the article. ``matches`` are those of the
    blocks under the rules.
    """
    staying = [at for at, stays in enumerate(keep) if stays]
    last = staying[-1] if staying else -1
    near_end = staying[-MAX_AFTER_BOX - 1] if len(staying) > MAX_AFTER_BOX else 0
    found: list[range] = []
    heads = {at for at, hit in matches.items() if _is_head(hit)}
    for block in blocks[max(0 if heads else near_end, last - MAX_LINES) : last + 1]:
        if block.index >= near_end and keep[block.index] and _begins_box(block.text, rules):
            found.append(range(block.index, block.index + 1))
            continue
        if block.index not in heads or len(block.text) > MAX_HEAD_CHARS:
            continue
        box = [other for other in blocks[block.index + 1 : last + 1] if keep[other.index]]
        words = sum(count_words(other.text) for other in box)
        if 1 <= len(box) <= MAX_BOX_BLOCKS and words <= MAX_BOX_WORDS and all(one.kind != "heading" for one in box):
            found.append(range(block.index, last + 1))
    return found[:1]


def find_blurb(blocks: Sequence[Block], keep: Sequence[bool]) -> list[range]:
    """The text that ends a plain text and begins with the name of somebody who signs above and is named nowhere else.

    The line that signs is short, near the top and not the first one, which is the title.
    """
    last = next((at for at in range(len(blocks) - 1, -1, -1) if keep[at]), 0)
    words = blocks[last].text[: 4 * MAX_LINE_CHARS].split()
    capital = [*takewhile(lambda word: word[:1].isupper(), words[:MAX_NAME_WORDS])]
    if not 2 <= len(capital) < min(len(words), MAX_BOX_WORDS) or count_words(blocks[last].text) > MAX_BOX_WORDS:
        return []
    name, surname = " ".join(capital), capital[-1]
    if not surname.isalpha() or not blocks[last].text.rstrip(CLOSERS).endswith(SENTENCE_END):
        return []
    naming = [block for block in blocks[:last] if surname in block.text]
    signs = all(
        0 < block.index < MAX_SIGNED and len(block.text) <= MAX_SIGNING_CHARS and not block.text.endswith(SENTENCE_END)
        for block in naming
    )
    return [range(last, last + 1)] if signs and any(name in block.text for block in naming) else []


def _is_head(hit: Match | None) -> bool:
    return hit is not None and hit.kind == "author-box" and hit.scope == "section"


def _begins_box(text: str, rules: Rules) -> bool:
    """Whether a short paragraph begins with such a heading ("About the author: Clara Venn writes about harbours")."""
    head = INLINE_HEAD.match(text)
    return head is not None and count_words(text) <= MAX_BOX_WORDS and _is_head(match(head[1], rules))


def find_staff(blocks: Sequence[Block], keep: Sequence[bool], first: int = 0) -> list[range]:
    """The lists of staff of which at least a part stays so far, each with its heading, from block ``first`` on."""
    heads = thread_words().staff_heads
    last = max(compress(range(len(keep)), keep), default=-1)
    found: list[range] = []
    for block in blocks[first : last + 1]:
        if len(block.text) > MAX_HEAD_CHARS or block.text.lower().rstrip(HEAD_END) not in heads:
            continue
        stop = block.index + 1
        while stop < min(len(blocks), block.index + MAX_LINES) and _is_line(blocks[stop], block):
            stop += 1
        lines = blocks[block.index + 1 : stop]
        if len(lines) >= MIN_LINES and sum(map(_names_role, lines)) >= MIN_ROLES and any(keep[block.index : stop]):
            found.append(range(block.index, stop))
    return found


def _is_line(block: Block, head: Block) -> bool:
    """Whether a block may be a name or a role."""
    if block.kind == "heading" and head.kind == "heading" and block.level <= head.level:
        return False
    return len(block.text) <= MAX_LINE_CHARS and count_words(block.text) <= MAX_LINE_WORDS


def _names_role(block: Block) -> bool:
    known, folded = thread_words(), fold(block.text)
    roles = not known.roles.isdisjoint(LETTERS.findall(folded))
    return roles or "@" in folded or any(word in folded for word in known.roles_inside)
