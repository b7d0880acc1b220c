"""schema.org statements in JSON-LD, read defensively and reduced to those about the page itself.

Scripts are invalid in many ways: comments and CDATA marks around them, raw line breaks in strings, trailing commas,
entities, several objects in a row, wrong types everywhere. If a script cannot be parsed, patterns find the fields that
occur once in it. Items that a page only lists (related articles, comments, products) are distinguished from the one
that it is about by their position, address and headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from types import MappingProxyType
from typing import NamedTuple

from cleaner.patterns import later
from cleaner.read.metadata.folding import MAX_FIELD_CHARS, MAX_TEXT_CHARS, clean, same_address, similar
from cleaner.read.metadata.mend import mend, read_string, with_double_quotes, without_comments

MAX_NODES = 20_000  # values visited in one page
MAX_ITEMS = 200  # typed items kept of one page
MAX_AGENTS = 20  # of one item
START = re.compile(r"[\[{]")
SALVAGE = later(
    r'"(headline|datePublished|dateModified|dateCreated)"\s{0,20}:\s{0,20}"'
    r'|"author"\s{0,20}:\s{0,20}(?:[\[{]\s{0,20}){0,2}(?:"@type"\s{0,20}:\s{0,20}"\w{1,20}",\s{0,20})?(?:"name"\s{0,20}:\s{0,20})?"'
)
MAX_SALVAGED_CHARS = 500
# Keys for other pages and things, not this one.
ELSEWHERE = frozenset(
    {
        "itemlistelement", "haspart", "mentions", "citation", "comment", "comments", "review", "reviews",
        "relatedlink", "isrelatedto", "issimilarto", "associatedmedia", "subjectof", "significantlink", "ispartof",
        "about", "breadcrumb", "offers", "aggregaterating", "potentialaction", "sponsor", "isbasedon", "citations",
        "itemreviewed",
    }
)  # fmt: skip
PUBLISHED_KEYS = ("datePublished", "dateCreated", "uploadDate", "datePosted")  # best first
LISTS = ("@list", "itemListElement")
# Types of what an article is a part of, if that is the site. A product is a subscription to it.
WHOLES = ({"WebSite"}, {"Periodical"}, {"Newspaper"}, {"CreativeWork", "Product"})
NAME_PARTS = ("givenName", "additionalName", "familyName")
AGENT_KEYS = frozenset({"author", "creator", "publisher", "editor", "contributor", "image", "logo", "thumbnail"})
ARTICLE = re.compile(
    r"(?:article|posting|blogpost|report|column|review|obituary|claimreview|howto|recipe|guide)\Z", re.I
)
PAGE = later(r"(?:page|videoobject|audioobject|podcastepisode|discussion|question|course|event|book)\Z", re.I)

ARTICLE_RANK = 2  # of a statement
FORUM_KINDS = frozenset({"DiscussionForumPosting", "Question", "QAPage"})


class Agent(NamedTuple):
    """A person or an organisation in the schema. ``kind`` is its type in lower case, or empty."""

    name: str
    kind: str = ""


class Statement(NamedTuple):
    """One schema.org item. ``rank`` is 2 for an article, 1 for another kind of page, 0 for anything else.

    ``node`` is the object itself and ``named`` holds those that it may refer to. Fields that only the chosen item needs
    are read from them when asked for.
    """

    kind: str
    rank: int
    headlines: tuple[str, ...] = ()
    authors: tuple[Agent, ...] = ()
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    site: str | None = None
    addresses: tuple[str, ...] = ()
    listed: bool = False
    node: Mapping[str, object] = MappingProxyType({})
    named: Mapping[str, dict[str, object]] = MappingProxyType({})

    @property
    def description(self) -> str | None:
        """Its description or abstract."""
        return next(iter(_cleaned(self.node, "description", "abstract", limit=MAX_TEXT_CHARS)), None)

    @property
    def profiles(self) -> tuple[str, ...]:
        """The addresses of authors whose names it does not state."""
        return tuple(_profiles(self.node.get("author") or self.node.get("creator")))

    @property
    def image(self) -> str | None:
        """The address of its first image."""
        stated = self.node.get("image") or self.node.get("thumbnailUrl") or self.node.get("primaryImageOfPage")
        return next(_images(stated, self.named), None)

    @property
    def whole(self) -> str | None:
        """The name of the site or the periodical that it is a part of."""
        stated = self.node.get("isPartOf")
        parts = (stated if isinstance(stated, list) else [stated])[:MAX_AGENTS]
        wholes = (part for part in parts if isinstance(part, dict) and set(_texts(part.get("@type"))) in WHOLES)
        return next((name for part in wholes for name in _cleaned(part, "name") if name not in self.headlines), None)

    @property
    def keywords(self) -> tuple[str, ...]:
        """Its keywords, one each."""
        return tuple(_keywords(self.node.get("keywords")))


def read_statements(scripts: tuple[str, ...]) -> list[Statement]:
    """The pages, articles and sites in a page's JSON-LD, in page order. Never raises, whatever the scripts hold."""
    roots: list[object] = []
    salvaged: list[Statement] = []
    for script in scripts:
        parsed = _parse(script)
        if parsed:
            roots.extend(parsed)
        else:
            salvaged.extend(_salvage(script))
    nodes = _collect(roots)
    named = _by_id(nodes)
    return [found for node, listed in nodes if (found := _state(node, listed, named)) is not None] + salvaged


