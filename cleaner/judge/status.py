"""What a page is if it is not an article: a wall, a notice, an index or an empty shell.

A real article must almost never get another status. So every verdict needs two things: words or structure that show
what the page is, and too little prose for an article. The phrases are in ``data/status.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit

from cleaner.classes import dataclass
from cleaner.judge.glances import (
    MIN_PROSE_CHARS,
    LetterCounts,
    count_letters,
    find_present,
    find_prose,
    size_of,
)
from cleaner.judge.runs import is_link
from cleaner.model import Block, Document
from cleaner.patterns import later
from cleaner.shipped import load
from cleaner.vocabulary import Status

MAX_WALL_PROSE = 500  # of a robot check or a "not found"; a page with more prose is an article
MAX_WALL_CHARS = 2_000  # of all text on such a page
MAX_TITLED_PROSE = 200  # where only the title shows it: "Under maintenance" may be about a bridge
MAX_LOGIN_PROSE = 200
MAX_LOGIN_UNLINKED = 1_000  # of unlinked text that stays; a list of products may have a form to log in beside it
MAX_CONSENT_PROSE = 350
MAX_CONSENT_KEPT = 8_000  # of all prose that stays; a consent wall may be long
MIN_CONSENT_BLOCKS = 2
MIN_CONSENT_SHARE = 0.4  # of the letters outside links
MAX_DIALOGUE_GAP = 5  # blocks from one line that asks for consent to the next in the same dialogue
MAX_PAYWALL_PROSE = 700  # of the teaser; with more, the page is an article with an offer beside it
MAX_REFUSED_PROSE = 1_800  # with an HTTP error status; some sites send the article with it
MAX_PHRASE_BLOCK = 260  # a longer block is prose, which may mention such things
MAX_CONSENT_BLOCK = 2_500
MAX_TITLE_CHARS = 90
MAX_MARKED_CHARS = 1_500  # of all text on a page that checks for robots
MAX_LOOK_CHARS = 200_000
MAX_SHELL_CHARS = 200  # of visible text on a page without its scripts
MIN_SHELL_SCRIPTS = 1
MIN_INDEX_LINKS = 12
MIN_INDEX_LINK_SHARE = 0.6  # of the letters of the page
MAX_INDEX_PROSE_SHARE = 0.15
MAX_INDEX_PROSE = 700
MAX_INDEX_UNLINKED = 3_000  # of unlinked text that stays, in blocks of any length
MAX_INDEX_BLOCK = 180  # a longer paragraph belongs to an article
QUOTES = {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "}
OPENING_QUOTES = '“„«「"'
# Text in quotation marks is mentioned, not stated, unless it is as short as the name of a button.
QUOTED = later(r"“[^“”]{20,}”|„[^„“”]{20,}[“”]|«[^«»]{20,}»|「[^「」]{8,}」|\"[^\"]{20,}\"")
OPENING = later(r"(?:^|[.!?…。！？:：]|\s[–—-])\s*\Z")  # text before the first word of a sentence
MAX_OPENING = 4
MIN_STATED_SHARE = 0.25  # of a text that states a phrase in the middle of a sentence
SITE_TAIL = later(r"\s+[|–—·»-]\s+|\s*[|｜]\s*|:\s")
MIN_TOLD_WORDS = 3  # in small letters behind a colon, which make a headline: "Access denied: hotel closed after smoke"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of each kind of notice, and the titles of such pages."""

    notices: dict[str, tuple[str, ...]]
    titles: dict[str, frozenset[str]]


@cache
def load_phrases() -> Phrases:
    """Read the data file."""
    data = load("status.yaml")
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
    html: str = "",
) -> Status:
    """The status of a page. ``keep`` says for each block whether it stays.

    ``moved`` holds the requested URL and the final one, ``html`` the whole page.
    """
    blocks = document.blocks
    counts = count_letters(blocks, keep)
    notice = _by_http_status(http_status, counts) or _by_redirect(moved, counts) or _notice(document, keep, counts)
    if notice is None and document.source == "html" and counts.visible < MAX_MARKED_CHARS:
        notice = _by_markup(document, html)
    if notice is not None:
        return notice
    if not blocks:
        return "shell" if document.head.framed or document.head.scripts >= MIN_SHELL_SCRIPTS else "empty"
    if document.source == "html" and _is_shell(document, counts):
        return "shell"
    if _is_index(counts):
        return "index"
    if not any(keep):
        return "empty"
    return "partial" if document.partial else "ok"


def is_titled_missing(document: Document) -> bool:
    """Whether the title of a page says that there is no such page, so that its lists are those of other pages."""
    return not _titles(document).isdisjoint(load_phrases().titles["not_found"])


def _by_redirect(moved: tuple[str | None, str | None], counts: LetterCounts) -> Status | None:
    """The status of a page that redirected to a log-in page, unless it has the text of an article."""
    requested, final = moved
    if not requested or not final or counts.kept > MAX_REFUSED_PROSE:
        return None
    known = frozenset(load_phrases().notices["login_address"])
    return "login" if known & _names(final) and not known & _names(requested) else None


