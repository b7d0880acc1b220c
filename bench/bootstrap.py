"""Means over pages, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20250101
INTERVAL = (2.5, 97.5)  # percentiles: the middle 95%
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over ``pages`` pages and its 95% percentile bootstrap interval."""

    value: float
    low: float
    high: float
    pages: int


def estimate(rows: Sequence[Sequence[float]], statistic: Callable[[Array], Array]) -> Estimate | None:
    """Estimate a statistic of the column sums over pages. ``rows`` has one row of numbers per page. None without pages.

    ``statistic`` takes sums of shape (..., columns) and returns values of shape (...). Resampling has a fixed seed, so
    the same pages give the same interval.
    """
    if not rows:
        return None
    table = np.asarray(rows, dtype=np.float64)
    pages = len(table)
    draws = np.random.default_rng(SEED).multinomial(pages, np.full(pages, 1 / pages), size=RESAMPLES)
    resampled = statistic(draws @ table)
    low, high = np.percentile(resampled, INTERVAL)
    return Estimate(float(statistic(table.sum(axis=0))), float(low), float(high), pages)


def mean(values: Sequence[float]) -> Estimate | None:
    """Estimate a mean over pages."""
    return estimate([(value, 1.0) for value in values], lambda sums: sums[..., 0] / sums[..., 1])


def pooled_f1(rows: Sequence[Sequence[float]]) -> Estimate | None:
    """Estimate the F1 of summed true positives, false positives and false negatives."""
    return estimate(rows, _f1)


def _f1(sums: Array) -> Array:
    agreed = 2 * sums[..., 0]
    total = agreed + sums[..., 1] + sums[..., 2]
    return np.where(total > 0, agreed / np.where(total > 0, total, 1.0), 1.0)
