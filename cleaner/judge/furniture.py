"""What site software puts beside the text, in elements that only it names so: profiles in forums, badges in manuals.

On gold pages nearly all that stays in such elements is no text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, compress
from typing import NamedTuple

from cleaner.judge.folding import count_words
from cleaner.judge.units import innermost_named, is_inside, is_part
from cleaner.model import Block, Container
from cleaner.patterns import later
from cleaner.prefilters import find_named
from cleaner.vocabulary import PageKind, RemovalKind

Name = tuple[str, ...]  # words of a class or an id that follow one another

# On pages of any kind.
NAMES: dict[Name, RemovalKind] = {
    # forums: phpBB, XenForo, vBulletin, SMF, Discourse
    ("postprofile",): "author-box",
    ("post", "buttons"): "navigation",
    ("message", "user", "extras"): "author-box",
    ("message", "user", "title"): "author-box",
    ("extra", "user", "info"): "author-box",
    ("userinfo", "extra"): "author-box",
    ("usertitle",): "author-box",
    ("membergroup",): "author-box",
    ("postcount",): "author-box",
    ("moderatorbar",): "author-box",
    ("message", "attribution", "opposite"): "navigation",
    ("message", "last", "edit"): "credit",
    ("nextlinks",): "navigation",
    ("crawler", "linkback"): "related",
    ("badge", "category"): "tags",
    ("post", "edit"): "credit",
    ("edited", "post"): "credit",
    ("bbp", "topic", "revision", "log"): "credit",
    ("bbp", "reply", "revision", "log"): "credit",
    # what DataTables puts around a table
    ("data", "tables", "info"): "navigation",
    ("data", "tables", "length"): "navigation",
    ("data", "tables", "filter"): "navigation",
    ("data", "tables", "paginate"): "navigation",
    ("dt", "info"): "navigation",
    ("dt", "length"): "navigation",
    ("dt", "search"): "navigation",
    ("dt", "paging"): "navigation",
    # manuals and wikis: Docusaurus, Read the Docs, rustdoc, MediaWiki, Confluence, LaTeXML
    ("theme", "doc", "version"): "navigation",
    ("theme", "doc", "breadcrumbs"): "breadcrumb",
    ("wy", "breadcrumbs"): "breadcrumb",
    ("hideme",): "navigation",
    ("hatnote",): "navigation",
    ("ambox",): "other",
    ("site", "notice"): "other",
    ("site", "sub"): "navigation",
    ("catlinks",): "tags",
    ("likes", "and", "labels"): "tags",
    ("package", "alerts"): "other",
    ("page", "metadata"): "other",
    # recipes: WP Recipe Maker, Tasty Recipes
    ("wprm", "recipe", "rating"): "other",
    ("wprm", "recipe", "print"): "other",
    ("wprm", "recipe", "pin"): "share",
    ("wprm", "recipe", "jump"): "navigation",
    ("wprm", "prevent", "sleep"): "other",
    ("wprm", "unit", "conversion"): "other",
    ("wprm", "call", "to", "action"): "share",
    ("cook", "mode"): "other",
    ("google", "cache", "hdr"): "other",  # over the copy of a page
    # answers: Stack Exchange
    ("post", "taglist"): "tags",
    # blogs: Ghost, Substack, Jetpack, Crowdsignal
    ("kg", "signup", "card"): "subscription",
    ("subscription", "widget"): "subscription",
    ("subscribe", "widget"): "subscription",
    ("outpost", "pub", "container"): "subscription",
    ("sign", "in", "gate"): "paywall",
    ("pds", "box"): "other",
    ("sharedaddy",): "share",
    ("jp", "relatedposts"): "related",
    ("affiliate", "disclaimer"): "advertisement",
    ("affiliate", "disclosure"): "advertisement",
    ("signup",): "subscription",
    ("newsletter", "form"): "subscription",
    ("subscribe", "form"): "subscription",
}
# On pages of one kind. Elsewhere the words name the text: the bio of a person, the review of a book.
BOXES: dict[Name, RemovalKind] = {
    ("author", "bio"): "author-box",
    ("author", "box"): "author-box",
    ("about", "author"): "author-box",
    ("saboxplugin",): "author-box",
}
ON_PRODUCTS: dict[Name, RemovalKind] = {
    ("review",): "comments",
    ("reviews",): "comments",
    ("tooltip",): "other",
    ("popover",): "other",
    ("lightbox",): "other",
    ("wishlist",): "other",
    ("menu",): "navigation",
    ("error",): "other",
}
IN_COLLECTIONS: dict[Name, RemovalKind] = {
    ("tooltip",): "other",
    ("popover",): "other",
    ("popup",): "other",
    ("modal",): "other",
}
# A word of each name that few other names contain.
SIGNS = frozenset({
    "postprofile", "buttons", "extras", "user", "userinfo", "usertitle", "membergroup", "postcount", "moderatorbar",
    "attribution", "edit", "nextlinks", "linkback", "badge", "doc", "wy", "hideme", "hatnote", "ambox", "notice",
    "catlinks", "likes", "alerts", "wprm", "cook", "affiliate", "signup", "newsletter", "subscribe",
    "metadata", "taglist", "bbp", "tables", "dt", "kg", "subscription", "outpost", "gate", "pds", "sharedaddy",
    "relatedposts", "hdr", "sub",
})  # fmt: skip
BOX_SIGNS = frozenset({"bio", "box", "about", "saboxplugin"})
PROFILE = ("postprofile",)  # in phpBB a list of descriptions; another forum calls its posts so
# Kinds whose names are words of the language. More words that stay in such an element are a section of the text: how to
# sign up for a race, the author that the text is about.
WORDED: frozenset[RemovalKind] = frozenset({"subscription", "author-box"})
MAX_BOX_WORDS = 45
LISTING: frozenset[PageKind | None] = frozenset({"product", "collection"})  # where "Menu" may head such a box
STATES = frozenset({"has", "no", "with", "without"})  # before a name in that of an element around other things
MAX_ABOVE = 3  # blocks of an element above one that stays
WORD = later(r"[^\W_]+")
MAX_SHARE = 0.5  # of the words that stay; a name for more than that means something else


class _Names(NamedTuple):
    """Names by their first words, each with whether it is of one kind of page; and a word of each name."""

    by_first: dict[str, list[tuple[Name, RemovalKind, bool]]]
    signs: frozenset[str]


def _names(own: dict[Name, RemovalKind], signs: frozenset[str]) -> _Names:
    by_first: dict[str, list[tuple[Name, RemovalKind, bool]]] = {}
    for name, kind in (NAMES | own).items():
        by_first.setdefault(name[0], []).append((name, kind, name in own))
    return _Names(by_first, SIGNS | signs)


ANYWHERE = _names({}, frozenset())
OF_KIND: dict[PageKind | None, _Names] = {
    "article": _names(BOXES, BOX_SIGNS),
    "product": _names(ON_PRODUCTS, frozenset(chain.from_iterable(ON_PRODUCTS))),
    "collection": _names(IN_COLLECTIONS, frozenset(chain.from_iterable(IN_COLLECTIONS))),
}


def find_furniture(
    blocks: Sequence[Block], keep: Sequence[bool], kind: PageKind | None
) -> Iterator[tuple[int, RemovalKind]]:  # fmt: skip
    """The index and the kind of chrome of each such block that stays so far."""
    names = OF_KIND.get(kind, ANYWHERE)
    known: dict[int, Container | None] = {}
    kind_of = partial(_kind_of, names.by_first)
    found: tuple[dict[int, RemovalKind], dict[int, RemovalKind]] = {}, {}
    boxes: dict[int, tuple[dict[int, RemovalKind], list[int]]] = {}  # by the identities of elements, as is the next
    told: dict[int, bool] = {}
    staying = tuple(compress(blocks, keep))
    for block in map(staying.__getitem__, find_named(staying, names.signs)):
        at, node = block.index, innermost_named(block.container, names.signs, known, kind_of)
        if node is None or (meant := kind_of(node)) is None:
            continue
        if id(node) not in told:
            told[id(node)] = meant[0] != "comments" and _is_told(blocks, at, node, names, int(kind in LISTING))
        if not told[id(node)]:
            found[meant[1]][at] = meant[0]
            if meant[0] in WORDED:
                boxes.setdefault(id(node), (found[meant[1]], []))[1].append(at)
    for chosen, box in boxes.values():
        if sum(count_words(blocks[at].text) for at in box) > MAX_BOX_WORDS:
            for at in box:
                del chosen[at]
    for some in found:
        if some and is_part(blocks, keep, some, MAX_SHARE):
            yield from some.items()


def _is_told(blocks: Sequence[Block], at: int, node: Container, names: _Names, more: int) -> bool:
    """Whether an element has its name from the text: its first heading, which is about such a thing, says it as well.

    ``at`` is a block in it, ``more`` how many other words the heading must have. Sites name a section, or the heading
    itself, by the words of the heading, and a term of a glossary or a reference by its own.
    """
    if node.tag == "dt":
        return True
    first = at
    while at - first < MAX_ABOVE and is_inside(blocks, first - 1, node):
        first -= 1
    if blocks[first].kind != "heading":
        return False
    words = tuple([word for word in WORD.findall(blocks[first].text.lower()) if not word.isdecimal()])
    return _holds(node.tokens, words) and any(
        len(words) >= len(name) + more and _holds(words, name)
        for word in {*words} for name, _, _ in names.by_first.get(word, ())
    )  # fmt: skip


def _holds(words: Name, some: Name) -> bool:
    """Whether some words follow one another among others."""
    return bool(some) and any(words[at : at + len(some)] == some for at in range(len(words) - len(some) + 1))


def _kind_of(
    by_first: dict[str, list[tuple[Name, RemovalKind, bool]]], node: Container
) -> tuple[RemovalKind, bool] | None:  # fmt: skip
    words = node.tokens
    for at, word in enumerate(words):
        for name, kind, own in by_first.get(word, ()):
            if words[at : at + len(name)] == name and not (at and words[at - 1] in STATES):
                return (kind, own) if name != PROFILE or node.tag == "dl" else None
    return None
