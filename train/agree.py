"""Labels where no gold exists: what three extractors of different make agree on.

trafilatura (rules and heuristics on lxml), readability (scores by paragraphs) and resiliparse (rules on lexbor) err in
different places, so a block that all three keep or all three drop is taken as labelled; the others stay unsure.
``python -m train.agree --corpora DIR`` prints how well such labels agree with gold where gold exists.
"""

from __future__ import annotations

import argparse
import logging
from itertools import islice
from pathlib import Path

import lxml.html
import numpy as np
from numpy.typing import NDArray
from readability import Document as Readability
from resiliparse.extract.html2text import extract_plain_text

from bench.corpora import load
from cleaner.judge import second_opinion
from cleaner.model import Document

UNSURE = -1.0


def agree(document: Document, html: str, opinion: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 or 0 for each block on which all three extractors agree, else UNSURE. ``opinion`` is trafilatura's."""
    voices = [opinion[:, 1] > 0]
    for extraction in (_readability(html), extract_plain_text(html, main_content=True)):
        verdicts = second_opinion.judge(document, extraction)
        if not verdicts:
            return np.full(len(document.blocks), UNSURE, dtype=np.float32)
        voices.append(np.array([verdict.keep for verdict in verdicts]))
    votes = np.sum(voices, axis=0)
    return np.where(votes == 3, 1.0, np.where(votes == 0, 0.0, UNSURE)).astype(np.float32)


def _readability(html: str) -> str:
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        tree = lxml.html.fromstring(Readability(html).summary())
    except Exception:  # whatever a page makes it raise, it then has no opinion
        return ""
    return "\n".join(
        " ".join(node.text_content().split()) for node in tree.iter("p", "li", "h2", "h3", "h4", "pre", "td")
    )


def main() -> None:
    """Compare agreed labels with gold labels, by corpus."""
    from train.samples import document_of, label_blocks

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
            opinion = second_opinion.as_inputs(
                second_opinion.judge(document, second_opinion.extract(html)), len(document.blocks)
            )  # fmt: skip
            if opinion is None:
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
