"""What site software puts beside the text, in elements that only it names so: profiles in forums, badges in manuals.

On gold pages nearly all that stays in such elements is no text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from cleaner.judge.units import innermost_named, is_part
from cleaner.model import Block, Container
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
    ("topic", "category"): "tags",
    # manuals and wikis: Docusaurus, Read the Docs, rustdoc, MediaWiki, Confluence, LaTeXML
    ("theme", "doc", "version"): "navigation",
    ("theme", "doc", "breadcrumbs"): "breadcrumb",
    ("wy", "breadcrumbs"): "breadcrumb",
    ("hideme",): "navigation",
    ("hatnote",): "navigation",
    ("ambox",): "other",
    ("site", "notice"): "other",
    ("catlinks",): "tags",
    ("likes", "and", "labels"): "tags",
    ("package", "alerts"): "other",
    # recipes: WP Recipe Maker, Tasty Recipes
    ("wprm", "recipe", "rating"): "other",
    ("wprm", "prevent", "sleep"): "other",
    ("cook", "mode"): "other",
    # blogs
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
    "attribution", "edit", "nextlinks", "linkback", "category", "doc", "wy", "hideme", "hatnote", "ambox", "notice",
    "catlinks", "likes", "alerts", "wprm", "cook", "affiliate", "signup", "newsletter", "subscribe",
})  # fmt: skip
BOX_SIGNS = frozenset({"bio", "box", "about", "saboxplugin"})
PROFILE = ("postprofile",)  # in phpBB a list of descriptions; another forum calls its posts so
MAX_SHARE = 0.5  # of the words that stay; a name for more than that means something else


class _Table(NamedTuple):
    """Names by their first words, and the words of which one is in each name."""

    signs: frozenset[str]
    by_first: dict[str, list[tuple[Name, RemovalKind]]]


def _table(names: dict[Name, RemovalKind], signs: frozenset[str] | None = None) -> _Table:
    by_first: dict[str, list[tuple[Name, RemovalKind]]] = {}
    for name, kind in names.items():
        by_first.setdefault(name[0], []).append((name, kind))
    return _Table(frozenset(by_first) if signs is None else signs, by_first)


ANYWHERE = _table(NAMES, SIGNS)
OF_KIND: dict[PageKind | None, _Table] = {
    "article": _table(BOXES, BOX_SIGNS), "product": _table(ON_PRODUCTS), "collection": _table(IN_COLLECTIONS)
}  # fmt: skip


def find_furniture(
    blocks: Sequence[Block], keep: Sequence[bool], kind: PageKind | None
) -> Iterator[tuple[int, RemovalKind]]:  # fmt: skip
    """The index and the kind of chrome of each such block that stays so far."""
    yield from _find_named(blocks, keep, ANYWHERE)
    if kind in OF_KIND:
        yield from _find_named(blocks, keep, OF_KIND[kind])


def _find_named(
    blocks: Sequence[Block], keep: Sequence[bool], table: _Table
) -> Iterator[tuple[int, RemovalKind]]:  # fmt: skip
    known: dict[int, Container | None] = {}
    kind_of = partial(_kind_of, table.by_first)
    found = {
        at: kind for at in find_named(blocks, table.signs) if keep[at]
        if (node := innermost_named(blocks[at].container, table.signs, known, kind_of)) and (kind := kind_of(node))
    }  # fmt: skip
    if found and is_part(blocks, keep, found, MAX_SHARE):
        yield from found.items()


def _kind_of(by_first: dict[str, list[tuple[Name, RemovalKind]]], node: Container) -> RemovalKind | None:
    words = node.tokens
    for at, word in enumerate(words):
        for name, kind in by_first.get(word, ()):
            if words[at : at + len(name)] == name:
                return kind if name != PROFILE or node.tag == "dl" else None
    return None
