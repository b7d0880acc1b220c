"""Keeps cards on pages whose text is a list of cards, such as the index of a small blog.

Another judge may take such a page for an article. A card is an element with a linked title and a few more words. If
cards are in the same part of the page as the few words that stay, without an article beside them, they are the page's
text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from cleaner.judge.folding import count_words
from cleaner.judge.pagefacts import is_article
from cleaner.judge.runs import is_link
from cleaner.judge.structure import JUDGE
from cleaner.judge.units import MAX_UP, find_common, is_inside, lineage
from cleaner.model import Block, Container, Document, Verdict
from cleaner.vocabulary import PageKind

KINDS: frozenset[PageKind | None] = frozenset({"article", None})
CARDS, PARTS = frozenset({"article", "li"}), frozenset({"main", "article", "section"})
MIN_CARDS = 3
MIN_MEAN_WORDS, MAX_MEAN_WORDS = 10, 80  # of a card; an item of a menu has fewer, an article has more
MAX_STORY_WORDS = 60  # in all blocks that stay; an article has more
MIN_TITLE_CHARS = 6


def judge(document: Document, keep: Sequence[bool], kind: PageKind | None) -> list[Verdict]:
    """Verdicts to keep the cards that are the text of a page. ``keep`` says for each block whether it stays so far."""
    blocks = document.blocks
    if kind not in KINDS or document.source != "html":
        return []
    kept: list[Block] = []
    said = 0
    for block in blocks:
        if keep[block.index]:
            kept.append(block)
            said += count_words(block.text)
            if said > MAX_STORY_WORDS:
                return []
    if not kept:
        return []
    holder = find_common(kept)
    if len(kept) == 1 and holder is not None:
        holder = holder.parent
    if holder is None or not any(node.tag in PARTS for node in holder.lineage()) or is_article(document.head):
        return []
    below = [block for block in blocks[kept[-1].index + 1 :] if is_inside(blocks, block.index, holder)]
    return [Verdict(block.index, True, JUDGE, "index") for block in below] if _are_cards(below, holder, said) else []


def _are_cards(blocks: Sequence[Block], holder: Container, said: int) -> bool:
    """Whether blocks are cards inside an element, with more words than the ``said`` that stay above them."""
    linked: set[Container] = set()
    carded: list[Block] = []
    for block in blocks:
        card = next((node for node in islice(lineage(block), MAX_UP) if node.tag in CARDS), None)
        if card is not None and card.depth > holder.depth:
            carded.append(block)
            if is_link(block) and block.link_chars >= MIN_TITLE_CHARS:
                linked.add(card)
    words = _count(carded)
    return (
        len(linked) >= MIN_CARDS and MIN_MEAN_WORDS <= words / len(linked) <= MAX_MEAN_WORDS
        and words > max(said, _count(blocks) / 2)
    )  # fmt: skip


def _count(blocks: Sequence[Block]) -> int:
    return sum(count_words(block.text) for block in blocks)
