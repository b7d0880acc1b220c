"""The language of a text: what the page declares if a cheap look agrees, else langdetect on a short sample.

langdetect costs 30 to 80 ms on a whole article and more than a second at its first call, so it is asked only when
the declaration is missing or contradicted, on at most SAMPLE_CHARS code points, with a fixed seed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

import yaml

UNKNOWN = "und"
SAMPLE_CHARS = 1_000
MIN_CHARS = 60  # letters; langdetect is a coin toss below
MIN_UNSPACED_CHARS = 20
MIN_PROBABILITY = 0.80
MIN_STOPWORD_SHARE = 0.12  # of a text's words; running prose of the declared language has 0.25 to 0.5
LETTERS = re.compile(r"[^\W\d_]+")
# Scripts that one language alone writes, so that no detector is needed.
SCRIPT_LANGUAGE = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "THAI": "th", "GREEK": "el", "HEBREW": "he",
    "GEORGIAN": "ka", "ARMENIAN": "hy", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml",
    "GUJARATI": "gu", "GURMUKHI": "pa", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "SINHALA": "si", "ETHIOPIC": "am",
}  # fmt: skip
OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "zh-cn": "zh", "zh-tw": "zh", "nb": "no", "nn": "no", "fil": "tl"}


@cache
def stopwords() -> dict[str, frozenset[str]]:
    """The commonest words of each language, for the cheap check."""
    path = Path(__file__).parent.parent / "data" / "stopwords.yaml"
    loaded = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
    return {code: frozenset(words.split()) for code, words in loaded.items()}


def normalize(code: str | None) -> str | None:
    """A declared language tag to its ISO 639-1 code, or None where it is none.

    >>> normalize("en_US"), normalize("iw"), normalize("zh-Hant-TW"), normalize("{{lang}}")
    ('en', 'he', 'zh', None)
    """
    if not code:
        return None
    code = code.strip().lower().replace("_", "-")
    primary = OLD_CODES.get(code) or code.split("-")[0]
    primary = OLD_CODES.get(primary, primary)
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) and primary != UNKNOWN else None


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The first word of a letter's Unicode name, which is its script."""
    return unicodedata.name(letter, "").split(" ")[0]


def identify(text: str, declared: str | None = None) -> str:
    """The ISO 639-1 code of a text, or ``und`` where it is too short or too mixed to tell."""
    declared = normalize(declared)
    sample = _sample(text)
    words = LETTERS.findall(sample.lower())
    letters = sum(map(len, words))
    if not letters:
        return UNKNOWN
    scripts = Counter(script_of(letter) for word in words for letter in word[:4])
    main, count = scripts.most_common(1)[0]
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.1 * sum(scripts.values()):
        return "ja"
    if count > 0.6 * sum(scripts.values()):
        if main in SCRIPT_LANGUAGE:
            return SCRIPT_LANGUAGE[main] if letters >= MIN_UNSPACED_CHARS else UNKNOWN
        if main == "CJK":
            return "zh" if letters >= MIN_UNSPACED_CHARS else UNKNOWN
    if declared and _agrees(words, declared):
        return declared
    if letters < MIN_CHARS:
        return UNKNOWN
    return _detect(sample)


def _agrees(words: list[str], code: str) -> bool:
    """Whether enough of the words are among the commonest of the language."""
    common = stopwords().get(code)
    if common is None or len(words) < 12:
        return False
    return sum(word in common for word in words) >= MIN_STOPWORD_SHARE * len(words)


def _sample(text: str) -> str:
    """At most SAMPLE_CHARS from the middle of a text, where quotes and names are rarest."""
    if len(text) <= SAMPLE_CHARS:
        return text
    start = (len(text) - SAMPLE_CHARS) // 2
    return text[start : start + SAMPLE_CHARS]


@cache
def _factory() -> object:
    """langdetect's profiles, loaded once; importing langdetect itself is put off until a page needs it."""
    from langdetect import DetectorFactory
    from langdetect.detector_factory import PROFILES_DIRECTORY

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.seed = 0
    return factory


@lru_cache(maxsize=256)
def _detect(sample: str) -> str:
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()  # type: ignore[attr-defined]  # langdetect has no types
    detector.seed = 0
    detector.append(sample)
    try:
        ranked = detector.get_probabilities()
    except LangDetectException:
        return UNKNOWN
    if not ranked or ranked[0].prob < MIN_PROBABILITY:
        return UNKNOWN
    return normalize(ranked[0].lang) or UNKNOWN
