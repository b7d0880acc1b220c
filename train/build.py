"""Turns corpora into samples on disk, so that training can be repeated.

``python -m train.build --corpora DIR --out FILE``
"""

from __future__ import annotations

import argparse
import pickle
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import repeat
from pathlib import Path

import numpy as np

from bench.corpora import GoldPage, load
from cleaner.judge.inputs import Vocabulary
from cleaner.judge.lexicon import Lexicon
from cleaner.read.tags import HIDDEN_BY, HIDDEN_BY_STYLE, OPENED
from train.lexicon import choose_entries, look_up
from train.mixed import make_mixed
from train.samples import Sample, document_of, make_sample, make_text_samples

CORPORA = ("wcxb-dev", "news-dev", "peers-dev", "snippets-dev", "unlabelled-dev", "daniel-dev")
MIN_DOMAINS = 8
WORDS_FROM_EVERY = 2  # pages; half of them give the same words as all
MAX_VOCABULARY = 320
ALWAYS = (OPENED, HIDDEN_BY_STYLE, *(word for _, word in HIDDEN_BY))  # rare, but reliable


def count_words(golds: list[GoldPage]) -> tuple[str, ...]:
    """The tags and attribute words that occur in the most domains (at least MIN_DOMAINS), and ALWAYS."""
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
    common = [word for word in ranked if len(domains[word]) >= MIN_DOMAINS and word not in ALWAYS]
    chosen = [*ALWAYS, *common[: MAX_VOCABULARY - len(ALWAYS)]]
    return tuple(sorted(chosen))


def _pack(sample: Sample) -> Sample:
    """The same sample in less memory, with words as flags."""
    features = sample.features
    return replace(
        sample,
        features=replace(features, near=features.near.astype(np.uint8), far=features.far.astype(np.uint8)),
    )  # fmt: skip


def _one(gold: GoldPage, words: tuple[str, ...]) -> list[Sample]:
    try:
        made = make_sample(gold, _vocabulary(words))
        return [_pack(sample) for sample in ([made] if made else []) + make_text_samples(gold)]
    except Exception as error:
        print(f"{gold.key}: {type(error).__name__}: {error}")
        return []


@cache
def _vocabulary(words: tuple[str, ...]) -> Vocabulary:
    """One object per process, because the cache of look-ups uses identity."""
    return Vocabulary(words)


def main() -> None:
    """Build and pickle ``{"vocabulary": ..., "lexicon": ..., "samples": [...]}``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    started = time.time()
    golds = [gold for name in CORPORA for gold in load(args.corpora / name)]
    words = count_words(golds[::WORDS_FROM_EVERY])
    print(f"{len(golds)} pages, {len(words)} words, {time.time() - started:.0f} s")
    with ProcessPoolExecutor(args.jobs) as pool:
        samples = [sample for made in pool.map(_one, golds, repeat(words), chunksize=16) for sample in made]
    entries = choose_entries(samples)
    print(f"{len(entries)} entries of the lexicon, {time.time() - started:.0f} s")
    samples += make_mixed(golds, args.jobs)
    lexicon = Lexicon(entries)
    samples = [sample if sample.source == "html" else look_up(sample, lexicon) for sample in samples]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with args.out.open("wb") as out:
        pickle.dump({"vocabulary": words, "lexicon": entries, "samples": samples}, out, protocol=5)
    print(f"{len(samples)} samples, {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
