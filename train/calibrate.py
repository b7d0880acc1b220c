"""Thresholds and confidence, fitted on held-out pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np

from cleaner.judge.tagger import choose_limits, choose_text_limit, scale_quality
from cleaner.model import PAGE_KINDS
from train.fit import Score, word_f1
from train.samples import Sample

Row = tuple[Sample, Score, Score]
STEPS = 33  # points of a calibration table
NEIGHBOURS = 120  # pages that one point of the table looks at
MAX_LOSS = 0.02  # share of gold words of a plain-text page that cleaning may cost
ARTICLE, UNKNOWN = PAGE_KINDS.index("article"), -1  # pages of unknown kind in the corpora are articles nearly all
GRID = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LOSS_WEIGHT = 0.75  # how much worse a lost gold word is than a word left in, for plain text


def keep_blocks(sample: Sample, one: Score, limits: dict[str, list[float]], table: str) -> np.ndarray:
    """Which blocks stay, as ``cleaner.judge.tagger.judge`` decides (without its rescue)."""
    if table == "text":
        limit: np.ndarray | float = choose_text_limit(one.keep, sample.words, one.kinds, limits)
    else:
        limit = choose_limits(one.kinds, limits, sample.opinion if table == "dom-careful" else None)
    return np.asarray(one.keep >= limit, dtype=np.float32)


def choose_thresholds(dom: list[Row], text: list[Row]) -> dict[str, list[float]]:
    """The thresholds with the best mean word F1; for plain text a lost word weighs more than one left in."""
    limits = {name: [0.5, 0.3] for name in ("dom", "agreed", "alone")}
    limits["text"] = [0.3, 0.5, 0.1]  # of clean articles, of dumps of all, of other kinds of page
    dom_groups, text_groups = _by_kind(dom), _by_kind(text)
    for _ in range(2):  # each pair moves the other a little, since a page may be half of each kind
        for place, rows in enumerate(dom_groups):
            for names, table in ((("dom",), "dom"), (("agreed", "alone"), "dom-careful")):
                _improve(limits, names, place, partial(_mean, rows, table))
        for place, rows in ((0, text_groups[0]), (1, text_groups[0]), (2, text_groups[1])):
            _improve(limits, ("text",), place, partial(_text_value, rows))
    return limits


def _by_kind(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Articles and all other pages."""
    articles = [row for row in rows if row[0].kind in (ARTICLE, UNKNOWN)]
    return articles, [row for row in rows if row[0].kind not in (ARTICLE, UNKNOWN)]


def _improve(
    limits: dict[str, list[float]], names: tuple[str, ...], place: int, value: Callable[[dict[str, list[float]]], float]
) -> None:  # fmt: skip
    """Set thresholds to the best on a grid, all pairs of two of them."""
    best, found = -1e9, tuple(limits[name][place] for name in names)
    for steps in product(GRID, repeat=len(names)):
        for name, step in zip(names, steps, strict=True):
            limits[name][place] = step
        now = value(limits)
        if now > best:
            best, found = now, steps
    for name, step in zip(names, found, strict=True):
        limits[name][place] = float(step)


def _mean(rows: list[Row], table: str, limits: dict[str, list[float]]) -> float:
    scores = [
        word_f1(row[0], keep_blocks(row[0], row[2 if table == "dom-careful" else 1], limits, table)) for row in rows
    ]
    return float(np.average(scores, weights=[row[0].trust for row in rows]))


def _text_value(rows: list[Row], limits: dict[str, list[float]]) -> float:
    values = []
    for sample, one, _ in rows:
        keep = keep_blocks(sample, one, limits, "text")
        right = sample.words * sample.label.clip(0)
        lost = 1 - float((keep * right).sum()) / max(1.0, float(right.sum()))
        values.append(word_f1(sample, keep) - LOSS_WEIGHT * max(0.0, lost - MAX_LOSS))
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
