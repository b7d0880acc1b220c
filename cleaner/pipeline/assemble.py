"""From a document and a decision to an article.

Every article passes through ``scrub_article``. So no control character survives, even if page data or a rule held one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress
from typing import Any
from urllib.parse import urljoin, urlsplit

from cleaner.article import Article
from cleaner.judge.decide import Decision
from cleaner.judge.glances import make_removals
from cleaner.model import Block, Document, Removal
from cleaner.read.decode import CONTROLS, scrub_characters

FIELDS = ("title", "published", "modified", "site", "language", "description", "image", "url")


def scrub_article(article: Article) -> Article:
    """The article without control characters and lone surrogates in any of its strings.

    Markup and plain text were scrubbed before they became blocks, so that positions in their text stay valid. This
    removes characters that came from escapes in JSON-LD and in page data.
    """
    texts = [getattr(article, name) or "" for name in FIELDS]
    texts += [*article.authors, *article.tags, *article.notes, *article.provenance.values()]
    texts += [image.alt + image.src for image in article.images]
    if CONTROLS.search("\n".join(texts)) is None:
        return article
    fields: dict[str, Any] = {name: scrub_characters(text) for name in FIELDS if (text := getattr(article, name))}
    return replace(
        article,
        **fields,
        authors=_all(article.authors),
        tags=_all(article.tags),
        notes=_all(article.notes),
        provenance={name: scrub_characters(text) for name, text in article.provenance.items()},
        images=tuple(
            replace(image, alt=scrub_characters(image.alt), src=scrub_characters(image.src)) for image in article.images
        ),
    )


def _all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(clean for text in texts if (clean := scrub_characters(text)))


def kept_blocks(blocks: Sequence[Block], keep: Sequence[bool]) -> tuple[Block, ...]:
    """The blocks that stay. A block is tight to the one before it only if no paragraph break was between them."""
    kept = [*compress(blocks, keep)]
    above = -1
    for nth, block in enumerate(kept):
        if block.tight and not all(other.tight for other in blocks[above + 1 : block.index]):
            kept[nth] = replace(block, tight=False)
        above = block.index
    return tuple(kept)


def list_removals(document: Document, decision: Decision) -> tuple[Removal, ...]:
    """The dropped blocks, each with the verdict that decided."""
    return make_removals(document.blocks, decision.keep, decision.because)


def find_base(url: str | None, stated: str | None) -> str | None:
    """The address that resolves a page's relative addresses: its own, or that of its ``base`` element."""
    if not stated:
        return url
    try:
        joined = urljoin(url or "", stated)
        return joined if urlsplit(joined).scheme in ("http", "https") else url
    except ValueError:
        return url
