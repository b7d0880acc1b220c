"""Words are letters and the marks on them, in every script."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest

from cleaner import words
from cleaner.judge.likeness import sign, similarity
from cleaner.read.metadata.folding import similar
from cleaner.words import find_letters, find_words, fold_words, may_fold_to


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("हिन्दी में लिखी किताब", ["हिन्दी", "में", "लिखी", "किताब"]),
        ("தமிழ் மொழியில் எழுதப்பட்ட நூல்", ["தமிழ்", "மொழியில்", "எழுதப்பட்ட", "நூல்"]),
        ("বাংলা ভাষায় লেখা বই", ["বাংলা", "ভাষায়", "লেখা", "বই"]),
        ("ที่นี่มีน้ำ และ ป่า", ["ที่นี่มีน้ำ", "และ", "ป่า"]),
        ("می‌خواهم بروم", ["می‌خواهم", "بروم"]),
        ("The mill's 3 doors", ["The", "mill", "s", "3", "doors"]),
        ("cafe\u0301 — naïve", ["cafe\u0301", "naïve"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert find_words(text) == expected


def test_letters_keep_their_marks() -> None:
    assert find_letters("ที่นี่") == ["ที่", "นี่"]
    assert find_letters("கி a1") == ["கி", "a", "1"]


@pytest.mark.parametrize(
    ("one", "other"), [("कि", "की"), ("दिन", "दीन"), ("பல", "பால்"), ("বল", "বালি"), ("มา", "ม้า"), ("ปา", "ป่า")]
)
def test_different_words_do_not_fold_to_the_same(one: str, other: str) -> None:
    assert fold_words(one) != fold_words(other)
    assert not similar(f"{one} {one}", f"{other} {other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cafe\u0301", "café"),
        ("“Hello, World!”", "hello world"),
        ("שָׁלוֹם", "שלום"),
        ("می‌خواهم", "میخواهم"),
        ("a_b", "ab"),
    ],
)
def test_ways_of_writing_one_word_fold_to_the_same(one: str, other: str) -> None:
    assert fold_words(one) == fold_words(other)


@pytest.mark.parametrize(
    "text", ["Storm hits", "STORM", "“Storm”", "1st", "_a", "e\u0301a", "é", "ß", "\u0130x", "ปา", "-a"]
)
def test_a_text_may_fold_to_what_it_folds_to(text: str) -> None:
    assert may_fold_to(fold_words(text), text)
    assert not may_fold_to(fold_words(text), f"z{text}" if text.isascii() else "z")


def test_marks_are_those_of_unicode() -> None:
    """The table holds every mark that this Python knows, and nothing that it knows to be something else."""
    known = set()
    for part in words._MARKS.split():
        first, _, last = part.partition("-")
        known.update(range(int(first, 16), int(last or first, 16) + 1))
    for code in range(0x110000):
        category = unicodedata.category(chr(code))
        if category != "Cn":
            assert (code in known) == (category[0] == "M"), hex(code)


def test_every_mark_counts_as_marked() -> None:
    """The quick look that spares most texts the slow patterns misses no mark."""
    missed = [
        hex(code) for code in range(0x110000)
        if unicodedata.category(chr(code))[0] == "M" and words._PERHAPS_MARKED.match(chr(code)) is None
    ]  # fmt: skip
    assert missed == []


def test_texts_that_differ_in_their_marks_are_no_duplicates() -> None:
    consonants = "कखगघचछजझटठडढतथदधनपफबभमयरल"
    one = " ".join(f"{a}ि{b}ा" for a, b in pairwise(consonants))
    other = " ".join(f"{a}ो{b}ू" for a, b in pairwise(consonants))
    first, second, same = sign(one), sign(other), sign(unicodedata.normalize("NFD", one))
    assert first is not None
    assert second is not None
    assert same is not None
    assert similarity(first, second) < 0.1
    assert similarity(first, same) == 1.0