def _by_id(nodes: list[tuple[dict[str, object], bool]]) -> dict[str, dict[str, object]]:
    """The objects to which others refer, by their ids and by the fragments of these."""
    named: dict[str, dict[str, object]] = {}
    for found, _ in nodes:
        name = found.get("@id")
        if isinstance(name, str) and len(found) > 1 and (name not in named or "name" not in named[name]):
            named[name] = found
            _, mark, fragment = name.rpartition("#")
            if mark and fragment:
                named.setdefault(f"#{fragment}", found)
    return named


def choose(statements: Sequence[Statement], titles: tuple[str, ...], addresses: tuple[str, ...]) -> Statement | None:
    """The item that the page is about, by its address and headline. None if the page only lists items."""
    best: Statement | None = None
    story: Statement | None = None  # with the headline of the page
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
            score -= 3.0  # the article of another page
        if score > best_score:
            best, best_score = found, score
        if story is None and said and found.rank == ARTICLE_RANK and not found.listed:
            story = found
    if best is not None and best.rank == ARTICLE_RANK and not best.authors:
        return best._replace(authors=_authors_around(best, statements))
    if best is None or best.rank == ARTICLE_RANK or best.authors or story is None:
        return best
    return best._replace(authors=story.authors)


def _authors_around(article: Statement, statements: Sequence[Statement]) -> tuple[Agent, ...]:
    """The authors of the page whose main subject an article without authors is: some state them there."""
    own = (found.authors for found in statements if found.node.get("mainEntity") is article.node and not found.listed)
    return next(own, ())


def _parse(script: str) -> list[object]:
    if "<![CDATA[" in script:
        script = script.replace("<![CDATA[", "").replace("]]>", "")
    start = START.search(script)
    if start is None:
        return []
    text = script[start.start() :]  # after comment and CDATA marks; anything after the last value is ignored
    if text[1:].lstrip().startswith("&quot;"):  # else the slashes of its addresses would be taken for comments
        text = unescape(text)
    if text[1:].lstrip().startswith("'") and (found := _decode(with_double_quotes(text))):
        return found  # its addresses would lose what follows their slashes, as comments do
    for attempt in (_as_it_is, without_comments, _without_entities, with_double_quotes, mend):
        if attempt is not _without_entities or "&quot;" in text:
            text = attempt(text)
            found = _decode(text)
            if found:
                return found
    return []


def _as_it_is(text: str) -> str:
    return text


def _without_entities(text: str) -> str:
    return unescape(text)


DECODER = json.JSONDecoder(strict=False)
CONTAINERS = (dict, list)  # made once, because a union is made anew at each use


def _decode(text: str) -> list[object]:
    """The consecutive JSON values in a text, up to the first error."""
    found: list[object] = []
    at = 0
    while at < len(text) and len(found) < MAX_ITEMS:
        try:
            value, at = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return found


def _salvage(script: str) -> list[Statement]:
    """The fields that occur exactly once in a script that is not JSON, each up to a quotation mark that may end it."""
    values: dict[str, list[str]] = {}
    for found in SALVAGE.finditer(script):
        text = script[found.end() : found.end() + 2 * MAX_SALVAGED_CHARS]
        end = read_string(text, 0)
        if end is not None and end < MAX_SALVAGED_CHARS:
            values.setdefault(found[1] or "author", []).append(text[:end].replace('\\"', '"'))
    once = {name: clean(texts[0]) for name, texts in values.items() if len(set(texts)) == 1}
    if not once:
        return []
    headlines = tuple(value for name, value in once.items() if name == "headline" and value)
    authors = tuple(Agent(value) for name, value in once.items() if name == "author" and value)
    published = once.get("datePublished") or once.get("dateCreated")
    return [Statement("broken", 2, headlines, authors, published=published, modified=once.get("dateModified"))]


def _collect(roots: list[object]) -> list[tuple[dict[str, object], bool]]:
    """The typed objects below the roots in page order, each with whether it is in a list of other things."""
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
                if isinstance(item, CONTAINERS):
                    lowered = key.lower()
                    if lowered in AGENT_KEYS and isinstance(item, list):
                        stack.extend((one, True) for one in item[:MAX_AGENTS] if isinstance(one, dict) and "@id" in one)
                    elif lowered not in AGENT_KEYS or "@id" in item:
                        stack.append((item, listed or lowered in ELSEWHERE or lowered in AGENT_KEYS))
    return nodes


