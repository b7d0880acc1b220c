"""Pages with gold, read from folders of ``html/<id>.html.gz`` and ``pages.jsonl``."""

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
# Corpora whose null means that the page states no such value. Elsewhere null means that nobody looked.
NULL_MEANS_NONE = frozenset({"wcxb-dev", "news-dev"})
SELF_LINK = re.compile(
    rb"""<link\b[^>]*\brel=["']?canonical\b[^>]*>|<meta\b[^>]*\bproperty=["']?og:url\b[^>]*>""", re.IGNORECASE
)
ADDRESS = re.compile(rb"""\b(?:href|content)=["']?(https?://[^"'\s>]+)""", re.IGNORECASE)
LANGUAGE_ID = re.compile(r"([a-z]{2})-\d{3}-.+")
PUBLISHER_ID = re.compile(r"[a-z]{2}_(.+)_V\d+")


class CorpusError(Exception):
    """A corpus is not there or does not hold what its index says. Its text is one line for the user."""


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page as served and what must come out of it.

    ``text`` has its blocks parted by newlines; ``with_`` and ``without`` are snippets that must and must not stand in
    the text. None says that the corpus has no gold for the field; ``authors`` keeps the names as the gold wrote them,
    which may be several in one string. ``domain`` is one name for all pages of a site, over all corpora: pages that
    share it must not stand on both sides of a cross-validation. ``language`` is a code, where ids such as
    ``el-001-example.gr`` tell it.
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
        """The name of the page over all corpora: ``<corpus>/<id>``."""
        return f"{self.corpus}/{self.id}"


def find_corpora(root: Path, only: Sequence[str] = ()) -> list[Path]:
    """Return the corpus folders under ``root``, sorted by name, or those named. Raises CorpusError where one lacks."""
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

    Raises CorpusError where a line cannot be read or a page's HTML is missing.
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
    """Return the registrable domain of a page: of its URL, else of the address it gives for itself, else from its id.

    Pages without a URL would hide that another corpus has pages of the same site, so their canonical link or og:url
    stands in for it. Where there is none, an id such as ``at_DerStandard_V1`` names its publisher.
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
