"""Article bodies outside the markup: in JSON-LD, or in the page data of scripts.

Such a body is compared with the blocks of the markup. If the markup shows it, it is evidence for the blocks that it
contains. If the markup holds no body or clearly less of it, it becomes blocks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape

from cleaner.classes import dataclass
from cleaner.model import Block, Document, Verdict
from cleaner.patterns import later
from cleaner.read.literals import MAX_STATE_CHARS, read_values
from cleaner.read.metadata.folding import fold, similar
from cleaner.read.schemas import other_body
from cleaner.words import DENSE

STATED = "cleaner-stated"  # name of the element around a stated body, at the end of the page
JUDGE = "reader"
MIN_STATED_CHARS = 300  # of a body; a shorter one may be a teaser
MIN_STATE_CHARS = 500  # of a body that is recognised only by its position in page data
CLEARLY_MORE = 1.5  # factor by which a body is longer than the text of the markup
MAX_OWN_CHARS = 1_500  # of kept text; with more, page data is not searched
MAX_BARE_CHARS = 200  # of kept text; with more, the object of a body must contain the page's title
SHOWN = 0.5  # share of the probes from which the markup shows the body
MIN_TEASED = 0.3  # share of the probes of the kept text that a body in page data must contain
KEPT = 0.6  # share of the probes from which the kept text is the body
PROBE_CHARS = 40
PROBES = 40
MIN_WITNESSED_CHARS = 30  # letters of a block that can be matched with a body
MAX_NODES = 20_000
DENSE_FACTOR = 2  # weight of a letter in a script that needs few
VOUCHED = 0.95
BODY_KEYS = ("articleBody", "reviewBody")
NAMES = ("headline", "name", "alternativeHeadline", "title")  # fields with the title of an item
PLAIN = re.compile(r"[^\W_][\w ,.-]*+")  # text that is written in the same way in data and in markup
MIN_LOOKED_FOR = 12
CONTAINERS = (dict, list)  # made once, because a union is made anew at each use
MAX_LOOKED_FOR = 4  # blocks
UNNAMED = frozenset({"state:json", "state:attribute"})  # these may be anything, so they must contain the title
UPDATES = "liveBlogUpdate"
ELSEWHERE = later(
    r"itemlist|haspart|mention|citation|comment|review|related|similar|subjectof|significant|ispartof|isbasedon|about",
    re.I,
)
TWICE_ESCAPED = re.compile(r"&amp;#?\w{1,10};")
ENDED = later(r"(?:\.\.\.|…)\W*\Z")


FindBody = Callable[[dict[str, object]], tuple[str, str]]  # from an item to its body and the name of the field


@dataclass(frozen=True, slots=True)
class Stated:
    """A body that a page states, as HTML, and its source."""

    html: str
    source: str
    size: int  # length in letters of a script such as Latin


@dataclass(frozen=True, slots=True)
class Finding:
    """What to do with a stated body.

    ``insert`` means that it becomes blocks. Otherwise ``witnessed`` are the blocks of the markup that it contains, and
    ``kept`` is the share of the body that was kept.
    """

    stated: Stated
    insert: bool
    kept: float
    witnessed: tuple[int, ...] = ()


def find_stated(
    html: str, document: Document, title: str | None, kept: Sequence[Block]
) -> tuple[Finding | None, tuple[str, ...]]:
    """The stated body of a page, if it has more text than the kept blocks, and notes."""
    notes: list[str] = []
    texts = [block.text for block in kept if block.link_chars * 2 < len(block.text)]
    if sum(map(len, texts)) >= MAX_OWN_CHARS and not any(map(_may_state, document.head.json_ld)):
        return None, ()  # as for most pages
    own = sum(map(weight, texts))
    titles = [text for text in (title, document.head.title, *titles_of(document)) if text]
    stated = stated_in_json_ld(document.head.json_ld, titles, notes)
    if stated is None and own <= MAX_BARE_CHARS:
        stated = stated_in_json_ld(document.head.json_ld, titles, notes, other_body)
    if own < MAX_OWN_CHARS and (own <= MAX_BARE_CHARS or _may_be_teased(html, kept)):
        least = max(MIN_STATE_CHARS, int(own * CLEARLY_MORE))
        state = _stated_in_states(html, titles, least, own > MAX_BARE_CHARS, notes)
        if state is not None and (own <= MAX_BARE_CHARS or _is_teased(state, kept)):
            stated = _larger(stated, state)
    return (_compare(stated, document, own, kept) if stated is not None else None), tuple(notes)


def _may_be_teased(html: str, kept: Sequence[Block]) -> bool:
    """A quick test: do some words of the kept text occur twice in the page, as they would if page data had them too?"""
    for block in sorted(kept, key=lambda found: -len(found.text))[:MAX_LOOKED_FOR]:
        words = max(PLAIN.findall(block.text), key=len, default="")[:PROBE_CHARS]
        at = html.find(words) if len(words) >= MIN_LOOKED_FOR else -1
        if at >= 0 and html.find(words, at + 1) >= 0:
            return True
        if not words.isascii() and json.dumps(words)[1:-1] in html:
            return True
    return False


def _is_teased(state: Stated, kept: Sequence[Block]) -> bool:
    """Whether the kept text is the beginning or another part of a body, not a text of its own."""
    probes = _probes("".join(escape(block.text) for block in kept))
    said = fold(unescape(re.sub(r"<[^<>]*+>", "", state.html)))
    return sum(probe in said for probe in probes) >= MIN_TEASED * max(1, len(probes))


def _compare(stated: Stated, document: Document, own: int, kept: Sequence[Block]) -> Finding | None:
    """Compare a stated body with the blocks of the page and the kept blocks."""
    probes = _probes(stated.html)
    share = _share(probes, kept)
    if not probes or share >= KEPT:
        return None
    if _share(probes, document.blocks) >= SHOWN:
        return Finding(stated, insert=False, kept=share, witnessed=_witnessed(stated, document.blocks))
    if stated.size >= CLEARLY_MORE * own:
        return Finding(stated, insert=True, kept=share)
    return Finding(stated, insert=False, kept=share) if own < stated.size else None


def _larger(one: Stated | None, other: Stated | None) -> Stated | None:
    """The longer of two bodies. If their lengths are similar, the one with markup, or else the first."""
    if one is None or other is None:
        return one or other
    if other.size > 1.3 * one.size or (other.size >= 0.9 * one.size and "</" in other.html and "</p>" not in one.html):
        return other
    return one


def weight(text: str) -> int:
    """The length of a text in letters of a script such as Latin."""
    return len(text) if text.isascii() else len(text) + DENSE_FACTOR * len(DENSE.findall(text))


def titles_of(document: Document) -> Iterator[str]:
    """The titles that a page gives itself for others, and its headings of rank 1."""
    yield from (content for name, content in document.head.metas if name in ("og:title", "twitter:title"))
    yield from (mark.text for mark in document.head.marks if mark.path[:1] == ("h1",))


def stated_in_json_ld(
    scripts: Sequence[str], titles: Sequence[str], notes: list[str], body_of: FindBody | None = None
) -> Stated | None:
    """The body of the item that the page is about: the item with its headline, or else the only one with a body."""
    scripts = [script for script in scripts if body_of is not None or _may_state(script)]
    large = f"read: JSON-LD of more than {MAX_STATE_CHARS:,} characters was not read"
    notes += [large for script in scripts if len(script) > MAX_STATE_CHARS]
    items = bodies_in(scripts, body_of or _body_of)
    found = [(is_named(node, NAMES, titles), body, key) for node, body, key in items]
    named = [item for item in found if item[0]]
    bodies = {body for _, body, _ in named or found}
    if not bodies or (not named and len(bodies) > 1):
        return None
    _, body, key = max(named or found, key=lambda item: len(item[1]))
    html = as_html(body)
    size = weight(re.sub(r"<[^<>]*+>", "", html))
    if size < MIN_STATED_CHARS or (ENDED.search(body[-20:]) and size < 2 * MIN_STATED_CHARS):
        return None
    return Stated(html, f"json-ld:{key}", size)


def bodies_in(scripts: Sequence[str], body_of: FindBody) -> Iterator[tuple[dict[str, object], str, str]]:
    """The items of JSON-LD that have a body, each with it and the name of its field. Huge scripts are not read."""
    for script in scripts:
        for node in _nodes_in(read_values(script)) if len(script) <= MAX_STATE_CHARS else ():
            body, key = body_of(node)
            if body:
                yield node, body, key


def is_named(node: dict[str, object], fields: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether one of these fields of an item is like a title of the page."""
    names = [*map(node.get, fields)]
    return any(isinstance(name, str) and similar(name, title) for name in names for title in titles)


