"""CSS selectors that are searched only if the page can match them.

A search through a page costs up to a tenth of its parsing, whether it finds anything or not, and most pages have no
formula, no thread and no tab. Each part of a selector that one element alone must match is a compound: a tag name and
conditions on attributes. One pass of the compiled core over the markup notes which compounds a tag may match, outside
scripts and style sheets. Selectors with other compounds are left out of the search. Without the core, every compound
counts as present; the result is the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner import core
from cleaner.read.head import Stated
from cleaner.read.markup import Survey, survey

# Elements that the parser inserts if the markup has no tag for them.
IMPLIED = frozenset({"html", "head", "body", "tbody", "colgroup", "tr", "p", "br"})
ALTERNATIVE = re.compile(r"""(?:[^,"'\[]|\[[^\]"']*(?:"[^"]*"|'[^']*')?[^\]]*\])+""")
SIMPLE = re.compile(
    r"""(?P<name>[a-z][\w-]*)|\.(?P<class>[\w-]+)|(?P<pseudo>::?[a-z-]+)(?:\((?P<argument>[^()]*)\))?"""
    r"""|\[(?P<attribute>[\w-]+)(?:(?P<operator>[*^$~]?=)(?P<value>"[^"]*"|'[^']*'|[^\]\s]+)(?:\s+i)?)?\]"""
    r"""|(?P<between>[\s>+~]+)"""
)
ESCAPED = re.compile(r"\\(.)")
ALL = -1  # a mask with every compound set

Condition = tuple[
    str, str, str, bool
]  # an attribute, an operator ("?" if it needs no value), the value; True for "not"
Compound = tuple[str, tuple[Condition, ...]]  # a tag name or an empty string, and the conditions
_BITS: dict[Compound, int] = {}  # every compound of a selector, and its bit


class Selector:
    """A list of CSS selectors. ``words`` is a mask of the compounds that all of them need.

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


class Look(NamedTuple):
    """A page in UTF-8, what ``survey`` counts in it, and a mask of the compounds that its tags may match.

    The code of scripts and style sheets is left out of ``raw`` as by ``empty_programs``, unless ``coded`` is true.
    ``stated`` is what the tags state, if the tree of the page will hold the same.
    """

    raw: bytes
    survey: Survey
    words: int
    coded: bool = True
    stated: Stated | None = None


def look(html: str, raw: bytes | None = None) -> Look:
    """Read the markup of a page once, before it is parsed. ``raw`` is its UTF-8, if that is at hand."""
    if core.compiled is None:
        return Look(html.encode("utf-8", "replace") if raw is None else raw, survey(html), ALL)
    _set_compounds(len(_BITS))
    raw = core.compiled.encode(html) if raw is None else raw
    *counts, found, bare, coded, stated = core.compiled.scan(raw)
    words = ALL if found is None else int.from_bytes(found, "little")
    return Look(bare, Survey(*counts), words, coded, None if stated is None else Stated(*stated))


@lru_cache(maxsize=1)
def _set_compounds(count: int) -> None:
    core.compiled.set_compounds([*_BITS])


def select(tree: LexborHTMLParser | LexborNode, selector: Selector, words: int) -> list[LexborNode]:
    """The elements that a selector matches, in page order. ``words`` is the mask of the page."""
    query = _narrow(selector, selector.words & words)
    return tree.css(query) if query else []


def may_match(selector: Selector, words: int) -> bool:
    """Whether the mask of a page lets a selector match any element."""
    return bool(_narrow(selector, selector.words & words))


def matches(tree: LexborHTMLParser | LexborNode, selector: Selector, words: int) -> bool:
    """Whether a selector matches any element."""
    query = _narrow(selector, selector.words & words)
    return bool(query) and tree.css_first(query) is not None


@lru_cache(maxsize=4_096)
def _narrow(selector: Selector, words: int) -> str:
    return ",".join(part for part, mask in selector.parts if mask & words == mask)


def _mask(part: str) -> int:
    """The compounds of one selector."""
    mask = at = 0
    tag, conditions = "", list[Condition]()
    while at < len(part):
        found = SIMPLE.match(part, at)
        if found is None:
            raise ValueError(f"the selector {part!r} has a form that is not read")
        at = found.end()
        if found["between"]:
            mask |= _bit(tag, conditions)
            tag, conditions = "", []
        elif found["name"]:
            tag = found["name"]
        elif found["pseudo"] == ":not":
            conditions += [(*_condition(one), True) for one in SIMPLE.finditer(found["argument"]) if one["attribute"]]
        elif not found["pseudo"]:
            conditions.append((*_condition(found), False))
    return mask | _bit(tag, conditions)


def _condition(found: re.Match[str]) -> tuple[str, str, str]:
    if found["class"]:
        return "class", "~", found["class"]
    if not found["operator"]:
        return found["attribute"], "?", ""
    value = found["value"]
    value = ESCAPED.sub(r"\1", value[1:-1] if value[0] in "\"'" else value)
    return found["attribute"], found["operator"][0], value


def _bit(tag: str, conditions: list[Condition]) -> int:
    """The bit of a compound. None for an element that needs no tag."""
    if not conditions and (tag in IMPLIED or not tag):
        return 0
    compound = ("" if tag in IMPLIED else tag, tuple(sorted(conditions, key=lambda one: one[3])))
    return 1 << _BITS.setdefault(compound, len(_BITS))
