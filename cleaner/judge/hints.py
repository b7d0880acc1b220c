"""What the phrases judge knows of each block, in the form that the tagger takes."""

from __future__ import annotations

from cleaner.judge import phrases
from cleaner.judge.features import Hint
from cleaner.model import Document

MAX_HINT_CHARS = 200  # phrases are short; longer blocks are not looked up


def collect_hints(document: Document, rules: phrases.Rules) -> dict[int, Hint]:
    """Look every short block up in the rules; keys are block indices."""
    hints: dict[int, Hint] = {}
    for block in rules.suspects(document.blocks):
        if len(block.text) <= MAX_HINT_CHARS:
            found = phrases.match(block.text, rules)
            if found is not None and not phrases.is_spoken_of(block, document.blocks, rules):
                hints[block.index] = Hint(found.kind, found.score, found.scope == "section")
    return hints
