"""Common words are counted in the core as in Python, and scripts are told apart at a glance as letter by letter."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import core
from cleaner.read import language
from cleaner.read.language import count_common, stopwords
from tests import REPO

compiled = pytest.mark.skipif(core.compiled is None, reason="nothing was compiled")
WORDS = sorted(stopwords())
PAGES = sorted((REPO / "fixtures" / "pages").glob("*/page.*"))
PIECES = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(["the", "der", "la", "и", "x1", "A.B", "don't", "\u0b9f\u0bbf", "漢字"]),
    st.text(max_size=6),
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=120).flatmap(
    lambda words: st.sampled_from([" ", ", ", "\u00a0", "\n", "\u3000", "-", "·"]).map(lambda gap: gap.join(words))
)


def in_python(text: str, monkeypatch: pytest.MonkeyPatch) -> language.Count:
    with monkeypatch.context() as patch:
        patch.setattr(core, "compiled", None)
        return count_common(text)


@compiled
@given(TEXTS)
@example("")
@example("the " * 20 + "zzz " * 200)
@example("der die das " * 7)
@example("\x00\x1c\x85\u2028\x7f the\u00bfof\u205eand\u0964to\U00010400 \U0001d7d8")
def test_the_core_counts_as_python_does(text: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert count_common(text) == in_python(text, monkeypatch)


@compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_pages_are_counted_alike(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text("utf-8", "replace")
    found = count_common(text)
    assert found == in_python(text, monkeypatch)
    assert found.total > 10


@compiled
def test_words_end_where_the_pattern_says() -> None:
    """Each code point of the basic plane, and some beyond, separates words in C as in the pattern."""
    for code in (*range(0x11000), *range(0x1D7C0, 0x1D800), 0x1F600, 0x20000, 0xE0100, sys.maxunicode):
        if 0xD800 <= code < 0xE000:
            continue
        text = f"a{chr(code)}a"
        total = core.compiled.count_common(text, *language.common_words(), 20, 0.1)[0]
        assert total == len(language.WORDS.findall(text)), hex(code)


@compiled
def test_what_is_not_for_the_core_is_refused() -> None:
    codes, known = language.common_words()
    for wrong in (
        (b"bytes", codes, known, 20, 0.1),
        ("text", [*codes], known, 20, 0.1),
        ("text", codes, [], 20, 0.1),
        ("text", codes, known, 0, 0.1),
        ("the", codes, {"the": 1}, 1, 0),
        ("the", codes, {"the": bytes([len(codes)])}, 1, 0),
    ):
        with pytest.raises((TypeError, ValueError)):
            core.compiled.count_common(*wrong)


@given(TEXTS)
@example("ªº")
@example("µ")
@example("×÷ 12")
@example("ǅ ɏ ɐ")
@example("Ωmega and alpha")
@example("")
def test_a_glance_tells_latin_text(text: str) -> None:
    """Text in Latin letters alone is told without counting the scripts of its letters; the answer is the same."""
    for declared in (None, "en", "el", "ja"):
        assert language.by_script(text, declared) == language.count_scripts(language.count_letters(text), declared)


@given(TEXTS)
@example("ªº² ½ ① 一二 \u0661 \u0300a_b")
@example("\U00010400x")
@example("\ud800 \uffff \U0001f600 a")
def test_letters_are_counted_alike(text: str) -> None:
    """The core counts the letters that the pattern finds, in their order."""
    counted = core.compiled.count_each(text)
    assert counted is None or [*counted.items()] == [*Counter("".join(language.LETTERS.findall(text))).items()]
    assert (counted is None) == any(letter > "\uffff" for letter in text)
