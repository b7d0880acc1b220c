"""What a page is if it is not an article: a wall, a notice, an index or an empty shell.

A real article must almost never get another status. So every verdict needs two things: words or structure that show
what the page is, and too little prose for an article. The phrases are in ``data/status.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from cleaner.model import Block, Document
from cleaner.vocabulary import Status

MIN_PROSE_CHARS = 80  # of a block that counts as prose; a third of that in scripts that need fewer letters
DENSE_FACTOR = 3
DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
MAX_WALL_PROSE = (
    500  # letters of prose from which a page is an article despite a robot check, a log-in form or a "not found"
)
MAX_WALL_CHARS = 2_000  # letters in all on the page of a robot check
MAX_LOGIN_PROSE = 200
MAX_CONSENT_PROSE = 350
MAX_CONSENT_KEPT = 8_000  # the text of a consent wall itself may be long
MIN_CONSENT_BLOCKS = 2
MIN_CONSENT_SHARE = 0.4  # of the letters outside links
MAX_PAYWALL_PROSE = 700  # of a teaser before the wall; with a longer text, the offer is beside an article
MAX_REFUSED_PROSE = 1_800  # with an HTTP status that refuses; some sites send the article anyway
MAX_PHRASE_BLOCK = 260  # letters; a longer block is prose that may well mention such things
MAX_CONSENT_BLOCK = 2_500
MAX_TITLE_CHARS = 90
MAX_SHELL_CHARS = 200  # of visible text on a page without its scripts
MIN_SHELL_SCRIPTS = 1
MIN_INDEX_LINKS = 12
MIN_INDEX_LINK_SHARE = 0.6  # of the letters of the page
MAX_INDEX_PROSE_SHARE = 0.15
MAX_INDEX_PROSE = 700
MAX_INDEX_UNLINKED = 3_000  # letters outside links that stay, however short their blocks are
MAX_INDEX_BLOCK = 180  # a longer paragraph belongs to an article
QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "})
LINKED = 0.7  # of a block's letters
# Text in quotation marks is mentioned, not stated, unless it is as short as the name of a button.
QUOTED = re.compile(r"“[^“”]{20,}”|„[^„“”]{20,}[“”]|«[^«»]{20,}»|「[^「」]{8,}」|\"[^\"]{20,}\"")
OPENING = re.compile(r"(?:^|[.!?…。！？:：]|\s[–—-])\s*\Z")  # text before the first word of a sentence
MAX_OPENING = 4
MIN_SPOKEN_SHARE = 0.25  # of the letters of prose with one phrase in the middle of a sentence
SITE_TAIL = re.compile(r"\s+[|–—·»-]\s+|\s*[|｜]\s*|:\s")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of each kind of notice, and the titles of such pages."""

    notices: dict[str, tuple[str, ...]]
    titles: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Weights:
    """Letters of a page: visible, in links, in prose, in prose that stays, in its longest block, unlinked that stay."""

    visible: int
    linked: int
    links: int
    prose: int
    kept: int
    longest: int
    unlinked: int


@cache
def load_phrases() -> Phrases:
    """Read and compile the data file."""
    path = Path(__file__).parent.parent / "data" / "status.yaml"
    data = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
    notices = {
        kind: tuple(sorted({phrase for group in groups.values() for phrase in group}))
        for kind, groups in data.items()
        if not kind.endswith("_title")
    }
    titles = {
        kind.removesuffix("_title"): frozenset(phrase for group in groups.values() for phrase in group)
        for kind, groups in data.items()
        if kind.endswith("_title")
    }
    return Phrases(notices, titles)


def assess(
    document: Document,
    keep: Sequence[bool],
    http_status: int | None = None,
    moved: tuple[str | None, str | None] = (None, None),
) -> tuple[Status, float]:
    """The status of a page and its certainty (0 to 1). ``keep`` says for each block whether it stays.

    ``moved`` are the requested address and the final one.
    """
    blocks = document.blocks
    weights = weigh(blocks, keep)
    if not blocks:
        return ("shell", 0.9) if document.head.scripts >= MIN_SHELL_SCRIPTS else ("empty", 1.0)
    notice = _by_code(http_status, weights) or _by_address(moved, weights) or _notice(document, keep, weights)
    if notice is not None:
        return notice
    if document.source == "html" and _is_shell(document, weights):
        return "shell", 0.8
    if _is_index(weights):
        return "index", min(0.95, 0.5 + weights.linked / (2 * max(1, weights.visible)))
    if not any(keep):
        return "empty", 1.0
    return ("partial" if document.partial else "ok"), _certainty(weights)


