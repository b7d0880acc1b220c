"""More dumps to train on: the article of one page in the chrome of another.

Text and chrome of a page come together, so the tagger may learn one by the other. In plain text they part well: what
stands before, between and after the text are lines of one make. Pages of the same language and fold are put together,
so that no page that is held out is seen.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.corpora import GoldPage
from bench.systems import WHOLE_PAGE
from cleaner.judge.features import extract, share_of_title
from cleaner.judge.hints import collect_hints
from cleaner.model import Block, Document
from cleaner.pipeline.rules import choose_rules, sample_text
from cleaner.read.language import identify
from cleaner.read.metadata import read_metadata
from cleaner.read.text import read_text
from cleaner.vocabulary import PAGE_KINDS
from cleaner.words import find_words
from train.samples import MEASURED_ONLY, WORD, Sample, document_of, dump_page, fold_of

MUTATED = "mutated"  # the source of such samples
EACH = 2  # of every page
SEED = 1
MAX_BLOCKS = 1500
MIN_GOLD_BLOCKS = 3
MIN_TITLE_WORDS, MAX_TITLE_CHARS = 3, 200
LIKE_TITLE = 0.75  # share of a line's words that the title has
KINDS = (-1, PAGE_KINDS.index("article"))  # -1: no kind is known

Line = tuple[Block, float]  # and its label


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump in three parts: what stands before the text, from its first block to its last, and after it."""

    sample: Sample
    document: Document
    title: frozenset[str]
    language: str
    head: list[Line]
    body: list[Line]
    tail: list[Line]


def mutate(golds: Iterable[GoldPage], samples: Iterable[Sample]) -> list[Sample]:
    """Samples of dumps put together from those of articles with gold, EACH of a page that has a partner."""
    wholes = {(sample.corpus, sample.id): sample for sample in samples if sample.source == WHOLE_PAGE}
    dumps = [
        dump for gold in golds if (sample := wholes.get((gold.corpus, gold.id))) and (dump := _part(gold, sample))
    ]  # fmt: skip
    groups: defaultdict[tuple[str, int], list[Dump]] = defaultdict(list)
    for dump in dumps:
        groups[dump.language, fold_of(dump.sample.domain)].append(dump)
    choose = random.Random(SEED)
    made = []
    for dump in dumps:
        group = groups[dump.language, fold_of(dump.sample.domain)]
        others = [other for other in group if other.sample.domain != dump.sample.domain]
        made += [_join(dump, choose.choice(others)) for _ in range(EACH if others else 0)]
    return made


def _part(gold: GoldPage, sample: Sample) -> Dump | None:
    """A page's dump in parts; None where it has no article with gold to move."""
    if not gold.text or gold.corpus in MEASURED_ONLY or sample.kind not in KINDS or len(sample.label) > MAX_BLOCKS:
        return None
    dumps = dump_page(gold, document_of(gold.html)[1])  # the first is that of the whole page
    text = next((text for name, text in dumps if name == WHOLE_PAGE), None)
    rows = np.flatnonzero(sample.label >= 0.5)
    if text is None or len(rows) < MIN_GOLD_BLOCKS:
        return None
    document = read_text(text)
    lines = list(zip(document.blocks, sample.label.tolist(), strict=True))
    first, last = int(rows[0]), int(rows[-1]) + 1
    title = frozenset(find_words((read_metadata(document, "").title or "").lower()))
    language = identify(sample_text(document.blocks), document.language)
    return Dump(sample, document, title, language, lines[:first], lines[first:last], lines[last:])


def _join(dump: Dump, other: Dump) -> Sample:
    """The text of a dump in the chrome of another; the other's title gives way to the dump's own."""
    own = [line for line in dump.head if _is_title(line[0], dump.title)][:1]
    lines: list[Line] = []
    for line in other.head:
        lines += own if _is_title(line[0], other.title) else [line]
    if own and own[0] not in lines:
        lines = [*own, *lines]
    lines += [*dump.body, *(line for line in other.tail if not _is_title(line[0], other.title))]
    blocks = tuple(replace(block, index=nth) for nth, (block, _) in enumerate(lines))
    return _make_sample(dump, replace(dump.document, blocks=blocks), [label for _, label in lines])


def _make_sample(dump: Dump, document: Document, labels: Sequence[float]) -> Sample:
    label = np.array(labels, dtype=np.float32)
    words = np.array([len(WORD.findall(block.text)) for block in document.blocks], dtype=np.float32)
    hints = collect_hints(document, choose_rules(document, dump.language))
    features = extract(document, read_metadata(document, "").title, hints, None)
    return replace(
        dump.sample,
        features=features,
        label=label,
        words=words,
        gold=float((words * label.clip(0)).sum()),
        opinion=np.zeros((len(label), 2), dtype=np.float32),
        source=MUTATED,
        origin=None,
    )


def _is_title(block: Block, title: frozenset[str]) -> bool:
    if not title or len(block.text) > MAX_TITLE_CHARS or len(find_words(block.text)) < MIN_TITLE_WORDS:
        return False
    return share_of_title(block.text, title) >= LIKE_TITLE
