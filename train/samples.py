"""Pages with labels for training the tagger.

A label is the share of a block's words that are in the gold text, by the longest common subsequence of all words of the
page and of the gold.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from bench import peers
from bench.corpora import GoldPage
from bench.systems import WHOLE_PAGE, RawPage, System
from cleaner.judge import second_opinion
from cleaner.judge.features import Features, extract
from cleaner.judge.hints import collect_hints
from cleaner.judge.inputs import Hint, Vocabulary
from cleaner.judge.pagefacts import find_body
from cleaner.judge.phrases import find_chrome, find_matches
from cleaner.judge.spoken import find_spoken
from cleaner.judge.tagger import MIN_STANDFIRST_CHARS, find_below_headline
from cleaner.model import Document
from cleaner.pipeline.rules import choose_rules, sample_text
from cleaner.read.decode import cap_attributes, decode, scrub
from cleaner.read.html import read_html
from cleaner.read.language import identify
from cleaner.read.markup import repair_markup
from cleaner.read.metadata import read_metadata
from cleaner.read.sniff import is_html, skip_header
from cleaner.read.text import read_text
from cleaner.vocabulary import PAGE_KINDS
from train.votes import agree, opinion_of

WORD = re.compile(r"\w+")
UNSURE = -1.0
KIND_OF_GOLD = {"news": "article", "blog": "article"}
FOLDS = 5
MIN_BODY_FOUND = 0.9  # of the words in a JSON-LD body must be on the page, in order
TRUST = {"news-dev": 3.0, "wcxb-dev": 1.0, "peers-dev": 0.6, "snippets-dev": 0.6, "unlabelled-dev": 0.6,
         "daniel-dev": 0.6}  # fmt: skip
MEASURED_ONLY = frozenset({"daniel-dev"})  # corpora whose gold is only for measurement, not for training
TRUST_JSON_LD = 0.7
TRUST_AGREED = 0.5
DUMPS = (WHOLE_PAGE, "resiliparse")  # tools for a dump of every page
ONE_MORE = ("trafilatura", "readability", "boilerpy3")  # one of them makes another dump of every page


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words of a dump are on the page: ``share`` of the words of block ``row`` come from ``block``."""

    row: NDArray[np.int64]
    block: NDArray[np.int64]
    share: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Said:
    """Columns of the lexicon: ``columns`` of all blocks, one after the other, and where each block's ``starts``."""

    columns: NDArray[np.uint16]
    starts: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Sample:
    """A page in the form for training.

    ``label``: n shares (0 to 1, UNSURE if unknown). ``words``: n word counts. ``gold``: number of words of the gold
    text (0 if there is none). ``opinion``: n x 2, whether trafilatura was asked and whether it kept the block.
    ``origin``: for a dump of a page without gold, where its words come from. ``texts``: the lines of a dump, until
    ``said`` takes their place.
    """

    corpus: str
    id: str
    domain: str
    kind: int
    features: Features
    label: NDArray[np.float32]
    words: NDArray[np.float32]
    gold: float
    opinion: NDArray[np.float32]
    source: str = "html"
    trust: float = 1.0
    origin: Origin | None = None
    texts: tuple[str, ...] = ()
    said: Said | None = None


def kind_of(gold: GoldPage) -> int:
    """The index of a page's kind in PAGE_KINDS, or -1 for another kind."""
    kind = KIND_OF_GOLD.get(gold.kind, gold.kind)
    return list(PAGE_KINDS).index(kind) if kind in PAGE_KINDS else -1  # type: ignore[arg-type]


def fold_of(domain: str) -> int:
    """The cross-validation fold of a domain, the same on every machine."""
    return hashlib.blake2b(domain.encode(), digest_size=4).digest()[0] % FOLDS


