"""Phrases with a ``*``: they begin and end as stated, with further words in between."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.classes import dataclass
from cleaner.judge.folding import UNSPACED, bounded, count_words, fold, fold_inside, trim
from cleaner.judge.rules import Rule, Scope
from cleaner.patterns import later
from cleaner.vocabulary import RemovalKind

# Open phrases are found by their first or last code points, at most this many.
KEY_CHARS = (7, 2, 1)
# A phrase that ends in a colon matches any of these marks.
_SEPARATOR = later(r"\s?[:|>·•・]|\s-\s")


@dataclass(frozen=True, slots=True)
class Match:
    """What a text was recognised as: the rule's full id, the kind, the scope and the score (1.0 or 0.5).

    ``linked``: whether a link is expected after the phrase.
    """

    rule: str
    kind: RemovalKind
    scope: Scope
    score: float
    linked: bool = False


class Open(NamedTuple):
    """A phrase with further words: ``head``, then 1 to ``max_words`` words, then ``tail``. One may be empty."""

    head: str
    tail: str
    separator: bool
    max_words: int
    number: bool
    match: Match

    def fits(self, text: str) -> bool:
        """Whether a folded text is the phrase with words in between."""
        if not (text.startswith(self.head) and text.endswith(self.tail)):
            return False
        start, end = len(self.head), len(text) - len(self.tail)
        if start >= end:
            return False
        if self.separator:
            mark = _SEPARATOR.match(text, start)
            if mark is None:
                return False
            start = mark.end()
        elif self.head and not bounded(text, start):
            return False
        if self.tail and not bounded(text, end):
            return False
        rest = text[start:end].strip()
        return bool(rest) and count_words(rest) <= self.max_words and (not self.number or "#" in rest)


def fold_phrase(phrase: str) -> str:
    """Fold a phrase of a rule. Raises ValueError if nothing is left."""
    folded = fold(phrase)
    if not folded:
        raise ValueError(f"phrase {phrase!r} holds no word")
    return folded


def head_key(head: str) -> str:
    """The first characters of a phrase, as the key for look-ups."""
    return head[: next(size for size in KEY_CHARS if size <= len(head))]


def tail_key(tail: str) -> str:
    """The last characters of a phrase, as the key for look-ups."""
    return tail[-next(size for size in KEY_CHARS if size <= len(tail)) :]


def open_phrase(phrase: str, rule: Rule, match: Match) -> Open:
    """Compile a phrase with a ``*``. Raises ValueError if it cannot be matched."""
    head, _, tail = phrase.partition("*")
    if "*" in tail or rule.scope in {"tile", "edge"}:
        raise ValueError(f"{rule.id}: {phrase!r}: one * at most, and none in the scope {rule.scope}")
    folded_head, folded_tail = fold_inside(head).lstrip(), fold_inside(tail).rstrip()
    while folded_head and not trim(folded_head[0]):
        folded_head = folded_head[1:].lstrip()
    while folded_tail and not trim(folded_tail[-1]):
        folded_tail = folded_tail[:-1].rstrip()
    separator = folded_head.endswith(":")
    if separator:
        folded_head = trim(folded_head)
    elif head[-1:].isspace() and UNSPACED.fullmatch(folded_head[-1:]):  # or any longer word would do
        folded_head += " "
    if not (trim(folded_head) or trim(folded_tail)):
        raise ValueError(f"{rule.id}: {phrase!r} holds no word")
    return Open(folded_head, folded_tail, separator, rule.max_words, rule.number, match)
