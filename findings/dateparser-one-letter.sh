#!/usr/bin/env bash
# dateparser 1.5.0 (PyPI), no settings. Expected: a compact ISO date (20240307) is a date, and a letter or a preposition
# is none. Seen: 20240307 gives None, 0503 is the year 503, "a" is a day in January, and "on" is a day too, because all
# languages are tried and some abbreviate a month or a weekday like that. So words of prose become dates unless the
# language is named. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "dateparser==1.5.0"
"$folder/venv/bin/python" - <<'PYTHON'
import dateparser

seen = {text: dateparser.parse(text) for text in ("20240307", "0503", "a", "on", "2024-03-07")}
print(seen)
held = seen["20240307"] is None and seen["0503"].year == 503 and seen["a"].month == 1 and seen["on"] is not None
raise SystemExit(0 if held and str(seen["2024-03-07"]) == "2024-03-07 00:00:00" else 1)
PYTHON