def _by_markup(document: Document, html: str) -> Status | None:
    """The status of a page that shows little, by programs that check for robots. A text may name them."""
    found = find_present(html[:MAX_LOOK_CHARS].lower(), load_phrases().notices["blocked_markup"])
    if not found:
        return None
    shown = find_present("\n".join([block.text for block in document.blocks]).lower(), tuple(found))
    return "blocked" if set(found) - set(shown) else None


def _names(address: str) -> set[str]:
    """The first label of a URL's host, and the segments of its path without suffixes."""
    try:
        parts = urlsplit(address.lower())
        host = parts.hostname or ""
    except ValueError:
        return set()
    return {host.partition(".")[0], *(name.partition(".")[0] for name in parts.path.split("/"))}


def _by_http_status(http_status: int | None, counts: LetterCounts) -> Status | None:
    """What the HTTP status says about a page, unless it has the text of an article."""
    if http_status is None or http_status < 400 or counts.kept > MAX_REFUSED_PROSE:
        return None
    if http_status in (404, 410):
        return "not-found"
    if http_status in (401, 407):
        return "login"
    if http_status == 402:
        return "paywall"
    return "blocked" if http_status < 500 or http_status == 503 else "empty"


def _notice(document: Document, keep: Sequence[bool], counts: LetterCounts) -> Status | None:
    """The status by the phrases of notices on the page, if it has little other prose."""
    if counts.kept > MAX_CONSENT_KEPT:
        return None
    long = counts.kept > MAX_PAYWALL_PROSE + MAX_PHRASE_BLOCK
    if long and not _may_ask_consent(document.blocks, keep):
        return None
    texts = _own_texts([block for block in document.blocks if len(block.text) <= MAX_CONSENT_BLOCK])
    consent = _blocks_stating(texts, "consent")
    if (
        len(consent) >= MIN_CONSENT_BLOCKS
        and _other_prose(document.blocks, consent, keep) <= MAX_CONSENT_PROSE
        and _share(document.blocks, consent) >= MIN_CONSENT_SHARE
    ):
        return "consent"
    if long:
        return None
    lines = [(index, text) for index, text in texts if size_of(text) <= MAX_PHRASE_BLOCK]
    blocked, missing, login, paywall = _blocks_stating_each(lines, ("blocked", "not_found", "login", "paywall"))
    paywall = _outside(paywall, consent)
    other = _other_prose(document.blocks, [*blocked, *missing, *login, *paywall, *consent], keep)
    if other <= MAX_WALL_PROSE:
        found = _wall(document, counts, blocked, missing, paywall, other=other)
        if found is not None:
            return found
    if paywall and other <= MAX_PAYWALL_PROSE and _ends_at_wall(document.blocks, paywall, keep):
        return "paywall"
    few = counts.prose <= MAX_PAYWALL_PROSE and counts.unlinked <= MAX_LOGIN_UNLINKED
    if login and other <= MAX_LOGIN_PROSE and few:
        return "login"
    return None


def _outside(stating: list[int], consent: Sequence[int]) -> list[int]:
    """The blocks that are not part of a dialogue that asks for consent: it may offer a subscription without cookies."""
    spans = [(one, other) for one, other in pairwise([*consent[:1], *consent]) if other - one <= MAX_DIALOGUE_GAP]
    return [at for at in stating if not any(one <= at <= other for one, other in spans)] if consent else stating


def _may_ask_consent(blocks: tuple[Block, ...], keep: Sequence[bool]) -> bool:
    """Whether the prose that stays could belong to a consent wall. A cheap test before the search for all phrases.

    It adds up the blocks that do not ask for consent, longest first. On an article, one or two exceed the limit.
    """
    phrases = load_phrases().notices["consent"]
    other = 0
    for at, size in sorted(find_prose(blocks, keep), key=lambda found: -found[1]):
        text = _own_text(blocks[at]) if len(blocks[at].text) <= MAX_CONSENT_BLOCK else ""
        if not _states(text, find_present(text, phrases)):
            other += size
            if other > MAX_CONSENT_PROSE:
                return False
    return True


def _wall(
    document: Document,
    counts: LetterCounts,
    blocked: list[int],
    missing: list[int],
    paywall: list[int],
    *,
    other: int,
) -> Status | None:
    """The status ``blocked`` or ``not-found``, by the title, else by the phrases in the text.

    ``other`` counts the letters of the prose that states none of the phrases.
    """
    titles, known = _titles(document), load_phrases().titles
    small = counts.visible < MAX_WALL_CHARS
    bare = small and other <= MAX_TITLED_PROSE
    if titles & known["not_found"] or (titles & known["fault"] and (missing or bare)):
        return "not-found"
    if titles & known["blocked"] and (blocked or bare):
        return "blocked"
    if blocked and small:
        return "blocked"
    if missing and small and not paywall:
        return "not-found"
    return None


