"""Makes the skeleton of a fixture from a saved page: ``make fixture NAME=en--html--slug PAGE=saved.html``.

Tags, classes, lengths and digits stay. Every word becomes a made-up one of the same length, the same word always the
same one, so that a title repeated in the page is still repeated. Words that every text of a language has (its stop
words) stay, and so do lines that a phrase rule knows, such as "Related articles": they are what the case is about.
The name of the site is replaced everywhere, in addresses and class names too. Scripts and styles go, but for JSON.

What comes out is a start. Read it, cut it down to what shows the fault, and write the expected text by hand.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from cleaner.errors import CleanError
from cleaner.judge import phrases
from cleaner.judge.spoken import find_spoken
from cleaner.model import Block, Document
from cleaner.read.decode import decode
from cleaner.read.language import stopwords
from cleaner.read.sniff import is_html
from tests import REPO

PAGES = REPO / "fixtures" / "pages"
TOKEN = re.compile(r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>|<[^<>]*>|[^<]+|<", re.S | re.I)
ATTRIBUTE = re.compile(r"""([^\s=<>/"']+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""")
STRING = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?')
ENTITY = re.compile(r"&#?\w+;")
WORD = re.compile(r"[^\W\d_]+")
MACHINE_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]?[\d:.]*(?:Z|[+-]\d\d:?\d\d)?")
CONTENT = {"alt", "title", "content", "value", "placeholder", "aria-label", "datetime", "label", "summary"}
ADDRESSES = {"href", "src", "srcset", "action", "poster", "cite", "data-src", "data-srcset"}
SHAPE = {"viewport", "robots", "og:type", "og:locale", "generator", "charset", "twitter:card", "color-scheme"}
DATA_KEYS = {"@context", "@type", "type", "inLanguage", "encodingFormat"}  # of JSON: their values are terms
VOWELS = "aeiou"
CONSONANTS = "bcdfghjklmnprstvwz"


class Disguise:
    """Turns the words of one page into made-up ones."""

    def __init__(self, text: str, language: str, site: str | None) -> None:
        self.site = re.compile(re.escape(site), re.I) if site and len(site) > 3 else None
        self.common = {word for word, codes in stopwords().items() if language in codes}
        self.rules = phrases.load_rules(language)
        self.letters: dict[tuple[str, str], str] = {}
        for char in sorted({char for char in text if char.isalpha() and not char.isascii()}):
            group = _group(char)
            self.letters[group] = self.letters.get(group, "") + char

    def text(self, given: str) -> str:
        """A line of text; entities stay."""
        if MACHINE_DATE.fullmatch(given.strip()) or self._is_phrase(html.unescape(given)):
            return given
        parts = ENTITY.split(given)
        kept = [*ENTITY.findall(given), ""]
        return "".join(WORD.sub(self._word, part) + entity for part, entity in zip(parts, kept, strict=True))

    def address(self, given: str) -> str:
        """A URL: its form stays, its host becomes ``site.example``."""
        parts = urlsplit(given) if "://" in given or given.startswith("//") else None
        if parts is None or not parts.netloc:
            return given if given.startswith(("#", "data:", "mailto:", "javascript:")) else WORD.sub(self._path, given)
        host = "www.site.example" if self.site is None or self.site.search(parts.netloc) else "other.example"
        return given.partition(parts.netloc)[0] + host + WORD.sub(self._path, given.partition(parts.netloc)[2])

    def name(self, given: str) -> str:
        """A class, an id or another token: only the name of the site goes."""
        return given if self.site is None else self.site.sub("site", given)

    def _is_phrase(self, given: str) -> bool:
        line = " ".join(given.split())
        if not line or len(line) > 80:
            return False
        document = Document((Block(0, "heading", line, level=2),))
        matches = phrases.find_matches(document.blocks, self.rules)
        verdicts = phrases.judge(document, self.rules, matches, find_spoken(document.blocks, matches))
        return any(phrases.sections(matches, document.blocks)) or any(not verdict.keep for verdict in verdicts)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        if word.casefold() in self.common:
            return word
        seed = hashlib.blake2b(word.casefold().encode()).digest()
        return "".join(self._letter(char, seed[at % len(seed)]) for at, char in enumerate(word))

    def _path(self, found: re.Match[str]) -> str:
        """A word of a path; short ones (``html``, ``jpg``, ``tag``) tell the kind of page."""
        return found[0] if len(found[0]) < 5 else self._word(found)

    def _letter(self, char: str, number: int) -> str:
        if char.isascii():
            pool = VOWELS if char.lower() in VOWELS else CONSONANTS
            new = pool[number % len(pool)]
            return new.upper() if char.isupper() else new
        pool = self.letters.get(_group(char), char)
        return pool[number % len(pool)]


