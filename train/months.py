"""Write ``cleaner/data/months.json``: month and day names, and "3 hours ago", from Unicode's CLDR by Babel.

    python -m train.months

Babel is needed only here: cleaner reads the file. What CLDR lacks is in ``cleaner/data/dates.yaml``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from babel import Locale
from babel.localedata import locale_identifiers

TARGET = Path(__file__).parent.parent / "cleaner" / "data" / "months.json"
# Languages by the tags of pages. If CLDR uses another tag, OTHER_NAMES has it.
LANGUAGES = (
    "af", "am", "ar", "as", "az", "be", "bg", "bn", "bs", "ca", "ckb", "cs", "cy", "da", "de", "el", "en", "eo",
    "es", "et", "eu", "fa", "fi", "fo", "fr", "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "hsb", "hu",
    "hy", "id", "ig", "is", "it", "jv", "ka", "kk", "km", "kn", "ky", "lb", "lo", "lt", "lv", "mk", "ml", "mn",
    "mr", "ms", "mt", "my", "ne", "nl", "no", "nn", "or", "pa", "pl", "ps", "pt", "rm", "ro", "ru", "sd", "si",
    "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tl", "tr", "ug", "uk", "ur",
    "uz", "vi", "xh", "yi", "yo", "zu", "zh", "ja", "ko",
)  # fmt: skip
OTHER_NAMES = {"no": "nb", "tl": "fil"}
UNITS = ("minute", "hour", "day")  # longer units do not determine the day
UNUSED_SCRIPTS = {"Dsrt", "Mong", "Shaw"}
MARKS = re.compile("[.॰\u200e\u200f·]")
MIN_LETTERS = 2
MIN_DAY_LETTERS = 3


def main() -> None:
    """Write the file, one language per line."""
    rows = ["{", f'"source": "CLDR, by Babel {version("babel")}",']
    every = {name for code in LANGUAGES for name in weekdays(list(_locales(code)))}
    rows.append(f'"weekdays": {json.dumps(sorted(every), ensure_ascii=False)},')
    for title, table in (("months", months), ("ago", agos)):
        lines = [
            f"{json.dumps(code)}: {json.dumps(table(list(_locales(code))), ensure_ascii=False)}" for code in LANGUAGES
        ]
        rows += [f'"{title}": {{', ",\n".join(lines), "}," if title == "months" else "}"]
    TARGET.write_text("\n".join([*rows, "}"]) + "\n", "utf-8")


def _locales(code: str) -> Iterator[Locale]:
    """The locales of a language, including those of its countries and scripts."""
    own = OTHER_NAMES.get(code, code)
    for name in sorted(locale_identifiers()):
        parts = name.split("_")
        if parts[0] == own and UNUSED_SCRIPTS.isdisjoint(parts):
            yield Locale.parse(name)


def months(locales: list[Locale]) -> list[list[str]]:
    """The names of each month, January first, full and short, alone and in a date."""
    found: list[set[str]] = [set() for _ in range(12)]
    for locale in locales:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in locale.months[context][width].items():
                    found[month - 1].add(spell(name))
    return [sorted(name for name in names if _is_name(name)) for names in found]


def weekdays(locales: list[Locale]) -> set[str]:
    """The names of the days of the week, full and short; what has two letters is a word of other languages as well."""
    names = {
        spell(name)
        for locale in locales
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in locale.days[context][width].values()
    }
    return {name for name in names if len(name) >= MIN_DAY_LETTERS and not any(char.isdecimal() for char in name)}


def spell(name: str) -> str:
    """A name in the form of the file: lower case, composed, without dots."""
    return " ".join(MARKS.sub("", unicodedata.normalize("NFC", name.lower())).split())


def _is_name(name: str) -> bool:
    return len(name) >= MIN_LETTERS and not any(char.isdecimal() for char in name)


def agos(locales: list[Locale]) -> dict[str, list[str]]:
    """Phrases of a language for some minutes, hours or days ago; ``{0}`` is the number."""
    found: dict[str, list[str]] = {}
    for unit in UNITS:
        said = {
            " ".join(text.split())
            for locale in locales
            for width in ("", "-short", "-narrow")
            for text in _past(locale, unit + width)
            if "{0}" in text and text.replace("{0}", "").strip(" .")
        }
        found[unit] = sorted(said)
    return found


def _past(locale: Locale, field: str) -> list[str]:
    fields = locale._data["date_fields"]  # Babel has no public access to them
    try:
        return [str(text) for text in fields[field]["past"].values()]
    except KeyError:
        return []


if __name__ == "__main__":
    main()
