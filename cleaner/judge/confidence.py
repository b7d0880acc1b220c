"""Confidence: the expected word F1 of a page, 0 to 1, estimated from how certain the tagger was.

The tagger predicts its own word F1, but on pages unlike its training pages the prediction is too high. So a logistic
regression corrects it by signs of doubt (the numbers of ``describe``). ``python -m train.confidence`` fits it; see
``data/confidence.md``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.judge.tagger import Prediction
from cleaner.model import Verdict

PATH = Path(__file__).parent.parent / "data" / "confidence.json"
NAMES = ("expected-f1", "left-out", "gap", "holes", "runs", "kept-blocks")
MARGIN = 3  # blocks before the first and after the last kept one whose removal counts as well
MAX_GAP = 8.0  # log-odds; a larger gap carries no information
FLOOR = 1e-3  # smallest probability whose log-odds are used
LEAST = 0.01  # smallest share whose logarithm is used
Values = NDArray[np.float64]


@cache
def load(path: Path = PATH) -> tuple[Values, Values, Values, float]:
    """Mean, scale and weight of each number, and the intercept."""
    stored = json.loads(path.read_text("utf-8"))
    if tuple(stored["names"]) != NAMES:
        raise ValueError(f"{path.name}: made for other numbers; run python -m train.confidence")
    return (*(np.array(stored[name], dtype=np.float64) for name in ("mean", "scale", "weight")), stored["intercept"])


def estimate(prediction: Prediction, verdicts: list[Verdict], sizes: NDArray[np.float32]) -> float:
    """The expected word F1 of an HTML page. ``sizes``: letters of each block."""
    mean, scale, weight, intercept = load()
    return float(predict((describe(prediction, verdicts, sizes) - mean) / scale, weight, intercept))


def predict(scaled: Values, weight: Values, intercept: float) -> Values:
    """The logistic function of scaled numbers."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scaled @ weight + intercept, -30, 30))))


def describe(prediction: Prediction, verdicts: list[Verdict], sizes: NDArray[np.float32]) -> Values:
    """The numbers of a page, in the order of NAMES.

    They are log-odds and logarithms. So a page with a hundredth in doubt differs from one without doubt as much as it
    differs from a page with half in doubt.
    """
    chance, size = prediction.keep.astype(np.float64), sizes.astype(np.float64)
    keep = np.array([verdict.keep for verdict in verdicts], dtype=bool)
    likely = chance * size
    kept, wanted = max(1.0, float(size[keep].sum())), max(1.0, float(likely.sum()))
    stays = np.flatnonzero(keep)
    around = np.zeros(len(keep), dtype=bool)
    if len(stays):
        around[max(0, stays[0] - MARGIN) : stays[-1] + MARGIN + 1] = True
    gap = _log_odds(float(chance[keep].min(initial=1.0))) - _log_odds(float(chance[~keep].max(initial=0.0)))
    return np.array([
        _log_odds(2 * float(likely[keep].sum()) / (kept + wanted)),
        float(likely[~keep].sum()) / wanted,
        min(MAX_GAP, max(-MAX_GAP, gap)),
        np.log(float(size[around & ~keep].sum()) / kept + LEAST),
        np.log1p(int((np.diff(keep.astype(int)) == 1).sum())),
        np.log1p(len(stays)),
    ])  # fmt: skip


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, FLOOR), 1 - FLOOR)
    return float(np.log(bounded / (1 - bounded)))