def _may_state(script: str) -> bool:
    return any(key in script for key in (*BODY_KEYS, UPDATES))


def _nodes_in(roots: list[object]) -> Iterator[dict[str, object]]:
    """The objects below the roots that may describe the page itself."""
    todo = list(reversed(roots))
    for _ in range(MAX_NODES):
        if not todo:
            return
        value = todo.pop()
        if isinstance(value, list):
            todo.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            todo.extend(
                item for key, item in reversed(value.items())
                if isinstance(item, CONTAINERS) and key != UPDATES and not ELSEWHERE.match(key)
            )  # fmt: skip


def _body_of(node: dict[str, object]) -> tuple[str, str]:
    for key in BODY_KEYS:
        value = node.get(key)
        if isinstance(value, list):
            value = "\n\n".join(item for item in value if isinstance(item, str))
        if isinstance(value, str) and value.strip():
            return value, key
    updates = node.get(UPDATES)
    parts: list[str] = []
    for update in updates[:MAX_NODES] if isinstance(updates, list) else ():
        if isinstance(update, dict):
            parts += [text for name in ("headline", *BODY_KEYS[:1]) if isinstance(text := update.get(name), str)]
    return "\n\n".join(parts), UPDATES


def as_html(text: str) -> str:
    """A body from a schema as HTML. It may be plain or have markup, with entities or without."""
    from cleaner.read.richtext import BLOCK, ESCAPED, MARKUP

    for _ in range(2):
        if not TWICE_ESCAPED.search(text) and (not ESCAPED.search(text) or MARKUP.search(text)):
            break
        text = unescape(text)
    if MARKUP.search(text):
        return text if BLOCK.search(text) or "<br" in text else _paragraphs(text)
    return _paragraphs(escape(unescape(text), quote=False))


