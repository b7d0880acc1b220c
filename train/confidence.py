"""Fit how sure the cleaner says it is, on pages of other years, languages and makes than most that trained the tagger.

    python -m train.confidence --corpora DIR

writes ``cleaner/data/confidence.json`` and its card. Nothing is drawn at random: the same pages give the same file.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bench.corpora import GoldPage, load
from bench.measures import word_score
from cleaner.config import Config
from cleaner.errors import CleanError
from cleaner.judge import confidence
from cleaner.judge.confidence import NAMES, PATH, Values, predict
from cleaner.model import Page
from cleaner.pipeline import clean_page

FITTED = ("daniel-dev", "peers-dev")
FOLDS = 5
RIDGE = 10.0
STEPS = 50
HIGH = 0.9
UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff])")  # letters that count as words
CARD = """# Model card: confidence.json

A logistic regression over {count} numbers of a page (`cleaner/judge/confidence.py`) that tells its word F1.

- Made by: `python -m train.confidence --corpora DIR`; ridge {ridge}, no chance in it.
- Fitted on {pages}: years, languages and layouts that the tagger knows little of. Of daniel-dev (DAnIEL corpus v2.1)
  only the word F1 of each page came in; no page or text of any corpus is in this repository.
- For pages of markup. Plain text goes by the table in tagger.npz.

Held out by domain in {folds} folds; of peers-dev the tagger has seen the pages, of daniel-dev it has seen none.

| pages | n | rank correlation with the true F1 | n at {high} and more | their mean F1 |
|---|---|---|---|---|
{rows}
"""


def measure(page: GoldPage, config: Config) -> tuple[Values, float] | None:
    """The numbers of a page and its word F1; None where there is nothing to say."""
    seen: list[Values] = []
    plain = confidence.describe

    def describe(*given: object) -> Values:
        seen.append(plain(*given))  # type: ignore[arg-type]
        return seen[-1]

    try:
        with patch.object(confidence, "describe", describe):
            text = clean_page(Page(page.html, url=page.url), config).text
    except CleanError:
        return None
    if not seen or page.text is None or not text:
        return None
    return seen[-1], word_score(*(UNSPACED.sub(r" \1 ", one) for one in (page.text, text))).f1


def fit(rows: Values, f1: Values) -> tuple[Values, Values, Values, float]:
    """Mean, scale, weight and intercept with the least penalised log-loss, by Newton's method."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.hstack([np.ones((len(rows), 1)), (rows - mean) / scale])
    weight = np.zeros(scaled.shape[1])
    ridge = RIDGE * np.eye(len(weight))
    ridge[0, 0] = 0
    for _ in range(STEPS):
        told = predict(scaled, weight, 0.0)
        slope = scaled.T @ (told - f1) + ridge @ weight
        weight = weight - np.linalg.solve((scaled * (told * (1 - told) + 1e-6)[:, None]).T @ scaled + ridge, slope)
    return mean, scale, weight[1:], float(weight[0])


def cross_fit(rows: Values, f1: Values, domains: Sequence[str]) -> Values:
    """What is told of each page by a fit without its domain."""
    fold = np.array([zlib.crc32(domain.encode()) % FOLDS for domain in domains])
    told = np.zeros(len(f1))
    for nth in range(FOLDS):
        mean, scale, weight, intercept = fit(rows[fold != nth], f1[fold != nth])
        told[fold == nth] = predict((rows[fold == nth] - mean) / scale, weight, intercept)
    return told


def rank(values: Values) -> Values:
    """Ranks, the mean of them for equal values."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place])


def main() -> None:
    """Measure, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    folder = parser.parse_args().corpora
    config = Config.model_validate({"clean": {"mode": "fast"}})
    pages = [(page, found) for name in FITTED for page in load(folder / name) if (found := measure(page, config))]
    rows = np.array([found[0] for _, found in pages])
    f1 = np.array([found[1] for _, found in pages])
    told = cross_fit(rows, f1, [page.domain for page, _ in pages])
    lines = []
    for name in FITTED:
        of = np.array([page.corpus == name for page, _ in pages])
        high = of & (told >= HIGH)
        relation = np.corrcoef(rank(told[of]), rank(f1[of]))[0, 1]
        lines.append(f"| {name} | {of.sum()} | {relation:.3f} | {high.sum()} | {f1[high].mean():.3f} |")
    mean, scale, weight, intercept = fit(rows, f1)
    stored = {"names": NAMES, "mean": mean, "scale": scale, "weight": weight}
    rounded = {
        name: [v if isinstance(v, str) else round(float(v), 5) for v in values] for name, values in stored.items()
    }
    PATH.write_text(json.dumps({**rounded, "intercept": round(intercept, 5)}, indent=1) + "\n", "utf-8")
    card = CARD.format(
        count=len(NAMES), ridge=RIDGE, pages=" and ".join(FITTED), folds=FOLDS, high=HIGH, rows="\n".join(lines)
    )
    PATH.with_suffix(".md").write_text(card, "utf-8")
    print(card)


if __name__ == "__main__":
    main()
