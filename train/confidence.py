"""Fit how sure the cleaner says it is, on pages that the weights which clean them never saw.

    python -m train.confidence --corpora DIR --folds .work/folds

writes ``cleaner/data/confidence.json`` and its card. Nothing is drawn at random: the same pages give the same file.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bench.corpora import GoldPage, load
from bench.folds import read_folds
from bench.measures import word_score
from cleaner.config import Config
from cleaner.errors import CleanError
from cleaner.judge import confidence
from cleaner.judge.confidence import MAX_SCORE, NAMES, PATH
from cleaner.model import Page
from cleaner.pipeline import clean_page

Values = NDArray[np.float64]
FITTED = ("daniel-dev", "news-dev", "peers-dev", "wcxb-dev")
TRUST = {"daniel-dev": 2.0}  # years, languages and layouts of which the other sets have few
MAX_HOST_WEIGHT = 5.0  # pages of a host count as so many at most
CAUTION = 0.3  # log-odds by which confidence is lowered, so that pages from HIGH up have a mean F1 of 0.96 everywhere
FOLDS = 5
JOBS = 2
RIDGE = 100.0
STEPS = 50
HIGH = 0.9
CARD = """# Model card: confidence.json

A linear fit over {count} numbers of a page (`cleaner/judge/confidence.py`) that ranks pages by word F1, and a logistic
function that turns its score into the word F1 to expect.

- Made by: `python -m train.confidence --corpora DIR --folds .work/folds`; ridge {ridge}, no chance in it.
- Fitted on {pages}; each page was cleaned with weights that never saw its
  domain. Of daniel-dev (DAnIEL corpus v2.1) only the word F1 of each page came in; no page or text of any corpus is in
  this repository.
- Cautious: the confidence is {caution} lower, in log-odds, than what fits best.
- For pages of markup. Plain text goes by the table in tagger.npz.

Held out by domain in {folds} folds, of the tagger and of this fit alike.

| pages | n | rank correlation with the true F1 | n at {high} and more | their mean F1 |
|---|---|---|---|---|
{rows}
"""


def predict(scaled: Values, weight: Values, intercept: float) -> Values:
    """The logistic function of scaled numbers, as in ``confidence.estimate``."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scaled @ weight + intercept, -MAX_SCORE, MAX_SCORE))))


def measure(page: GoldPage, weights: Path) -> tuple[Values, float] | None:
    """The numbers of a page and its word F1, with these weights; None where there is nothing to say."""
    config = Config.model_validate({"clean": {"mode": "fast", "weights": weights}})
    seen: list[tuple[float, ...]] = []
    plain = confidence.describe

    def describe(*given: object) -> tuple[float, ...]:
        seen.append(plain(*given))  # type: ignore[arg-type]
        return seen[-1]

    try:
        with patch.object(confidence, "describe", describe):
            text = clean_page(Page(page.html, url=page.url), config).text
    except CleanError:
        return None
    if not seen or page.text is None or not text:
        return None
    return np.array(seen[-1]), word_score(page.text, text).f1


def fit(rows: Values, f1: Values, trust: Values) -> tuple[Values, Values, Values, float]:
    """Mean, scale, weight and intercept: a linear fit of the ranks of pages, then its scores to word F1.

    Most pages have an F1 close to 1, and a fit of F1 itself looks at the few bad ones alone. Ranks tell good pages
    apart too. CAUTION is taken off.
    """
    mean, scale = np.average(rows, axis=0, weights=trust), rows.std(axis=0) + 1e-9
    scaled = (rows - mean) / scale
    ranks = rank(f1) / len(f1)
    ridge = RIDGE * np.eye(rows.shape[1])
    weight = np.linalg.solve((scaled * trust[:, None]).T @ scaled + ridge, (scaled * trust[:, None]).T @ ranks)
    slope, intercept = _fit_logistic(scaled @ weight, f1, trust)
    return mean, scale, slope * weight, intercept - CAUTION


def _fit_logistic(scores: Values, f1: Values, trust: Values) -> tuple[float, float]:
    """Slope and intercept of the logistic function of scores with the least log-loss, by Newton's method."""
    inputs = np.stack([scores, np.ones(len(scores))], axis=1)
    found = np.zeros(2)
    for _ in range(STEPS):
        predicted = predict(inputs, found, 0.0)
        curve = (inputs * (trust * (predicted * (1 - predicted) + 1e-6))[:, None]).T @ inputs
        found = found - np.linalg.solve(curve, inputs.T @ (trust * (predicted - f1)))
    return float(found[0]), float(found[1])


def cross_fit(rows: Values, f1: Values, trust: Values, domains: Sequence[str]) -> Values:
    """The confidence of each page by a fit without its domain."""
    fold = np.array([zlib.crc32(domain.encode()) % FOLDS for domain in domains])
    predicted = np.zeros(len(f1))
    for nth in range(FOLDS):
        mean, scale, weight, intercept = fit(rows[fold != nth], f1[fold != nth], trust[fold != nth])
        predicted[fold == nth] = predict((rows[fold == nth] - mean) / scale, weight, intercept)
    return predicted


def weigh(pages: Sequence[GoldPage]) -> Values:
    """What each page counts: by its corpus, and a host with many pages no more than MAX_HOST_WEIGHT."""
    hosts = Counter((page.corpus, page.domain) for page in pages)
    shares = [min(1.0, MAX_HOST_WEIGHT / hosts[page.corpus, page.domain]) for page in pages]
    return np.array([TRUST.get(page.corpus, 1.0) * share for page, share in zip(pages, shares, strict=True)])


def rank(values: Values) -> Values:
    """Ranks, the mean of them for equal values."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place])


def main() -> None:
    """Measure, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument(
        "--folds", type=Path, required=True, help="weights of the folds, as python -m train leaves them"
    )
    args = parser.parse_args()
    golds = [page for name in FITTED for page in load(args.corpora / name)]
    weights = read_folds(args.folds, golds)
    with ProcessPoolExecutor(JOBS) as pool:
        measured = pool.map(measure, golds, [weights[page.key] for page in golds], chunksize=16)
        found = [(page, got) for page, got in zip(golds, measured, strict=True) if got]
    pages = [page for page, _ in found]
    rows, f1 = np.array([got[0] for _, got in found]), np.array([got[1] for _, got in found])
    trust = weigh(pages)
    predicted = cross_fit(rows, f1, trust, [page.domain for page in pages])
    lines = []
    for name in FITTED:
        of = np.array([page.corpus == name for page in pages])
        high = of & (predicted >= HIGH)
        relation = np.corrcoef(rank(predicted[of]), rank(f1[of]))[0, 1]
        lines.append(f"| {name} | {of.sum()} | {relation:.3f} | {high.sum()} | {f1[high].mean():.3f} |")
    mean, scale, weight, intercept = fit(rows, f1, trust)
    numbers = {"mean": mean, "scale": scale, "weight": weight}
    rounded = {name: [round(float(value), 5) for value in values] for name, values in numbers.items()}
    PATH.write_text(json.dumps({"names": NAMES, **rounded, "intercept": round(intercept, 5)}, indent=1) + "\n", "utf-8")
    card = CARD.format(
        count=len(NAMES),
        ridge=RIDGE,
        pages=", ".join(FITTED),
        folds=FOLDS,
        high=HIGH,
        caution=CAUTION,
        rows="\n".join(lines),
    )
    PATH.with_suffix(".md").write_text(card, "utf-8")
    print(card)


if __name__ == "__main__":
    main()