def _paragraphs(text: str) -> str:
    from cleaner.read.richtext import PARAGRAPHS

    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = PARAGRAPHS.split(text) if PARAGRAPHS.search(text) else text.split("\n")
    return "".join(f"<p>{part}</p>" for part in parts if part.strip())


def _stated_in_states(
    html: str, titles: Sequence[str], min_chars: int, only_titled: bool, notes: list[str]
) -> Stated | None:
    """The largest body in page data. ``only_titled``: only that of an object with the title of the page."""
    from cleaner.read.scripts import read_states
    from cleaner.read.states import find_in_state

    states, note = read_states(html)
    notes += [note] if note else []
    same = _same_title(titles)
    best: Stated | None = None
    best_titled = False
    for state in states:
        titled = only_titled or state.source in UNNAMED
        found = find_in_state(state, same, min_chars // (1 + DENSE_FACTOR), titled=titled)
        if found is None or (titled and not found.titled):
            continue
        size = weight(re.sub(r"<[^<>]*+>", "", found.html))
        if size >= min_chars and (best is None or (found.titled, size) > (best_titled, best.size)):
            best, best_titled = Stated(found.html, state.source, size), found.titled
    return best


def _same_title(titles: Sequence[str]) -> Callable[[str], bool]:
    folded = {fold(title) for title in titles} - {""}
    sizes = [(title, len(fold(title))) for title in titles]
    known: dict[str, bool] = {}

    def same(text: str) -> bool:
        if text not in known:
            said = fold(text)
            known[text] = said in folded or any(
                len(said) * 2 >= size and similar(text, title) for title, size in sizes
            )  # not the name of the site, which is part of many titles
        return known[text]

    return same


def _probes(html: str) -> list[str]:
    """Pieces of a body's letters, evenly spread."""
    text = fold(unescape(re.sub(r"<[^<>]*+>", "", html)))
    step = max(PROBE_CHARS, len(text) // PROBES)
    return [text[at : at + PROBE_CHARS] for at in range(0, len(text) - PROBE_CHARS + 1, step)]


def _share(probes: Sequence[str], blocks: Sequence[Block]) -> float:
    """The share of the probes that occur in the blocks."""
    text = fold("".join(block.text for block in blocks))
    return sum(probe in text for probe in probes) / max(1, len(probes))


def share_kept(stated: Stated, blocks: Sequence[Block]) -> float:
    """The share of a stated body that occurs in the blocks, 0 to 1."""
    return _share(_probes(stated.html), blocks)


def _witnessed(stated: Stated, blocks: Sequence[Block]) -> tuple[int, ...]:
    """The blocks whose whole text occurs in the body."""
    text = fold(unescape(re.sub(r"<[^<>]*+>", "", stated.html)))
    return tuple(
        block.index for block in blocks
        if len(said := fold(block.text)) >= MIN_WITNESSED_CHARS and said in text
    )  # fmt: skip


def vouch(document: Document, finding: Finding) -> list[Verdict]:
    """Verdicts on a document: blocks of the stated body stay. If the body was inserted, its copies in the markup go.

    An inserted body's blocks are those in the element STATED.
    """
    if not finding.insert:
        return vouch_for(finding.witnessed)
    inside = frozenset(block.index for block in document.blocks if is_stated(block))
    twice = frozenset(_witnessed(finding.stated, document.blocks)) - inside
    return [
        *vouch_for(sorted(inside)),
        *(Verdict(index, False, JUDGE, "stated-twice", "duplicate") for index in sorted(twice)),
    ]


def vouch_for(blocks: Sequence[int]) -> list[Verdict]:
    """Verdicts by which these blocks stay, because the page states them."""
    return [Verdict(index, True, JUDGE, "stated", score=VOUCHED) for index in blocks]


def is_stated(block: Block) -> bool:
    """Whether a block is part of the body that the reader inserted."""
    return block.container is not None and any(node.tag == STATED for node in block.container.lineage())
