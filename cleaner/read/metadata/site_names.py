"""Tells the name of a site and the sign of a text for subscribers from other words at the ends of a title."""

from __future__ import annotations

import re
from collections.abc import Set

from cleaner.patterns import later
from cleaner.read.metadata.folding import fold, registrable
from cleaner.read.metadata.words import title_words, words
from cleaner.words import find_words

MAX_SITE_WORDS = 6
MAX_DOCUMENTATION_WORDS = 5
VERSION = re.compile(r"\d\.\d")
OPENING = {"]": "[", ")": "(", "）": "（", "】": "【", "］": "［"}  # of brackets around the name of a site
# The sign of a text for subscribers: "(S+)". Others are marks at school and groups of blood: "(A+)", "(O+)".
PLUS = later(r"\A[(\[](?!(?:AB?|[BCDO])\+)[A-Z]{0,2}\+[)\]]\s+|\s+[(\[](?!(?:AB?|[BCDO])\+)[A-Z]{0,2}\+[)\]]\Z")
CLOSING = {"[": "]", "【": "】", "［": "］", "（": "）"}


def without_brackets(title: str, sites: frozenset[str], host: str, *, leading: bool) -> str:
    """A title without the name of the site in brackets at one of its ends: "[Courier] Storm hits coast"."""
    opening = OPENING.get(title[-1:])
    if opening is not None:
        before, _, inner = title[:-1].rpartition(f" {opening}" if opening.isascii() else opening)
        if before.strip() and is_site(inner, sites, host, exactly=opening != "["):
            return before.rstrip()
    closing = CLOSING.get(title[:1]) if leading else None
    if closing is not None:
        inner, _, after = title[1:].partition(closing)
        if after.strip() and fold(inner) and is_site(inner, sites, host, exactly=True):
            return after.lstrip(" :：-–|")
    return title


def without_offer(title: str) -> str:
    """A title without the sign of a text for subscribers at its beginning or end.

    >>> without_offer("(S+) Storm hits coast"), without_offer("Storm hits coast [Premium]"), without_offer("A (C++)")
    ('Storm hits coast', 'Storm hits coast', 'A (C++)')
    """
    label, bar, rest = title.partition(" | ")
    if bar and fold(label) in title_words().offers:
        return rest
    if not title or (title[0] not in "([【［（" and title[-1] not in ")]】］）"):
        return title
    if "+" in title:
        return PLUS.sub("", title) or title
    label, mark, rest = title[1:].partition(CLOSING.get(title[0], "\0"))
    if mark and rest.strip() and fold(label) in title_words().offers:
        return rest.lstrip()
    before, mark, label = title[:-1].rpartition(OPENING.get(title[-1], "\0"))
    if mark and before.strip() and title[-1] != ")" and fold(label) in title_words().offers:
        return before.rstrip()
    return title


def goes_on(site: str, rest: str) -> bool:
    """Whether a title whose first word is the name of the site goes on after it: "Apple: a history"."""
    if " " in site or site.islower() or not rest[:1].islower() or rest[1:2].isupper():
        return False
    return "/" not in rest.partition(" ")[0]  # the name of a repository


def is_site(part: str, sites: Set[str], host: str, *, exactly: bool = False) -> bool:
    """Whether a part of a title names the site. With ``exactly``, a similar name does not count."""
    folded = fold(part)
    if not folded:
        return True
    if folded in sites:
        return True
    if is_named(part, host) or ("," in part and is_named(part.partition(",")[0], host)):
        return True
    if exactly:
        return False
    said = part.split()
    if 1 < len(said) <= MAX_DOCUMENTATION_WORDS and said[-1].casefold() in title_words().documentation:
        return VERSION.search(part) is not None or said[-1] == "Docs"
    label = fold(registrable(host).split(".")[0]) if host else ""
    first = fold(said[0].removesuffix("'s").removesuffix("’s"))
    if first == label and len(said) > 1 and words().organisation.issuperset(word.casefold() for word in said[1:]):
        return True  # "Ellery's Forum" of ellery.example
    initials = "".join(word[0] for word in find_words(part)).casefold()
    if len(initials) >= 3 and initials == label:
        return True
    if (
        len(label) >= 4
        and len(part.split()) <= MAX_SITE_WORDS
        and (label in folded or (len(folded) >= 5 and folded in label))
    ):
        return len(label) >= 0.5 * len(folded)
    return any(
        len(site) >= 4 and (folded.startswith(site) or site.startswith(folded)) and len(folded) >= 4 for site in sites
    )


def is_named(part: str, host: str) -> bool:
    """Whether a text is the name of a host, or of the site in the form of its host."""
    folded, name = fold(part), registrable(host)
    label = fold(name.partition(".")[0])
    return len(folded) >= 3 and bool(label) and folded in (label, f"the{label}", fold(host), fold(name))
