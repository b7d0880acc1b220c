"""The one door to ``Article``: whatever a page, its data or a rule put into a string, no control character passes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cleaner.model import Article
from cleaner.read.decode import CONTROLS, scrub_characters

FIELDS = ("title", "published", "modified", "site", "language", "description", "image", "url")


def scrub_article(article: Article) -> Article:
    """The article without control characters and lone surrogates in any of its strings.

    Markup and plain text were scrubbed before they became blocks, so that places in their text hold; this takes what
    came by escapes of JSON-LD and of states.
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
