"""The language of a text: the declared one if a quick check agrees, or else the one of its words, or else langdetect's.

The quick check counts the words of a short sample that are among the most common of each language
(``data/stopwords.yaml``). A sample is divided into runs of words, so that a quote, a list of names or code affects only
its own run. Languages that share many words are distinguished by the words that only one of them has.

langdetect costs 30 to 80 ms on a whole article, and more than a second at its first call. So it is called only if the
words leave doubt, on at most SAMPLE_CHARS code points, with a fixed seed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from cleaner import core
from cleaner.classes import dataclass
from cleaner.patterns import later
from cleaner.read.profiles import Chances
from cleaner.shipped import load

UNKNOWN = "und"
SAMPLE_CHARS = 1_000
SLICES = 5  # of a longer text, if its middle leaves doubt
MIN_CHARS = 60  # letters; with fewer, langdetect is a coin toss
MIN_UNSPACED_CHARS = 20
MIN_PROBABILITY = 0.90  # of langdetect's first answer
MIN_DECLARED_WORDS = 12
MIN_DECLARED_SHARE = 0.12  # of a text's words; prose of the declared language has 0.2 to 0.5
RUN_WORDS = 20
MIN_RUN_SHARE = 0.12
MIN_PROSE = 0.5  # of a sample's words
MIN_CONTRAST = 3  # words that one language has and its relative lacks
CONTRAST = 1.7  # ratio of these words from which they distinguish two relatives
MIN_NEAR = 0.55  # of the best language's support; with more, another language is a rival
MIN_FOUND_WORDS = 20
MIN_DIFFERENT = 5  # different common words: code repeats the few words that it shares with a language
MIN_FOUND_SHARE = 0.18
MIN_DETECTED_SHARE = 0.03  # of the words; with fewer, an answer of langdetect is a guess
MIN_SCRIPT_SHARE = 0.6  # of the letters
MIN_DECLARED_SCRIPT = 0.25  # of the letters, if the page declares the only language that uses the script
MIN_KANA_SHARE = 0.1  # of the letters in Japanese; names and titles in Chinese text have less
DENSE_SCRIPTS = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})
DENSE_WEIGHT = 3  # weight of a letter of these scripts against others, because Latin names in such text are long
LETTERS = re.compile(r"[^\W\d_]+")
# Letters whose names begin with LATIN, and letters that may have another name.
LATIN = re.compile(r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
NOT_LATIN = re.compile(r"[^\W\d_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
# Anything but space, digits and punctuation: in regular expressions, vowel signs of Indic scripts are not letters.
WORDS = later(r"[^\s\d!-/:-@\[-`{-~\u00a0-\u00bf\u2010-\u205e\u3000-\u303f\u060c\u061b\u061f\u06d4\u0964\u0965]+")
# Scripts that only one language uses, so that no detector is needed.
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
# Languages that are written alike. Words distinguish them only sometimes. The declared one counts, and if the words
# leave doubt, the first stands for all.
TWINS = (("hr", "sr", "bs"), ("id", "ms"))
SAME_SUPPORT = 0.97  # of the best twin's support, from which there is doubt


@cache
def common_words() -> tuple[tuple[str, ...], dict[str, bytes]]:
    """The codes of all languages, and for each common word the places of its languages among them, a byte each."""
    lists = [(key.partition("-")[0], words.split()) for key, words in load("stopwords.yaml").items()]
    codes = tuple(sorted({code for code, _ in lists}))
    found: dict[str, bytes] = {}
    for code, words in lists:
        place = bytes([codes.index(code)])
        for word in words:
            found[word] = found[word] + place if word in found else place
    return codes, found


@cache
def stopwords() -> dict[str, tuple[str, ...]]:
    """The languages (keys of the data file) that each common word belongs to."""
    codes, found = common_words()
    return {word: tuple(codes[place] for place in places) for word, places in found.items()}


@cache
def listed() -> frozenset[str]:
    """The codes of the languages whose most common words are known."""
    return frozenset(common_words()[0])


@lru_cache(maxsize=1024)
def normalize(code: str | None) -> str | None:
    """Turn a declared language tag into its ISO 639-1 code, or None if it is invalid.

    >>> normalize("en_US"), normalize("iw"), normalize("zh-Hant-TW"), normalize("{{lang}}")
    ('en', 'he', 'zh', None)
    """
    if not code:
        return None
    code = code.strip().lower().replace("_", "-")
    primary = OLD_CODES.get(code) or code.split("-")[0]
    primary = OLD_CODES.get(primary, primary)
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) and primary != UNKNOWN else None


# ISO 639-1 codes, for declarations that nothing else can check.
ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja "
    "jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nd "
    "ne ng nl no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(ISO_639_1.split())


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The script of a letter, which is the first word of its Unicode name."""
    return unicodedata.name(letter, "").split(" ")[0]


