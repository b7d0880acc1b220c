"""Confidence: a page that left doubt scores lower than the same page without doubt; the fit is what its file says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cleaner.judge import confidence
from cleaner.judge.network import Prediction
from cleaner.model import Block, Verdict
from cleaner.vocabulary import PAGE_KINDS


def told(chances: list[float], quality: float, text: str = "word " * 40, *, linked: bool = False) -> float:
    keep = np.array(chances, dtype=np.float32)
    kinds = np.eye(len(PAGE_KINDS), dtype=np.float32)[0]
    verdicts = [Verdict(nth, chance >= 0.5, "tagger", "tagger") for nth, chance in enumerate(chances)]
    blocks = [Block(nth, "paragraph", text, link_chars=len(text) * linked) for nth in range(len(chances))]
    return confidence.estimate(Prediction(keep, kinds, quality), verdicts, blocks)


def test_doubt_lowers_confidence() -> None:
    sure = told([0.01] * 10 + [0.99] * 20 + [0.01] * 10, 0.97)
    doubtful = told([0.4] * 10 + [0.6] * 20 + [0.4] * 10, 0.5)
    assert 0.85 <= sure <= 1
    assert doubtful <= sure - 0.1


def test_a_text_of_links_is_doubted() -> None:
    chances = [0.01] * 10 + [0.95] * 10 + [0.01] * 10
    assert told(chances, 0.9, linked=True) < told(chances, 0.9) - 0.005


def test_letters_without_spaces_count_as_words() -> None:
    """A Chinese text of as many words has as much to go by as an English one."""
    chances = [0.01] * 10 + [0.95] * 10 + [0.01] * 10
    assert told(chances, 0.9, "市议会周二投票决定恢复夜间渡轮" * 3) > told(chances, 0.9, "word " * 3)


def test_any_page_has_a_confidence() -> None:
    """Nothing kept, all kept, one block: a number between 0 and 1."""
    for chances in ([0.0], [1.0], [0.5] * 3, [0.0] * 50, [1.0] * 5_000):
        assert 0 <= told(chances, 0.0) <= told(chances, 1.0) <= 1


def test_the_file_holds_what_the_code_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = json.loads(confidence.PATH.read_text("utf-8"))
    assert {len(stored[name]) for name in ("names", "mean", "scale", "weight")} == {len(confidence.NAMES)}
    assert confidence.PATH.with_suffix(".md").exists()
    confidence.load.cache_clear()
    monkeypatch.setattr(confidence, "NAMES", (*confidence.NAMES, "another"))
    with pytest.raises(ValueError, match=r"python -m train\.confidence"):
        confidence.load()
