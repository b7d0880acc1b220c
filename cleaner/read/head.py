"""Collects what the head of the page states about the page, without judging it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from html.entities import html5
from typing import Any, NamedTuple, Protocol

from cleaner.read.mojibake import repair_field

MAX_META_CHARS = 20_000
META_NAMES = ("property", "name", "itemprop", "http-equiv", "content", "value")
# How RDFa writes prefixes, and how most pages write them.
PREFIXES = {"dc:": "dc.", "dcterms:": "dcterms.", "http://ogp.me/ns#": "og:", "http://ogp.me/ns/article#": "article:"}
PREFIX = re.compile("|".join(map(re.escape, PREFIXES)))
REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]*;?)")
MAX_DIGITS = 7  # of a code point
FIRST_LETTER, FIRST_SURROGATE, FIRST_WIDE, BEYOND = 0xA0, 0xD800, 0xE000, 0x110000

Row = tuple[Any, ...]  # values of attributes (or None), and whether a reference may stand in one of them


class Attributes(Protocol):
    """The attributes of an element, in the parser's form."""

    def get(self, key: str, /) -> str | None:
        """The value of an attribute, or None."""


class Stated(NamedTuple):
    """What tags state about a page, in page order.

    ``metas`` have the attributes META_NAMES, ``links`` their rel, href and type. ``json_ld`` is the text of scripts.
    """

    metas: list[Row]
    links: list[Row]
    json_ld: list[str]
    scripts: int


def read_metas(elements: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """(property, name, itemprop or http-equiv; content) of each meta element, with names in lower case.

    ``elements`` have the attributes META_NAMES. Without a content, its value counts, which early guides to Twitter
    cards showed instead. An element with several properties is one for each of them.
    """
    metas: list[tuple[str, str]] = []
    for row in elements:
        stated, named, item, header, content, shown, _ = unescaped(row) if row[-1] else row
        text = (content or shown or "").strip()[:MAX_META_CHARS]
        if text:
            names = [named.strip()] if named and not stated else (stated or item or header or "").split()
            value = text if text.isascii() else repair_field(text)
            metas.extend([(_common(name.lower()), value) for name in names if name])
    return tuple(metas)


def _common(name: str) -> str:
    """A name with its prefix as most pages write it."""
    prefix = PREFIX.match(name) if name.startswith(("dc", "http:")) else None
    return PREFIXES[prefix[0]] + name[prefix.end() :] if prefix else name


def declared_language(attrs: Attributes) -> str | None:
    """The language that the root element declares, as written, in lower case."""
    return (attrs.get("lang") or attrs.get("xml:lang") or "").strip().lower() or None


def unescaped(row: Row) -> Row:
    """Values of attributes with their references decoded."""
    return tuple([unescape_value(value) if isinstance(value, str) else value for value in row])


def unescape_value(value: str) -> str:
    r"""The value of an attribute with its references decoded, by the rules of HTML (13.2.5.73 and 13.2.5.80).

    They differ from those of text: a name without a semicolon counts only before a sign other than "=".

    >>> unescape_value("?a=1&copy=2&amp;b&copy")
    '?a=1&copy=2&b\xa9'
    """
    return REFERENCE.sub(_unescaped, value)


def _unescaped(found: re.Match[str]) -> str:
    reference = found[0]
    if reference[1] == "#":
        hexadecimal = reference[2] in "xX"
        digits = reference[2 + hexadecimal :].rstrip(";").lstrip("0") or "0"
        code = int(digits, 16 if hexadecimal else 10) if len(digits) <= MAX_DIGITS else BEYOND
        plain = FIRST_LETTER <= code < FIRST_SURROGATE or FIRST_WIDE <= code < BEYOND
        return chr(code) if plain else unescape(f"&#{code};")
    if not reference.endswith(";") and found.string.startswith("=", found.end()):
        return reference
    return html5.get(reference[1:], reference)