def _state(node: dict[str, object], listed: bool, named: dict[str, dict[str, object]]) -> Statement | None:
    kinds = [kind.rsplit("/", 1)[-1] for kind in _texts(node.get("@type"))]
    rank = max(map(_rank, kinds), default=int("headline" in node))
    kind = next(filter(_rank, kinds), kinds[0] if kinds else "Thing")
    if not rank:
        if kind != "WebSite":
            return None
        return Statement(kind, 0, site=next(iter(_cleaned(node, "name")), None), listed=listed)
    addresses = [*_texts(node.get("url")), *_addresses(node.get("mainEntityOfPage")), *_texts(node.get("@id"))]
    return Statement(
        kind=kind,
        rank=rank,
        headlines=tuple(_cleaned(node, "headline", "name", "alternativeHeadline")),
        authors=_authors(node, named),
        published=_time(next(filter(None, map(node.get, PUBLISHED_KEYS)), None)),
        modified=_time(node.get("dateModified")),
        publisher=next((agent.name for agent in _agents(node.get("publisher"), named)), None),
        addresses=tuple(address for address in addresses if address.startswith(("http", "/"))),
        listed=listed,
        node=node,
        named=named,
    )


def _authors(node: dict[str, object], named: dict[str, dict[str, object]]) -> tuple[Agent, ...]:
    """The authors of an item. If those are organisations, its creators and contributors come first."""
    authors = tuple(_agents(node.get("author"), named))
    if ("creator" in node or "contributor" in node) and all("organi" in agent.kind for agent in authors):
        creators = tuple(_agents(node.get("creator"), named))
        others = tuple(_agents(node.get("contributor"), named)) if authors else ()
        people = (tuple(filter(_may_be_person, found)) for found in (creators, others))
        return next(filter(None, people), authors or creators)
    return authors


def _may_be_person(agent: Agent) -> bool:
    return agent.kind == "person" or (not agent.kind and " " in agent.name)


@lru_cache(maxsize=256)
def _rank(kind: str) -> int:
    return ARTICLE_RANK if ARTICLE.search(kind) else int(PAGE.search(kind) is not None)


def _texts(value: object) -> list[str]:
    """The non-empty strings of a value that may be a string, a list of them, or an object that holds one."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        text = (item.get("@value") or item.get("name")) if isinstance(item, dict) else item
        if isinstance(text, str) and text.strip():
            found.append(text.strip())
        if len(found) >= MAX_ITEMS:
            break
    return found


def _time(value: object) -> str | None:
    """The first date of a value, which may be a Unix time."""
    if isinstance(value, int | float):
        return str(value)
    return next(iter(_texts(value)), None)


def _addresses(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*_texts(value.get("@id")), *_texts(value.get("url"))]
    return _texts(value)


def _cleaned(node: Mapping[str, object], *keys: str, limit: int = MAX_FIELD_CHARS) -> list[str]:
    return [text for key in keys for value in _texts(node.get(key)) if (text := clean(value, limit))]


def _agents(value: object, named: dict[str, dict[str, object]]) -> Iterator[Agent]:
    """The agents under an author or publisher key: strings, objects, references, lists of any of them."""
    if isinstance(value, dict):
        value = next((value[key] for key in LISTS if key in value), value)
    items = value if isinstance(value, list) else [value]
    if isinstance(value, dict) and "0" in value:
        items = list(value.values())  # a list of PHP
    elif any(isinstance(item, list) for item in items[:MAX_ITEMS]):
        items = [one for item in items[:MAX_ITEMS] for one in (item if isinstance(item, list) else [item])]
    for item in items[:MAX_ITEMS]:
        if isinstance(item, str) and item not in named:
            if text := clean(item):
                yield Agent(text)
        elif isinstance(item, dict | str):
            target: dict[str, object] = named[item] if isinstance(item, str) else item
            if "name" not in target and isinstance(name := target.get("@id"), str):
                target = named.get(name) or named.get(f"#{name.rpartition('#')[2]}", target)
            kind = next(iter(_texts(target.get("@type"))), "").rsplit("/", 1)[-1].lower()
            names = _texts(target.get("name"))
            if not names and target.get("givenName"):
                names = [" ".join([part for key in NAME_PARTS for part in _texts(target.get(key))[:1]])]
            for name in names:
                if text := clean(name):
                    yield Agent(text, kind)


def _profiles(value: object) -> Iterator[str]:
    """The addresses of agents without names."""
    for item in (value if isinstance(value, list) else [value])[:MAX_AGENTS]:
        named = item.get("name") if isinstance(item, dict) else None
        if isinstance(named, str) and named.startswith("http"):
            yield named
        elif isinstance(item, dict) and not named:
            yield from [*_texts(item.get("url")), *_texts(item.get("@id"))][:1]
        elif isinstance(item, str) and item.startswith("http"):
            yield item


def _images(value: object, named: Mapping[str, dict[str, object]]) -> Iterator[str]:
    for item in (value if isinstance(value, list) else [value])[:MAX_ITEMS]:
        if isinstance(item, str) and item.strip():
            yield item.strip()
        elif isinstance(item, dict):
            target = named.get(item["@id"], item) if isinstance(item.get("@id"), str) and len(item) == 1 else item
            yield from _texts(target.get("url") or target.get("contentUrl"))


def _keywords(value: object) -> list[str]:
    texts = _texts(value)
    if len(texts) == 1:
        texts = re.split(r"[,;|、，،]", texts[0])
    return [
        text for item in texts if (text := clean(item)) and "://" not in text and not text.startswith(("tag:", "type:"))
    ]
