"""Labels for pages without gold: what three different extractors agree on.

trafilatura (rules and heuristics on lxml), readability (scores of paragraphs) and resiliparse (rules on lexbor) make
different mistakes. So a block that all three keep or drop counts as labelled, and the others stay unsure.
``python -m train.agree --corpora DIR`` prints how well such labels agree with gold.
"""

from __future__ import annotations

import logging

import lxml.html
import numpy as np
from numpy.typing import NDArray
from readability import Document as Readability
from resiliparse.extract.html2text import extract_plain_text

from cleaner.judge import second_opinion
from cleaner.model import Document

UNSURE = -1.0


def opinion_of(document: Document, html: str) -> NDArray[np.float32]:
    """What trafilatura says of each block: n x 2, whether it was asked and whether it kept the block."""
    opinion = np.zeros((len(document.blocks), 2), dtype=np.float32)
    for verdict in second_opinion.judge(document, second_opinion.extract(html)) if html else ():
        opinion[verdict.block] = (1.0, float(verdict.keep))
    return opinion


def agree(document: Document, html: str, opinion: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 or 0 for each block on which all three extractors agree, otherwise UNSURE. ``opinion`` is trafilatura's."""
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
    except Exception:  # if an extractor raises, it has no opinion on the page
        return ""
    return "\n".join(
        " ".join(node.text_content().split()) for node in tree.iter("p", "li", "h2", "h3", "h4", "pre", "td")
    )
