"""The words of plain text in the core: they count as in Python, and what does not fit is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cleaner import core
from cleaner.judge import compiled, features, network
from cleaner.judge.lexicon import Lexicon, find_entries
from cleaner.judge.weights import Weights, load_weights
from cleaner.model import Block, Document

pytestmark = pytest.mark.skipif(core.compiled is None, reason="no compiled core was built here")
TOLERANCE = 1e-5  # of chances
LINES = ("Menu", "Sign in", "It rained 3 days.", "—", "今日は雨", "3 4", "More " * 20, "Sign in or out")


def with_lexicon(size: int, seed: int) -> Weights:
    """The shipped weights with a lexicon of random weights in place of theirs."""
    entries = sorted({entry for line in LINES for entry in find_entries(line)})[:size]
    lexicon = Lexicon([*entries, *map(str, range(len(entries), size))])
    chance = np.random.default_rng(seed)
    weights = load_weights()
    nets: Any = dict(weights.nets)
    for net in ("text", "text-2"):
        near = chance.normal(size=(size, nets[net]["dense"].shape[1])).astype(np.float32)
        nets[net] = {**nets[net], "near": near}
    return replace(weights, nets=nets, lexicon=lexicon)


@pytest.mark.parametrize("size", [1, 20, 63, 64, 65, 300])
def test_lexicon(size: int) -> None:
    """The words of plain text count the same in both implementations."""
    dice = random.Random(size)
    weights = with_lexicon(size, size)
    lines = [*LINES, *dice.choices(LINES, k=dice.randint(5, 40))]
    blocks = [Block(nth, "paragraph", line) for nth, line in enumerate(lines)]
    document = Document(tuple(blocks), source="text")
    seen = compiled.extract(document, None, {}, weights.lexicon)
    wanted = features.extract(document, None, {}, weights.lexicon)
    assert isinstance(seen, compiled.Packed)
    assert any(wanted.said)
    found, expected = (one.tag(what, weights, head="text") for one, what in ((compiled, seen), (network, wanted)))
    np.testing.assert_allclose(found.keep, expected.keep, rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(found.kinds, expected.kinds, rtol=0, atol=TOLERANCE)
    assert found.quality == pytest.approx(expected.quality, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("near", "far"),
    [(lambda near: np.full_like(near, 1 << 63), None), (lambda near: near[:, :-1], None), (lambda near: near[:0], None),
     (lambda near: near, np.zeros((2, 2), dtype=np.uint64)), (lambda _: None, None)],
)  # fmt: skip
def test_words_of_lines_that_do_not_fit_are_refused(near: Callable[[Any], Any], far: Any) -> None:
    """A bit without a weight, too few bits, no rows, and far words without a layer."""
    weights = with_lexicon(100, 1)
    document = Document(tuple(Block(nth, "paragraph", line) for nth, line in enumerate(LINES[:2])), source="text")
    seen = compiled.extract(document, None, {}, weights.lexicon)
    assert isinstance(seen, compiled.Packed)
    spoiled = replace(seen, near=near(np.asarray(seen.near)), far=far)
    with pytest.raises((ValueError, TypeError, BufferError, IndexError)):
        compiled.tag(spoiled, weights, head="text")
