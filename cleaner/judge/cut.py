"""The thresholds of a page: the probability from which a block stays. They are chosen only here.

The tagger ranks the blocks of a page, and ``find_thresholds`` says which of them stay.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Literal, NamedTuple

from cleaner.judge.arrays import Floats, View, np
from cleaner.vocabulary import PAGE_KINDS, PageKind

MIN_CHANCE = 1e-6  # beyond it, the log-odds of a probability mean nothing more
# Kinds of pages with one text: blocks that are far less likely than its core are chrome, however short the text is.
# Forums and products have a text of many parts, and would lose parts.
CORE_KINDS: frozenset[PageKind] = frozenset({"article", "documentation"})
CORE_QUANTILE = 0.8
CORE_SHARE = 0.65
DUMP_SHARE = 0.35  # in a dump of a whole page, where a lost sentence is worse than a line of chrome
LIKELIER = 0.5  # half of the sentences above this are gold, and a lost one is worse
SURE_KIND = 0.9  # that a page is of these kinds
SURE_CORE = 0.9  # below it, the tagger does not know the text, and its doubts about the rest count for less
# A short text among many teasers: they look alike to the tagger, so small differences decide.
TOP_QUANTILE = 0.9
TOP_SHARE = 0.85
SURE_TOP = 0.95
MIN_CORE_BLOCKS = 30  # pages with fewer blocks have little chrome, and doubtful blocks there are more often text
MIN_BLOCKS = 50  # in a page with many teasers
DOUBTED = 0.2  # the probability from which a dropped block counts as doubtful


class Thresholds(NamedTuple):
    """The probability from which any block of a page stays, and the one for a sentence, which is not higher."""

    block: float
    sentence: float


def find_thresholds(
    keep: Floats, sizes: Floats, choice: tuple[float, float], kind: PageKind | Literal["dump"] | None
) -> Thresholds:  # fmt: skip
    """The thresholds of a page.

    ``keep``: n probabilities; ``sizes``: n words or letters; ``choice``: see ``choose_threshold``. ``kind``: the kind
    of an HTML page, None if it is uncertain. For plain text it is ``dump``, or None if another tool has cleaned it.

    A page with one text keeps only blocks with CORE_SHARE of the probability of its core, and sentences that are more
    likely text than not. A page of many blocks, with more in doubt than certain, keeps only TOP_SHARE of the best.
    """
    threshold = choose_threshold(keep, sizes, choice)
    if kind != "dump" and kind not in CORE_KINDS:
        return Thresholds(threshold, threshold)
    core = find_core(keep, sizes)
    if core < SURE_CORE or (kind != "dump" and len(keep) < MIN_CORE_BLOCKS):
        return Thresholds(threshold, threshold)
    if kind == "dump":
        threshold = max(threshold, DUMP_SHARE * core)
        return Thresholds(threshold, threshold)
    tight = TOP_SHARE * find_core(keep, sizes, TOP_QUANTILE)
    doubted = sizes[(keep >= DOUBTED) & (keep < tight)].sum()
    if core >= SURE_TOP and len(keep) >= MIN_BLOCKS and doubted > sizes[keep >= tight].sum():
        threshold = max(threshold, tight)
        return Thresholds(threshold, threshold)
    return Thresholds(max(threshold, CORE_SHARE * core), max(threshold, LIKELIER))


def name_kind(kinds: Floats | View) -> PageKind | None:
    """The kind of a page in the form for ``find_thresholds``. ``kinds``: probabilities of PAGE_KINDS."""
    if not is_of(CORE_KINDS, kinds, SURE_KIND):
        return None
    return PAGE_KINDS[max(range(len(PAGE_KINDS)), key=kinds.__getitem__)]


def is_of(some: Iterable[PageKind], kinds: Floats | View, least: float) -> bool:
    """Whether a page is of some kinds with a chance of at least ``least``. ``kinds``: probabilities of PAGE_KINDS."""
    return _as_single(sum(kinds[PAGE_KINDS.index(kind)] for kind in some)) >= _as_single(least)


def _as_single(number: float) -> float:
    """A number rounded to single precision, in which probabilities are."""
    rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    return rounded


def choose_threshold(keep: Floats, sizes: Floats, choice: tuple[float, float]) -> float:
    """The threshold of a page: the one with the highest expected F-measure.

    The best threshold depends on the page. If all probabilities are certain, it is one half. If the best possible F1 is
    F, it is half of F (Ye, Chai, Lee, Chieu: Optimizing F-measures, ICML 2012). So blocks are ranked by probability,
    and the threshold is where the expected F-measure is highest. ``sizes``: n words or letters. ``choice``: the
    softness, by which log-odds are multiplied because the net is overconfident, and the squared beta of the F-measure:
    above 1, a lost word is worse than a word of chrome.
    """
    softness, beta_squared = choice
    chance = np.clip(keep.astype(np.float64), MIN_CHANCE, 1 - MIN_CHANCE)
    chance = 1 / (1 + ((1 - chance) / chance) ** softness)
    order = np.argsort(-keep, kind="stable")
    hits = np.cumsum((chance * sizes)[order])
    taken = np.cumsum(sizes[order], dtype=np.float64)
    return float(keep[order[int(np.argmax(hits / np.maximum(taken + beta_squared * hits[-1], 1e-9)))]])


def find_core(keep: Floats, sizes: Floats, quantile: float = CORE_QUANTILE) -> float:
    """How certain the tagger is of the text of a page: a high quantile of its probabilities.

    Blocks are weighted by size and probability, so that text counts and chrome does not.
    """
    weight = (keep * sizes).astype(np.float64)
    order = np.argsort(keep, kind="stable")
    below = np.cumsum(weight[order])
    return float(keep[order[int(np.searchsorted(below, quantile * below[-1]))]])
