"""schema.org statements in JSON-LD: hostile input, read with care, down to what one page says of itself.

Scripts come broken in many ways: comments and CDATA marks around them, raw line breaks in strings, trailing commas,
entities, several objects in a row, wrong types everywhere. What cannot be parsed is salvaged by pattern for the fields
that stand once in it. Items that a page only lists (related stories, comments, products) are told from the one that it
is about by where they stand, by their address and by their headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from cleaner.read.metadata.folding import same_address, similar

MAX_NODES = 20_000  # values looked at in one page
MAX_ITEMS = 200  # typed items kept of one page
START = re.compile(r"[\[{]")
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
SALVAGE = re.compile(r'"(headline|datePublished|dateModified|dateCreated)"\s*:\s*"((?:[^"\\\n]|\\.){1,500})"')
# Under these keys stand other pages and things, not this one.
ELSEWHERE = frozenset(
    {
        "itemlistelement", "haspart", "mentions", "citation", "comment", "comments", "review", "reviews",
        "relatedlink", "isrelatedto", "issimilarto", "associatedmedia", "subjectof", "significantlink", "ispartof",
        "about", "breadcrumb", "offers", "aggregaterating", "potentialaction", "sponsor", "isbasedon", "citations"
    }
)  # fmt: skip
AGENT_KEYS = frozenset({"author", "creator", "publisher", "editor", "contributor", "image", "logo", "thumbnail"})
ARTICLE = re.compile(
    r"(?:article|posting|blogpost|report|column|review|obituary|claimreview|howto|recipe|guide)\Z", re.I
)
PAGE = re.compile(r"(?:page|videoobject|audioobject|podcastepisode|discussion|question|course|event|book)\Z", re.I)


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or an organisation as the schema names it; ``kind`` is its type in lower case, empty if not stated."""

    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one schema.org item says; ``rank`` is 2 for an article, 1 for another kind of page, 0 for anything else."""

    kind: str
    rank: int
    headlines: tuple[str, ...] = ()
    authors: tuple[Agent, ...] = ()
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    site: str | None = None
    description: str | None = None
    image: str | None = None
    addresses: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    section: str | None = None
    listed: bool = False


def read_statements(scripts: tuple[str, ...]) -> list[Statement]:
    """All typed items of a page's JSON-LD, in page order. Never raises, whatever the scripts hold."""
    roots: list[object] = []
    salvaged: list[Statement] = []
    for script in scripts:
        parsed = _parse(script)
        if parsed:
            roots.extend(parsed)
        else:
            salvaged.extend(_salvage(script))
    nodes = _collect(roots)
    named = {str(found["@id"]): found for found, _ in nodes if isinstance(found.get("@id"), str) and len(found) > 1}
    return [_state(node, listed, named) for node, listed in nodes] + salvaged


def choose(statements: list[Statement], titles: tuple[str, ...], addresses: tuple[str, ...]) -> Statement | None:
    """The item that the page is about, by its address and headline; None where the page only lists items."""
    best: Statement | None = None
    best_score = 0.0
    articles = [found for found in statements if found.rank == 2]
    for found in statements:
        if not found.rank:
            continue
        score = found.rank - 2.0 * found.listed
        here = any(same_address(mine, other) for mine in found.addresses for other in addresses)
        said = any(similar(headline, title) for headline in found.headlines for title in titles)
        score += 2.0 * here + 2.0 * said + 0.5 * (found.published is not None) + 0.25 * bool(found.authors)
        stranger = not here and not said and found.rank == 2 and bool(found.headlines and titles)
        if stranger and (len(articles) > 1 or (found.addresses and addresses)):
            score -= 3.0  # another page's story
        if score > best_score:
            best, best_score = found, score
    return best


def _parse(script: str) -> list[object]:
    start = START.search(script)
    if start is None:
        return []
    text = script[start.start() :]  # past comment and CDATA marks; what follows the last value is never looked at
    for attempt in range(3):
        if attempt == 1:
            text = TRAILING_COMMA.sub("", text)
        elif attempt == 2:
            if "&quot;" not in text:
                break
            text = unescape(text)
        found = _decode(text)
        if found:
            return found
    return []


def _decode(text: str) -> list[object]:
    """The JSON values that follow one another in a text, up to the first fault."""
    decoder = json.JSONDecoder(strict=False)
    found: list[object] = []
    at = 0
    while at < len(text) and len(found) < MAX_ITEMS:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return found


def _salvage(script: str) -> list[Statement]:
    """The fields that stand exactly once in a script that is not JSON."""
    values: dict[str, list[str]] = {}
    for name, value in SALVAGE.findall(script):
        values.setdefault(name, []).append(value)
    once = {name: clean(found[0]) for name, found in values.items() if len(set(found)) == 1}
    if not once:
        return []
    headlines = tuple(value for name, value in once.items() if name == "headline" and value)
    published = once.get("datePublished") or once.get("dateCreated")
    return [Statement("broken", 2, headlines, published=published, modified=once.get("dateModified"))]