def weigh(blocks: Sequence[Block], keep: Sequence[bool]) -> Weights:
    """Count the letters of a page."""
    visible = linked = links = prose = kept = longest = unlinked = 0
    for block in blocks:
        text = block.text
        size = len(text) if text.isascii() else _size(text)
        visible += size
        if block.link_chars >= LINKED * len(text) > 0:  # computed for every block, so without a call
            linked += size
            links += 1
            continue
        unlinked += size if keep[block.index] else 0
        if size >= MIN_PROSE_CHARS:
            prose += size
            if keep[block.index]:
                kept += size
                longest = max(longest, size)
    return Weights(visible, linked, links, prose, kept, longest, unlinked)


def _is_linked(block: Block) -> bool:
    return block.link_chars >= LINKED * len(block.text) > 0


def _size(text: str) -> int:
    """The length of a text, in letters of a script such as Latin."""
    if text.isascii():
        return len(text)
    return len(text) + (DENSE_FACTOR - 1) * len(DENSE.findall(text))


def _by_address(moved: tuple[str | None, str | None], weights: Weights) -> tuple[Status, float] | None:
    """A redirect to an address for logging in, if the page has no more text than such pages have."""
    asked, answered = moved
    if not asked or not answered or weights.kept > MAX_REFUSED_PROSE:
        return None
    known = frozenset(load_phrases().notices["login_address"])
    return ("login", 0.8) if known & _names(answered) and not known & _names(asked) else None


def _names(address: str) -> set[str]:
    """The names in an address: the first part of its host, and those of its path without their suffixes."""
    try:
        parts = urlsplit(address.lower())
        host = parts.hostname or ""
    except ValueError:
        return set()
    return {host.partition(".")[0], *(name.partition(".")[0] for name in parts.path.split("/"))}


def _by_code(http_status: int | None, weights: Weights) -> tuple[Status, float] | None:
    """The server's status, if the page has no more text than such replies have."""
    if http_status is None or http_status < 400 or weights.kept > MAX_REFUSED_PROSE:
        return None
    if http_status in (404, 410):
        return "not-found", 1.0
    if http_status in (401, 407):
        return "login", 0.9
    if http_status == 402:
        return "paywall", 0.9
    if http_status in (403, 406, 418, 429, 451, 503):
        return "blocked", 0.9
    return ("blocked", 0.6) if http_status < 500 else ("empty", 0.6)


def _notice(document: Document, keep: Sequence[bool], weights: Weights) -> tuple[Status, float] | None:
    """The kind of notice that the page's words state, if there is little else on it."""
    if weights.kept > MAX_CONSENT_KEPT:
        return None
    much = weights.kept > MAX_PAYWALL_PROSE + MAX_PHRASE_BLOCK
    if much and not _may_ask_consent(document.blocks, keep):
        return None
    lines = [(block.index, _said(block)) for block in document.blocks if len(block.text) <= MAX_CONSENT_BLOCK]
    consent = _spoken(lines, "consent")
    if (
        len(consent) >= MIN_CONSENT_BLOCKS
        and _prose_beside(document.blocks, consent, keep) <= MAX_CONSENT_PROSE
        and _share(document.blocks, consent) >= MIN_CONSENT_SHARE
    ):
        return "consent", min(0.95, 0.6 + 0.1 * len(consent))
    lines = [(index, text) for index, text in lines if _size(text) <= MAX_PHRASE_BLOCK]
    if much:
        return None
    blocked, lost, login = _spoken(lines, "blocked"), _spoken(lines, "not_found"), _spoken(lines, "login")
    paywall = _spoken(lines, "paywall")
    beside = _prose_beside(document.blocks, [*blocked, *lost, *login, *paywall, *consent], keep)
    if beside <= MAX_WALL_PROSE:
        found = _wall(document, weights, blocked, lost, paywall)
        if found is not None:
            return found
    if paywall and beside <= MAX_PAYWALL_PROSE and _ends_with(document.blocks, paywall, keep):
        return "paywall", 0.9 if beside <= MAX_WALL_PROSE else 0.7
    if login and beside <= MAX_LOGIN_PROSE and weights.prose <= MAX_PAYWALL_PROSE:
        return "login", 0.9 if "password" in document.head.inputs else 0.7
    return None


def _may_ask_consent(blocks: Sequence[Block], keep: Sequence[bool]) -> bool:
    """Whether the prose that stays may be that of a consent wall.

    Blocks without a word of consent are added up, longest first. On an article the first or second is too much, so the
    page need not be searched for hundreds of phrases.
    """
    prose = ((_size(block.text), block) for block in blocks if keep[block.index] and not _is_linked(block))
    phrases = load_phrases().notices["consent"]
    beside = 0
    for size, block in sorted(prose, key=lambda found: -found[0]):
        if size < MIN_PROSE_CHARS:
            break
        text = _said(block) if len(block.text) <= MAX_CONSENT_BLOCK else ""
        if not _speaks(text, phrases):
            beside += size
            if beside > MAX_CONSENT_PROSE:
                return False
    return True


