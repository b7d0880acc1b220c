"""A plain text whose chrome is known by its words, so that what is left is a text by itself.

Much chrome around short paragraphs makes the tagger doubt them: it takes the text for the dump of a page. If rules
have found the chrome and the rest is nearly all sentences, the rest is judged by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cleaner.article import Article
from cleaner.judge import tagger
from cleaner.judge.mentions import CLOSERS
from cleaner.judge.runs import SAID_END
from cleaner.model import Block, Document, Removal

MAX_BLOCKS = 100  # of the whole text; the dump of a page with all its menus has more
MIN_SENTENCES = 0.65  # share of its blocks
MAX_KEPT = 0.9  # share of its letters that stay so far; if more stay, the tagger has found the text
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
    if _letters(article.blocks) > MAX_KEPT * _letters(rest):
        return ()
    said = sum(block.text.rstrip(CLOSERS).endswith(SAID_END) for block in rest)
    return rest if said >= MIN_SENTENCES * len(rest) else ()


def take_rest(article: Article, rest: tuple[Block, ...]) -> Article:
    """The article with the rest as its text."""
    removed = tuple(removal for removal in article.removed if removal.edited or removal.judge != tagger.JUDGE)
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
