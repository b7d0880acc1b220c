"""The title said again, and blocks that stand twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.model import Document, Verdict

JUDGE = "repeats"
MIN_DUPLICATE_CHARS = 60  # folded; shorter lines repeat for good reasons (refrains, table cells, names)
NON_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Letters and digits alone, case folded: what counts when two texts are said to be the same.

    >>> fold("“Hello, World!” ") == fold("hello world")
    True
    """
    return NON_WORD.sub("", text).casefold()


def find_title_line(document: Document, title: str | None) -> int | None:
    """The index of the first block that says the title and no more; None where no block does."""
    said = fold(title or "")
    return next((block.index for block in document.blocks if said and fold(block.text) == said), None)


def judge(document: Document, title: str | None, body: Sequence[bool]) -> list[Verdict]:
    """Verdicts on blocks that repeat the title, or repeat a block that stands before them.

    ``body`` says of each block whether the other judges keep it: a block may be dropped as a duplicate only of one
    that stays. In plain text the first line that says the title is kept, since nothing else marks it there.
    """
    verdicts: list[Verdict] = []
    said = fold(title or "")
    spared = find_title_line(document, title) if document.source == "text" else None
    seen: set[str] = set()
    for block in document.blocks:
        text = fold(block.text)
        if said and text == said:
            if block.index != spared:
                verdicts.append(Verdict(block.index, False, JUDGE, "title", "duplicate-title"))
            continue
        if len(text) < MIN_DUPLICATE_CHARS or block.kind == "code" or not body[block.index]:
            continue
        if text in seen:
            verdicts.append(Verdict(block.index, False, JUDGE, "block", "duplicate"))
        seen.add(text)
    return verdicts
