#!/usr/bin/env bash
# Babel 2.19.0 (PyPI). parse_date of what format_date wrote in the same locale and format. Expected: the date that went
# in, or the ParseError that the documentation names. Seen: with the name of a month, IndexError (English, German,
# French, Thai, Persian): names of months are not read at all, only numbers are counted. Formats of numbers alone work.
# Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "babel==2.19.0"
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import date

from babel.dates import format_date, parse_date

day = date(2024, 3, 5)
seen = []
for locale in ("en_US", "de", "fr", "th", "fa"):
    text = format_date(day, "long", locale=locale)
    try:
        seen.append(parse_date(text, locale=locale, format="long"))
    except Exception as error:
        seen.append(type(error))
    print(locale, text, seen[-1])
short = parse_date(format_date(day, "short", locale="de"), locale="de", format="short")
raise SystemExit(0 if seen == [IndexError] * 5 and short == day else 1)
PYTHON
