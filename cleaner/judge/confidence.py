"""How well a page was cleaned, told from how sure the tagger was: the word F1 to expect, 0 to 1.

The tagger expects a word F1 of itself, learnt on the pages that it was trained on. On pages unlike those it expects too
much, so a small function looks at the doubt that a page left: a logistic regression over the numbers of ``describe``,
fitted by ``python -m train.confidence`` (see ``data/confidence.md``).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.judge.cut import find_core
from cleaner.judge.tagger import Tagging
from cleaner.model import Verdict

PATH = Path(__file__).parent.parent / "data" / "confidence.json"
NAMES = (
    "quality", "expected-f1", "doubtful-share", "left-out", "kept-doubt", "kept-share", "kept-size", "core", "runs",
    "blocks", "block-size",
)  # fmt: skip
DOUBT = (0.2, 0.8)  # probabilities between which the tagger does not know
Values = NDArray[np.float64]


@cache
def load(path: Path = PATH) -> tuple[Values, Values, Values, float]:
    """Mean, scale and weight of each number, and the intercept."""
    stored = json.loads(path.read_text("utf-8"))
    if tuple(stored["names"]) != NAMES:
        raise ValueError(f"{path.name}: made for other numbers; run python -m train.confidence")
    return (*(np.array(stored[name], dtype=np.float64) for name in ("mean", "scale", "weight")), stored["intercept"])


def estimate(tagging: Tagging, verdicts: list[Verdict], sizes: NDArray[np.float32]) -> float:
    """The word F1 to expect of a page of markup. ``sizes``: letters of each block."""
    mean, scale, weight, intercept = load()
    return float(predict((describe(tagging, verdicts, sizes) - mean) / scale, weight, intercept))


def predict(scaled: Values, weight: Values, intercept: float) -> Values:
    """The logistic function of scaled numbers."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scaled @ weight + intercept, -30, 30))))


def describe(tagging: Tagging, verdicts: list[Verdict], sizes: NDArray[np.float32]) -> Values:
    """The numbers of a page, in the order of NAMES."""
    chance, size = tagging.keep.astype(np.float64), sizes.astype(np.float64)
    keep = np.array([verdict.keep for verdict in verdicts], dtype=bool)
    likely = chance * size
    kept, wanted = max(1.0, float(size[keep].sum())), max(1.0, float(likely.sum()))
    quality = min(max(tagging.quality, 1e-4), 1 - 1e-4)
    starts = int((np.diff(keep.astype(int)) == 1).sum())
    doubtful = float(size[(chance > DOUBT[0]) & (chance < DOUBT[1])].sum())
    expected = 2 * float(likely[keep].sum()) / (kept + wanted)
    return np.array([
        np.log(quality / (1 - quality)), expected, min(3.0, doubtful / kept),
        float(likely[~keep].sum()) / wanted, float((size - likely)[keep].sum()) / kept, kept / max(1.0, size.sum()),
        np.log1p(kept), find_core(tagging.keep, sizes), np.log1p(starts), np.log1p(len(size)),
        np.log1p(kept / max(1, int(keep.sum()))),
    ])  # fmt: skip