def _collect(roots: list[object]) -> list[tuple[dict[str, object], bool]]:
    """The typed objects under the roots in page order, each with whether it stands in a list of other things."""
    nodes: list[tuple[dict[str, object], bool]] = []
    stack: list[tuple[object, bool]] = [(root, False) for root in reversed(roots)]
    seen = 0
    while stack and seen < MAX_NODES and len(nodes) < MAX_ITEMS:
        value, listed = stack.pop()
        seen += 1
        if isinstance(value, list):
            stack.extend((item, listed) for item in reversed(value))
        elif isinstance(value, dict):
            if "@type" in value or "headline" in value or "@id" in value:
                nodes.append((value, listed))
            for key, item in reversed(value.items()):
                if isinstance(item, dict | list):
                    lowered = key.lower()
                    if lowered not in AGENT_KEYS or (isinstance(item, dict) and "@id" in item):
                        stack.append((item, listed or lowered in ELSEWHERE or lowered in AGENT_KEYS))
    return nodes


def _state(node: dict[str, object], listed: bool, named: dict[str, dict[str, object]]) -> Statement:
    kinds = [kind.rsplit("/", 1)[-1] for kind in _texts(node.get("@type"))]
    rank = 0
    if any(ARTICLE.search(kind) for kind in kinds):
        rank = 2
    elif any(PAGE.search(kind) for kind in kinds) or (not kinds and "headline" in node):
        rank = 1
    kind = next((kind for kind in kinds if ARTICLE.search(kind) or PAGE.search(kind)), kinds[0] if kinds else "Thing")
    if not rank and kind not in ("WebSite", "Product", "Organization", "NewsMediaOrganization"):
        return Statement(kind, 0, listed=listed)
    addresses = [*_texts(node.get("url")), *_addresses(node.get("mainEntityOfPage")), *_texts(node.get("@id"))]
    return Statement(
        kind=kind,
        rank=rank,
        headlines=tuple(_cleaned(node, "headline", "name", "alternativeHeadline")),
        authors=tuple(_agents(node.get("author") or node.get("creator"), named)),
        published=next(
            iter(_texts(node.get("datePublished") or node.get("dateCreated") or node.get("uploadDate"))), None
        ),
        modified=next(iter(_texts(node.get("dateModified"))), None),
        publisher=next((agent.name for agent in _agents(node.get("publisher"), named)), None),
        site=next(iter(_cleaned(node, "name")), None) if kind == "WebSite" else None,
        description=next(iter(_cleaned(node, "description", "abstract")), None),
        image=next(_images(node.get("image") or node.get("thumbnailUrl"), named), None),
        addresses=tuple(address for address in addresses if address.startswith(("http", "/"))),
        keywords=tuple(_keywords(node.get("keywords"))),
        section=next(iter(_cleaned(node, "articleSection")), None),
        listed=listed,
    )


def _texts(value: object) -> list[str]:
    """The non-empty strings of a value that may be a string, a list of them, or an object with ``@value``."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        text = item.get("@value") if isinstance(item, dict) else item
        if isinstance(text, str) and text.strip():
            found.append(text.strip())
        if len(found) >= MAX_ITEMS:
            break
    return found


def _addresses(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*_texts(value.get("@id")), *_texts(value.get("url"))]
    return _texts(value)


def _cleaned(node: dict[str, object], *keys: str) -> list[str]:
    return [text for key in keys for value in _texts(node.get(key)) if (text := clean(value))]


def _agents(value: object, named: dict[str, dict[str, object]]) -> Iterator[Agent]:
    """The agents under an author or publisher key: strings, objects, references, lists of any of them."""
    items = value if isinstance(value, list) else [value]
    for item in items[:MAX_ITEMS]:
        if isinstance(item, str):
            if text := clean(item):
                yield Agent(text)
        elif isinstance(item, dict):
            target = item
            if "name" not in item and isinstance(item.get("@id"), str):
                target = named.get(item["@id"], item)
            kind = next(iter(_texts(target.get("@type"))), "").rsplit("/", 1)[-1].lower()
            names = _texts(target.get("name"))
            if not names and target.get("givenName"):
                names = [" ".join([*_texts(target.get("givenName"))[:1], *_texts(target.get("familyName"))[:1]])]
            for name in names:
                if text := clean(name):
                    yield Agent(text, kind)


def _images(value: object, named: dict[str, dict[str, object]]) -> Iterator[str]:
    for item in (value if isinstance(value, list) else [value])[:MAX_ITEMS]:
        if isinstance(item, str) and item.strip():
            yield item.strip()
        elif isinstance(item, dict):
            target = named.get(item["@id"], item) if isinstance(item.get("@id"), str) and len(item) == 1 else item
            yield from _texts(target.get("url") or target.get("contentUrl"))


def _keywords(value: object) -> list[str]:
    texts = _texts(value)
    if len(texts) == 1:
        texts = re.split(r"[,;|、，]", texts[0])
    return [
        text for item in texts if (text := clean(item)) and "://" not in text and not text.startswith(("tag:", "type:"))
    ]


def clean(text: str) -> str:
    """A string of the schema as a reader would see it: entities and the odd HTML fragment resolved, space collapsed."""
    if "&" in text:
        text = unescape(text)
        if "&" in text and ";" in text:
            text = unescape(text)
    if "<" in text and ">" in text:
        from cleaner.read.metadata.fragments import visible_text

        text = visible_text(text)
    return " ".join(text.split())
