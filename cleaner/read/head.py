"""Collects what the head of the page states about the page, without judging it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

MAX_META_CHARS = 20_000


class Attributes(Protocol):
    """The attributes of an element, in the parser's form."""

    def get(self, key: str, /) -> str | None:
        """The value of an attribute, or None."""


def read_metas(elements: Iterable[Attributes]) -> tuple[tuple[str, str], ...]:
    """(property, name, itemprop or http-equiv; content) of each meta element, with names in lower case."""
    metas: list[tuple[str, str]] = []
    for attrs in elements:
        name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or attrs.get("http-equiv")
        content = attrs.get("content")
        if name and content and content.strip():
            metas.append((name.strip().lower(), content.strip()[:MAX_META_CHARS]))
    return tuple(metas)


def declared_language(attrs: Attributes) -> str | None:
    """The language that the root element declares, as written, in lower case."""
    return (attrs.get("lang") or attrs.get("xml:lang") or "").strip().lower() or None
