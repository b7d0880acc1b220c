"""trafilatura's own extraction, mapped to the blocks.

trafilatura gets only decoded text, because its own decompression has no limit. Its ``deduplicate`` is never used,
because a cache across pages would make the output depend on earlier pages. Its comments are left out.
"""

from __future__ import annotations

from itertools import islice

from cleaner.model import Document, Verdict
from cleaner.words import find_letters, find_words

JUDGE = "second-opinion"
RULE = "trafilatura"
SHINGLE = 4  # words, or letters of an unspaced script
MIN_SHARE = 0.6  # of a block's shingles that the extraction must contain
MAX_WORD_CHARS = 14  # mean length above which "words" are runs of an unspaced script


def extract(html: str) -> str:
    """The main text that trafilatura finds, one block per line. Empty if it finds none or fails on the page."""
    import trafilatura

    try:
        return trafilatura.extract(html, include_comments=False, include_tables=True, deduplicate=False) or ""
    except Exception:  # if trafilatura raises, it has no opinion on the page
        return ""


def judge(document: Document, extraction: str) -> list[Verdict]:
    """One verdict per block: whether trafilatura kept it. The score is the share of it that is in the extraction."""
    if not extraction:
        return []
    lines = {fold(line) for line in extraction.split("\n")}
    shingles: set[tuple[str, ...]] = set()
    for line in extraction.split("\n"):
        shingles.update(_shingles(split(line)))
    verdicts = []
    for block in document.blocks:
        share = _share(block.text, lines, shingles)
        kept = share >= MIN_SHARE
        verdicts.append(Verdict(block.index, kept, JUDGE, RULE, score=share if kept else 1 - share))
    return verdicts


def _share(text: str, lines: set[str], shingles: set[tuple[str, ...]]) -> float:
    words = split(text)
    if len(words) < SHINGLE + 2:
        return float(fold(text) in lines)
    grams = [*_shingles(words)]
    return sum(gram in shingles for gram in grams) / len(grams)


def _shingles(words: list[str]) -> zip[tuple[str, ...]]:
    return zip(*(islice(words, start, None) for start in range(SHINGLE)), strict=False)


def fold(text: str) -> str:
    """The words of a text in lower case, without anything else."""
    return " ".join(find_words(text.lower()))


def split(text: str) -> list[str]:
    """The words of a text in lower case, or its letters if no spaces separate words."""
    words = find_words(text.lower())
    if words and sum(map(len, words)) > MAX_WORD_CHARS * len(words):
        return [letter for word in words for letter in find_letters(word)]
    return words
