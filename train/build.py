"""Corpora to samples on disk, so that training can be tried many times: ``python -m train.build --corpora DIR --out FILE``."""

from __future__ import annotations

import argparse
import pickle
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.corpora import GoldPage, load
from train.samples import Sample, document_of, make_sample, make_text_samples

CORPORA = ("wcxb-dev", "news-dev", "peers-dev", "snippets-dev", "unlabelled-dev")
MIN_DOMAINS = 12
MAX_VOCABULARY = 320


def count_words(golds: list[GoldPage]) -> dict[str, int]:
    """The tags and attribute words that stand on pages of at least MIN_DOMAINS domains, commonest first."""
    domains: defaultdict[str, set[str]] = defaultdict(set)
    for gold in golds:
        try:
            document, _ = document_of(gold.html)
        except Exception:  # noqa: S112 - a page that cannot be read teaches nothing
            continue
        seen: set[str] = set()
        for block in document.blocks:
            if block.container is not None:
                for node in block.container.lineage():
                    seen.add("<" + node.tag)
                    seen.update(word for word in node.tokens if len(word) > 2)
        for word in seen:
            domains[word].add(gold.domain)
    ranked = sorted(domains, key=lambda word: (-len(domains[word]), word))
    chosen = [word for word in ranked if len(domains[word]) >= MIN_DOMAINS][:MAX_VOCABULARY]
    return {word: nth for nth, word in enumerate(sorted(chosen))}


def _pack(sample: Sample) -> Sample:
    """The same sample in less memory: the words are flags."""
    features = sample.features
    return replace(
        sample,
        features=replace(features, near=features.near.astype(np.uint8), far=features.far.astype(np.uint8)),
    )  # fmt: skip


def _one(job: tuple[GoldPage, dict[str, int]]) -> list[Sample]:
    try:
        made = make_sample(*job)
        return [_pack(sample) for sample in ([made] if made else []) + make_text_samples(job[0])]
    except Exception as error:
        print(f"{job[0].corpus}/{job[0].id}: {type(error).__name__}: {error}")
        return []


def main() -> None:
    """Build and pickle ``{"vocabulary": ..., "samples": [...]}``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    started = time.time()
    golds = [gold for name in CORPORA for gold in load(args.corpora / name)]
    vocabulary = count_words(golds)
    print(f"{len(golds)} pages, {len(vocabulary)} words, {time.time() - started:.0f} s")
    with ProcessPoolExecutor(args.jobs) as pool:
        jobs = [(gold, vocabulary) for gold in golds]
        samples = [sample for made in pool.map(_one, jobs, chunksize=16) for sample in made]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with args.out.open("wb") as out:
        pickle.dump({"vocabulary": vocabulary, "samples": samples}, out, protocol=5)
    print(f"{len(samples)} samples, {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
