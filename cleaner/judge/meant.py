"""Phrases that are no chrome at their place: in a glossary, a policy or a list, as a label or a sentence amid text.

Unlike phrases that are mentioned (``mentions``), these are no evidence at all, and the tagger does not see them either.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from cleaner.judge.folding import fold
from cleaner.judge.labels import find_services
from cleaner.judge.mentions import (
    ASKING,
    CLOSERS,
    SENTENCE_END,
    cookie_words,
    ends_said,
    ends_sentence,
    is_listed,
)
from cleaner.judge.openended import Match
from cleaner.judge.rules import STRONG
from cleaner.judge.sources import heads_listed, heads_sources
from cleaner.judge.subjects import find_subjects
from cleaner.judge.units import MAX_UP, find_common, is_of_wiki, lineage
from cleaner.model import Block
from cleaner.patterns import later
from cleaner.vocabulary import BlockKind, RemovalKind
from cleaner.words import size_of

NUMBER = later(r"(\d{1,2})[.)]?\s+[^\W\d]")
MAX_HEAD_CHARS = 80  # of a numbered heading
MIN_HEADS = 3
MAX_ABOVE = 6  # blocks above the first of them in terms
TERMS_KINDS: frozenset[RemovalKind] = frozenset({"legal", "consent"})
CLAUSES: frozenset[RemovalKind] = frozenset({"legal", "consent", "subscription"})
MIN_CONSENT = 2  # sentences of banners in an article about cookies; biscuits may have one
OWN = ("article", "main")  # elements with the text of a page
COLON = later("[:：]")
NAMES: frozenset[RemovalKind] = frozenset({"subscription", "comments", "navigation"})  # of parts of a program
MIN_REFERENCES = 2  # to terms of the same page, which make a glossary
MAX_TERM_WORDS = 3
MAX_TERM_CHARS = 24  # a letter of Chinese counts as two
TERMS = later("[,;،、；·/]")  # between the terms of a line
MAX_ENTRY_CHARS = 28  # of an ingredient, a result or a name
MIN_ENTRIES, MAX_ENTRIES = 2, 40
MIN_SAID_CHARS = 30  # of a sentence beside them
SPOKEN: frozenset[BlockKind] = frozenset({"paragraph", "other"})
MIN_BEGUN_CHARS = 40  # of a sentence that begins with the words of a phrase
MAX_WRAPPERS = 3  # elements around one paragraph, itself included
MAX_BESIDE = 3  # blocks from it to a paragraph beside it
DASHES = ("—", "–", "―", "- ")  # before the words of each who speaks
SPEECH = ("「", "」")  # around them in Japanese and Chinese
QUESTION = later(r"[?;!]\s+(\w)")  # or a call, and the letter after it
MAX_QUESTION_CHARS = 60  # of a question at the beginning


def find_meant(
    blocks: Sequence[Block], matches: Mapping[int, Match], whole: Container[str]
) -> Iterator[int]:  # fmt: skip
    """The indices of matches that are text. ``matches`` are those of no rules of the user or the site.

    ``whole`` are the phrases without further words, folded.
    """
    announcing = [at for at, found in matches.items() if found.kind == "related" and found.scope == "block"]
    if len(announcing) >= MIN_REFERENCES:
        yield from find_references([blocks[at] for at in announcing], blocks)
    if matches and blocks[0].container is None and (heads := _numbered(blocks)):
        yield from _find_of_numbered(blocks, matches, heads)
    yield from find_services(blocks, matches)
    if matches and blocks[0].container is not None:
        yield from find_subjects(blocks, matches)
    if (title := _policy(blocks, matches)) is not None:
        yield from _find_of_policy(blocks, matches, title)
    for at, found in matches.items():
        block = blocks[at]
        if (
            heads_sources(blocks, at)
            or heads_listed(blocks, at)
            or (_is_weak(found) and _is_text(block, found, blocks, matches))
            or (found.kind == "related" and found.scope == "section" and _is_weak(found) and is_of_wiki(block))
            or (not block.link_chars and (_is_begun(blocks, at, matches, whole) or _is_asked(blocks, at)))
        ):
            yield at


def _is_asked(blocks: Sequence[Block], at: int) -> bool:
    """Whether a question of a dialogue has the words of a phrase: "— Reklama?", beside another line of it."""
    if not blocks[at].text.rstrip(CLOSERS).endswith(ASKING) or not _is_spoken(blocks[at]):
        return False
    return any(_is_spoken(other) for other in (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2]))


def _is_spoken(block: Block) -> bool:
    """Whether a line begins with a dash and ends like words that somebody says, or is in East Asian quotation marks."""
    if block.text.startswith(SPEECH[0]) and block.text.endswith(SPEECH[1]):
        return not block.link_chars
    dashed = block.text.startswith(DASHES) or (block.kind == "item" and block.container is None)
    return dashed and not block.link_chars and ends_said(block.text)


def _policy(blocks: Sequence[Block], matches: Mapping[int, Match]) -> int | None:
    """The index of the first heading of a page that is itself about privacy, cookies or terms."""
    first = next(
        (
            at for at, found in matches.items()
            if found.kind in TERMS_KINDS and blocks[at].kind == "heading" and blocks[at].level == 1
            and not blocks[at].link_chars
        ),
        None,
    )  # fmt: skip
    if first is not None or sum(found.kind == "consent" for found in matches.values()) < MIN_CONSENT:
        return first
    title = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    if title is None or title.link_chars or not any(word in title.text.lower() for word in cookie_words()):
        return None
    return title.index if any(node.tag in OWN for node in islice(lineage(title), MAX_UP)) else None


def _find_of_policy(blocks: Sequence[Block], matches: Mapping[int, Match], title: int) -> list[int]:
    """Sentences of a policy that say what banners say, and its headings, in the element of its title.

    An article about cookies is known by its title alone, so there are two or more, in an ``article`` or ``main``.
    """
    own = title in matches
    said: list[int] = []
    for at, found in matches.items():
        block = blocks[at]
        head = block.kind == "heading"
        if at <= title or block.hidden or 2 * block.link_chars > len(block.text):
            continue
        if found.kind not in TERMS_KINDS and not (
            own and ((head and _is_weak(found)) or _is_clause(blocks, at, matches))
        ):
            continue
        if not head and not _is_long_sentence(block):
            continue
        holder = find_common((blocks[title], block))
        if holder is None or holder.tag in ("body", "html"):
            continue
        if own or any(node.tag in OWN for node in islice(holder.lineage(), MAX_UP)):
            said.append(at)
    return said if own or len(said) >= MIN_CONSENT else []


def _is_clause(blocks: Sequence[Block], at: int, matches: Mapping[int, Match]) -> bool:
    """Whether a paragraph of a policy says how to unsubscribe, right below another one of its form that is text."""
    spoken = matches[at].kind in CLAUSES and at - 1 not in matches and blocks[at].kind in SPOKEN
    return spoken and _is_beside(blocks[at], blocks[at - 1])


def _is_weak(found: Match) -> bool:
    return found.score < STRONG or found.scope == "tile"


def _numbered(blocks: Sequence[Block]) -> frozenset[int]:
    """The indices of the numbered headings of a plain text, if they count: "1. Scope", "2. Cookies".

    The first of them may be gone, because a text is cleaned until nothing more goes.
    """
    found = {
        block.index: int(number[1]) for block in blocks
        if block.text[:1].isdigit() and len(block.text) <= MAX_HEAD_CHARS and (number := NUMBER.match(block.text))
    }  # fmt: skip
    first = min(found.values(), default=0)
    counted = len(found) >= MIN_HEADS and first in (1, 2) and [*found.values()] == [*range(first, first + len(found))]
    apart = all(other - one > 1 for one, other in pairwise(found))
    return frozenset(found) if counted and apart else frozenset()


def _find_of_numbered(
    blocks: Sequence[Block], matches: Mapping[int, Match], heads: frozenset[int]
) -> Iterator[int]:  # fmt: skip
    """Numbered headings that say what menus say, and all that terms say under such headings, with their title.

    So is a sentence right below such a heading.
    """
    terms = 0 in matches and matches[0].kind == "legal" and min(heads) <= MAX_ABOVE
    for at, found in matches.items():
        clause = at - 1 in heads and found.kind in CLAUSES and _is_long_sentence(blocks[at])
        if at in heads or clause or (terms and at < max(heads) and found.kind in TERMS_KINDS):
            yield at


def _is_begun(blocks: Sequence[Block], at: int, matches: Mapping[int, Match], whole: Container[str]) -> bool:
    """Whether a sentence without links only begins with a phrase: "Got a tip? asked the clerk", or a paragraph.

    The latter is between others in the same element. On gold pages no chrome is there but legal notes.
    """
    block = blocks[at]
    if block.kind not in SPOKEN or matches[at].scope != "block":
        return False
    if not ends_sentence(block.text) or fold(block.text) in whole:
        return False
    asked = QUESTION.search(block.text, 0, MAX_QUESTION_CHARS)
    if asked is not None and asked[1].islower():
        return True
    if block.container is None or size_of(block.text) < MIN_BEGUN_CHARS or matches[at].kind == "legal":
        return False
    if at - 1 in matches or at + 1 in matches:
        return False
    before, after = blocks[max(0, at - MAX_BESIDE) : at], blocks[at + 1 : at + 1 + MAX_BESIDE]
    return any(_is_beside(block, other) for other in before) and any(_is_beside(block, other) for other in after)


def _is_beside(block: Block, other: Block) -> bool:
    """Whether another block is a paragraph of text in the same element and of the same form, perhaps in a wrapper."""
    one, two = block.container, other.container
    for _ in range(MAX_WRAPPERS):
        if one is None or two is None or one.tag != two.tag or one.tokens != two.tokens:
            return False
        if one.parent is two.parent:
            return other.kind in SPOKEN and _is_long_sentence(other)
        one, two = one.parent, two.parent
    return False


def _is_text(block: Block, found: Match, blocks: Sequence[Block], matches: Mapping[int, Match]) -> bool:
    plain = block.container is None
    if block.kind != "item":
        return found.scope == "section" and plain and _is_amid_text(blocks, block.index)
    named = found.kind in NAMES and not COLON.search(block.text)
    if (found.scope == "tile" or named) and is_listed(block, blocks, matches, below_heading=named):
        return True
    return named and plain and _is_amid_text(blocks, _first_item(blocks, block.index))


def find_references(lines: Iterable[Block], blocks: Iterable[Block]) -> frozenset[int]:
    """The indices of lines such as "See also: Keel, ballast" that refer to terms of their own page, as in a glossary.

    A title of another page is longer than a term. At least two lines must name a term that is a line of the page.
    """
    named = {}
    for block in lines:
        _, *after = COLON.split(block.text, maxsplit=1)
        terms = [fold(term) for term in TERMS.split(after[0])] if after else []
        if terms and all(map(_is_term, terms)):
            named[block.index] = terms
    known = {fold(block.text) for block in blocks if len(block.text) <= MAX_TERM_CHARS} if named else set()
    found = sum(not known.isdisjoint(terms) for terms in named.values())
    return frozenset(named) if found >= MIN_REFERENCES else frozenset()


def _is_term(folded: str) -> bool:
    return 0 < size_of(folded) <= MAX_TERM_CHARS and folded.count(" ") < MAX_TERM_WORDS


def _is_amid_text(blocks: Sequence[Block], at: int) -> bool:
    """Whether a label such as "Ranking" or a first item is between sentences, and short lines are below it.

    Titles of pages are longer than such lines: ingredients, results, names.
    """
    if at == 0 or not _is_said(blocks[at - 1]):
        return False
    after = blocks[at + 1 : at + 2 + MAX_ENTRIES]
    end = next((nth for nth, block in enumerate(after) if size_of(block.text) > MAX_ENTRY_CHARS), 0)
    return end >= MIN_ENTRIES and _is_said(after[end])


def _first_item(blocks: Sequence[Block], at: int) -> int:
    """The index of the first item of a list, if it is near."""
    least = max(0, at - MAX_ENTRIES)
    while at > least and blocks[at - 1].kind == "item":
        at -= 1
    return at


def _is_said(block: Block) -> bool:
    return block.kind == "paragraph" and _is_long_sentence(block)


def _is_long_sentence(block: Block) -> bool:
    text = block.text.rstrip(CLOSERS)
    return text.endswith(SENTENCE_END) and size_of(text[:MIN_SAID_CHARS]) >= MIN_SAID_CHARS
