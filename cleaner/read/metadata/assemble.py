"""All fields together, each from its best source."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from cleaner.model import Announcement, Document, Head
from cleaner.read.language import normalize
from cleaner.read.metadata.announced import apply_announced
from cleaner.read.metadata.chosen import apply_chosen
from cleaner.read.metadata.dates import limit
from cleaner.read.metadata.folding import fold, is_front_page, registrable
from cleaner.read.metadata.jsonld import Statement, choose, clean, read_statements
from cleaner.read.metadata.metadata import Metadata
from cleaner.read.metadata.people import choose_authors
from cleaner.read.metadata.place import Evidence, locate, reads_on
from cleaner.read.metadata.published import choose_dates
from cleaner.read.metadata.standfirst import find_standfirst
from cleaner.read.metadata.titles import Stated, choose_title, host_of, shown_titles, site_names
from cleaner.read.saved import saved_from

MAX_TAGS = 40
MAX_TAG_CHARS = 60
MAX_DESCRIPTION_CHARS = 2_000
TAG_METAS = ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags", "dc.subject")
THING_TYPES = re.compile(r"product|item|company|place", re.I)  # of og:type: the page shows a thing
DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
IMAGE_METAS = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "image")


def read_metadata(
    document: Document, html: str, url: str | None = None, *, url_dates: bool = False, fetched_at: str | None = None,
    announced: Announcement | None = None,
) -> Metadata:  # fmt: skip
    """Read the metadata of a page.

    ``html`` is the decoded page (empty for plain text), ``url`` where it was found, ``fetched_at`` the ISO 8601 time at
    which it was fetched: no date may be later. ``announced`` is what the feed or sitemap that led to it says of it.
    Never raises on any page.
    """
    last = limit(fetched_at).isoformat()
    head = document.head
    metas = dict(reversed(head.metas))
    shown: list[Stated] = []
    if document.source == "text":
        from cleaner.read.metadata.plain import read_plain

        language = document.language
        metadata = read_plain(document, url, url_dates=url_dates, fetched_at=fetched_at)
    else:
        language = date_language(head, metas)
        metadata, shown = _read_page(document, html, url, url_dates=url_dates, fetched_at=fetched_at)
    if announced is not None:
        metadata = apply_announced(metadata, announced, shown, language, last)
    return apply_chosen(metadata, head.chosen, language, last, MAX_TAGS) if head.chosen else metadata


def _read_page(
    document: Document, html: str, url: str | None, *, url_dates: bool, fetched_at: str | None
) -> tuple[Metadata, list[Stated]]:
    """What an HTML page states of itself, and all titles that it has."""
    head = document.head
    statements = read_statements(head.json_ld)
    metas = dict(reversed(head.metas))
    canonical, canonical_source = canonical_url(head, metas, url, saved_from(html) if url is None else None)
    addresses = tuple(address for address in (url, canonical, metas.get("og:url")) if address)
    titles = tuple(
        clean(text)
        for text in (metas.get("og:title"), head.title, *(mark.text for mark in head.marks if mark.path[:1] == ("h1",)))
        if text
    )
    statement = choose(statements, titles, addresses)
    sites = site_names(head, statements, url)
    title, title_source, title_block = choose_title(head, statement, sites, url or canonical, document.blocks)
    place = locate(document, title, title_block)
    language = date_language(head, metas)
    seen = Evidence(
        head, statement, document.blocks, place, frozenset(fold(site.text) for site in sites), language,
        THING_TYPES.search(metas.get("og:type", "")) is not None
        or (is_front_page(url or canonical) and not reads_on(document.blocks, place)),
        fetched_at, title,
    )  # fmt: skip
    authors, author_source = choose_authors(seen)
    dates = choose_dates(seen, limit(fetched_at), url or canonical, url_dates=url_dates, signed=bool(authors))
    description, image = _described(metas, statement, DESCRIPTION_METAS), _pictured(metas, statement)
    if not description.text and (standfirst := find_standfirst(seen)) is not None:
        description = Stated(standfirst, "text:standfirst")
    tags = _tags(head, statement)
    site = sites[0] if sites else None
    sources = {
        "title": title_source, "authors": author_source, "published": dates.published_source,
        "modified": dates.modified_source, "site": site.source if site else "", "tags": tags[1],
        "description": description.source, "image": image.source, "url": canonical_source,
    }  # fmt: skip
    metadata = Metadata(
        title=title,
        authors=authors,
        published=dates.published,
        modified=dates.modified,
        site=site.text if site else None,
        tags=tags[0],
        description=description.text or None,
        image=image.text or None,
        url=canonical,
        provenance={name: source for name, source in sources.items() if source},
    )
    return metadata, shown_titles(head, statement, sites, url or canonical)


def date_language(head: Head, metas: dict[str, str]) -> str | None:
    """The language tag by which dates are read: the page's, with a region if it states one (``en-gb``, ``en-us``)."""
    declared = (head.language or "").replace("_", "-").lower()
    locale = metas.get("og:locale", "").replace("_", "-").lower()
    code = normalize(declared) or normalize(locale)
    if locale and "-" not in declared and normalize(locale) == code:
        return locale
    if declared == "en":
        return "en-us"
    return declared if "-" in declared else code


