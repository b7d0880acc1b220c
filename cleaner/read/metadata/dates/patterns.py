"""Patterns of dates in running text, compiled once from the words of the data file."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cleaner.patterns import later
from cleaner.read.metadata.dates.months import date_words, options

# Other characters for a space, bar or dot; marks of direction separate numbers as spaces do.
WHITE = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e", " "),
        **dict.fromkeys("\u2066\u2067\u2068\u2069\t\n\r", " "),
        "／": "/", "．": ".", "－": "-", "‑": "-", "：": ":", "，": ",", "،": ",", "、": ",",
    }
)  # fmt: skip
LETTER = r"[^\W\d_]"
REST = r"[^\s\d,.;:|()/–·•-]"
WORD = rf"{LETTER}{REST}{{0,19}}(?:\.{REST}{{1,6}}){{0,2}}"
SUFFIX = rf"(?:-?{LETTER}{REST}{{0,3}}(?!{LETTER})|[.º°ª]|:[ea](?!{LETTER}))?"  # 7th, 7-го, 7ই
OTHER_NAME = rf"(?:\s?[/(–-]\s?({WORD})\s?\)?)?"  # of the same month: مارس/آذار
YEAR = r"(?P<y>\d{4})"
HAN = "〇零○一二三四五六七八九"


class Patterns(NamedTuple):
    """``day_month``: groups for day, month, its second name and year. ``numbered``: with a sign to search for first."""

    numbered: tuple[tuple[str, re.Pattern[str]], ...]
    numbered_months: tuple[tuple[str, re.Pattern[str]], ...]
    era: re.Pattern[str]
    year_first: re.Pattern[str]
    day_first: re.Pattern[str]
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    asctime: re.Pattern[str]
    year_month_day: re.Pattern[str]
    month_year: re.Pattern[str]
    year_month: re.Pattern[str]
    word_after: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """Compile them."""
    words = date_words()
    before_month, before_year = _joiners(words["before_month"]), _joiners(words["before_year"])
    after_year = options(words["after_year"])
    eras = options(words["eras"])
    return Patterns(
        numbered=tuple(_template(text, eras) for text in words["numbered_dates"]),
        numbered_months=tuple(
            _template(text, eras, r"(?!\s{0,2}[\d一二三四五六七八九十])") for text in words["numbered_months"]
        ),
        era=later(
            rf"(?:({eras})|(?<![^\W_])([{''.join(words['era_letters'])}]))\s?(\d{{1,3}}|元)\s?[./-]\s?(\d{{1,2}})\s?[./-]"
            r"\s?(\d{1,2})(?!\d)",
            re.I,
        ),
        year_first=later(
            r"(?<![\d./-])(\d{4}|\d{2,3})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{2}(?=\d{2}:\d{2})|\d{1,2}(?!\d))"
        ),
        day_first=later(
            r"(?<![\d./-])(\d{1,2})\s?([./|-])\s?(\d{1,2})\s?\2\s?"
            r"(\d{4}(?=\d{2}[:.]\d{2})|(?:\d{4}|\d{2})(?!\d|[./-]\d|:\d\d))"
        ),
        day_month=later(
            rf"(?<![\d.:/])(\d{{1,2}}){SUFFIX}[.,]?\s{{0,3}}[/-]?\s{{0,3}}{before_month}({WORD}){OTHER_NAME}"
            rf"\s{{0,2}}[.,/-]?\s{{0,3}}{before_year}(\d{{4}}|['’]?\d{{2}}(?!\d|[:.]\d))(?!\d)",
            re.I,
        ),
        month_day=later(
            rf"(?<!{LETTER})({WORD})\.?\s{{1,3}}(\d{{1,2}}){SUFFIX}\s{{0,3}}(?:,\s{{0,3}}|\s){before_year}(\d{{4}}|['’]\d{{2}})(?!\d)",
            re.I,
        ),
        asctime=later(
            rf"(?<!{LETTER})({WORD})\s{{1,3}}(\d{{1,2}})\s\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s(?:[A-Z]{{2,5}}\s|[+-]\d{{4}}\s)?(\d{{4}})(?!\d)"
        ),
        year_month_day=later(
            rf"(?<![\d/-])(\d{{4}})(?:\s?(?:{after_year}))?(?:[\s,-]{{1,3}}|(?<=\.))(?:(?:{after_year})\s)?"
            rf"(\d{{1,2}}[.\s]\s{{0,2}})?({WORD})[.,-]?\s{{0,3}}(\d{{1,2}})?(?!\d|,?\s{{0,2}}\d{{4}})",
            re.I,
        ),
        month_year=later(
            rf"(?<!{LETTER})({WORD}){OTHER_NAME}[.,-]?\s{{0,3}}{before_year}(\d{{4}})(?!\d|[./-]\d)", re.I
        ),
        year_month=later(rf"(?<![\d/.-])(\d{{4}})(?:\s?(?:{after_year}))?\s{{1,3}}({WORD})(?!\.?\s{{0,3}}\d)", re.I),
        word_after=later(rf"\s{{0,3}}[,–-]?\s{{0,3}}({WORD})"),
    )


def _joiners(words: list[str]) -> str:
    """A pattern for an optional one of the words; a word of an alphabet must end there."""
    found = [
        f"{options([word])}(?!{LETTER})" if word[-1].isalpha() and word[-1] < "\u0e00" else options([word])
        for word in words
    ]
    return rf"(?:(?:{'|'.join(sorted(found, key=len, reverse=True))})\s{{0,3}})?"


def _template(text: str, eras: str, end: str = "") -> tuple[str, re.Pattern[str]]:
    """The pattern of a template such as "{y} 年 {m} 月", and a sign that the text must have before it is tried."""
    numbers = {
        "{y}": rf"(?:(?P<era>{eras})\s{{0,2}})?(?P<y>\d{{1,4}}|[{HAN}十百]{{1,6}}|元)" if "年" in text else YEAR,
        "{m}": rf"(?P<m>\d{{1,2}}|[{HAN}十]{{1,3}})" if "月" in text else r"(?P<m>\d{1,2})",
        "{d}": rf"(?P<d>\d{{1,2}}|[{HAN}十廿]{{1,3}})" if "月" in text else r"(?P<d>\d{1,2})",
    }  # fmt: skip
    parts = re.split(r"(\{[ymd]\}| |年)", text)
    # the year once more in the other calendar, before or after its sign: 2024年（令和6年）3月7日
    again = rf"(?:\s?[（(](?:{eras})?\s?(?:\d{{1,4}}|元)年?[）)])?"
    numbers |= {" ": r"\s{0,2}", "年": f"{again}年{again}"}
    pattern = "".join(numbers.get(part) or re.escape(part) for part in parts)
    sign = max((part for part in parts if not part.startswith("{")), key=lambda part: len(part.strip()))
    start = r"(?<![\d./-])" if text.startswith("{") else r"(?<!\w)"
    last = r"(?!\d)" if text.endswith("}") else ""
    return sign.strip(), later(start + pattern + last + end, re.I)
