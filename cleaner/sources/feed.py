"""Feeds and sitemaps as sources of URLs: RSS, RDF, Atom, JSON Feed; sitemap, sitemap index, news sitemap, gz, text.

They are fetched with the same guarded and polite primitive as pages. A list may name other lists, even itself. So depth
and number are limited, and each list is fetched once.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urljoin

from lxml import etree

from cleaner.config import FetchSettings
from cleaner.errors import BadInput
from cleaner.fetch import Seams, fetch_polled, gunzip, scalar, shown
from cleaner.fetch.address import WEB
from cleaner.fetch.bodies import BodyCorrupt, BodyCut, BodyTooLarge
from cleaner.fetch.canonical import canonical
from cleaner.fetch.politeness import HostLedger
from cleaner.fetch.refresh import read_attributes
from cleaner.model import Announcement, Failure, Page
from cleaner.sources.entries import Link, read_entry, read_item
from cleaner.vocabulary import FailureReason

IDLE_S = 0.1
MAX_DEPTH = 3  # the protocol allows one level of index; some sites nest two
MAX_LISTS = 2_000
COUNTER = re.compile(r"https?://(?:www\.)?google(?:\.[a-z]{2,3}){1,2}/url\?(.{1,8000})", re.I)
MAX_LINKS = 50_000  # per list: the protocol's own limit for a sitemap
GZIP_MAGIC = b"\x1f\x8b"
# After its first error, libxml2 silently drops every further "&amp;", which corrupts addresses, and feeds with a bare
# "&" are common. So ampersands are replaced for the parser by a word that occurs in no address.
AMPERSAND = re.compile(rb"&(?:amp;|#38;|#x26;|(?!(?:lt|gt|quot|apos|#\d{1,8}|#[xX][0-9a-fA-F]{1,8});))")
CDATA_OPEN, CDATA_CLOSE = b"<![CDATA[", b"]]>"
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
LIST_START = re.compile(rb"<\?xml\s|<(?:rss|feed|urlset|sitemapindex|rdf:RDF)[\s>]")
LOOK_BYTES = 4_096
SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*([^\s#]+)", re.I | re.M)
LINK_ELEMENT = re.compile(rb"<link\s([^<>]{1,2000})>", re.I)
FEED_TYPE = re.compile(r"\s*application/(?:rss|atom|rdf|feed)\+(?:xml|json)\b", re.I)
HEAD_BYTES = 500_000
ESCAPED_TWICE = re.compile(r"&(?:amp|#0*38);")
SURROGATE_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")  # not valid UTF-8; the parser stops there
AMPERSAND_WORD = "amp-6d1f0c-amp"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"  # the name of an item of RSS 1.0, which is its link
ALTERNATE_IRI = "http://www.iana.org/assignments/relation/alternate"  # RFC 4287, 4.2.7.2


@dataclass(frozen=True, slots=True)
class Links:
    """What a list names: pages, and further lists. ``announced`` is what it says about some of the pages."""

    pages: tuple[str, ...]
    lists: tuple[str, ...] = ()
    announced: Mapping[str, Announcement] = field(default_factory=dict)


def expand(
    locations: Iterable[str | Failure],
    settings: FetchSettings,
    ledger: HostLedger | None = None,
    seams: Seams | None = None,
) -> Generator[Link | Failure | None, None, None]:
    """Fetch feeds and sitemaps and yield the pages that they name, and a Failure for each list without pages.

    None means that nothing has arrived for a while, so that the caller can stop. A Failure among the locations is
    passed on. The same URL may occur more than once; the caller must handle that.
    """
    given = list(locations)
    yield from (entry for entry in given if isinstance(entry, Failure))
    waiting = deque((url, 0) for url in given if isinstance(url, str))
    seen = {canonical(url) for url, _ in waiting}
    fetched = 0
    while waiting:
        url, depth = waiting.popleft()
        if fetched >= MAX_LISTS:
            yield Failure(shown(url), "source", "too-large", f"more than {MAX_LISTS} lists; this one was left out")
            continue
        fetched += 1
        polled = fetch_polled([url], settings, idle=IDLE_S, ledger=ledger, lists=True, seams=seams)
        with closing(polled) as outcomes:
            for outcome in outcomes:
                if not isinstance(outcome, Page):
                    yield outcome if isinstance(outcome, Failure) else None
                    continue
                links = _read(outcome, settings.max_body_bytes)
                if isinstance(links, Failure):
                    yield links
                    continue
                yield from (Link(named, links.announced.get(named)) for named in links.pages)
                if links.lists and depth >= MAX_DEPTH:
                    yield Failure(shown(url), "source", "too-large", f"lists within lists, more than {MAX_DEPTH} deep")
                    continue
                waiting.extend((further, depth + 1) for further in _unseen(links.lists, seen))


def _unseen(lists: Iterable[str], seen: set[str]) -> Iterator[str]:
    for further in lists:
        key = canonical(further)
        if key not in seen:
            seen.add(key)
            yield further


def _read(page: Page, cap: int) -> Links | Failure:
    try:
        return parse(page, cap)
    except BadInput as error:
        reason: FailureReason = "too-large" if error.reason == "too-large" else "unreadable"
        return Failure(page.origin, "source", reason, str(error), url=page.url)


def parse(page: Page, cap: int) -> Links:
    """Return what a fetched feed or sitemap names, with relative addresses resolved.

    ``cap`` is the largest inflated size of a ``.gz``, in bytes. Raises BadInput if the page is no feed and no sitemap.
    """
    body = page.body
    if body.startswith(GZIP_MAGIC):
        try:
            body = gunzip(body, cap)
        except BodyTooLarge as error:
            raise BadInput(f"inflated, {error}", "too-large") from None
        except (BodyCorrupt, BodyCut) as error:
            raise BadInput(f"damaged gzip: {error}", "unreadable") from None
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = XML_DECLARATION.sub("", body.decode("utf-16", "replace")).encode()
    base = page.final_url or page.url or ""
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith(b"{"):
        links = _from_json(body)
    else:
        begins = LIST_START.search(body, 0, LOOK_BYTES)  # also behind the warning of a program
        is_xml = begins is not None or body.startswith(b"<")
        links = _from_xml(body[begins.start() if begins else 0 :]) if is_xml else _from_lines(body)
        links = links or _from_html(body)
    if links is None:
        raise BadInput("neither a feed nor a sitemap", "unreadable")
    announced = {_joined(base, scalar(link)): said for link, said in links.announced.items()}
    return Links(_resolve(base, links.pages), _resolve(base, links.lists), announced)


def _resolve(base: str, links: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_joined(base, scalar(link)) for link in links[:MAX_LINKS]))


def _from_json(body: bytes) -> Links | None:
    """JSON Feed 1.1: ``items[].url``, or an ``id`` that is an address."""
    try:
        feed: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return None
    found: dict[str, Announcement | None] = {}
    for item in items:
        if not isinstance(item, dict):
            continue
        url = item.get("url") or item.get("external_url") or item.get("id")
        if isinstance(url, str) and url and (url != item.get("id") or WEB.match(url)):
            found.setdefault(url, read_item(item))
    return Links(tuple(found), announced={url: said for url, said in found.items() if said is not None})


def _from_lines(body: bytes) -> Links | None:
    """A text sitemap: one URL per line. Of a robots.txt, the sitemaps that it names."""
    text = body.decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines()]
    urls = tuple(line for line in lines if line.startswith(("http://", "https://")))
    lists = tuple(SITEMAP_LINE.findall(text))
    return Links(urls, lists) if urls or lists else None


def _from_html(body: bytes) -> Links | None:
    """The first feed that a page names for readers of feeds."""
    for element in LINK_ELEMENT.findall(body[:HEAD_BYTES]):
        said = read_attributes(element.decode("utf-8", "replace"))
        href = said.get("href", "").strip()
        if href and "alternate" in said.get("rel", "").lower().split() and FEED_TYPE.match(said.get("type", "")):
            return Links((), (href,))
    return None


def _from_xml(body: bytes) -> Links | None:
    pages: list[str] = []
    lists: list[str] = []
    announced: dict[str, Announcement] = {}
    root: str | None = None
    declared = DECLARED.match(body[:200])
    if declared is not None and declared[1].lower().startswith(b"utf-16"):
        body = body[body.find(b">") + 1 :]  # it was read as ASCII, so it is not UTF-16
        declared = None
    if declared is None or declared[1].lower() in (b"utf-8", b"utf8"):
        body = SURROGATE_BYTES.sub("\ufffd".encode(), body)
    try:
        events = etree.iterparse(
            BytesIO(_shield(body)), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, recover=True, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, node in events:
            name = _name(node)
            if root is None:
                root = name
                if root not in ("urlset", "sitemapindex", "rss", "RDF", "feed", "opml"):
                    return None
            if event == "start" and name == "outline" and (feed := node.get("xmlUrl")):
                lists.append(feed.replace(AMPERSAND_WORD, "&"))
            if event == "end" and name in ("url", "sitemap", "item", "entry"):
                try:
                    link = _link(node, name)
                except UnicodeDecodeError:
                    link = None
                if link:
                    link = _unwrapped(ESCAPED_TWICE.sub("&", link.replace(AMPERSAND_WORD, "&")))
                    (lists if name == "sitemap" else pages).append(link)
                    if name != "sitemap" and (said := _announced(node)) is not None:
                        announced.setdefault(link, said)
                node.clear()
                if len(pages) + len(lists) >= MAX_LINKS:
                    break
    except (etree.LxmlError, UnicodeDecodeError):
        if not pages and not lists:
            return None
    cut = body.rpartition(b">")[2].strip().decode("utf-8", "replace")
    for found in (pages, lists):  # where a file ends in the middle of an address, that is another page's or none
        if cut and found and found[-1] == cut:
            found.pop()
    return Links(tuple(pages), tuple(lists), announced) if root is not None else None


def _announced(node: Any) -> Announcement | None:  # noqa: ANN401 - lxml's elements have no public type
    try:
        said = read_entry(node, _name)
    except UnicodeDecodeError:
        return None
    if said is None:
        return None
    plain = [(text or "").replace(AMPERSAND_WORD, "&") or None for text in (said.title, said.published, said.summary)]
    names = tuple(name.replace(AMPERSAND_WORD, "&") for name in said.authors)
    return replace(said, title=plain[0], published=plain[1], summary=plain[2], authors=names)


def _shield(body: bytes) -> bytes:
    """Replace ampersands outside CDATA, in a single pass: an opening without an end is not searched for again."""
    parts: list[bytes] = []
    at = 0
    while True:
        start = body.find(CDATA_OPEN, at)
        end = body.find(CDATA_CLOSE, start) if start >= 0 else -1
        if end < 0:
            parts.append(AMPERSAND.sub(AMPERSAND_WORD.encode(), body[at:]))
            return b"".join(parts)
        parts += (AMPERSAND.sub(AMPERSAND_WORD.encode(), body[at:start]), body[start:end])
        at = end


def _name(node: Any) -> str:  # noqa: ANN401 - lxml's elements have no public type
    """The local name of an element. A prefix that the feed never declares is part of the name."""
    try:
        tag = node.tag
    except UnicodeDecodeError:  # the name holds bytes that are not text
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _is_plain(node: Any) -> bool:  # noqa: ANN401 - lxml's elements have no public type
    """Whether an element has no prefix, and so belongs to the feed's own format, not to an extension."""
    return node.prefix is None and ":" not in str(node.tag).rpartition("}")[2]


