"""Thresholds and confidence, fitted on held-out pages."""

from __future__ import annotations

import numpy as np

from train.fit import Score, word_f1
from train.samples import Sample

Row = tuple[Sample, Score, Score]
STEPS = 21  # points of a calibration table
NEIGHBOURS = 120  # pages that one point of the table looks at
MAX_LOSS = 0.02  # share of gold words of a plain-text page that cleaning may cost
LOSS_WEIGHT = 4.0  # how much worse a lost gold word is than a word left in, for plain text


def keep_blocks(sample: Sample, one: Score, limits: dict[str, float], table: str) -> np.ndarray:
    """Which blocks stay, as ``cleaner.judge.tagger.judge`` decides (without its rescue)."""
    if table == "text":
        keep = one.keep >= limits["text"]
    elif table == "dom-careful" and sample.opinion[:, 0].any():
        keep = np.where(sample.opinion[:, 1] > 0, one.keep >= limits["agreed"], one.keep >= limits["alone"])
    else:
        keep = one.keep >= limits["dom"]
    return keep.astype(np.float32)


def choose_thresholds(dom: list[Row], text: list[Row]) -> dict[str, float]:
    """The thresholds with the best mean word F1; for plain text a lost word weighs more than one left in."""
    grid = [round(step, 2) for step in np.arange(0.2, 0.81, 0.05)]
    weights = np.array([row[0].trust for row in dom])

    def mean(limits: dict[str, float], table: str) -> float:
        f1 = [
            word_f1(row[0], keep_blocks(row[0], row[2 if table == "dom-careful" else 1], limits, table)) for row in dom
        ]
        return float(np.average(f1, weights=weights))

    limits = {"dom": 0.5, "agreed": 0.2, "alone": 0.8, "text": 0.5, "rescue": 0.15}
    limits["dom"] = max(grid, key=lambda at: mean({**limits, "dom": at}, "dom"))
    pairs = [(low, high) for low in grid[:8] for high in grid[4:] if low <= high]
    limits["agreed"], limits["alone"] = max(
        pairs, key=lambda pair: mean({**limits, "agreed": pair[0], "alone": pair[1]}, "dom-careful")
    )
    low_grid = [0.02, 0.05, 0.08, 0.1, 0.15, *grid]
    limits["text"] = max(low_grid, key=lambda at: _text_value(text, at))
    return {name: float(value) for name, value in limits.items()}


def _text_value(rows: list[Row], limit: float) -> float:
    values = []
    for sample, one, _ in rows:
        keep = (one.keep >= limit).astype(np.float32)
        right = sample.words * sample.label.clip(0)
        lost = 1 - float((keep * right).sum()) / max(1.0, float(right.sum()))
        values.append(word_f1(sample, keep) - LOSS_WEIGHT * max(0.0, lost - MAX_LOSS))
    return float(np.mean(values))


def fit_table(quality: np.ndarray, f1: np.ndarray) -> list[float]:
    """Expected word F1 at equal steps of raw quality: the mean of the nearest held-out pages, made monotone."""
    order = np.argsort(quality)
    quality, f1 = quality[order], f1[order]
    size = min(NEIGHBOURS, len(quality))
    points = []
    for at in np.linspace(0, 1, STEPS):
        start = int(np.clip(np.searchsorted(quality, at) - size // 2, 0, len(quality) - size))
        points.append(float(f1[start : start + size].mean()))
    return [round(float(value), 4) for value in np.maximum.accumulate(points)]
