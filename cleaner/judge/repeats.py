"""The title said again, and blocks that stand twice."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.model import Document, Verdict
from cleaner.words import fold_words

JUDGE = "repeats"
MAX_DECORATION = 20  # marks around a title said again
MIN_DUPLICATE_CHARS = 70  # shorter lines repeat for good reasons (refrains, table cells, names)


def find_title_line(document: Document, title: str | None) -> int | None:
    """The index of the first block that says the title and no more; None where no block does."""
    said = fold_words(title or "")
    return next((block.index for block in document.blocks if _says(block.text, said)), None)


def _says(text: str, said: str) -> bool:
    """Whether a text is a folded title; only texts of about its length are folded."""
    return bool(said) and len(said) <= len(text) <= 2 * len(said) + MAX_DECORATION and fold_words(text) == said


def judge(document: Document, title: str | None, body: Sequence[bool]) -> list[Verdict]:
    """Verdicts on blocks that repeat the title, or repeat word for word a block that stands before them.

    ``body`` says of each block whether the other judges keep it: a block may be dropped as a duplicate only of one
    that stays. In plain text the first line that says the title is kept, since nothing else marks it there.
    """
    verdicts: list[Verdict] = []
    said = fold_words(title or "")
    spared = find_title_line(document, title) if document.source == "text" else None
    seen: set[str] = set()
    for block in document.blocks:
        text = block.text
        if _says(text, said):
            if block.index != spared:
                verdicts.append(Verdict(block.index, False, JUDGE, "title", "duplicate-title"))
        elif len(text) >= MIN_DUPLICATE_CHARS and block.kind != "code" and body[block.index]:
            if text in seen:
                verdicts.append(Verdict(block.index, False, JUDGE, "block", "duplicate"))
            seen.add(text)
    return verdicts
