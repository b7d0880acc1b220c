"""The work of matching phrases is bounded, and dates and sizes are no chrome."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import chain

import pytest

from cleaner.judge import phrases
from cleaner.judge.folding import fold
from cleaner.judge.phrases import (
    MAX_CHARS,
    Rules,
    compile_rules,
    find_matches,
    load_rules,
    match,
)
from cleaner.judge.rules import Rule, read_rules
from cleaner.model import Block
from tests.judge.test_phrases import FILES, document, judged

HOSTILE = ["share ", "related: ", "a", "#", " ", "\u0301", "*", "Share|", "分享", "-" * 3, "home > "]


@pytest.mark.parametrize("piece", HOSTILE)
def test_matching_is_linear(piece: str) -> None:
    """A hostile megabyte is folded, and a thousand hostile short texts are matched, within seconds of CPU time.

    Linear work takes a twentieth of that; a quadratic pass over a megabyte would take hours.
    """
    rules = load_rules("en")
    start = time.process_time()
    fold((piece * 1_000_000)[:1_000_000])
    match((piece * 1_000_000)[:1_000_000], rules)
    for count in range(1_000):
        match((piece * MAX_CHARS)[: MAX_CHARS - count % 100] + str(count)[:2], rules)
    assert time.process_time() - start < 20


def test_toolbar_work_is_bounded() -> None:
    """Look-ups for a toolbar grow with its words, not with their square or the number of rules."""
    rules = load_rules("en")

    class Counting(dict[str, object]):
        asked = 0

        def get(self, key: object, default: object = None) -> object:
            type(self).asked += 1
            return super().get(key, default)  # type: ignore[arg-type]

    counted = Counting(rules.tiles)
    text = ("share tweet " * 40)[: phrases.MAX_TOOLBAR_CHARS].strip()
    words = len(text.split())
    phrases._toolbar(text, compiled_with(rules, counted))
    assert 0 < Counting.asked <= words * phrases.MAX_TILE_WORDS


def compiled_with(rules: Rules, tiles: dict[str, object]) -> Rules:
    from dataclasses import replace

    return replace(rules, tiles=tiles)  # type: ignore[arg-type]


def test_importing_reads_no_data() -> None:
    code = "import sys, cleaner.judge.phrases; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_hits_and_misses_are_texts_of_their_own() -> None:
    """No text is both a hit and a miss of one language."""
    for name in FILES:
        hits = set(chain.from_iterable(rule.hits for rule in read_rules(name)))
        misses = set(chain.from_iterable(rule.misses for rule in read_rules(name)))
        assert not hits & misses


@pytest.mark.parametrize(
    ("language", "text", "stamp"),
    [
        ("en", "Updated on 26 November with a comment by the harbour office.", False),
        ("en", "Published 4 May 2024 to mark the hundredth year of the ferry.", False),
        ("en", "Last updated on 3 June 2021.", True),
        ("en", "Updated on 26 November 2026 at 3:15 pm BST", True),
        ("de", "Aktualisiert am 26. November mit einer Antwort des Hafenamtes.", False),
        ("de", "Aktualisiert am 26. November 2026.", True),
    ],
)
def test_a_sentence_that_begins_with_a_date_is_no_stamp(language: str, text: str, stamp: bool) -> None:
    blocks = (Block(0, "paragraph", text),)
    assert bool(find_matches(blocks, load_rules(language))) is stamp


def test_the_users_own_phrase_drops_a_sentence_with_a_date() -> None:
    text = "Updated on 26 November with a comment by the harbour office."
    rules = load_rules("en").with_extra(drop=[text])
    assert find_matches((Block(0, "paragraph", text),), rules)[0].rule == "user/drop"


@pytest.mark.parametrize(
    ("phrase", "hit", "miss"),
    [("编辑 *", "编辑 陈明", "编辑这本书花了三年"), ("ที่มา *", "ที่มา รอยเตอร์", "ที่มาของเรื่องนี้ยาวนาน")],
)
def test_a_space_before_the_star_counts_in_scripts_without_spaces(phrase: str, hit: str, miss: str) -> None:
    """There, any letter may follow a word, so a phrase would match all longer words and sentences."""
    rules = compile_rules((Rule("zh/x", "credit", "block", (phrase,), max_words=30),))
    assert match(hit, rules) is not None
    assert match(miss, rules) is None


@pytest.mark.parametrize(
    ("text", "sizes"), [("32.5 x 42 x 39", True), ("3X", True), ("2 × 4", True), ("X", False), ("X 12", False)]
)
def test_a_size_is_no_name_of_a_service(text: str, *, sizes: bool) -> None:
    assert (judged(document(("paragraph", text)), load_rules("en")) == []) is sizes
