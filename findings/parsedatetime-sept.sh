#!/usr/bin/env bash
# parsedatetime 2.6 (PyPI). English dates as newspapers write them. Expected: "Sept. 7, 2024" is the seventh of
# September, as "Sep. 7, 2024" and "Aug. 7, 2024" are read, and "7th of March 2024" is the seventh of March. Seen: the
# year of the first is taken for a time, 20:24 today, with the flag 2 for a time; the second becomes the first of March.
# No error is raised, and the flag 1 calls the second a date. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "parsedatetime==2.6"
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime

import parsedatetime

TODAY = datetime(2025, 5, 20)
calendar = parsedatetime.Calendar()
texts = ("Aug. 7, 2024", "Sep. 7, 2024", "Sept. 7, 2024", "7 Sept. 2024", "7 March 2024", "7th of March 2024")
seen = {text: calendar.parseDT(text, TODAY) for text in texts}
print(*(f"{text}: {found:%Y-%m-%d %H:%M}, flag {flag}" for text, (found, flag) in seen.items()), sep="\n")
expected = [
    (datetime(2024, 8, 7), 1), (datetime(2024, 9, 7), 1), (datetime(2025, 5, 20, 20, 24), 2),
    (datetime(2025, 5, 20, 20, 24), 2), (datetime(2024, 3, 7), 1), (datetime(2024, 3, 1), 1),
]
raise SystemExit(0 if list(seen.values()) == expected else 1)
PYTHON
