"""Cleans plain text repeatedly, until nothing changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from cleaner.article import Article, join_blocks
from cleaner.model import Block, Document
from cleaner.pipeline.document import clean_document
from cleaner.pipeline.job import Job
from cleaner.pipeline.reading import read_plain
from cleaner.pipeline.rest import count_letters, find_rest, stays, take_rest

MAX_TEXT_PASSES = 60  # two passes are usual; the most seen is nineteen
MIN_TEXT_PASSES = 4  # for a very long text, for which all passes would take minutes
MAX_PASSED_BLOCKS = 60_000  # in all passes together


def clean_text(first: Document, job: Job) -> Article:
    """Clean plain text until nothing changes, so that cleaning it again has no effect."""
    article = _clean_rest(first, clean_document(first, "", job), job)
    most = MAX_PASSED_BLOCKS // max(1, len(first.blocks))
    for _ in range(max(MIN_TEXT_PASSES, min(MAX_TEXT_PASSES, most))):
        again = clean_document(read_plain(article.text, job), "", job)
        if not again.removed:
            break
        article = _carry(article, again)
    return article


def _clean_rest(first: Document, article: Article, job: Job) -> Article:
    """The article, or what the rest gives by itself if it is a text without the chrome that rules have found."""
    rest = find_rest(first, article) if job.settings.prefer != "precision" else ()
    if not rest:
        return article
    again = clean_document(read_plain(join_blocks(rest), job), "", job)
    if not stays(again.blocks, rest):
        return article
    return replace(_carry(take_rest(article, rest), again), kind=again.kind, confidence=again.confidence)


def _carry(article: Article, again: Article) -> Article:
    """The article with what a later pass over its text kept and removed."""
    judged = {block.index: block.text for block in again.blocks} | {gone.block: gone.text for gone in again.removed}
    order = sorted(judged)
    places = dict(zip(order, _places(article.blocks, [judged[at] for at in order]), strict=True))
    gone = (replace(removal, block=places[removal.block]) for removal in again.removed)
    spans = {block.text: block.spans for block in article.blocks if block.spans}
    return replace(
        article,
        blocks=tuple(
            replace(block, index=places[block.index], spans=spans.get(block.text, block.spans))
            for block in again.blocks
        ),
        removed=tuple(sorted((*article.removed, *gone), key=lambda removal: removal.block)),
    )


def _places(blocks: Sequence[Block], again: Sequence[str]) -> list[int]:
    """For each text of a later pass, its block's index in the first document. The letters before it are counted."""
    ends = [*accumulate(count_letters(block.text) for block in blocks)]
    places, before = [], 0
    for text in again:
        places.append(blocks[min(bisect_right(ends, before), len(blocks) - 1)].index)
        before += count_letters(text)
    return places
