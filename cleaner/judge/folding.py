"""Folding: the many spellings of a phrase become one string, so that matching means comparing strings.

The form is that of caseless matching in the Unicode Standard (section 3.13, compatibility caseless match), but without
the accents of Latin, Greek and Cyrillic letters, which are often omitted in capitals.
"""

from __future__ import annotations

import re
import unicodedata

from cleaner import core
from cleaner.patterns import later

# Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, kana, bopomofo and Han with its extensions.
UNSPACED = later(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u312f\u31a0-\u31ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
# A number is a run of digits with the marks inside numbers, dates and times of day.
_NUMBER = re.compile(r"[\d#]+(?:[.,:/'\-][\d#]+)*")
_DIGITS = re.compile(r"\d+")
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_SIGNS = "#©℗@$€£%&+"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b"
_QUOTES = "`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u2018\u2019\u201a\u201b\u2032\u2035"
_ARROWS = "\u00bb\u203a\u2192\u21d2\u279c\u2794\u25b8\u25b6\u25ba"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u2036\u300c\u300d\u300e\u300f\u301d\u301e\u301f"
_INVISIBLE = (
    *(0x00AD, 0x034F, 0x061C, 0x0640, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
)
_ACCENTS = (*range(0x0300, 0x0370), *range(0x064B, 0x0660), 0x0670)


def _special() -> dict[int, str]:
    table = {ord(char): "-" for char in _DASHES}
    table.update({ord(char): "'" for char in _QUOTES})
    table.update({ord(char): '"' for char in _DOUBLE_QUOTES})
    table.update({ord(char): ">" for char in _ARROWS})
    table.update(dict.fromkeys((*_INVISIBLE, *_ACCENTS), ""))
    # Turkish dotless i (its capital is the plain I), Arabic kaf and yeh in Persian spelling, isolated forms of alef
    table.update({0x0131: "i", 0x0643: "\u06a9", 0x064A: "\u06cc", 0x0649: "\u06cc"})
    table.update({0x0623: "\u0627", 0x0625: "\u0627"})
    return table


_SPECIAL = _special()


class _Folds(dict[int, str]):
    """The result for each code point, computed on demand; cached only for the Basic Multilingual Plane."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if code < 0x10000:
            self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    while True:
        changed = unicodedata.normalize("NFKD", char).casefold()
        changed = "".join(_SPECIAL.get(ord(part), part) for part in changed)
        if changed == char:
            return unicodedata.normalize("NFC", char)
        char = changed


_FOLDS = _Folds()


def _fold_alone(code: int) -> str | None:
    """The result for a code point that never combines with the one before it, for the core; None for another.

    Such a text is composed when each of its parts is. Only marks and the inner letters of Hangul syllables combine.
    White space other than spaces, and digits of other scripts, are left to Python too.
    """
    folded = _FOLDS[code]
    for char in folded:
        if unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff":
            return None
        if not char.isascii() and (char.isspace() or char.isdecimal()):
            return None
    return folded


if core.compiled is not None:
    core.compiled.set_folds(_fold_alone)


def fold(text: str) -> str:
    """Fold a text: compatibility forms, case, accents, quotes, dashes, white space, numbers (``#``), decoration.

    Idempotent and linear in the length of the text.
    """
    folded: str | None = None if core.compiled is None else core.compiled.fold(text)
    if folded is not None:
        return folded
    return trim(fold_inside(text))


def fold_inside(text: str) -> str:
    """Fold a text, but keep the punctuation at both ends."""
    if text.isascii():
        text = text.lower()
        if "`" in text:
            text = text.replace("`", "'")
    else:
        text = unicodedata.normalize("NFC", text.translate(_FOLDS))
    text = " ".join(text.split())
    if " :" in text:
        text = text.replace(" :", ":")
    return _NUMBER.sub("#", text)


def trim(text: str) -> str:
    """Strip bullets, arrows, emoji, ellipses and other punctuation from both ends."""
    if text[:1].isalnum() and text[-1:].isalnum():
        return text
    start, end = 0, len(text)
    while start < end and not _stays(text[start]):
        start += 1
    while end > start and not _stays(text[end - 1]):
        end -= 1
    return text[start:end]


def _stays(char: str) -> bool:
    return char.isalnum() or char in _SIGNS or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


def split_camel(text: str) -> str:
    """Separate words that icons and links left glued: ``FacebookTwitter`` becomes ``Facebook Twitter``."""
    return _CAMEL.sub(" ", text)


def count_words(text: str) -> int:
    """Count words. In scripts without spaces every character counts as one."""
    if text.isascii():
        return len(text.split())
    unspaced = len(UNSPACED.findall(text))
    return unspaced + len(UNSPACED.sub(" ", text).split()) if unspaced else len(text.split())


def bounded(text: str, at: int) -> bool:
    """Whether a word may begin or end at this position of a folded text."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if not (_stays(before) and _stays(after)):
        return True
    return bool(UNSPACED.match(before) or UNSPACED.match(after))


def is_dated(text: str, most: int) -> bool:
    """Whether a text of at most ``most`` code points contains two numbers, like a line with a date in any calendar."""
    return len(text) <= most and len(_DIGITS.findall(text)) > 1
