"""What an entry of a feed or a news sitemap says about its page: title, authors, date, summary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from cleaner.model import Announcement

MAX_TITLE_CHARS = 500
MAX_SUMMARY_CHARS = 2_000
MAX_DATE_CHARS = 100
MAX_NAMES = 20
MAX_NODES = 200  # nodes of one field that are read
MAIL_WITH_NAME = re.compile(r"\S{1,200}@\S{1,200}\s{1,5}\(([^()]{1,200})\)\Z")  # RSS: ann@h.example (Ann Lee)
PUBLISHED = ("published", "issued", "pubDate", "publication_date", "date")
SUMMARIES = ("summary", "description", "subtitle")
Named = Callable[[Any], str]


class Link(NamedTuple):
    """A page that a list names, and what the list says about it."""

    url: str
    announced: Announcement | None = None


def read_entry(node: Any, name_of: Named) -> Announcement | None:  # noqa: ANN401 - lxml's elements have no public type
    """Read an ``item``, an ``entry`` or a ``url`` of a sitemap. None if it says nothing about its page.

    ``name_of`` gives the local name of an element. In a sitemap only the news extension counts: ``lastmod`` is the date
    of a change, often the same for all pages.
    """
    if name_of(node) != "url":
        return _of("feed", [*node], name_of)
    news = next((child for child in node if name_of(child) == "news"), None)
    return _of("sitemap", [*news], name_of) if news is not None else None


def _of(source: str, children: list[Any], name_of: Named) -> Announcement | None:
    texts: dict[str, str] = {}
    names: list[str] = []
    for child in children:
        name = name_of(child)
        if name in ("author", "creator"):
            names.extend(_names(child, name_of))
        elif name in ("title", *PUBLISHED, *SUMMARIES):
            texts.setdefault(name, _text(child))
    return _made(
        source, texts.get("title"), names, next((texts[name] for name in PUBLISHED if texts.get(name)), None),
        next((texts[name] for name in SUMMARIES if texts.get(name)), None),
    )  # fmt: skip


def _names(node: Any, name_of: Named) -> Iterator[str]:  # noqa: ANN401 - lxml's elements have no public type
    """The names of an author. Atom has an element for them, RSS gives them alone or after a mail address."""
    inner = [_text(child) for child in node if name_of(child) == "name"]
    for text in inner or [_text(node)]:
        mail = MAIL_WITH_NAME.match(text[:MAX_TITLE_CHARS])
        if mail or "@" not in text:
            yield mail[1] if mail else text


def read_item(item: dict[str, Any]) -> Announcement | None:
    """Read an item of a JSON Feed. None if it says nothing about its page."""
    listed = item.get("authors")
    authors = listed if isinstance(listed, list) else [item.get("author")]
    names = [author["name"] for author in authors if isinstance(author, dict) and isinstance(author.get("name"), str)]
    said = {key: item[key] for key in ("title", "date_published", "summary") if isinstance(item.get(key), str)}
    return _made("feed", said.get("title"), names, said.get("date_published"), said.get("summary"))


def _made(
    source: str, title: str | None, names: list[str], published: str | None, summary: str | None
) -> Announcement | None:
    made = Announcement(
        source,
        (title or "").strip()[:MAX_TITLE_CHARS] or None,
        tuple(name for raw in names[:MAX_NAMES] if (name := raw.strip()[:MAX_TITLE_CHARS])),
        (published or "").strip()[:MAX_DATE_CHARS] or None,
        (summary or "").strip()[:MAX_SUMMARY_CHARS] or None,
    )
    return made if made != Announcement(source) else None


def _text(node: Any) -> str:  # noqa: ANN401 - lxml's elements have no public type
    return "".join(islice(node.itertext(), MAX_NODES))