def _wall(
    document: Document, weights: Weights, blocked: list[int], lost: list[int], paywall: list[int]
) -> tuple[Status, float] | None:
    """A refusal or a missing page, first by its title, then by its words."""
    titles, known = _titles(document), load_phrases().titles
    small = weights.visible < MAX_WALL_CHARS
    if titles & known["not_found"]:
        return "not-found", 0.95 if lost else 0.85
    if titles & known["blocked"] and (blocked or small):
        return "blocked", 0.95 if blocked else 0.8
    if blocked and small:
        return "blocked", 0.85
    if lost and small and not paywall:
        return "not-found", 0.75
    return None


def _prose_beside(blocks: Sequence[Block], spoken: Sequence[int], keep: Sequence[bool]) -> int:
    """The letters of the prose that stays, without the given blocks."""
    marked = set(spoken)
    return sum(
        size for block in blocks
        if keep[block.index] and block.index not in marked and not _is_linked(block)
        and (size := _size(block.text)) >= MIN_PROSE_CHARS
    )  # fmt: skip


def _spoken(lines: Sequence[tuple[int, str]], kind: str) -> list[int]:
    """The blocks with a phrase of a kind. The page is searched as a whole first, because most phrases are not in it."""
    page = "\n".join(text for _, text in lines)
    present = [phrase for phrase in load_phrases().notices[kind] if phrase in page]
    return [index for index, text in lines if _speaks(text, present)] if present else []


def _speaks(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text itself states one of the phrases. Prose with one in the middle of a sentence only mentions it.

    In the prose of a notice, one phrase begins a sentence, or there are two separate ones, or one is a large part.
    """
    found = [(at, at + len(phrase)) for phrase in phrases if (at := text.find(phrase)) >= 0]
    if not found or _size(text) < MIN_PROSE_CHARS:
        return bool(found)
    if any(OPENING.search(text[max(0, start - MAX_OPENING) : start]) for start, _ in found):
        return True
    apart = max(start for start, _ in found) >= min(end for _, end in found)
    return apart or max(end - start for start, end in found) >= MIN_SPOKEN_SHARE * len(text)


def _said(block: Block) -> str:
    """The text that a block itself states, folded: without quotations, in marks or as a block."""
    return "" if block.kind == "quote" else _fold(QUOTED.sub(" ", block.text))


def _fold(text: str) -> str:
    return text.translate(QUOTES).lower()


def _titles(document: Document) -> set[str]:
    """The document's title, its parts and its headings, folded for comparison."""
    texts = [document.head.title or ""]
    texts += [block.text for block in document.blocks if block.kind == "heading" and block.level <= 2][:4]
    if document.source == "text":
        texts += [block.text for block in document.blocks[:2]]
    found: set[str] = set()
    for text in texts:
        if len(text) > MAX_TITLE_CHARS:
            continue
        for part in (text, *SITE_TAIL.split(text)):
            found.add(_fold(part).strip(" .!?…。！？"))
    return found


def _share(blocks: Sequence[Block], spoken: Sequence[int]) -> float:
    """The share of the letters of the page's unlinked blocks that are in the given ones."""
    marked = set(spoken)
    total = inside = 0
    for block in blocks:
        if _is_linked(block) and block.index not in marked:
            continue
        size = _size(block.text)
        total += size
        inside += size if block.index in marked else 0
    return inside / max(1, total)


def _ends_with(blocks: Sequence[Block], spoken: Sequence[int], keep: Sequence[bool]) -> bool:
    """Whether no prose follows the first block that asks for money: a wall comes after the teaser."""
    return not any(
        keep[block.index] and not _is_linked(block) and _size(block.text) >= 2 * MIN_PROSE_CHARS
        for block in blocks[spoken[0] + 1 :]
        if block.index not in set(spoken)
    )


def _is_shell(document: Document, weights: Weights) -> bool:
    """Whether a page shows almost nothing until its scripts have run."""
    if weights.visible > 2 * MAX_SHELL_CHARS or document.head.scripts < MIN_SHELL_SCRIPTS:
        return False
    if _spoken([(block.index, _fold(block.text)) for block in document.blocks], "shell"):
        return True
    return weights.visible <= MAX_SHELL_CHARS and weights.prose == 0 and document.head.scripts > 2


def _is_index(weights: Weights) -> bool:
    """Whether a page is a list of links to others."""
    return (
        weights.links >= MIN_INDEX_LINKS
        and weights.linked >= MIN_INDEX_LINK_SHARE * weights.visible
        and weights.kept <= min(MAX_INDEX_PROSE, MAX_INDEX_PROSE_SHARE * weights.visible)
        and weights.longest <= MAX_INDEX_BLOCK
        and weights.unlinked <= MAX_INDEX_UNLINKED
    )


def _certainty(weights: Weights) -> float:
    """The certainty that a page with prose is an article. It grows with the prose that stays."""
    return round(min(1.0, 0.5 + weights.kept / 2_000), 3)
