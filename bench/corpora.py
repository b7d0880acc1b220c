"""Pages with gold text, read from folders with ``html/<id>.html.gz`` and ``pages.jsonl``."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from courlan import extract_domain

INDEX = "pages.jsonl"
# Corpora in which null means that the page states no such value. Elsewhere null means that nobody looked.
NULL_MEANS_NONE = frozenset({"wcxb-dev", "news-dev"})
SELF_LINK = re.compile(
    rb"""<link\b[^>]*\brel=["']?canonical\b[^>]*>|<meta\b[^>]*\bproperty=["']?og:url\b[^>]*>""", re.IGNORECASE
)
ADDRESS = re.compile(rb"""\b(?:href|content)=["']?(https?://[^"'\s>]+)""", re.IGNORECASE)
LANGUAGE_ID = re.compile(r"([a-z]{2})-\d{3}-.+")
PUBLISHER_ID = re.compile(r"[a-z]{2}_(.+)_V\d+")


class CorpusError(Exception):
    """A corpus does not exist or does not match its index. Its text is one line for the user."""


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page as served, and the expected result.

    Newlines separate the blocks of ``text``. ``with_`` and ``without`` are snippets that must and must not be in the
    text. None means that the corpus has no gold for the field. ``authors`` keeps the names as the gold has them,
    possibly several in one string. ``domain`` is the same for all pages of a site, in all corpora: in a
    cross-validation, such pages must be on the same side. ``language`` is a code, if ids such as ``el-001-example.gr``
    contain one.
    """

    corpus: str
    id: str
    url: str | None
    kind: str
    html: bytes
    text: str | None
    with_: tuple[str, ...]
    without: tuple[str, ...]
    title: str | None
    authors: tuple[str, ...] | None
    date: str | None
    domain: str
    language: str | None = None

    @property
    def key(self) -> str:
        """The name of the page in all corpora: ``<corpus>/<id>``."""
        return f"{self.corpus}/{self.id}"


def find_corpora(root: Path, only: Sequence[str] = ()) -> list[Path]:
    """Return the corpus folders under ``root`` by name, or the named ones. Raises CorpusError if one is missing."""
    if not root.is_dir():
        raise CorpusError(f"{root}: no such folder")
    folders = [root / name for name in only] if only else sorted(path.parent for path in root.glob(f"*/{INDEX}"))
    for folder in folders:
        if not (folder / INDEX).is_file():
            raise CorpusError(f"{folder}: no {INDEX}")
    if not folders:
        raise CorpusError(f"{root}: holds no corpus (a folder with {INDEX} and html/)")
    return folders


def load(folder: Path, limit: int | None = None, seed: int = 0) -> Iterator[GoldPage]:
    """Yield the pages of a corpus in the order of its index, or a seeded sample of ``limit`` of them.

    Raises CorpusError if a line cannot be read or the HTML of a page is missing.
    """
    lines = (folder / INDEX).read_text("utf-8").split("\n")
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if limit is not None and limit < len(rows):
        rows = sorted(random.Random(seed).sample(rows, limit))
    for number, line in rows:
        try:
            row = json.loads(line)
            html = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
            yield _page(folder.name, row, html)
        except (ValueError, KeyError, TypeError, OSError, EOFError) as error:
            raise CorpusError(f"{folder / INDEX}:{number}: {type(error).__name__}: {error}") from None


def _page(corpus: str, row: dict[str, Any], html: bytes) -> GoldPage:
    url = row.get("url") or None
    language = LANGUAGE_ID.fullmatch(row["id"])
    return GoldPage(
        corpus=corpus,
        id=row["id"],
        url=url,
        kind=row.get("kind") or "article",
        html=html,
        text=row.get("text"),
        with_=tuple(row.get("with") or ()),
        without=tuple(row.get("without") or ()),
        title=row.get("title") or None,
        authors=_authors(row.get("author")),
        date=row.get("date") or None,
        domain=domain_of(url, html, row["id"]),
        language=language[1] if language else None,
    )


def _authors(gold: str | list[str] | None) -> tuple[str, ...] | None:
    names = [gold] if isinstance(gold, str) else gold or []
    return tuple(name.strip() for name in names if name.strip()) or None


def domain_of(url: str | None, html: bytes, page_id: str) -> str:
    """Return the registrable domain of a page: of its URL, or else of the address that it states, or else from its id.

    A page without a URL could hide that another corpus has pages of the same site. So its canonical link or og:url is
    used, or else an id such as ``at_DerStandard_V1``, which names the publisher.
    """
    if url:
        return _registrable(url) or page_id
    for link in SELF_LINK.finditer(html):
        address = ADDRESS.search(link[0])
        domain = _registrable(address[1].decode("utf-8", "replace")) if address else None
        if domain:
            return domain
    publisher = PUBLISHER_ID.fullmatch(page_id)
    return publisher[1] if publisher else page_id


@lru_cache(maxsize=65536)
def _registrable(url: str) -> str | None:
    return extract_domain(url)
