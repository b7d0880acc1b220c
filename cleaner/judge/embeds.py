"""Posts of social networks that an article embeds: their words are quoted, so they belong to the text around them."""

from __future__ import annotations

from collections.abc import Container as Box
from collections.abc import Iterator, Sequence

from cleaner.judge.units import named_around
from cleaner.model import Block, Container

POSTS = frozenset({"tweet", "toot", "skeet", "mastodon", "bluesky"})  # words in the names of embedded posts
MAX_OF_POST = 12  # blocks from text that stays to text that stays, with posts between
MAX_BELOW = 2  # blocks below the words of the last post: the label of a picture, and who wrote it
MAX_QUOTE_STEPS = 3  # elements from a link or a paragraph to the quote of a post
DASHES = ("—", "–")  # before the name of who wrote it
OPENING = "["  # before the label of a picture: "[image or embed]"
MIN_WORDS_CHARS = 25  # outside links, of a line with more links than words


def find_embedded(
    blocks: Sequence[Block], keep: Sequence[bool], edges: Sequence[int], matches: Box[int]
) -> Iterator[int]:  # fmt: skip
    """What an embedded post between two blocks that stay says: its words, and who wrote them in its ``blockquote``.

    If the words stay by themselves, who wrote them does so too, also at the end of the text. ``edges`` are the blocks
    that do not stay, each after one that does. ``matches`` are those that phrases recognise.
    """
    for start in edges:
        end = next((at for at in range(start, min(len(keep), start + MAX_OF_POST)) if keep[at]), start)
        said = _quote_around(blocks[start - 1]) if start else None  # the quote of a post whose words stay
        for block in blocks[start:end] or (blocks[start : start + MAX_BELOW] if said else ()):
            near = named_around(block.container, POSTS, 2)
            if near is None or block.hidden or block.index in matches:
                continue
            worded = _has_words(block)
            said = near if worded and near.tag == "blockquote" and end > start else said
            if (near is said and block.text[0] not in OPENING) or (worded and "text" in near.tokens and end > start):
                yield block.index


def _quote_around(block: Block) -> Container | None:
    near = named_around(block.container, POSTS, MAX_QUOTE_STEPS)
    return near if near is not None and near.tag == "blockquote" else None


def _has_words(block: Block) -> bool:
    """Whether a line says more than who wrote it, or that there is a post to view."""
    if block.text.startswith(DASHES):
        return False
    own = len(block.text) - block.link_chars
    return own >= block.link_chars or own >= MIN_WORDS_CHARS
