"""From which probability on a block stays: one threshold a page, and the one place that chooses it.

Blocks are ranked by the tagger. Where to cut depends on the page: ``find_limits`` says where.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.vocabulary import PAGE_KINDS, PageKind

Floats = NDArray[np.float32]
MIN_CHANCE = 1e-6  # beyond it the log-odds of a probability say nothing more
# Kinds of pages with one text: what is far less likely than its core is chrome, however little there is of the text.
# Forums and products have a text of many parts, and lose parts by it.
CORE_KINDS: frozenset[PageKind] = frozenset({"article", "documentation"})
CORE_QUANTILE = 0.8
CORE_SHARE = 0.65
DUMP_SHARE = 0.35  # in a dump of a whole page, where a lost sentence is worse than one left in
LIKELIER = 0.5  # than not: half of such sentences are gold, and a lost one is worse
SURE_KIND = 0.9  # that a page is of these kinds
SURE_CORE = 0.9  # below it the tagger does not know the text, and its doubts of the rest count for less
# A short text among many teasers: they look alike to the tagger, and the little that parts them decides.
TOP_QUANTILE = 0.9
TOP_SHARE = 0.85
SURE_TOP = 0.95
MIN_CORE_BLOCKS = 30  # a page of fewer has little chrome, and what is in doubt there is more often text
MIN_BLOCKS = 50  # of a page with many teasers
DOUBTED = 0.2  # probability from which a block that would go is one in doubt


class Limits(NamedTuple):
    """The probability from which any block of a page stays, and the one from which a sentence does, at most as high."""

    block: float
    sentence: float


def find_limits(
    keep: Floats, sizes: Floats, choice: tuple[float, float], kind: PageKind | Literal["dump"] | None
) -> Limits:  # fmt: skip
    """The thresholds of a page.

    ``keep``: n probabilities; ``sizes``: n words or letters; ``choice``: as ``choose_limit`` takes it. ``kind``: that
    of a page of markup (None where it is not sure); of plain text ``dump``, or None where another tool has cleaned it.

    A page with one text keeps only what has CORE_SHARE of the probability of its core, and sentences that are likelier
    than not. Of many blocks, with more in doubt than is sure, it keeps only what has TOP_SHARE of the likeliest.
    """
    limit = choose_limit(keep, sizes, choice)
    if kind != "dump" and kind not in CORE_KINDS:
        return Limits(limit, limit)
    core = find_core(keep, sizes)
    if core < SURE_CORE or (kind != "dump" and len(keep) < MIN_CORE_BLOCKS):
        return Limits(limit, limit)
    if kind == "dump":
        limit = max(limit, DUMP_SHARE * core)
        return Limits(limit, limit)
    tight = TOP_SHARE * find_core(keep, sizes, TOP_QUANTILE)
    doubted = sizes[(keep >= DOUBTED) & (keep < tight)].sum()
    if core >= SURE_TOP and len(keep) >= MIN_BLOCKS and doubted > sizes[keep >= tight].sum():
        limit = max(limit, tight)
        return Limits(limit, limit)
    return Limits(max(limit, CORE_SHARE * core), max(limit, LIKELIER))


def name_kind(kinds: Floats) -> PageKind | None:
    """The kind of a page as ``find_limits`` takes it. ``kinds``: probabilities of PAGE_KINDS."""
    if sum(kinds[PAGE_KINDS.index(kind)] for kind in CORE_KINDS) < SURE_KIND:
        return None
    return PAGE_KINDS[int(np.argmax(kinds))]


def choose_limit(keep: Floats, sizes: Floats, choice: tuple[float, float]) -> float:
    """The probability from which a block stays, chosen a page so that the F-measure to expect is highest.

    Which threshold is best depends on the page: where all is sure, one half; where the best that can be hoped for is an
    F1 of F, half of F (Ye, Chai, Lee, Chieu: Optimizing F-measures, ICML 2012). So blocks are ranked by probability,
    and the cut is made where expected hits against expected size are best. ``sizes``: n words or letters. ``choice``:
    the softness, which multiplies log-odds since the net is surer than it is right, and the square of the F-measure's
    beta: above 1, a lost word is worse than one left in.
    """
    softness, beta_squared = choice
    chance = np.clip(keep.astype(np.float64), MIN_CHANCE, 1 - MIN_CHANCE)
    chance = 1 / (1 + ((1 - chance) / chance) ** softness)
    order = np.argsort(-keep, kind="stable")
    hits = np.cumsum((chance * sizes)[order])
    taken = np.cumsum(sizes[order], dtype=np.float64)
    return float(keep[order[int(np.argmax(hits / np.maximum(taken + beta_squared * hits[-1], 1e-9)))]])


def find_core(keep: Floats, sizes: Floats, quantile: float = CORE_QUANTILE) -> float:
    """How likely the tagger finds the text of a page: a high quantile of its probabilities.

    Blocks weigh by their size and their probability, so that the text counts and the chrome does not.
    """
    weight = (keep * sizes).astype(np.float64)
    order = np.argsort(keep, kind="stable")
    below = np.cumsum(weight[order])
    return float(keep[order[int(np.searchsorted(below, quantile * below[-1]))]])
