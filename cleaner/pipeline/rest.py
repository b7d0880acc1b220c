"""A plain text whose chrome is known by its words, so that what is left is a text by itself.

Much chrome around short paragraphs makes the tagger doubt them: it takes the text for the dump of a page. If rules
have found the chrome and the rest is nearly all sentences, the rest is judged by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cleaner.article import Article
from cleaner.judge import tagger
from cleaner.judge.mentions import ends_said, ends_sentence
from cleaner.model import Block, Document, Removal

MAX_BLOCKS = 100  # of the whole text; the dump of a page with all its menus has more
MIN_SENTENCES = 0.65  # share of its blocks
MAX_KEPT = 0.9  # share of its letters that stay so far; if more stay, the tagger has found the text
ANNOUNCING = (":", "：")
ADDRESSES = ("@", "://", "www.")
# Of a short text, whose last sentences the tagger doubts. Below longer ones nearly all such sentences are chrome.
MAX_SHORT_BLOCKS, MAX_SHORT = 40, 1_200
MIN_SAID_CHARS = 30  # of a sentence that goes on below the text
MIN_WHOLE = 0.9  # share of its letters that must stay when it is judged by itself


def find_rest(document: Document, article: Article) -> tuple[Block, ...]:
    """The blocks of the rest, with the indices of the article's blocks; empty if the tagger's decision is in no doubt.

    ``article`` is what was made of ``document``.
    """
    gone = [removal for removal in article.removed if not removal.edited]
    doubted = [removal for removal in gone if removal.judge == tagger.JUDGE]
    if not doubted or len(gone) - len(doubted) < len(doubted) or len(article.blocks) + len(gone) > MAX_BLOCKS:
        return ()
    known = {block.text: block for block in document.blocks}
    blocks = (*article.blocks, *(_block_of(removal, known) for removal in doubted))
    rest = tuple(sorted(blocks, key=lambda block: block.index))
    said = sum(ends_said(block.text) for block in rest)
    if _letters(article.blocks) <= MAX_KEPT * _letters(rest) and said >= MIN_SENTENCES * len(rest):
        return rest
    if len(blocks) > MAX_SHORT_BLOCKS or _letters(article.blocks) > MAX_SHORT:
        return ()
    return _find_going_on(article, doubted, known)


def _find_going_on(article: Article, doubted: Iterable[Removal], known: dict[str, Block]) -> tuple[Block, ...]:
    """The text with the sentences right below it that the tagger doubts, and the lists that they announce.

    Between them is only chrome that rules have found. Empty if there are none.
    """
    kept = {block.index: block for block in article.blocks}
    parts = {removal.block: _block_of(removal, known) for removal in doubted}
    found: dict[int, Block] = {}
    goes_on = listing = False
    for at in sorted({*kept, *parts}):
        block = kept.get(at) or parts[at]
        if at in kept:
            goes_on, listing = block.kind == "paragraph" and ends_said(block.text), False
            continue
        announces = block.text.endswith(ANNOUNCING)
        if goes_on and block.kind == "paragraph" and len(block.text) >= MIN_SAID_CHARS and (announces or _tells(block)):
            found[at] = block
            listing = announces
        elif listing and block.kind == "item":
            found[at] = block
        else:
            goes_on = listing = False
    return tuple(block for _, block in sorted({**kept, **found}.items())) if found else ()


def _tells(block: Block) -> bool:
    """Whether a block is a sentence that asks nothing and names no address."""
    return ends_sentence(block.text) and not any(mark in block.text for mark in ADDRESSES)


def take_rest(article: Article, rest: tuple[Block, ...]) -> Article:
    """The article with the rest as its text."""
    kept = {block.index for block in rest}
    removed = tuple(removal for removal in article.removed if removal.edited or removal.block not in kept)
    return replace(article, blocks=rest, removed=removed)


def stays(blocks: Iterable[Block], rest: Iterable[Block]) -> bool:
    """Whether blocks hold nearly all of the rest."""
    return _letters(blocks) >= MIN_WHOLE * _letters(rest)


def count_letters(text: str) -> int:
    """Code points without white space."""
    return sum(map(len, text.split()))


def _letters(blocks: Iterable[Block]) -> int:
    return sum(count_letters(block.text) for block in blocks)


def _block_of(removal: Removal, known: dict[str, Block]) -> Block:
    """The dropped block. Labels that were split from a paragraph have given the others new indices."""
    block = known.get(removal.text) or Block(removal.block, "paragraph", removal.text)
    return replace(block, index=removal.block)
