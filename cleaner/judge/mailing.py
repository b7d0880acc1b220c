"""What mails and exports of databases write around a text: labels with their addresses, and fields about the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cleaner.exports import export_words, find_book, find_fields
from cleaner.judge.openended import Match
from cleaner.judge.phrases import Rules, match
from cleaner.judge.rules import STRONG
from cleaner.judge.runs import is_prose
from cleaner.model import Block
from cleaner.patterns import later
from cleaner.vocabulary import RemovalKind

LABELLED = later(
    r"(\S.{1,120}?)[\s:–—-]{0,3}[<(\[]{0,2}\b(?:https?://|www\.)\S{1,2000}\Z"
)  # "Unsubscribe: https://..."
ALONE = later(r"[<(\[]?(?:https?://|www\.)\S{1,2000}\Z")
KINDS: frozenset[RemovalKind] = frozenset({"subscription", "legal", "navigation", "share"})
SENT: frozenset[RemovalKind] = frozenset({"subscription", "legal"})  # weak labels of these count above and below a text
COUNT = later(r"(?:\w{4,9}\s)?\d{1,4} (?:of|de|von|sur|di|van) \d{1,4}(?:\s\w{4,10})?\Z", 2)
NUMBER = later(r"\w{4,10} [A-Z]{4,8}0{0,4}20\d{2}[\da-z]{6,20}\Z")  # of an article in Factiva
LIST_RULE = later(r"_{30,}")
MAX_FOOTER_BLOCKS, MAX_FOOTER_CHARS = 7, 100


def find_around_mail(
    blocks: Sequence[Block], rules: Rules, matches: Mapping[int, Match]
) -> Iterator[tuple[int, str, RemovalKind]]:  # fmt: skip
    """The index, rule and kind of chrome of each line around a mail or an exported text."""
    yield from ((at, "export", kind) for at, kind in find_export(blocks))
    yield from ((at, "labelled", kind) for at, kind in find_labelled(blocks, rules, matches))
    yield from ((at, "list-footer", "subscription") for at in find_list_footer(blocks))


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


def find_export(blocks: Sequence[Block]) -> Iterator[tuple[int, RemovalKind]]:
    """The fields about a text that a database exported, and what is around a book of Project Gutenberg."""
    book = find_book(blocks)
    if book:
        yield from ((block.index, "legal") for block in blocks if block.index not in book)
    fields = find_fields(blocks)
    yield from ((at, "other") for at in fields)
    for block in (*blocks[:2], *blocks[-3:]) if fields else ():
        if COUNT.match(block.text) or NUMBER.match(block.text) or block.text.casefold() in export_words("ends"):
            yield block.index, "other"


def find_list_footer(blocks: Sequence[Block]) -> range:
    """The lines that a mailing list puts below a mail: a rule, the name of the list, its addresses."""
    for at in range(max(0, len(blocks) - MAX_FOOTER_BLOCKS), len(blocks)):
        below = [block.text for block in blocks[at + 1 :]]
        if LIST_RULE.fullmatch(blocks[at].text) and any("://" in text for text in below):
            return range(at, len(blocks)) if max(map(len, below)) <= MAX_FOOTER_CHARS else range(0)
    return range(0)
