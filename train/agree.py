"""How well the labels of ``train.votes`` agree with gold: ``python -m train.agree --corpora DIR``."""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

from bench.corpora import load
from train.samples import document_of, label_blocks
from train.votes import UNSURE, agree, opinion_of


def main() -> None:
    """Compare agreed labels with gold labels, by corpus."""
    parser = argparse.ArgumentParser(prog="python -m train.agree")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=88, help="pages of each corpus")
    args = parser.parse_args()
    for name in ("news-dev", "wcxb-dev"):
        kept = dropped = right_kept = right_dropped = unsure = 0
        for gold in islice(
            (page for page in load(args.corpora / name) if page.kind in ("news", "article")), args.pages
        ):
            document, html = document_of(gold.html)
            if not gold.text or not document.blocks or not html:
                continue
            opinion = opinion_of(document, html)
            if not opinion[:, 0].any():
                continue
            label, words, _ = label_blocks([block.text for block in document.blocks], gold.text)
            agreed = agree(document, html, opinion)
            kept += words[agreed == 1].sum()
            right_kept += words[(agreed == 1) & (label >= 0.5)].sum()
            dropped += words[agreed == 0].sum()
            right_dropped += words[(agreed == 0) & (label < 0.5)].sum()
            unsure += words[agreed == UNSURE].sum()
        print(
            f"{name}: of the words that all keep {right_kept / kept:.3f} are gold, of those that all drop "
            f"{right_dropped / dropped:.3f} are not; unsure {unsure / (kept + dropped + unsure):.3f} of all words"
        )


if __name__ == "__main__":
    main()
