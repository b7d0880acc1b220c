"""``python -m train --corpora DIR``: cross-validate by domain, calibrate, fit on everything, write weights and card."""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import get_args

import numpy as np
import torch

from bench.corpora import find_corpora
from bench.corpora import load as load_pages
from cleaner.judge.features import Features
from cleaner.judge.network import Prediction, blend, tag
from cleaner.judge.weights import NETS, WEIGHTS, Net, Table, load_weights
from train.calibrate import Row, fit_choice, fit_table, keep_blocks, split_rows
from train.card import write_card
from train.fit import Score, fit, fit_taught, score, teach_dumps, word_f1
from train.mixed import MARK
from train.network import export
from train.samples import FOLDS, MEASURED_ONLY, Sample, fold_of

EPOCHS: dict[Net, int] = {"dom": 11, "text": 10, "text-2": 10}
MAX_PAGES_A_HOST = 12  # of a corpus without gold; more pages of one host would teach its layout, not the language
WITHOUT_GOLD = ("snippets-dev", "unlabelled-dev", "daniel-dev")


@dataclass(frozen=True, slots=True)
class Run:
    """One training: the weights, the held-out pages with their scores, and the predictions for pages without gold.

    ``held``: held-out pages with their scores. ``said``: probabilities of a page's blocks by corpus and id.
    """

    arrays: dict[str, np.ndarray]
    held: list[Row]
    said: dict[tuple[str, str], np.ndarray]


def main() -> None:
    """Run the whole training. Everything is seeded; the same corpora give the same weights on one machine."""
    parser = argparse.ArgumentParser(prog="python -m train")
    parser.add_argument("--corpora", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--work", type=Path, default=Path(".work"), help="samples, fold weights and scores go here")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--only-text", action="store_true", help="train only the head for plain text, keep the other's")
    only.add_argument("--only-dom", action="store_true", help="train only the head with the DOM, keep the other's")
    args = parser.parse_args()
    samples_at = args.work / "samples.pkl"
    if not samples_at.exists():
        command = [sys.executable, "-m", "train.build", "--corpora", str(args.corpora), "--out", str(samples_at)]
        subprocess.run(command, check=True)  # noqa: S603 - our own module
    started = time.time()
    runs: dict[tuple[Net, int | None], Run] = {}
    known: dict[str, dict[str, object]] = {}  # earlier calibrations
    if args.only_text:
        runs, known = _take_dom(args.work, args.out)
    if args.only_dom:
        runs, known = _take_text(args.out)
    nets = NETS[args.only_text : 1 if args.only_dom else None]
    with ProcessPoolExecutor(args.jobs, mp_context=get_context("spawn")) as pool:
        for net in nets:  # the first teaches the others
            jobs = [(net, fold, args.seed, EPOCHS[net], args.work) for fold in (*range(FOLDS), None)]
            runs.update(zip([job[:2] for job in jobs], pool.map(_train, jobs), strict=True))
    print(f"trained in {time.time() - started:.0f} s")
    vocabulary = load(args.work, "dom")[1]
    lexicon = read_lexicon(args.out) if args.only_dom else load(args.work, "text")[1]
    fitted = _calibrate(runs)
    fitted = {part: {**known.get(part, {}), **fitted[part]} for part in fitted}
    meta = {"vocabulary": vocabulary, "lexicon": lexicon, **fitted}
    _write(args.out, meta, _arrays(runs, None))
    folds = args.work / "folds"
    folds.mkdir(exist_ok=True)
    for fold in range(FOLDS):
        _write(folds / f"fold-{fold}.npz", meta, _arrays(runs, fold))
    golds = (gold for folder in find_corpora(args.corpora) for gold in load_pages(folder))
    pages = {gold.key: fold_of(gold.domain) for gold in golds}
    (folds / "folds.json").write_text(json.dumps(pages))
    facts = {**meta, "words": len(vocabulary), "entries": len(lexicon), "host": MAX_PAGES_A_HOST}
    write_card(args.out.with_suffix(".md"), facts, args.seed, EPOCHS)
    print(f"{args.out}: {args.out.stat().st_size:,} bytes")


