"""What the core does for batches, as Python does it."""

from __future__ import annotations

import random

import pytest

from cleaner import core
from cleaner.jobs.recurrence import SLOTS, Sieve
from cleaner.judge.likeness import MAX_WORD_CHARS, SHINGLE, _shingles, shingles
from cleaner.judge.template import _digests, keys_of

pytestmark = pytest.mark.skipif(core.compiled is None, reason="no compiled core")
WORDS = ["one", "two_three", "4", "νερό", "été", "水車", "mill's", "a—b", "½", "straße", "x²", "_", "ǅ"]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n—", "a", " a ", "a b c d", "a b c d e", "--a b\tc\u2028d e f--", " ".join(WORDS), "_"),
        *("x" * 15, "x" * 14, "水車が回る" * 9, "水車 " * 9, "हिन्दी में लिखा गया एक वाक्य है"),
        *("a\ud800b c d e f", "a\U0001d400b"),
        " ".join(random.Random(4).choices(WORDS, k=400)),
    ],
    ids=range(18),
)
def test_shingles_are_the_same(text: str) -> None:
    assert shingles(text) == _shingles(text)


def test_only_python_splits_marked_and_unspaced_text() -> None:
    assert core.compiled.shingles("हिन्दी", SHINGLE, MAX_WORD_CHARS) is None
    assert core.compiled.shingles("x" * 15, SHINGLE, MAX_WORD_CHARS) is None
    assert core.compiled.shingles("x" * 14, SHINGLE, MAX_WORD_CHARS) == []


def test_digests_are_those_of_hashlib() -> None:
    """Around the length of a block (128 bytes) too, with each length as either neighbour."""
    dice = random.Random(6)
    parts = [dice.randbytes(size) for size in [*range(0, 400), *range(399, -1, -1), 5_000, 64, 63, 127, 65]]
    assert core.compiled is not None
    assert core.compiled.digests(parts) == _digests(parts)
    assert [core.compiled.digests(some) for some in ([], [b"a"])] == [_digests(some) for some in ([], [b"a"])]
    with pytest.raises(TypeError):
        core.compiled.digests(["a"])


def test_the_sieve_counts_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(5)
    pages = [keys_of([f"alpha {dice.randrange(60)}" for _ in range(20)]).tobytes() for _ in range(300)] + [b""]
    groups = [dice.randrange(2**64), 0, 2**64 - 1]
    found = []
    for compiled in (core.compiled, None):
        monkeypatch.setattr(core, "compiled", compiled)
        sieve = Sieve(40)
        for nth, keys in enumerate(pages):
            sieve.add(groups[nth % 2 * 2], keys)
        found.append((bytes(sieve.slots), [sieve.may_recur(group, keys) for group in groups for keys in pages]))
    assert found[0] == found[1]
    assert len(found[0][0]) == SLOTS
    assert any(found[0][1])
    assert max(found[0][0]) == 255 or max(found[0][0]) > 40


def test_keys_that_are_torn_are_refused() -> None:
    assert core.compiled is not None
    with pytest.raises(ValueError, match="eight bytes"):
        core.compiled.sieve_add(bytearray(8), b"1234567", 0)
    with pytest.raises(ValueError, match="a table"):
        core.compiled.sieve_pick(bytearray(), b"", 0, 1)
