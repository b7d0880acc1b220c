"""CSS selectors that are searched only if the page can match them.

A search through a page costs up to a tenth of its parsing, whether it finds anything or not, and most pages have no
formula, no thread and no tab. A selector can match only if its words are in the markup: tags, attributes and words of
their values. One pass of the compiled core notes which words a page has outside its scripts and style sheets. Selectors
with other words are left out of the search. Without the core, every word counts as present; the result is the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner import core

# Elements that the parser inserts if the markup has no tag for them.
IMPLIED = frozenset({"html", "head", "body", "tbody", "colgroup", "img"})
MIN_WORD_CHARS = 4  # that the core searches for; a shorter word counts as present
NAME = re.compile(  # of a tag, class or attribute, with its operator and its value
    r"""(?:^|(?<=[\s.\[(,>+~]))(?P<name>[a-z][\w-]*)(?P<operator>[*^$~|]?=)?(?P<value>"[^"]*"|'[^']*'|[\w-]+)?"""
)
FREE = ("*=", "^=", "$=")  # with these, the value may begin or end with a part of a word
WORD = re.compile(r"[a-z0-9:-]+")
ARGUMENT = re.compile(r":[a-z-]+\([^()]*\)")  # of a pseudo-class, which may name what must not be there
ALTERNATIVE = re.compile(r"""(?:[^,"'\[]|\[[^\]"']*(?:"[^"]*"|'[^']*')?[^\]]*\])+""")
ALL = -1  # a mask with every word set
_BITS: dict[str, int] = {}  # every word in a selector, and its bit


class Selector:
    """A list of CSS selectors. ``words`` is a mask of the words that all of them need.

    >>> [name for name, mask in Selector("p,table.data td").parts]
    ['p', 'table.data td']
    """

    __slots__ = ("parts", "words")

    def __init__(self, selectors: str) -> None:
        self.parts = tuple((part, _mask(part)) for part in ALTERNATIVE.findall(selectors))
        self.words = 0
        for _, mask in self.parts:
            self.words |= mask

    def __str__(self) -> str:
        return ",".join(part for part, _ in self.parts)


def words_in(markup: bytes) -> int:
    """A mask of the words of all selectors that occur in a page's markup. ``markup`` is the parsed text in UTF-8."""
    if core.compiled is None:
        return ALL
    _set_words(len(_BITS))
    found = core.compiled.find_words(markup)
    return ALL if found is None else int.from_bytes(found, "little")


@lru_cache(maxsize=1)
def _set_words(count: int) -> None:
    core.compiled.set_words([*_BITS])


def select(tree: LexborHTMLParser | LexborNode, selector: Selector, words: int) -> list[LexborNode]:
    """The elements that a selector matches, in page order. ``words`` is the mask of the page."""
    query = _narrow(selector, selector.words & words)
    return tree.css(query) if query else []


def matches(tree: LexborHTMLParser | LexborNode, selector: Selector, words: int) -> bool:
    """Whether a selector matches any element."""
    query = _narrow(selector, selector.words & words)
    return bool(query) and tree.css_first(query) is not None


@lru_cache(maxsize=4_096)
def _narrow(selector: Selector, words: int) -> str:
    return ",".join(part for part, mask in selector.parts if mask & words == mask)


def _mask(part: str) -> int:
    mask = 0
    plain = ARGUMENT.sub("", part.lower())
    for found in NAME.finditer(plain):
        is_tag = plain[found.start() - 1 : found.start()] not in (".", "[")
        if is_tag and found["name"] not in IMPLIED:
            mask |= _bit(f"<{found['name']}")
        whole = "" if found["operator"] in FREE else "="
        for sign, text in (("=", "" if is_tag else found["name"]), (whole, found["value"] or "")):
            for word in WORD.findall(text):
                mask |= _bit(word, sign)
    return mask


def _bit(word: str, sign: str = "") -> int:
    """The bit of a word, none for one too short to look for. The ``sign`` "=" says that no letter stands beside it."""
    return 1 << _BITS.setdefault(sign + word, len(_BITS)) if len(word) >= MIN_WORD_CHARS else 0