@dataclass(frozen=True, slots=True)
class Count:
    """The counts of a sample's words.

    ``total`` is the number of words, ``inside`` that of those in runs that read as prose in some language, ``runs`` the
    numbers of these runs. ``words`` are the words in them that are common in any language. ``shares`` maps each
    language to the share of ``inside`` that are among its most common. ``support`` maps each language to the mean, over
    the runs, of its hits relative to the hits of the run's best language. So a quote weighs no more than its length.
    """

    total: int
    inside: int
    words: tuple[str, ...]
    runs: tuple[int, ...]
    shares: dict[str, float]
    support: dict[str, float]

    def is_prose(self) -> bool:
        """Whether most of the sample reads as prose."""
        return self.inside >= MIN_PROSE * self.total

    def parts(self, one: str, other: str) -> bool:
        """Whether the words that only one of two languages has clearly favour the first."""
        known = stopwords()
        mine = theirs = 0
        for word in self.words:
            codes = known.get(word, ())
            has, lacks = one in codes, other not in codes
            mine += has and lacks
            theirs += not has and not lacks
        return mine >= max(MIN_CONTRAST, CONTRAST * theirs)


def identify(text: str, declared: str | None = None) -> str:
    """The ISO 639-1 code of a text, or ``und`` if it is too short or too mixed."""
    declared = normalize(declared)
    sample = _sample(text, 1)
    found = by_script(sample, declared)
    if found is not None and (found == declared or len(text) <= SAMPLE_CHARS):
        return found
    count = count_common(sample)
    if declared and found is None and _agrees(count, declared):
        return declared
    if len(text) > SAMPLE_CHARS:
        # the middle may be a list of names, a quote or code, so the rest of the text counts too
        sample = _sample(text, SLICES)
        found = by_script(sample, declared)
        if found is not None:
            return found
        count = count_common(sample)
        if declared and _agrees(count, declared):
            return declared
    best = _leader(count)
    if best is not None:
        return best
    if sum(map(len, LETTERS.findall(sample))) < MIN_CHARS:
        return UNKNOWN
    found = _detect((_prose_of(sample, count) if count.is_prose() else sample)[:SAMPLE_CHARS])
    return found if found == declared else _weigh(found, count)


def _weigh(found: str, count: Count) -> str:
    """The answer of langdetect, checked against the words.

    langdetect takes a language that it does not know for one that it does, and text that is no language for one. If
    another language clearly has more common words in the text, it is the answer if there are many, and otherwise there
    is no answer. There is none either if the detected language has almost no common words.
    """
    likely = max(count.shares, key=lambda code: (count.shares[code], code), default=found)
    known = found in listed()
    if likely != found and (not known or count.parts(likely, found)):
        return likely if count.shares[likely] >= MIN_FOUND_SHARE else UNKNOWN
    common = count.shares.get(found, 0.0) * count.inside
    return found if not known or common >= MIN_DETECTED_SHARE * count.total else UNKNOWN


def by_script(sample: str, declared: str | None) -> str | None:
    """The language that a text's script implies, as ``count_scripts`` says. Most texts hold only Latin letters."""
    if LATIN.search(sample) and (sample.isascii() or not NOT_LATIN.search(sample)):
        return None
    return count_scripts(count_letters(sample), declared)


def count_letters(text: str) -> Mapping[str, int]:
    """How often each letter stands in a text, in the order of the first ones."""
    found: dict[str, int] | None = None if core.compiled is None else core.compiled.count_each(text)
    return Counter("".join(LETTERS.findall(text))) if found is None else found


def count_scripts(letters: Mapping[str, int], declared: str | None) -> str | None:
    """The language that a text's script implies, or None if several languages share the script.

    The declared language counts if a large part is in the script that only it uses, whatever code is in between.
    """
    counts = Counter[str]()
    for letter, times in letters.items():
        script = script_of(letter)
        counts[script] += times * (DENSE_WEIGHT if script in DENSE_SCRIPTS else 1)
    total = sum(counts.values())
    if not total:
        return UNKNOWN
    own = sum(times for script, times in counts.items() if SCRIPT_LANGUAGE.get(script) == declared)
    if declared and own >= MIN_DECLARED_SCRIPT * total:
        return declared
    kana = counts["HIRAGANA"] + counts["KATAKANA"]
    if kana + counts["CJK"] > MIN_SCRIPT_SHARE * total and kana > MIN_KANA_SHARE * (kana + counts["CJK"]):
        code: str | None = "ja"
    else:
        main, count = counts.most_common(1)[0]
        if count <= MIN_SCRIPT_SHARE * total:
            return None
        code = "zh" if main == "CJK" else SCRIPT_LANGUAGE.get(main)
    return code if code is None or sum(letters.values()) >= MIN_UNSPACED_CHARS else UNKNOWN


