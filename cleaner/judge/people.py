"""The box about its author under an article: a heading such as "About the author" and a short text about a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from cleaner.judge.folding import count_words
from cleaner.judge.mentions import SENTENCE_END, ends_sentence
from cleaner.judge.openended import Match
from cleaner.judge.phrases import Rules, match
from cleaner.model import Block

MAX_HEAD_CHARS = 48
INLINE_HEAD = re.compile(r"([^:\uff1a]{4,48})[:\uff1a]\s{0,3}(?=\S)")
MAX_BOX_BLOCKS = 2
MAX_STEPS_TO_BOX = 4  # blocks from the heading, such as a name and links; what is further down is not about the author
MAX_AFTER_BOX = 3  # blocks that stay after a box of one paragraph
MAX_BOX_WORDS = 120
MAX_SEARCHED_BLOCKS = 120  # the last ones of the text
MAX_BLURB_CHARS = 1_200
MAX_SIGNED = 12  # blocks in which a text is signed
MAX_SIGNING_CHARS = 120


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
    for block in blocks[max(0 if heads else near_end, last - MAX_SEARCHED_BLOCKS) : last + 1]:
        if block.index >= near_end and keep[block.index] and _begins_box(block.text, rules):
            found.append(range(block.index, block.index + 1))
            continue
        if block.index not in heads or len(block.text) > MAX_HEAD_CHARS:
            continue
        box = [other for other in blocks[block.index + 1 : last + 1] if keep[other.index]]
        words = sum(count_words(other.text) for other in box)
        near = bool(box) and box[0].index - block.index <= MAX_STEPS_TO_BOX
        if near and len(box) <= MAX_BOX_BLOCKS and words <= MAX_BOX_WORDS and all(one.kind != "heading" for one in box):
            found.append(range(block.index, last + 1))
    return found[:1]


def find_blurb(blocks: Sequence[Block], keep: Sequence[bool], authors: Collection[str]) -> list[range]:
    """The text that ends a plain text and begins with the name of an author, who is named nowhere else below the top.

    The line that signs is short, near the top and not the first one, which is the title.
    """
    last = next((at for at in range(len(blocks) - 1, -1, -1) if keep[at]), 0)
    text = blocks[last].text
    name = next((author for author in authors if text.startswith(author)), "") if len(text) <= MAX_BLURB_CHARS else ""
    if " " not in name or text[len(name) : len(name) + 1].isalnum() or count_words(text) > MAX_BOX_WORDS:
        return []
    if not ends_sentence(text):
        return []
    naming = [block for block in blocks[:last] if name.split()[-1] in block.text]
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
