"""Language: right over thirty languages, the same at every run, ``und`` rather than wrong, langdetect put off."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
import yaml

from cleaner.read.language import UNKNOWN, identify, listed, normalize
from tests import REPO

SAMPLES = yaml.safe_load((REPO / "fixtures" / "languages.yaml").read_text("utf-8"))
ADVICE = yaml.safe_load((REPO / "fixtures" / "languages-advice.yaml").read_text("utf-8"))
CODE = "    if (count[i] == 0) { return new Map<String, Integer>(i, s, d); }\n"


def test_samples_reach_over_thirty_languages() -> None:
    assert len(SAMPLES) >= 40
    assert len(listed()) >= 40
    assert all(len(text) >= (120 if code in ("ja", "ko", "zh") else 200) for code, text in SAMPLES.items())


@pytest.mark.parametrize("code", SAMPLES)
def test_text_without_declaration(code: str) -> None:
    assert identify(SAMPLES[code]) == code


@pytest.mark.parametrize("code", SAMPLES)
def test_right_declaration_holds(code: str) -> None:
    assert identify(SAMPLES[code], f"{code}-XX") == code


@pytest.mark.parametrize("declared", ["en", "es", "ru", "{{lang}}", "x-default", ""])
def test_wrong_declaration_does_not_mislead(declared: str) -> None:
    assert {code: identify(text, declared) for code, text in SAMPLES.items()} == {code: code for code in SAMPLES}


@pytest.mark.parametrize("code", SAMPLES)
def test_short_text_is_right_or_unknown(code: str) -> None:
    for size in (5, 12, 25, 40):
        assert identify(SAMPLES[code][:size]) in (code, UNKNOWN)


@pytest.mark.parametrize("code", ADVICE)
def test_another_kind_of_text(code: str) -> None:
    """Advice to the reader, alone, with its declaration, with a wrong one, and in another normal form."""
    text = ADVICE[code]
    assert {identify(text), identify(text, code), identify(text, "de" if code == "en" else "en")} == {code}
    assert identify(unicodedata.normalize("NFD", text)) == code


@pytest.mark.parametrize("code", sorted(set(ADVICE) - {"en"}))
def test_quote_in_english_does_not_decide(code: str) -> None:
    """A text with an English quote of a quarter of its length stays what it is."""
    quote = ADVICE["en"][: len(SAMPLES.get(code, "") + ADVICE[code]) // 4]
    assert identify(f"{SAMPLES.get(code, ADVICE[code])} “{quote}” {ADVICE[code]}") == code


@pytest.mark.parametrize("code", ["de", "ja", "pl", "zh"])
def test_code_in_the_middle_does_not_decide(code: str) -> None:
    """A long text with code where it is looked at first is told by the prose around it."""
    prose = f"{SAMPLES[code]} {ADVICE[code]}"
    assert identify(f"{prose}\n{CODE * 20}\n{prose}", code) == code


@pytest.mark.parametrize(("code", "declared"), [("da", "no"), ("no", "da"), ("sv", "no"), ("gl", "pt"), ("gl", "es"),
    ("ca", "es"), ("pt", "es"), ("cs", "sk"), ("sk", "cs"), ("uk", "ru"), ("ru", "uk"), ("bg", "ru"), ("fa", "ar"),
    ("hi", "mr"), ("nl", "de")])  # fmt: skip
def test_neighbours_are_told_apart(code: str, declared: str) -> None:
    """A text is not taken for the near neighbour that its page declares."""
    assert identify(f"{SAMPLES.get(code, ADVICE[code])} {ADVICE[code]}", declared) == code


@pytest.mark.parametrize("text", ["", "   ", "12 345 — 67", "OK", "Otec matka syn.", "\u0301\u0302", "😀😀😀"])
def test_nothing_to_tell_by(text: str) -> None:
    assert identify(text) == UNKNOWN


def test_language_that_nobody_knows_is_as_declared() -> None:
    luxembourgish = (
        "De Buergermeeschter huet e Méindeg matgedeelt, datt d'Aarbechte bei der aler Bréck "
        "virum Joresenn fäerdeg ginn."
    )
    assert identify(luxembourgish, "lb") == "lb"


def test_chinese_with_latin_names() -> None:
    text = "本文档最初由 Bruce Perens、Sven Rudolph、Igor Grobman 撰写，后来由许多志愿者翻译成中文并且不断更新。"
    assert identify(text) == "zh"


def test_tags() -> None:
    assert normalize("zh-Hant-TW") == "zh"
    assert normalize("nb_NO") == "no"
    assert normalize("deu") == "de"
    assert normalize("undefined") is None


PROBE = """
import sys
from cleaner.read.language import identify
for code, text in {texts!r}.items():
    assert identify(text, code) == code
print("langdetect" in sys.modules)
"""


def test_langdetect_is_not_loaded_when_the_declaration_holds() -> None:
    probe = PROBE.format(texts={code: SAMPLES[code] for code in ("en", "de", "tr", "ar", "ru", "ja", "th")})
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=REPO, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"


def test_same_answer_in_every_process() -> None:
    """A text in doubt goes to langdetect, which draws lots unless it is seeded."""
    text = "Otec matka syn dcera bratr sestra, Praha Brno Ostrava, hotel restaurant taxi telefon internet radio"
    probe = f"from cleaner.read.language import identify\nprint([identify({text!r} + ' ' * n) for n in range(20)])"
    run = [sys.executable, "-c", probe]
    outputs = {
        subprocess.run(run, cwd=REPO, capture_output=True, text=True, check=True, timeout=60).stdout for _ in range(3)
    }
    assert len(outputs) == 1
