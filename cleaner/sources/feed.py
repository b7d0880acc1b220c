"""Feeds and sitemaps as sources of URLs: RSS, RDF, Atom, JSON Feed; sitemap, sitemap index, news sitemap, gz, text.

They are fetched through the same guarded, polite primitive as pages. A list may name lists, itself included, so depth
and number are bounded and none is fetched twice.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from cleaner.config import FetchSettings
from cleaner.errors import BadInput
from cleaner.fetch import Seams, fetch_all, gunzip
from cleaner.fetch.bodies import BodyCorrupt, BodyCut, BodyTooLarge
from cleaner.fetch.politeness import HostLedger
from cleaner.model import Failure, Page
from cleaner.sources.urls import canonical

MAX_DEPTH = 3  # the protocol knows one level of index; some sites nest two
MAX_LISTS = 2_000
MAX_LINKS = 50_000  # in one list: the protocol's own limit for a sitemap
GZIP_MAGIC = b"\x1f\x8b"
# After its first error libxml2 drops every further "&amp;" without a word, which makes wrong addresses of right ones,
# and feeds with a bare "&" are common. So ampersands pass through the parser as a word that stands in no address.
AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|&(?:amp;|#38;|#x26;|(?!(?:lt|gt|quot|apos|#\d+|#[xX][0-9a-fA-F]+);))", re.S
)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
AMPERSAND_WORD = "amp-6d1f0c-amp"


@dataclass(frozen=True, slots=True)
class Links:
    """What a list names: pages, and further lists."""

    pages: tuple[str, ...]
    lists: tuple[str, ...] = ()


def expand(
    locations: Iterable[str | Failure],
    settings: FetchSettings,
    ledger: HostLedger | None = None,
    seams: Seams | None = None,
) -> Iterator[str | Failure]:
    """Fetch feeds and sitemaps and yield the URLs of the pages they name, and a Failure for each list without any.

    A Failure among the locations is passed on. The same URL may come more than once; who takes them sorts that out.
    """
    given = list(locations)
    yield from (entry for entry in given if isinstance(entry, Failure))
    waiting = deque((url, 0) for url in given if isinstance(url, str))
    seen = {canonical(url) for url, _ in waiting}
    fetched = 0
    while waiting:
        url, depth = waiting.popleft()
        if fetched >= MAX_LISTS:
            yield Failure(url, "source", "too-large", f"more than {MAX_LISTS} lists; this one was left out")
            continue
        fetched += 1
        for outcome in fetch_all([url], settings, ledger=ledger, lists=True, seams=seams):
            if not isinstance(outcome, Page):
                if isinstance(outcome, Failure):
                    yield outcome
                continue
            try:
                links = parse(outcome, settings.max_body_bytes)
            except BadInput as error:
                reason = "too-large" if error.reason == "too-large" else "unreadable"
                yield Failure(url, "source", reason, str(error), url=outcome.url)  # type: ignore[arg-type] # both are in the list
                continue
            yield from links.pages
            if links.lists and depth >= MAX_DEPTH:
                yield Failure(url, "source", "too-large", f"lists within lists, more than {MAX_DEPTH} deep")
                continue
            for further in links.lists:
                if canonical(further) not in seen:
                    seen.add(canonical(further))
                    waiting.append((further, depth + 1))


def parse(page: Page, cap: int) -> Links:
    """Return what a fetched feed or sitemap names, relative addresses resolved.

    ``cap`` bounds what a ``.gz`` may inflate to, in bytes. Raises BadInput for what is neither.
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
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        links = _from_json(body)
    elif start == b"<":
        links = _from_xml(body)
    else:
        links = _from_lines(body)
    if links is None:
        raise BadInput("neither a feed nor a sitemap", "unreadable")
    return Links(_resolve(base, links.pages), _resolve(base, links.lists))


def _resolve(base: str, links: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for link in links[:MAX_LINKS]:
        try:
            found.append(urljoin(base, link.strip()))
        except ValueError:
            found.append(link)  # refused by name when it is to be fetched
    return tuple(dict.fromkeys(found))


def _from_json(body: bytes) -> Links | None:
    """JSON Feed 1.1: ``items[].url``."""
    try:
        feed: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return None
    urls = (item.get("url") or item.get("external_url") for item in items if isinstance(item, dict))
    return Links(tuple(url for url in urls if isinstance(url, str) and url))


def _from_lines(body: bytes) -> Links | None:
    """A text sitemap: one URL a line."""
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines()]
    urls = tuple(line for line in lines if line.startswith(("http://", "https://")))
    return Links(urls) if urls else None


def _from_xml(body: bytes) -> Links | None:
    pages: list[str] = []
    lists: list[str] = []
    root: str | None = None
    try:
        events = etree.iterparse(
            BytesIO(_shield(body)), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, recover=True, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, node in events:
            name = etree.QName(node).localname if isinstance(node.tag, str) else ""
            if root is None:
                root = name
                if root not in ("urlset", "sitemapindex", "rss", "RDF", "feed"):
                    return None
            if event == "end" and name in ("url", "sitemap", "item", "entry"):
                link = _link(node, name)
                if link:
                    link = link.replace(AMPERSAND_WORD, "&")
                    (lists if name == "sitemap" else pages).append(link)
                node.clear()
                if len(pages) + len(lists) >= MAX_LINKS:
                    break
    except etree.LxmlError:
        if not pages and not lists:
            return None
    return Links(tuple(pages), tuple(lists)) if root is not None else None


def _shield(body: bytes) -> bytes:
    return AMPERSAND.sub(lambda found: found[0] if found[0][:1] == b"<" else AMPERSAND_WORD.encode(), body)


def _link(node: Any, name: str) -> str | None:  # noqa: ANN401 - lxml's elements have no public type
    if name in ("url", "sitemap"):
        return _text(node.find("{*}loc"))
    if name == "entry":
        return _atom_link(node)
    link = _text(node.find("{*}link")) or _atom_link(node)
    if link:
        return link
    guid = node.find("{*}guid")
    text = _text(guid)
    if text and text.startswith(("http://", "https://")) and guid.get("isPermaLink") != "false":
        return text
    return None


def _atom_link(node: Any) -> str | None:  # noqa: ANN401 - lxml's elements have no public type
    for link in node.findall("{*}link"):
        href: str | None = link.get("href")
        if href and link.get("rel", "alternate") == "alternate":
            base: str | None = link.base
            return urljoin(base, href) if base else href
    return None


def _text(node: Any) -> str | None:  # noqa: ANN401 - lxml's elements have no public type
    return (node.text or "").strip() or None if node is not None else None
