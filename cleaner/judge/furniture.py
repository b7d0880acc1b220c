"""What site software puts beside the text, in elements that only it names so: profiles in forums, badges in manuals.

On gold pages nearly all that stays in such elements is no text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.judge.units import innermost_named, is_part
from cleaner.model import Block, Container
from cleaner.prefilters import find_named
from cleaner.vocabulary import RemovalKind

# The words of a name that follow one another, and the kind of chrome in elements with this name.
NAMES: dict[tuple[str, ...], RemovalKind] = {
    # forums: phpBB, XenForo, vBulletin
    ("postprofile",): "author-box",
    ("post", "buttons"): "navigation",
    ("message", "user", "extras"): "author-box",
    ("message", "user", "title"): "author-box",
    ("extra", "user", "info"): "author-box",
    ("userinfo", "extra"): "author-box",
    ("message", "attribution", "opposite"): "navigation",
    # manuals and wikis: Docusaurus, Read the Docs, MediaWiki, Confluence
    ("theme", "doc", "version"): "navigation",
    ("theme", "doc", "breadcrumbs"): "breadcrumb",
    ("wy", "breadcrumbs"): "breadcrumb",
    ("hatnote",): "navigation",
    ("catlinks",): "tags",
    ("likes", "and", "labels"): "tags",
    ("page", "metadata"): "other",
    # recipes: WP Recipe Maker
    ("wprm", "recipe", "rating"): "other",
    ("wprm", "recipe", "print"): "other",
    ("wprm", "recipe", "pin"): "share",
    ("wprm", "recipe", "jump"): "navigation",
    ("wprm", "cook", "mode"): "other",
    ("wprm", "prevent", "sleep"): "other",
    ("wprm", "unit", "conversion"): "other",
    ("wprm", "call", "to", "action"): "share",
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
}
# A word of each name that few other names contain.
SIGNS = frozenset({
    "postprofile", "buttons", "extras", "user", "userinfo", "attribution", "doc", "wy", "hatnote", "catlinks",
    "likes", "wprm", "affiliate", "metadata", "taglist", "kg", "subscription", "subscribe", "outpost", "gate", "pds",
    "sharedaddy", "relatedposts",
})  # fmt: skip
PROFILE = ("postprofile",)  # in phpBB a list of descriptions; another forum calls its posts so
MAX_SHARE = 0.5  # of the words that stay; a name for more than that means something else


def find_furniture(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[tuple[int, RemovalKind]]:
    """The index and the kind of chrome of each such block that stays so far."""
    known: dict[int, Container | None] = {}
    found = {
        at: kind for at in find_named(blocks, SIGNS) if keep[at]
        if (node := innermost_named(blocks[at].container, SIGNS, known, _kind_of)) and (kind := _kind_of(node))
    }  # fmt: skip
    if found and is_part(blocks, keep, found, MAX_SHARE):
        yield from found.items()


def _kind_of(node: Container) -> RemovalKind | None:
    words = node.tokens
    for name, kind in NAMES.items():
        size = len(name)
        if name[0] in words and any(words[at : at + size] == name for at in range(len(words) - size + 1)):
            return kind if name != PROFILE or node.tag == "dl" else None
    return None
