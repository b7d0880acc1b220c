"""Labels such as "Advertisement" that a tool glued to a paragraph: they become lines of plain text of their own.

The phrases are those of the scope ``edge``. A word may begin a sentence ("Advertisement Standards"), so one word is
a label only if it has no space on one side, ends the line after a sentence, or is surely a label elsewhere on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from cleaner.judge.mentions import CLOSERS, SENTENCE_END
from cleaner.judge.phrases import Rules
from cleaner.model import Block, Document

BESIDE = 4  # characters beside a label that are looked at; the reader leaves single spaces
MIN_TEXT_CHARS = 60  # of a line that holds more than labels
OPENERS = "\"'“„‟‘‚«»「『(["
CONTINUED = re.compile(r"""["'](?!\w)|[^\w\s"'“„‟‘‚«»「『(\[]""")  # directly behind a word that is no label
ENDS = ("?", "？", *SENTENCE_END, *CLOSERS)


@lru_cache(maxsize=64)
def _labels(rules: Rules) -> re.Pattern[str] | None:
    """The labels as written and in capitals, the longest first."""
    forms = {form for edge in rules.edges for form in (edge.phrase, edge.phrase.upper())}
    longest = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, longest))) if longest else None


def split_labels(document: Document, rules: Rules) -> tuple[Document, list[int]]:
    """A plain text in which labels that are glued to paragraphs are blocks of their own, and which block each was.

    The list is empty if no label is glued. The tagger judges the blocks as they were: blocks that consist of a label
    would make it drop the lines around them.
    """
    labels = _labels(rules) if document.source == "text" else None
    if labels is None:
        return document, []
    holding = [block for block in document.blocks if block.kind != "code" and labels.search(block.text)]
    long = [block for block in holding if len(block.text) >= MIN_TEXT_CHARS]
    if not long:
        return document, []
    sure = any(labels.fullmatch(block.text) for block in holding)
    sure = sure or any(_find_cuts(block.text, labels, sure=False) for block in long)
    cuts = {block.index: _find_cuts(block.text, labels, sure=sure) for block in long} if sure else {}
    if not any(cuts.values()):
        return document, []
    parts = [part for block in document.blocks for part in _split(block, cuts.get(block.index, []))]
    blocks = tuple(replace(part, index=nth) for nth, part in enumerate(parts))
    return replace(document, blocks=blocks), [part.index for part in parts]


def _find_cuts(text: str, labels: re.Pattern[str], *, sure: bool) -> list[int]:
    """The offsets at which labels begin and end. ``sure``: the page has such labels elsewhere."""
    cuts: list[int] = []
    for found in labels.finditer(text):
        start, end = found.span()
        before, after = text[max(0, start - BESIDE) : start].rstrip(), text[end : end + BESIDE].lstrip()
        quoted = start > 0 and text[start - 1] in OPENERS and not text[max(0, start - 2) : start - 1].strip()
        if quoted or CONTINUED.match(text, end):
            continue  # a word of the sentence
        if (before and not before.endswith(ENDS)) or (after and not (after[0].isupper() or not after[0].isalnum())):
            continue
        spaced = (not before or text[start - 1].isspace()) and (not after or text[end].isspace())
        if " " in found[0] or sure or not spaced or (before and not after):
            cuts += found.span()
    return cuts


def _split(block: Block, cuts: list[int]) -> Iterator[Block]:
    for start, end in pairwise([0, *cuts, len(block.text)]):
        if part := block.text[start:end].strip():
            yield replace(block, text=part) if cuts else block