def _group(char: str) -> tuple[str, str]:
    """The script and case of a letter."""
    return unicodedata.name(char, "?").partition(" ")[0], unicodedata.category(char)


def skeleton(page: str, language: str, site: str | None) -> str:
    """The skeleton of a page."""
    disguise = Disguise(page, language, site)
    return TOKEN.sub(lambda found: _token(found, disguise), page)


def _token(found: re.Match[str], disguise: Disguise) -> str:
    token = found[0]
    if token.startswith("<!--"):
        return token if token.startswith("<!--[if") else ""
    if found[1]:
        opening, closing = token.partition(">")[0] + ">", f"</{found[1]}>"
        return f"{_tag(opening, disguise)}{_json(token, opening, disguise)}{closing}" if "json" in opening else ""
    return _tag(token, disguise) if token.startswith("<") and len(token) > 1 else disguise.text(token)


def _tag(tag: str, disguise: Disguise) -> str:
    shape = re.search(r"""(?:name|property)\s*=\s*["']?([\w:.-]+)""", tag)
    known = shape is not None and shape[1].lower() in SHAPE

    def attribute(found: re.Match[str]) -> str:
        name, equals, value = found.groups()
        quote = value[0] if value[0] in "\"'" else ""
        inner = value.strip(quote) if quote else value
        change = _change(name.lower(), inner, disguise, known=known)
        return f"{name}{equals}{quote}{change(inner)}{quote}"

    return ATTRIBUTE.sub(attribute, tag)


def _change(name: str, value: str, disguise: Disguise, *, known: bool) -> Callable[[str], str]:
    """How the value of an attribute is changed."""
    if known:
        return disguise.name
    if name in ADDRESSES or value.startswith(("http://", "https://", "//")):
        return disguise.address
    if name in CONTENT or (name.startswith("data-") and " " in value):
        return disguise.text
    return disguise.name


def _json(token: str, opening: str, disguise: Disguise) -> str:
    """JSON with its keys, and its values like text; those of some keys are terms and stay."""
    key = ""

    def string(found: re.Match[str]) -> str:
        nonlocal key
        if found[2]:
            key = found[1][1:-1]
            return disguise.name(found[0])
        value = found[1][1:-1]
        if key in DATA_KEYS:
            return found[0]
        change = disguise.address if value.startswith(("http", "//")) else disguise.text
        return f'"{change(value)}"'

    return STRING.sub(string, token[len(opening) : token.rfind("</")])


def site_of(page: str, url: str | None) -> str | None:
    """The name of the site: the part of its host before the ending."""
    stated = re.search(r"""<link[^>]*rel=["']?canonical[^>]*href=["']?([^"'\s>]+)""", page, re.I)
    host = urlsplit(url or (stated[1] if stated else "")).hostname or ""
    parts = host.removeprefix("www.").split(".")
    return max(parts[:-1], key=len) if len(parts) > 1 else None


def main(arguments: list[str] | None = None) -> int:
    """Write the folder of a fixture; 2 where the name is taken or the page cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tests.skeleton", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", help="<language>--<html|text>--<slug>")
    parser.add_argument("page", type=Path)
    parser.add_argument("--url", help="where the page came from; its name is replaced everywhere")
    parser.add_argument("--to", type=Path, default=PAGES, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    folder = options.to / options.name
    if not re.fullmatch(r"[a-z]{2}--(html|text)--[a-z0-9]+(-[a-z0-9]+)*", options.name) or folder.exists():
        sys.stderr.write(f"skeleton: {options.name}: taken, or not <language>--<html|text>--<slug>\n")
        return 2
    try:
        page = decode(options.page.read_bytes()).text
    except (OSError, CleanError) as error:
        sys.stderr.write(f"skeleton: {error}\n")
        return 2
    folder.mkdir(parents=True)
    new = skeleton(page, options.name[:2], site_of(page, options.url))
    (folder / ("page.html" if is_html(page, None) else "page.txt")).write_text(new, "utf-8")
    case = {"comment": "What the case proves.", "status": "ok", "meta": {}, "drop": [], "keep": "rest"}
    (folder / "case.yaml").write_text(yaml.safe_dump(case, sort_keys=False), "utf-8")
    sys.stdout.write(f"{folder}: cut it down, write expected.txt by hand, fill in case.yaml\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