def _arrays(runs: dict[tuple[Net, int | None], Run], fold: int | None) -> dict[str, np.ndarray]:
    return {name: array for net in NETS for name, array in runs[net, fold].arrays.items()}


def _take_dom(work: Path, weights: Path) -> tuple[dict[tuple[Net, int | None], Run], dict[str, dict[str, object]]]:
    """The head with the DOM from earlier runs, its predictions for pages without gold, and its calibration.

    Raises ValueError if the samples have another vocabulary.
    """
    samples, vocabulary = load(work, "dom")
    bare = [sample for sample in samples if sample.corpus in WITHOUT_GOLD]
    runs: dict[tuple[Net, int | None], Run] = {}
    for fold in (*range(FOLDS), None):
        path = weights if fold is None else work / "folds" / f"fold-{fold}.npz"
        loaded = load_weights(path)
        if list(loaded.vocabulary.columns) != vocabulary:
            raise ValueError(f"{path}: made with another vocabulary than the samples; train both heads")
        said = {
            (one.corpus, one.id): tag(_unpack(one.features), loaded, head="dom", opinion=one.opinion).keep
            for one in bare
        }
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files if name.startswith("dom.")}
            known = json.loads(str(stored["meta"]))
        runs["dom", fold] = Run(arrays, [], said)
        with (work / f"run-dom-{fold}.pkl").open("wb") as out:
            pickle.dump(runs["dom", fold], out, protocol=5)
    kept = {part: known[part] for part in ("choices", "calibration", "scores")}
    return runs, {part: {name: kept[part][name] for name in kept[part] if name in get_args(Table)} for part in kept}


def _take_text(weights: Path) -> tuple[dict[tuple[Net, int | None], Run], dict[str, dict[str, object]]]:
    """The head for plain text of the shipped weights and its calibration. It serves all folds, and saw their pages."""
    with np.load(weights, allow_pickle=False) as stored:
        known = json.loads(str(stored["meta"]))
        runs = {
            (net, fold): Run({name: stored[name] for name in stored.files if name.startswith(f"{net}.")}, [], {})
            for net in NETS[1:] for fold in (*range(FOLDS), None)
        }  # fmt: skip
    tables = [table for table in get_args(Table) if table != "dom"]
    parts = ("choices", "calibration", "scores")
    return runs, {part: {table: known[part][table] for table in tables} for part in parts}


def read_lexicon(weights: Path) -> list[str]:
    """The lexicon of some weights, or an empty one."""
    with np.load(weights, allow_pickle=False) as stored:
        return list(json.loads(str(stored["meta"])).get("lexicon", ()))


def _unpack(features: Features) -> Features:
    return replace(features, near=features.near.astype(np.float32), far=features.far.astype(np.float32))


def load(work: Path, net: Net) -> tuple[list[Sample], list[str]]:
    """The samples of a net, and its vocabulary; for plain text the entries of the lexicon."""
    with (work / "samples.pkl").open("rb") as stored:
        data = pickle.load(stored)
    if net == "dom":
        return thin([sample for sample in data["samples"] if sample.source == "html"]), list(data["vocabulary"])
    dumps = [sample for sample in data["samples"] if sample.source != "html"]
    dumps = [sample for sample in dumps if net == "text-2" or not sample.source.endswith(MARK)]
    return thin(dumps), list(data["lexicon"])


def thin(samples: list[Sample]) -> list[Sample]:
    """Samples with at most MAX_PAGES_A_HOST pages per host of corpora that are only for measurement."""
    pages: dict[tuple[str, str], set[str]] = {}
    kept = []
    for sample in samples:
        seen = pages.setdefault((sample.corpus, sample.domain), set())
        if sample.corpus not in MEASURED_ONLY or sample.id in seen or len(seen) < MAX_PAGES_A_HOST:
            seen.add(sample.id)
            kept.append(sample)
    return kept


