"""Articles inside the boilerplate of other pages: more dumps, for the second net of the head for plain text.

The net sees the same story beside other teasers, so it learns less from what stands where on a site. It keeps less
chrome than a net without them, and loses more words. So the head is the mean of both nets.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.corpora import GoldPage
from cleaner.judge.features import extract
from cleaner.model import Block, Document
from cleaner.pipeline.rules import sample_text
from cleaner.read.decode import scrub
from cleaner.read.language import identify
from cleaner.read.text import read_text
from cleaner.vocabulary import PAGE_KINDS
from train.samples import (
    DUMPS,
    MEASURED_ONLY,
    TRUST,
    Sample,
    dump_with,
    fold_of,
    hints_of,
    kind_of,
    label_blocks,
    title_of,
)

KEPT = 0.5  # the label from which a line belongs to the article
MIN_LINES = 3  # of an article, and of boilerplate
SEED = 1
MARK = " in another"  # behind the tool's name in ``Sample.source``
ARTICLE = list(PAGE_KINDS).index("article")


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump of an article: its blocks, the label and the number of words of each (n), and the words of its gold."""

    gold: GoldPage
    source: str
    language: str | None
    blocks: Sequence[Block]
    label: NDArray[np.float32]
    words: NDArray[np.float32]
    total: float


def read_dumps(gold: GoldPage) -> list[Dump]:
    """The dumps of a page by the tools of DUMPS. None if it is no article with gold, or if little can be mixed."""
    made: list[Dump] = []
    if not gold.text or gold.corpus in MEASURED_ONLY or kind_of(gold) != ARTICLE:
        return made
    for source, text in dump_with(gold, DUMPS):
        document = read_text(scrub(text))
        if not document.blocks:
            continue
        label, words, total = label_blocks([block.text for block in document.blocks], gold.text)
        kept = label >= KEPT
        if kept.sum() >= MIN_LINES and (~kept).sum() >= MIN_LINES:
            language = identify(sample_text(document.blocks), None)
            made.append(Dump(gold, source, language, document.blocks, label, words, total))
    return made


def pair(dumps: Sequence[Dump]) -> Iterator[tuple[Dump, Dump]]:
    """For each dump another one of its tool, its language and its fold, but of another site."""
    groups: defaultdict[tuple[str, str | None, int], list[Dump]] = defaultdict(list)
    for dump in dumps:
        groups[dump.source, dump.language, fold_of(dump.gold.domain)].append(dump)
    choose = random.Random(SEED)
    for group in groups.values():
        for dump in group:
            others = [other for other in group if other.gold.domain != dump.gold.domain]
            if others:
                yield dump, choose.choice(others)


def mix(chosen: tuple[Dump, Dump]) -> Sample:
    """The article of the second dump in place of the article of the first.

    Boilerplate within the first article keeps its place, as a share of the article.
    """
    frame, article = chosen
    inside = frame.label >= KEPT
    rows = np.flatnonzero(article.label >= KEPT)
    before = np.cumsum(inside) / inside.sum()  # the share of the article up to each line of the frame
    blocks: list[Block] = []
    label: list[float] = []
    words: list[float] = []
    taken = 0
    for at, block in enumerate(frame.blocks):
        upto = round(float(before[at]) * len(rows))
        for row in rows[taken:upto]:
            blocks.append(article.blocks[row])
            label.append(float(article.label[row]))
            words.append(float(article.words[row]))
        taken = max(taken, upto)
        if not inside[at]:
            blocks.append(block)
            label.append(float(frame.label[at]))
            words.append(float(frame.words[at]))
    document = Document(tuple(replace(block, index=nth) for nth, block in enumerate(blocks)), source="text")
    features = extract(document, title_of(document), hints_of(document), None)
    gold = article.gold
    return Sample(
        gold.corpus, gold.id, gold.domain, kind_of(gold), features, np.array(label, dtype=np.float32),
        np.array(words, dtype=np.float32), article.total, np.zeros((len(blocks), 2), dtype=np.float32),
        f"{frame.source}{MARK}", TRUST.get(gold.corpus, 1.0), texts=tuple(block.text for block in blocks),
    )  # fmt: skip


def make_mixed(golds: Sequence[GoldPage], jobs: int) -> list[Sample]:
    """The mixed dumps of all pages, in a fixed order."""
    with ProcessPoolExecutor(jobs) as pool:
        dumps = [dump for made in pool.map(read_dumps, golds, chunksize=16) for dump in made]
        return [*pool.map(mix, pair(dumps), chunksize=16)]
