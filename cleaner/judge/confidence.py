"""Confidence: the expected word F1 of a page, 0 to 1, estimated from how certain the tagger was.

The tagger predicts its own word F1, but on pages unlike its training pages the prediction is too high. So confidence is
estimated from signs of doubt and from how much text was kept (the numbers of ``describe``).
``python -m train.confidence`` fits it; see ``data/confidence.md``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaner import core
from cleaner.judge.arrays import Flags, Floats, View, np
from cleaner.judge.folding import count_words
from cleaner.judge.handover import set_up_core
from cleaner.judge.network import Prediction
from cleaner.model import Block, Verdict
from cleaner.vocabulary import PAGE_KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

PATH = Path(__file__).parent.parent / "data" / "confidence.json"
NAMES = (
    "gap", "holes", "kept-blocks", "kept-words", "doubted", "doubted-out", "article", "links", "least-sure-line",
    "short-tail",
)  # fmt: skip
MARGIN = 3  # blocks before the first and after the last kept one whose removal counts as well
TAIL = 3  # kept blocks at the end; if one is very short, chrome may have stayed
LINE_CHARS = 60  # of a block whose probability counts in ``least-sure-line``
MAX_TAIL = 1_000.0  # letters of such a block; more carry no information
MAX_GAP = 8.0  # log-odds; a larger gap carries no information
FLOOR = 1e-3  # smallest probability whose log-odds are used
LEAST = 0.01  # smallest share whose logarithm is used
MAX_SCORE = 30.0  # beyond it, the logistic function is 0 or 1
DOUBTED = (0.1, 0.9)  # probabilities between which a block counts as doubtful
DOUBTED_OUT = (0.03, 0.5)  # the same for a dropped block


@cache
def load(path: Path = PATH) -> tuple[list[float], list[float], list[float], float]:
    """Mean, scale and weight of each number, and the intercept."""
    stored = json.loads(path.read_text("utf-8"))
    if tuple(stored["names"]) != NAMES:
        raise ValueError(f"{path.name}: made for other numbers; run python -m train.confidence")
    mean, scale, weight = ([*map(float, stored[name])] for name in ("mean", "scale", "weight"))
    return mean, scale, weight, stored["intercept"]


def estimate(prediction: Prediction, verdicts: Sequence[Verdict], blocks: Sequence[Block]) -> float:
    """The expected word F1 of an HTML page."""
    mean, scale, weight, intercept = load()
    numbers = describe(prediction, verdicts, blocks)
    terms = ((one - mid) / width * slope for one, mid, width, slope in zip(numbers, mean, scale, weight, strict=True))
    return 1 / (1 + math.exp(-min(MAX_SCORE, max(-MAX_SCORE, math.fsum(terms) + intercept))))


def describe(prediction: Prediction, verdicts: Sequence[Verdict], blocks: Sequence[Block]) -> tuple[float, ...]:
    """The numbers of a page, in the order of NAMES.

    They are log-odds and logarithms. So a page with a hundredth in doubt differs from one without doubt as much as it
    differs from a page with half in doubt.
    """
    seen = _measure(prediction.keep, verdicts, blocks)
    kept = max(1.0, seen.kept_chars)

    def share(chars: float) -> float:
        return math.log(chars / kept + LEAST)

    return (
        min(MAX_GAP, max(-MAX_GAP, _log_odds(seen.least_kept) - _log_odds(seen.most_dropped))),
        share(seen.around_chars),
        math.log1p(seen.stays),
        math.log1p(seen.words),
        share(seen.doubted_chars),
        share(seen.doubted_out_chars),
        float(prediction.kinds[PAGE_KINDS.index("article")]),
        share(seen.link_chars),
        _log_odds(seen.least_sure_line),
        math.log1p(seen.tail_chars),
    )


class _Measures(NamedTuple):
    """Code points of blocks, and the least or greatest probability of some."""

    least_kept: float
    most_dropped: float
    kept_chars: float
    around_chars: float
    stays: int
    words: int
    doubted_chars: float
    doubted_out_chars: float
    link_chars: float
    least_sure_line: float
    tail_chars: float


def _measure(given: Floats | View, verdicts: Sequence[Verdict], blocks: Sequence[Block]) -> _Measures:
    if core.compiled is not None:
        set_up_core()
        return _Measures(*core.compiled.weigh(tuple(blocks), list(verdicts), given))
    chance = np.asarray(given).astype(np.float64)
    size = np.array([len(block.text) for block in blocks], dtype=np.float64)
    keep = np.array([verdict.keep for verdict in verdicts], dtype=bool)
    stays = np.flatnonzero(keep)
    around = np.zeros(len(keep), dtype=bool)
    if len(stays):
        around[max(0, stays[0] - MARGIN) : stays[-1] + MARGIN + 1] = True
    texts = [blocks[at] for at in stays.tolist()]
    return _Measures(
        least_kept=float(chance[keep].min(initial=1.0)),
        most_dropped=float(chance[~keep].max(initial=0.0)),
        kept_chars=float(size[keep].sum()),
        around_chars=float(size[around & ~keep].sum()),
        stays=len(stays),
        words=sum(_count_words(block.text) for block in texts),
        doubted_chars=float(size[_between(chance, DOUBTED)].sum()),
        doubted_out_chars=float(size[_between(chance, DOUBTED_OUT) & ~keep].sum()),
        link_chars=sum(block.link_chars for block in texts),
        least_sure_line=float(np.min(chance[keep & (size > LINE_CHARS)], initial=1.0)),
        tail_chars=float(np.min(size[stays[-TAIL:]], initial=MAX_TAIL)),
    )


def _count_words(text: str) -> int:
    """Count words in a quarter of the time of ``count_words`` for most texts: blocks have one space between words."""
    return text.count(" ") + 1 if text.isascii() else count_words(text)


def _between(chance: Values, bounds: tuple[float, float]) -> Flags:
    return (chance > bounds[0]) & (chance < bounds[1])


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, FLOOR), 1 - FLOOR)
    return math.log(bounded / (1 - bounded))