def _train(job: tuple[Net, int | None, int, int, Path]) -> Run:
    """Fit one net without one fold (or on everything) and score the pages of that fold, without a second opinion."""
    net, fold, seed, epochs, work = job
    torch.set_num_threads(1)
    done = work / f"run-{net}-{fold}.pkl"
    if done.exists():
        with done.open("rb") as stored:
            return pickle.load(stored)  # type: ignore[no-any-return]
    samples, words = load(work, net)
    train = [sample for sample in samples if fold is None or fold_of(sample.domain) != fold]
    test = [
        sample for sample in samples
        if fold is not None and fold_of(sample.domain) == fold and sample.gold > 0 and not sample.source.endswith(MARK)
    ]  # fmt: skip
    if net == "dom":
        model = fit_taught(train, len(words), seed, epochs)
        bare = [sample for sample in train if sample.corpus in WITHOUT_GOLD]
        scored = score(model, bare, with_opinion=True)
        said = {(sample.corpus, sample.id): one.keep for sample, one in zip(bare, scored, strict=True)}
    else:
        with (work / f"run-dom-{fold}.pkl").open("rb") as stored:
            taught = teach_dumps(train, pickle.load(stored).said)
        model = fit(train, 0, seed + NETS.index(net) - 1, epochs, taught, lexicon=len(words))
        said = {}
    scored = list(zip(test, score(model, test, with_opinion=False), strict=True))
    f1 = [word_f1(sample, (one.keep >= 0.5).astype(np.float32)) for sample, one in scored]
    print(
        f"{net} fold {fold}: {len(train)} pages, held out {len(test)}, word F1 {np.mean(f1) if f1 else 0:.4f}",
        flush=True,
    )
    made = Run(export(model, net), scored, said)
    with done.open("wb") as out:
        pickle.dump(made, out, protocol=5)
    return made


def _calibrate(runs: dict[tuple[Net, int | None], Run]) -> dict[str, dict[str, object]]:
    """Choices, calibration tables and scores, only from held-out pages. Tables without pages are left out."""
    held = {net: [row for fold in range(FOLDS) for row in runs[net, fold].held] for net in NETS}
    choices: dict[str, object] = {}
    tables: dict[str, object] = {}
    scores: dict[str, object] = {}
    for name, rows in split_rows(held["dom"], _blended(held["text"], held["text-2"])).items():
        if not rows:
            continue
        choice = choices[name] = fit_choice(name, rows)
        f1 = np.array([word_f1(sample, keep_blocks(name, sample, one, choice)) for sample, one in rows])
        tables[name] = fit_table(np.array([one.quality for _, one in rows]), f1)
        groups: dict[str, list[float]] = {}
        for (sample, _), value in zip(rows, f1, strict=True):
            key = sample.corpus if sample.source == "html" else f"{sample.corpus} ({sample.source})"
            groups.setdefault(key, []).append(float(value))
        figures = scores[name] = {
            key: [round(float(np.mean(values)), 4), len(values)] for key, values in sorted(groups.items())
        }
        print(name, choice, figures)
    return {"choices": choices, "calibration": tables, "scores": scores}


def _blended(one: list[Row], other: list[Row]) -> list[Row]:
    """The same pages with the mean of two nets, as in cleaning."""
    rows: list[Row] = []
    for (sample, first), (_, second) in zip(one, other, strict=True):
        said = blend([Prediction(score.keep, score.kinds, score.quality) for score in (first, second)])
        rows.append((sample, Score(np.asarray(said.keep), np.asarray(said.kinds), said.quality)))
    return rows


def _write(path: Path, meta: dict[str, object], arrays: dict[str, np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, meta=np.array(json.dumps(meta, sort_keys=True)), **arrays)
