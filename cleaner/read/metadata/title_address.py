"""What the address of a page says about its title."""

from __future__ import annotations

from collections.abc import Set
from urllib.parse import unquote, urlsplit

from cleaner.read.metadata.evidence import Evidence, TextCandidate
from cleaner.read.metadata.folding import clean, fold
from cleaner.words import find_words

NAMED, UNNAMED = 0.8, 0.34  # shares of a title's words in the address from which it names it, and up to which not


def slug_likeness(url: str | None, title: str) -> float:
    """The share of a title's words that are in the path of the address, 0 to 1."""
    try:
        path = unquote(urlsplit(url or "").path).casefold()
    except ValueError:
        return 0.0
    slug = set(find_words(path.replace("_", " ")))
    said = find_words(title.casefold())
    return sum(len(word) for word in said if word in slug) / max(1, sum(map(len, said)))


def share_in(slug: str, title: str) -> float:
    """The share of the words of an address that are in a title, 0 to 1."""
    words_of = set(find_words(title.casefold()))
    named = find_words(slug.casefold().replace("_", " "))
    return sum(len(word) for word in named if word in words_of) / max(1, sum(map(len, named)))


def addressed_titles(stated: list[TextCandidate], seen: Evidence, names: Set[str]) -> list[TextCandidate]:
    """The stated titles without those before the document's own, if the address has most of its words: a template may
    state the name of the site and a motto for sharing on all pages.
    """
    own = next((nth for nth, item in enumerate(stated) if item.source == "title"), 0)
    shared = fold(clean(seen.metas.get("og:title", ""))) if own else ""
    if not shared.startswith(tuple(names - {""})) or slug_likeness(seen.address, stated[0].text) > UNNAMED:
        return stated
    return stated[own:] if slug_likeness(seen.address, stated[own].text) >= NAMED else stated
