"""Consent dialogues in plain text: lists of cookies and their purposes, without markup around them.

The words of one line show that it is a dialogue. Most other lines only name cookies, or are between lines that do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.judge.mentions import cookie_words
from cleaner.judge.phrases import Rules, match
from cleaner.judge.rules import STRONG
from cleaner.model import Block, Document

KIND = "consent"
MAX_GAP = 3  # lines between two that name cookies
MIN_LINES = 4  # that name cookies


def find_dialogues(document: Document, keep: Sequence[bool], rules: Rules) -> Iterator[range]:
    """The dialogues of a plain text: runs of lines that name cookies, one of which a rule matches."""
    marks = [block for block in document.blocks if _names_cookies(block.text)]
    for run in _runs(marks):
        first, last = run[0].index, run[-1].index
        if len(run) >= MIN_LINES and any(keep[first : last + 1]) and any(_is_known(block, rules) for block in run):
            yield range(first, last + 1)


def _names_cookies(text: str) -> bool:
    folded = text.lower()
    return any(word in folded for word in cookie_words())


def _runs(marks: Sequence[Block]) -> Iterator[list[Block]]:
    run: list[Block] = []
    for block in marks:
        if run and block.index - run[-1].index > MAX_GAP + 1:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _is_known(block: Block, rules: Rules) -> bool:
    found = match(block.text, rules)
    return found is not None and found.kind == KIND and found.score >= STRONG
