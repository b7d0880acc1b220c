"""Fits thresholds and calibration on held-out pages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Literal

import numpy as np

from cleaner.judge.cut import find_thresholds, name_kind
from cleaner.judge.network import scale_quality
from cleaner.judge.tagger import choose_table
from cleaner.judge.weights import Table
from cleaner.vocabulary import PageKind
from train.fit import Score, word_f1
from train.samples import Sample

Row = tuple[Sample, Score]
Choice = tuple[float, float]
STEPS = 33  # points of a calibration table
NEIGHBOURS = 120  # pages for one point of the table
MAX_LOSS = 0.02  # share of gold words that cleaning may lose on a plain-text page
# How much worse a lost gold word is than a word of chrome, for plain text: only a little in a raw dump, most of which
# is chrome, almost twice in a text that another tool has cleaned. With larger values, almost nothing is cleaned.
LOSS_WEIGHTS: dict[Table, float] = {"text": 0.1, "text-clean": 0.8}
NOISE = 0.0005  # of the mean word F1
SOFTNESS = (0.25, 0.35, 0.5, 0.7, 1.0, 1.4)
BETAS = (0.25, 0.4, 0.6, 0.8, 1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0)  # squared


def keep_blocks(table: Table, sample: Sample, one: Score, choice: Choice) -> np.ndarray:
    """Which blocks stay by the rules of ``cleaner.judge.tagger.judge`` (without those that it keeps in doubt)."""
    kind: PageKind | Literal["dump"] | None = "dump" if table == "text" else None
    if table == "dom":
        kind = name_kind(one.kinds)
    return np.asarray(one.keep >= find_thresholds(one.keep, sample.words, choice, kind).block, dtype=np.float32)


def split_rows(dom: list[Row], text: list[Row]) -> dict[Table, list[Row]]:
    """Held-out pages by table."""
    tables: dict[Table, list[Row]] = {"text": [], "text-clean": []}
    tables["dom"] = dom
    for sample, one in text:
        tables[choose_table("text", one.keep, sample.words)].append((sample, one))
    return tables


def fit_choice(table: Table, rows: list[Row]) -> Choice:
    """The choice with the best mean word F1. For plain text, a lost word is worse than a word of chrome."""
    loss = LOSS_WEIGHTS.get(table)
    if loss is None:
        return _best(lambda choice: _mean(table, rows, choice), NOISE)
    return _best(lambda choice: _text_value(table, rows, choice, loss), 0.0)


def _best(value: Callable[[Choice], float], slack: float) -> Choice:
    """Among the choices at most ``slack`` worse than the best, the one with the smallest beta, which leaks least."""
    values = {choice: value(choice) for choice in product(SOFTNESS, BETAS)}
    enough = max(values.values()) - slack
    return min((choice for choice in values if values[choice] >= enough), key=lambda one: (one[1], -values[one]))


def _mean(table: Table, rows: list[Row], choice: Choice) -> float:
    scores = [word_f1(sample, keep_blocks(table, sample, one, choice)) for sample, one in rows]
    return float(np.average(scores, weights=[sample.trust for sample, _ in rows]))


def _text_value(table: Table, rows: list[Row], choice: Choice, loss: float) -> float:
    values = []
    for sample, one in rows:
        keep = keep_blocks(table, sample, one, choice)
        right = sample.words * sample.label.clip(0)
        lost = 1 - float((keep * right).sum()) / max(1.0, float(right.sum()))
        values.append(word_f1(sample, keep) - loss * max(0.0, lost - MAX_LOSS))
    return float(np.mean(values))


def fit_table(quality: np.ndarray, f1: np.ndarray) -> list[float]:
    """Expected word F1 at equal steps of raw quality: the mean of the nearest held-out pages, made monotone."""
    quality = scale_quality(quality)
    order = np.argsort(quality)
    quality, f1 = quality[order], f1[order]
    size = min(NEIGHBOURS, len(quality))
    points = []
    for at in np.linspace(0, 1, STEPS):
        start = int(np.clip(np.searchsorted(quality, at) - size // 2, 0, len(quality) - size))
        points.append(float(f1[start : start + size].mean()))
    return [round(float(value), 4) for value in np.maximum.accumulate(points)]
