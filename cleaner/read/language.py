"""The language of a text: what the page declares if a cheap look agrees, else what its words say, else langdetect.

The cheap look counts the words of a short sample that are among the commonest of each language
(``data/stopwords.yaml``).
langdetect costs 30 to 80 ms on a whole article and more than a second at its first call, so it is asked only where the
words leave doubt, on at most SAMPLE_CHARS code points, with a fixed seed.
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
MIN_PROBABILITY = 0.90  # of langdetect's first answer
MIN_DECLARED_WORDS = 12
MIN_DECLARED_SHARE = 0.12  # of a text's words; running prose of the declared language has 0.2 to 0.5
MAX_RIVAL = 1.25  # times the declared language's share that another may have: close neighbours share many words
MIN_FOUND_WORDS = 20
MIN_FOUND_SHARE = 0.20
MIN_SCRIPT_SHARE = 0.6  # of the letters
MIN_KANA_SHARE = 0.1  # of the letters of Japanese; names and titles in Chinese text have less
DENSE_SCRIPTS = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})
DENSE_WEIGHT = 3  # letters of other scripts that one of these is worth: Latin names in such text are long
MIN_OVERRULE = 1.2  # times the share of the answer of langdetect from which the words outweigh it
MIN_LEAD = 1.35  # times the runner-up's share from which the words alone decide
LETTERS = re.compile(r"[^\W\d_]+")
# Anything but space, digits and punctuation: vowel signs of Indic scripts are no letters to a regular expression.
WORDS = re.compile(r"[^\s\d!-/:-@\[-`{-~\u00a0-\u00bf\u2010-\u205e\u3000-\u303f\u060c\u061b\u061f\u06d4\u0964\u0965]+")
# Scripts that one language alone writes, so that no detector is needed.
SCRIPT_LANGUAGE = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "THAI": "th", "GREEK": "el", "HEBREW": "he",
    "GEORGIAN": "ka", "ARMENIAN": "hy", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml",
    "GUJARATI": "gu", "GURMUKHI": "pa", "BENGALI": "bn", "ORIYA": "or",
    "TIBETAN": "bo", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "SINHALA": "si", "ETHIOPIC": "am",
}  # fmt: skip
OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "zh-cn": "zh", "zh-tw": "zh", "nb": "no", "nn": "no", "fil": "tl",
    "mo": "ro", "cmn": "zh", "ger": "de", "deu": "de", "eng": "en", "fre": "fr", "fra": "fr", "spa": "es",
    "ita": "it", "por": "pt",
}  # fmt: skip
# Written alike: the words tell them apart only now and then, so the declared one holds and the first stands for all.
TWINS = (frozenset({"hr", "bs", "sr"}), frozenset({"id", "ms"}))


@cache
def stopwords() -> dict[str, tuple[str, ...]]:
    """The languages (keys of the data file) that each common word belongs to."""
    path = Path(__file__).parent.parent / "data" / "stopwords.yaml"
    loaded = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
    found: dict[str, list[str]] = {}
    for code, words in loaded.items():
        for word in words.split():
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


@cache
def listed() -> frozenset[str]:
    """The codes of the languages whose commonest words are known."""
    return frozenset(code.partition("-")[0] for codes in stopwords().values() for code in codes)


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


# ISO 639-1, for declarations that nothing else can check.
ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja "
    "jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nd "
    "ne ng nl no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(ISO_639_1.split())
UNKNOWN_TO_LANGDETECT = frozenset({"az", "be", "bs", "eu", "ga", "gl", "is", "kk", "ms", "mt", "ps", "sr", "uz", "zu"})


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The first word of a letter's Unicode name, which is its script."""
    return unicodedata.name(letter, "").split(" ")[0]