def _other_prose(blocks: tuple[Block, ...], stating: Sequence[int], keep: Sequence[bool]) -> int:
    """The letters of the prose that stays, without the given blocks."""
    marked = set(stating)
    return sum(size for at, size in find_prose(blocks, keep) if at not in marked)


def _blocks_stating(lines: Sequence[tuple[int, str]], kind: str) -> list[int]:
    """The blocks that state a phrase of a kind."""
    return _blocks_stating_each(lines, (kind,))[0]


def _blocks_stating_each(lines: Sequence[tuple[int, str]], kinds: tuple[str, ...]) -> list[list[int]]:
    """The same for several kinds, in one search. Phrases that are nowhere on the page are skipped."""
    found = find_present("\n".join([text for _, text in lines]), _phrases_of(kinds))
    if not found:
        return [[] for _ in kinds]
    present = [[phrase for phrase in load_phrases().notices[kind] if phrase in found] for kind in kinds]
    return [[index for index, text in lines if _states(text, own)] if own else [] for own in present]


@cache
def _phrases_of(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([phrase for kind in kinds for phrase in load_phrases().notices[kind]])


def _states(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text states one of the phrases. Prose may only mention one, in the middle of a sentence.

    Prose states a phrase that begins a sentence or is a large part of the text. Two phrases that do not overlap are
    enough as well.
    """
    found = [(at, at + len(phrase)) for phrase in phrases if (at := text.find(phrase)) >= 0]
    if not found or size_of(text) < MIN_PROSE_CHARS:
        return bool(found)
    if any(OPENING.search(text[max(0, start - MAX_OPENING) : start]) for start, _ in found):
        return True
    apart = max(start for start, _ in found) >= min(end for _, end in found)
    return apart or max(end - start for start, end in found) >= MIN_STATED_SHARE * len(text)


def _own_text(block: Block) -> str:
    """The folded text of a block without quotations. It is empty for a block quote."""
    return _fold(_without_quotations(block))


def _own_texts(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    """The index and the own text of each block. They are folded together, which takes a fraction of the time."""
    texts = [_without_quotations(block) for block in blocks]
    folded = _fold("\n".join(texts)).split("\n")
    if len(folded) != len(texts):  # a text of several lines
        folded = [*map(_fold, texts)]
    return [(block.index, text) for block, text in zip(blocks, folded, strict=True)]


def _without_quotations(block: Block) -> str:
    if block.kind == "quote":
        return ""
    text = block.text
    quoted = '"' in text if text.isascii() else any(mark in text for mark in OPENING_QUOTES)
    return QUOTED.sub(" ", text) if quoted else text


def _fold(text: str) -> str:
    for mark, plain in QUOTES.items():
        if mark in text:
            text = text.replace(mark, plain)
    return text.lower()


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
        parts = SITE_TAIL.split(text)
        if text.startswith(f"{parts[0]}: ") and _is_told(text):
            del parts[0]
        for part in (text, *parts):
            found.add(_fold(part).strip(" .!?…。！？"))
    return found


def _is_told(title: str) -> bool:
    """Whether several words in small letters follow the colon of a title."""
    return sum(word.islower() and word.isalpha() for word in title.partition(": ")[2].split()) >= MIN_TOLD_WORDS


def _share(blocks: Sequence[Block], stating: Sequence[int]) -> float:
    """The share of the letters in unlinked blocks that the given blocks hold."""
    marked = set(stating)
    total = inside = 0
    for block in blocks:
        if is_link(block) and block.index not in marked:
            continue
        size = size_of(block.text)
        total += size
        inside += size if block.index in marked else 0
    return inside / max(1, total)


def _ends_at_wall(blocks: Sequence[Block], stating: Sequence[int], keep: Sequence[bool]) -> bool:
    """Whether no prose follows the first block that asks for payment. A paywall comes after the teaser."""
    return not any(
        keep[block.index] and not is_link(block) and size_of(block.text) >= 2 * MIN_PROSE_CHARS
        for block in blocks[stating[0] + 1 :]
        if block.index not in set(stating)
    )


def _is_shell(document: Document, counts: LetterCounts) -> bool:
    """Whether a page shows almost nothing until its scripts have run."""
    if counts.visible > 2 * MAX_SHELL_CHARS or document.head.scripts < MIN_SHELL_SCRIPTS:
        return False
    if _blocks_stating([(block.index, _fold(block.text)) for block in document.blocks], "shell"):
        return True
    return counts.visible <= MAX_SHELL_CHARS and counts.prose == 0 and document.head.scripts > 2


def _is_index(counts: LetterCounts) -> bool:
    """Whether a page is a list of links to others."""
    return (
        counts.links >= MIN_INDEX_LINKS
        and counts.linked >= MIN_INDEX_LINK_SHARE * counts.visible
        and counts.kept <= min(MAX_INDEX_PROSE, MAX_INDEX_PROSE_SHARE * counts.visible)
        and counts.longest <= MAX_INDEX_BLOCK
        and counts.unlinked <= MAX_INDEX_UNLINKED
    )