def _children(node: Any, name: str) -> list[Any]:  # noqa: ANN401 - lxml's elements have no public type
    """The children with this name. Those of the feed's own format come first."""
    found = [child for child in node if _name(child) == name]
    return sorted(found, key=lambda child: not _is_plain(child))


def _link(node: Any, name: str) -> str | None:  # noqa: ANN401 - lxml's elements have no public type
    if name in ("url", "sitemap"):
        return next(filter(None, map(_text, _children(node, "loc"))), None)
    for original in _children(node, "origLink"):  # of FeedBurner and others, whose own links count readers or are dead
        if (text := _text(original)) and WEB.match(text):
            return text
    if name == "entry":
        named = [text for text in map(_text, _children(node, "id")) if text and WEB.match(text)]
        stated = next((text for text in map(_text, _children(node, "link")) if text and WEB.match(text)), None)
        return _atom_link(node) or stated or next(iter(named), None)
    element = next((link for link in _children(node, "link") if _text(link)), None)
    link = _joined(element.base or "", _text(element) or "") if element is not None else _atom_link(node)
    if link:
        return link
    for guid in _children(node, "guid"):
        text = _text(guid)
        if text and WEB.match(text) and guid.get("isPermaLink", "true").strip().lower() != "false":
            return text
    about = node.get(ABOUT) or ""
    return about if WEB.match(about) else None


def _atom_link(node: Any) -> str | None:  # noqa: ANN401 - lxml's elements have no public type
    """The page of an Atom entry: the first alternate that is HTML, or else the first that states no other type."""
    best: tuple[int, str] | None = None
    for link in _children(node, "link"):
        href: str | None = link.get("href")
        if not href or link.get("rel", "alternate").strip().lower() not in ("alternate", ALTERNATE_IRI):
            continue
        kind = link.get("type", "").partition(";")[0].strip().lower()
        rank = 0 if kind in ("text/html", "application/xhtml+xml") else 1 if not kind else 2
        if best is None or rank < best[0]:
            base: str | None = link.base
            best = (rank, _joined(base, href) if base else href)
    return best[1] if best else None


def _unwrapped(link: str) -> str:
    """The page behind the counter of a search engine, which its robots.txt closes (Google Alerts). Others stay."""
    found = COUNTER.match(link)
    inner = parse_qs(found[1]) if found is not None else {}
    target = next(iter(inner.get("url", []) + inner.get("q", [])), "")
    return target if WEB.match(target) else link


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return href  # refused with its name when it is fetched


def _text(node: Any) -> str | None:  # noqa: ANN401 - lxml's elements have no public type
    return (node.text or "").strip() or None