def count_common(sample: str) -> Count:
    """Count the common words of each language in each run. Runs in which none has enough are code or names."""
    if core.compiled is not None:
        return Count(*core.compiled.count_common(sample.lower(), *common_words(), RUN_WORDS, MIN_RUN_SHARE))
    known = stopwords()
    words = WORDS.findall(sample.lower())
    inside = 0
    prose: list[str] = []
    accepted: list[int] = []
    hits: Counter[str] = Counter()
    support: defaultdict[str, float] = defaultdict(float)
    for start in range(0, len(words), RUN_WORDS):
        run = words[start : start + RUN_WORDS]
        found = Counter(chain.from_iterable(filter(None, map(known.get, run))))
        most = max(found.values(), default=0)
        if most < MIN_RUN_SHARE * len(run):
            continue
        accepted.append(start // RUN_WORDS)
        inside += len(run)
        prose += filter(known.__contains__, run)
        hits.update(found)
        for code, times in found.items():
            support[code] += times / most
    return Count(
        len(words),
        inside,
        tuple(prose),
        tuple(accepted),
        {code: times / inside for code, times in hits.items()},
        {code: total / len(accepted) for code, total in support.items()},
    )


def _prose_of(sample: str, count: Count) -> str:
    """The words of a sample in runs that read as prose."""
    words = WORDS.findall(sample.lower())
    return " ".join(word for run in count.runs for word in words[run * RUN_WORDS : (run + 1) * RUN_WORDS])


def _agrees(count: Count, code: str) -> bool:
    """Whether enough words are among the most common of the declared language, and no other clearly has more."""
    if code not in listed():
        best = max(count.shares.values(), default=0.0)
        # nothing speaks for it or against it, so trust the page
        return count.total >= MIN_DECLARED_WORDS and best < MIN_DECLARED_SHARE and code in LANGUAGES
    if count.inside < MIN_DECLARED_WORDS or count.shares.get(code, 0.0) < MIN_DECLARED_SHARE:
        return False
    own = count.support[code]
    if own >= max(count.support.values()):
        return True
    return not any(
        support > own and count.parts(rival, code) for rival, support in count.support.items() if rival != code
    )


def _leader(count: Count) -> str | None:
    """The language with clearly the most common words, or None if the text is short or two are close."""
    if count.inside < MIN_FOUND_WORDS or not count.is_prose():
        return None
    ranked = sorted(count.support, key=lambda code: (-count.support[code], code))
    best = ranked[0]
    family = next((twins for twins in TWINS if best in twins), (best,))
    best = next(code for code in family if count.support.get(code, 0.0) >= SAME_SUPPORT * count.support[best])
    near = (code for code in ranked if code not in family and count.support[code] > MIN_NEAR * count.support[best])
    known = stopwords()
    different = sum(best in known.get(word, ()) for word in set(count.words))
    if different < MIN_DIFFERENT or count.shares[best] < MIN_FOUND_SHARE:
        return None
    return best if all(count.parts(best, code) for code in near) else None


def _sample(text: str, slices: int) -> str:
    """At most SAMPLE_CHARS from the middle of each of ``slices`` equal parts of a text, in normal form C."""
    if len(text) <= SAMPLE_CHARS:
        return unicodedata.normalize("NFC", text)
    part = len(text) // slices
    size = min(part, SAMPLE_CHARS)
    starts = (nth * part + (part - size) // 2 for nth in range(slices))
    return unicodedata.normalize("NFC", "\n".join(text[start : start + size] for start in starts))


@cache
def _factory() -> object:
    """Langdetect with its profiles, loaded once. langdetect itself is imported when a page first needs it."""
    from langdetect import DetectorFactory
    from langdetect.detector_factory import PROFILES_DIRECTORY

    factory = DetectorFactory()
    factory.word_lang_prob_map = chances = Chances(Path(PROFILES_DIRECTORY))
    factory.langlist = chances.languages
    factory.seed = 0
    return factory


@lru_cache(maxsize=256)
def _detect(sample: str) -> str:
    """The answer of langdetect, if it is certain."""
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
