#!/usr/bin/env bash
# Babel 2.19.0 (PyPI), which ships the data of CLDR. The wide names of the months of the Gregorian calendar in Sinhala.
# Expected: names borrowed from the Latin ones, as Sri Lankan newspapers write them (January is "janavari").
# Seen: the first month is the Duruthu of the Buddhist calendar: දුරුතු. So a date of a newspaper is not found by them,
# and a date made with them looks like one of the moon calendar. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "babel==2.19.0"
"$folder/venv/bin/python" - <<'PYTHON'
from babel import Locale

months = Locale.parse("si").months["format"]["wide"]
print(months[1], Locale.parse("ta").months["format"]["wide"][1])
raise SystemExit(0 if months[1] == "දුරුතු" else 1)
PYTHON
