"""Posts of social networks that an article embeds: their words are quoted, so they belong to the text around them."""

from __future__ import annotations

from collections.abc import Container as Box
from collections.abc import Iterator, Sequence

from cleaner.judge.units import named_around
from cleaner.model import Block, Container

POSTS = frozenset({"tweet", "toot", "skeet", "mastodon", "bluesky"})  # words in the names of embedded posts
MAX_OF_POST = 12  # blocks from text that stays to text that stays, with posts between
DASHES = ("—", "–")  # before the name of who wrote it
MIN_WORDS_CHARS = 25  # outside links, of a line with more links than words


def find_embedded(
    blocks: Sequence[Block], keep: Sequence[bool], edges: Sequence[int], matches: Box[int]
) -> Iterator[int]:  # fmt: skip
    """What an embedded post between two blocks that stay says: its words, and who wrote them in its ``blockquote``.

    ``edges`` are the blocks that do not stay, each after one that does. ``matches`` are those that phrases recognise.
    """
    for start in edges:
        end = next((at for at in range(start, min(len(keep), start + MAX_OF_POST)) if keep[at]), start)
        said: Container | None = None  # the quote of a post whose words stay
        for block in blocks[start:end]:
            near = named_around(block.container, POSTS, 2)
            if near is None or block.hidden or block.index in matches:
                continue
            worded = _has_words(block)
            said = near if worded and near.tag == "blockquote" else said
            if near is said or (worded and "text" in near.tokens):
                yield block.index


def _has_words(block: Block) -> bool:
    """Whether a line says more than who wrote it, or that there is a post to view."""
    if block.text.startswith(DASHES):
        return False
    own = len(block.text) - block.link_chars
    return own >= block.link_chars or own >= MIN_WORDS_CHARS