def label_blocks(texts: list[str], gold: str) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
    """The share of each block's words in the gold text, its words, and the words of the gold text."""
    wanted = second_opinion.split(gold)
    by_letter = bool(wanted) and all(len(word) == 1 for word in wanted[:50])
    blocks = [
        [letter for word in WORD.findall(text.lower()) for letter in word] if by_letter else WORD.findall(text.lower())
        for text in texts
    ]
    page = [word for block in blocks for word in block]
    hit = np.zeros(len(page) + 1, dtype=np.float32)
    for op in LCSseq.opcodes(page, wanted):
        if op.tag == "equal":
            hit[op.src_start : op.src_end] = 1
    sums = np.concatenate([[0], np.cumsum(hit)])
    counts = np.array([len(block) for block in blocks], dtype=np.float32)
    ends = np.cumsum(counts).astype(int)
    starts = ends - counts.astype(int)
    share = (sums[ends] - sums[starts]) / np.maximum(counts, 1)
    return _settle(share.astype(np.float32), counts), counts, float(len(wanted))


def _settle(share: NDArray[np.float32], counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Remove chance matches: a short block counts as kept only as a whole and beside a kept one."""
    kept = share >= 0.5
    solid = np.where(kept & (share > 0.9), np.minimum(counts, 12), 0)  # words that are certainly in the gold
    window = np.convolve(np.pad(solid, 4), np.ones(9), mode="valid") if len(share) else solid
    settled = np.where(kept, share, 0.0)
    short = (counts < 6) & kept
    settled[short & ~((window - solid >= 6) & (share > 0.99))] = 0.0
    settled[counts == 0] = UNSURE
    return settled.astype(np.float32)


def label_snippets(texts: list[str], with_: tuple[str, ...], without: tuple[str, ...]) -> NDArray[np.float32]:
    """1 if a block contains a snippet that must stay, 0 if it contains one that must go, otherwise UNSURE."""

    def fold(text: str) -> str:
        return " ".join(text.split()).casefold()

    label = np.full(len(texts), UNSURE, dtype=np.float32)
    folded = [fold(text) for text in texts]
    for snippets, value in ((without, 0.0), (with_, 1.0)):
        for snippet in map(fold, snippets):
            places = [nth for nth, text in enumerate(folded) if snippet and snippet in text]
            if value or len(places) <= 3:
                for nth in places:
                    if value or len(folded[nth]) < 4 * len(snippet) + 40:
                        label[nth] = value
    return label


def _doubt_leads(document: Document, label: NDArray[np.float32]) -> NDArray[np.float32]:
    """Labels without those of standfirsts, which JSON-LD omits from an article's body."""
    doubted = label.copy()
    for block in find_below_headline(document, label > 0):
        if label[block.index] == 0 and len(block.text) >= MIN_STANDFIRST_CHARS:
            doubted[block.index] = UNSURE
    return doubted


def document_of(body: bytes) -> tuple[Document, str]:
    """A page as the pipeline reads it, and its decoded markup."""
    text = decode(body).text
    if is_html(text, None):
        html = repair_markup(cap_attributes(skip_header(text)), None)
        return read_html(html), html
    return read_text(text), ""


def hide_gold(gold: GoldPage) -> GoldPage:
    """A page without its gold if that is only for measurement."""
    return replace(gold, text=None, with_=(), without=()) if gold.corpus in MEASURED_ONLY else gold


def hints_of(document: Document) -> dict[int, Hint]:
    """What the phrases judge knows about a page's blocks, by the rules that the pipeline would choose."""
    language = identify(sample_text(document.blocks), document.language)
    matches = find_matches(document.blocks, choose_rules(document, language))
    return collect_hints(document, matches, find_spoken(document.blocks, matches))


def title_of(document: Document) -> str | None:
    """The title of a plain text, as the pipeline reads it."""
    rules = choose_rules(document, identify(sample_text(document.blocks), document.language))
    matches = find_matches(document.blocks, rules)
    chrome = find_chrome(document, rules, matches, find_spoken(document.blocks, matches))
    return read_metadata(document, "", chrome=chrome).title


def make_sample(gold: GoldPage, vocabulary: Vocabulary) -> Sample | None:
    """Read a page, compute features and labels. None if the page has no blocks."""
    gold = hide_gold(gold)
    document, html = document_of(gold.html)
    if not document.blocks:
        return None
    texts = [block.text for block in document.blocks]
    counts = np.array([len(second_opinion.split(text)) for text in texts], dtype=np.float32)
    total = 0.0
    trust = TRUST.get(gold.corpus, 1.0)
    text = gold.text or find_body(document.head)
    if text:
        label, counts, total = label_blocks(texts, text)
        if not gold.text and float((label.clip(0) * counts).sum()) < MIN_BODY_FOUND * total:
            text = None
        elif not gold.text:
            trust = TRUST_JSON_LD
            label = _doubt_leads(document, label)
            stated = label_snippets(texts, gold.with_, gold.without)
            label = np.where(stated == UNSURE, label, stated)
    opinion = opinion_of(document, html)
    if not text:
        total, trust = 0.0, TRUST_AGREED
        label = label_snippets(texts, gold.with_, gold.without)
        if html and opinion[:, 0].any():
            label = np.where(label == UNSURE, agree(document, html, opinion), label)
    if not gold.text and total:
        # the source of the labels must not be an input as well
        document = replace(document, head=replace(document.head, json_ld=()))
    title = read_metadata(document, html).title
    features = extract(document, title, hints_of(document), vocabulary)
    kind = kind_of(gold)
    return Sample(
        gold.corpus, gold.id, gold.domain, kind, features, label, counts, total, opinion, "html", trust
    )  # fmt: skip


def make_text_samples(gold: GoldPage) -> list[Sample]:
    """Plain-text dumps of a page by other tools: the whole page, and the results of good and bad extractors."""
    gold = hide_gold(gold)
    page, html = document_of(gold.html)
    samples = []
    for name, dump in _dump(gold, html):
        document = read_text(scrub(dump))
        if not document.blocks:
            continue
        texts = [block.text for block in document.blocks]
        origin = None
        if gold.text:
            label, counts, total = label_blocks(texts, gold.text)
        else:
            origin = find_origin(texts, [block.text for block in page.blocks])
            label = np.full(len(texts), UNSURE, dtype=np.float32)
            counts, total = np.array([len(WORD.findall(text)) for text in texts], dtype=np.float32), 0.0
        features = extract(document, title_of(document), hints_of(document), None)
        opinion = np.zeros((len(label), 2), dtype=np.float32)
        samples.append(
            Sample(gold.corpus, gold.id, gold.domain, kind_of(gold), features, label, counts, total, opinion, name,
                   TRUST.get(gold.corpus, 1.0), origin, tuple(texts))
        )  # fmt: skip
    return samples


def _dump(gold: GoldPage, html: str) -> Iterator[tuple[str, str]]:
    """The names and texts of a page's dumps, without tools that fail on the page."""
    more = ONE_MORE[hashlib.blake2b(gold.key.encode(), digest_size=1).digest()[0] % len(ONE_MORE)]
    return dump_with(gold, (*DUMPS, more), html)


def dump_with(gold: GoldPage, tools: tuple[str, ...], html: str | None = None) -> Iterator[tuple[str, str]]:
    """The names and texts of a page's dumps by some tools, without those that fail on the page."""
    for noisy in ("readability", "boilerpy3"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    raw = RawPage(gold.html, document_of(gold.html)[1] if html is None else html, gold.url)
    for name in tools:
        try:
            text = _tool(name).extract(raw).text
        except Exception:  # noqa: S112 - whatever a page makes it raise
            continue
        yield name, text


@cache
def _tool(name: str) -> System:
    return peers.system(name)


def find_origin(texts: list[str], blocks: list[str]) -> Origin:
    """The blocks of a page that the words of its dump come from, by the longest common subsequence of words."""
    ours, theirs = ([WORD.findall(text.lower()) for text in side] for side in (texts, blocks))
    row_of = np.repeat(np.arange(len(ours)), [len(words) for words in ours])
    block_of = np.repeat(np.arange(len(theirs)), [len(words) for words in theirs])
    pairs: Counter[tuple[int, int]] = Counter()
    for op in LCSseq.opcodes([word for words in ours for word in words], [word for words in theirs for word in words]):
        if op.tag == "equal":
            pairs.update(zip(row_of[op.src_start : op.src_end], block_of[op.dest_start : op.dest_end], strict=True))
    row, block = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    share = np.array([count / len(ours[pair[0]]) for pair, count in pairs.items()], dtype=np.float32)
    return Origin(row, block, share)