def canonical_url(
    head: Head, metas: dict[str, str], url: str | None, saved: tuple[str, str] | None = None
) -> tuple[str | None, str]:
    """The address that the page gives itself, if it is on the same site as where it was found.

    Of a saved page nobody knows that. Then the note of whoever saved it counts first, and ``og:url``, which says where
    a page is shared, before the canonical link, which may name the page that this one is a copy of.
    """
    stated = [(href, "link:canonical") for rel, href, _ in head.links if "canonical" in rel.split()]
    if "og:url" in metas:
        stated.append((metas["og:url"], "meta:og:url"))
    if url is None:
        stated = [*((saved,) if saved else ()), *reversed(stated)]
    here = registrable(host_of(url))
    for href, source in stated:
        address = _resolved(href.strip(), url)
        if not address.lower().startswith(("http://", "https://")) or any(char.isspace() for char in address):
            continue
        host = host_of(address)
        if (
            host
            and (not here or registrable(host) == here)
            and (address.rstrip("/").count("/") > 2 or not url or url.rstrip("/").count("/") <= 2)
        ):
            return address, source
    return (url, "given") if url else (None, "")


def _resolved(href: str, url: str | None) -> str:
    """An address that a page gives relative to its own, as it is in full."""
    if not url or not href or href.startswith("#") or href.lower().startswith(("http://", "https://")):
        return href
    try:
        return urljoin(url, href)
    except ValueError:
        return href


def _described(metas: dict[str, str], statement: Statement | None, names: tuple[str, ...]) -> Stated:
    for name in names:
        text = clean(metas.get(name, ""), MAX_DESCRIPTION_CHARS)
        if text:
            return Stated(text[:MAX_DESCRIPTION_CHARS], f"meta:{name}")
    if statement is not None and statement.description:
        return Stated(statement.description[:MAX_DESCRIPTION_CHARS], f"json-ld:{statement.kind}.description")
    return Stated("", "")


def _pictured(metas: dict[str, str], statement: Statement | None) -> Stated:
    for name in IMAGE_METAS:
        if metas.get(name, "").startswith(("http://", "https://", "/")):
            return Stated(metas[name], f"meta:{name}")
    if statement is not None and statement.image and statement.image.startswith(("http://", "https://", "/")):
        return Stated(statement.image, f"json-ld:{statement.kind}.image")
    return Stated("", "")


def _tags(head: Head, statement: Statement | None) -> tuple[tuple[str, ...], str]:
    """The keywords that the page states: its schema, its metas, or the links marked as tags."""
    found: list[str] = []
    source = ""
    for name in TAG_METAS:
        found = [
            part
            for key, content in head.metas
            if key == name
            for part in clean(content, MAX_DESCRIPTION_CHARS).replace(";", ",").split(",")
        ]
        if found:
            source = f"meta:{name}"
            break
    if not found and statement is not None and statement.keywords:
        found, source = list(statement.keywords), f"json-ld:{statement.kind}.keywords"
    if not found:
        found, source = [mark.text for mark in head.marks if "tag" in mark.name.split()], "[rel=tag]"
    tags: dict[str, str] = {}
    for raw in found:
        text = raw.strip().lstrip("#").strip()
        if text and len(text) <= MAX_TAG_CHARS:
            tags.setdefault(fold(text), text)
    return (tuple(tags.values())[:MAX_TAGS], source) if tags else ((), "")