def identify(text: str, declared: str | None = None) -> str:
    """The ISO 639-1 code of a text, or ``und`` where it is too short or too mixed to tell."""
    declared = normalize(declared)
    sample = _sample(text)
    words = WORDS.findall(sample.lower())
    pieces = LETTERS.findall(sample)
    letters = sum(map(len, pieces))
    if not letters:
        return UNKNOWN
    found = _by_script(pieces, letters)
    if found is not None:
        return found
    shares = _shares(words)
    if declared and _agrees(words, shares, declared):
        return declared
    best = _leader(words, shares)
    if best is not None:
        return best
    if letters < MIN_CHARS:
        return UNKNOWN
    return _weigh(_detect(sample), shares)


def _weigh(found: str, shares: dict[str, float]) -> str:
    """The answer of langdetect, weighed against the words.

    A language that langdetect does not know is always mistaken for one that it does. Where such a language has more
    common words in the text than the answer has, it is the answer if they are many, and else there is none.
    """
    likely = max(shares, key=lambda code: (shares[code], code), default=found)
    if likely == found or likely not in UNKNOWN_TO_LANGDETECT:
        return found
    if shares[likely] <= MIN_OVERRULE * shares.get(found, 0.0):
        return found
    return likely if shares[likely] >= MIN_FOUND_SHARE else UNKNOWN


def _by_script(pieces: list[str], letters: int) -> str | None:
    """The language that a text's script gives away; None where several languages share the script."""
    counts = Counter(map(script_of, "".join(pieces)))
    for script in DENSE_SCRIPTS & counts.keys():
        counts[script] *= DENSE_WEIGHT
    total = sum(counts.values())
    kana = counts["HIRAGANA"] + counts["KATAKANA"]
    if kana + counts["CJK"] > MIN_SCRIPT_SHARE * total and kana > MIN_KANA_SHARE * (kana + counts["CJK"]):
        code: str | None = "ja"
    else:
        main, count = counts.most_common(1)[0]
        if count <= MIN_SCRIPT_SHARE * total:
            return None
        code = "zh" if main == "CJK" else SCRIPT_LANGUAGE.get(main)
    return code if code is None or letters >= MIN_UNSPACED_CHARS else UNKNOWN


def _shares(words: list[str]) -> dict[str, float]:
    """The share of the words that are among the commonest of each language that has any."""
    known = stopwords()
    counts = Counter(code for word in words for code in known.get(word, ()))
    shares: dict[str, float] = {}
    for key, count in counts.items():
        code = key.partition("-")[0]
        shares[code] = max(shares.get(code, 0.0), count / len(words))
    return shares


def _agrees(words: list[str], shares: dict[str, float], code: str) -> bool:
    """Whether enough of the words are among the commonest of the declared language, and no other has far more."""
    best = max(shares.values(), default=0.0)
    if code not in listed():
        # nothing speaks for it and nothing against it: the page knows best
        return len(words) >= MIN_DECLARED_WORDS and best < MIN_DECLARED_SHARE and code in LANGUAGES
    share = shares.get(code, 0.0)
    return len(words) >= MIN_DECLARED_WORDS and share >= MIN_DECLARED_SHARE and best <= MAX_RIVAL * share


def _leader(words: list[str], shares: dict[str, float]) -> str | None:
    """The language with by far the most common words, or None where the text is short or two are close."""
    if len(words) < MIN_FOUND_WORDS or not shares:
        return None
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    best, share = ranked[0]
    family = next((twins for twins in TWINS if best in twins), frozenset({best}))
    rival = next((other for code, other in ranked if code not in family), 0.0)
    return best if share >= MIN_FOUND_SHARE and share >= MIN_LEAD * rival else None


def _sample(text: str) -> str:
    """At most SAMPLE_CHARS from the middle of a text, where quotes and names are rarest."""
    if len(text) <= SAMPLE_CHARS:
        return text
    start = (len(text) - SAMPLE_CHARS) // 2
    return text[start : start + SAMPLE_CHARS]


@cache
def _factory() -> object:
    """The profiles of langdetect, loaded once; importing langdetect itself is put off until a page needs it."""
    from langdetect import DetectorFactory
    from langdetect.detector_factory import PROFILES_DIRECTORY

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.seed = 0
    return factory


@lru_cache(maxsize=256)
def _detect(sample: str) -> str:
    """The answer of langdetect, if it is sure of it."""
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
