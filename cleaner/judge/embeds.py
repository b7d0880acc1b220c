"""Posts of social networks that an article embeds: their words are quoted, so they belong to the text around them."""

from __future__ import annotations

from collections.abc import Container as Box
from collections.abc import Iterator, Sequence

from cleaner.judge.places import share_of_links
from cleaner.judge.units import named_around
from cleaner.model import Block, Container

POSTS = frozenset({"tweet", "toot", "skeet", "mastodon", "bluesky"})  # words in the names of embedded posts
QUOTES = frozenset({"tweet", "embed", "instagram"})  # words in the names around their quotes
MAX_STEPS = 8  # elements around such a quote
MAX_LINKS = 0.75  # of the letters of a quote, if it is short
MAX_LINK_CHARS = 140  # the same in ``read/structure``, which makes a link of such a post
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
            worded = end > start and _has_words(block)  # between two blocks that stay
            if worded and near.tag == "blockquote":
                said = near
            if (near is said and not block.text.startswith(OPENING)) or (worded and "text" in near.tokens):
                yield block.index


def is_post(parts: Sequence[Block]) -> bool:
    """Whether a quote is a post that its element names so, and more than a short link to it, such as "View on X"."""
    if named_around(parts[0].container, QUOTES, MAX_STEPS) is None:
        return False
    return share_of_links(parts) <= MAX_LINKS or sum(len(block.text) for block in parts) > MAX_LINK_CHARS


def _quote_around(block: Block) -> Container | None:
    near = named_around(block.container, POSTS, MAX_QUOTE_STEPS)
    return near if near is not None and near.tag == "blockquote" else None


def _has_words(block: Block) -> bool:
    """Whether a line says more than who wrote it, or that there is a post to view."""
    if block.text.startswith(DASHES):
        return False
    own = len(block.text) - block.link_chars
    return own >= block.link_chars or own >= MIN_WORDS_CHARS
