"""What is in the posts of a forum beside their text: signatures of their authors, and previews of linked pages.

The software of forums names these elements. So a signature is known even if the tagger takes the page for an article,
provided that it comes back in several posts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

from cleaner.judge.runs import is_link
from cleaner.judge.units import innermost_named, is_part, named_around
from cleaner.model import Block, Container
from cleaner.prefilters import find_named
from cleaner.vocabulary import PageKind

KINDS: frozenset[PageKind | None] = frozenset({"forum", "article", None})  # that forums are taken for
SIGNATURES = frozenset({"signature", "signaturecontainer", "postsignature"})
POSTS = frozenset({"post", "postbody", "postbit", "postrow", "message", "reply"})
PREVIEWS = frozenset({"allowlistedgeneric", "whitelistedgeneric", "onebox", "unfurl"})
MAX_UP = 8  # elements around a block that may be a preview
MAX_POST_UP = 8  # elements around a signature that may be a post
MIN_SIGNED = 2  # posts with a signature, on a page that is not known as a forum
MAX_SHARE = 0.75  # of the words that stay; a name for more than that means something else


def find_signatures(blocks: Sequence[Block], keep: Sequence[bool], kind: PageKind | None) -> list[int]:
    """The indices of the blocks of signatures that stay so far."""
    if kind not in KINDS:
        return []
    known: dict[int, Container | None] = {}
    signed = {
        at: signature for at in find_named(blocks, SIGNATURES)
        if keep[at] and (signature := innermost_named(blocks[at].container, SIGNATURES, known)) is not None
    }  # fmt: skip
    if not signed:
        return []
    posts = {named_around(signature, POSTS, MAX_POST_UP) for signature in set(signed.values())}
    if kind != "forum" and len(posts - {None}) < MIN_SIGNED:
        return []
    return [*signed] if is_part(blocks, keep, signed, MAX_SHARE) else []


def find_previews(blocks: Sequence[Block], keep: Sequence[bool]) -> Iterator[int]:
    """The indices of the blocks of previews of linked pages, without the linked title."""
    for block in compress(blocks, keep):
        linked = block.kind == "heading" and is_link(block)
        if not linked and named_around(block.container, PREVIEWS, MAX_UP) is not None:
            yield block.index
