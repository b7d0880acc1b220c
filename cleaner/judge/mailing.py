"""What mails and exports of databases write around a text: labels with their addresses, and fields about the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from cleaner.judge.openended import Match
from cleaner.judge.phrases import Rules, match
from cleaner.judge.rules import STRONG
from cleaner.judge.runs import is_prose
from cleaner.model import Block
from cleaner.patterns import later
from cleaner.shipped import load
from cleaner.vocabulary import RemovalKind

LABELLED = later(
    r"(\S.{1,120}?)[\s:–—-]{0,3}[<(\[]{0,2}\b(?:https?://|www\.)\S{1,2000}\Z"
)  # "Unsubscribe: https://..."
ALONE = later(r"[<(\[]?(?:https?://|www\.)\S{1,2000}\Z")
KINDS: frozenset[RemovalKind] = frozenset({"subscription", "legal", "navigation", "share"})
SENT: frozenset[RemovalKind] = frozenset({"subscription", "legal"})  # weak labels of these count above and below a text
FIELD = later(r"([^\W\d_][^\W\d_ -]{2,13}(?:[ -][^\W\d_]{2,13}){0,3})\s?:(?: \S.{0,200})?\Z")
COUNT = later(r"(?:\w{4,9}\s)?\d{1,4} (?:of|de|von|sur|di|van) \d{1,4}(?:\s\w{4,10})?\Z", 2)
NUMBER = later(r"\w{4,10} [A-Z]{4,8}0{0,4}20\d{2}[\da-z]{6,20}\Z")  # of an article in Factiva
MIN_FIELDS = 3
MAX_FIELD_CHARS = 220


def find_labelled(
    blocks: Sequence[Block], rules: Rules, matches: Mapping[int, Match]
) -> Iterator[tuple[int, RemovalKind]]:  # fmt: skip
    """Lines of a plain text that are a chrome phrase with an address, by index, with their kinds of chrome."""
    prose: tuple[int, int] | None = None
    taken: dict[int, RemovalKind] = {}
    for block in blocks:
        text = block.text
        if "://" not in text and "www." not in text:
            continue
        before = block.index - 1
        if ALONE.match(text):
            above = matches.get(before)
            kind = taken.get(before) or (above.kind if above is not None and above.score >= STRONG else None)
            if kind in SENT and blocks[before].text.endswith((":", "：")):
                taken[block.index] = kind
            continue
        found = LABELLED.match(text)
        said = match(found[1], rules) if found is not None else None
        if said is None or said.scope == "section" or said.kind not in KINDS:
            continue
        if said.score < STRONG:
            if prose is None:
                told = [one.index for one in blocks if is_prose(one)] or [0]
                prose = told[0], told[-1]
            if said.kind not in SENT or prose[0] < block.index < prose[1]:
                continue
        taken[block.index] = said.kind
    yield from taken.items()


def find_fields(blocks: Sequence[Block]) -> Iterator[int]:
    """The fields about a text that Nexis, Factiva or ProQuest exported, by index: its length, the day of loading."""
    names: dict[int, str] = {}
    for block in blocks:
        found = FIELD.match(block.text) if ":" in block.text and len(block.text) <= MAX_FIELD_CHARS else None
        if found is not None and (name := found[1].casefold()) in _words("export_fields"):
            names[block.index] = name
    if len({*names.values()}) < MIN_FIELDS or _words("export_marks").isdisjoint(names.values()):
        return
    yield from names
    for block in (*blocks[:2], *blocks[-3:]):
        if COUNT.match(block.text) or NUMBER.match(block.text) or block.text.casefold() in _words("export_ends"):
            yield block.index


@cache
def _words(name: str) -> frozenset[str]:
    """A list of such words, in lower case."""
    return frozenset(load("structure.yaml")[name])
