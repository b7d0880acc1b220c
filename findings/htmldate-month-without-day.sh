#!/usr/bin/env bash
# htmldate 1.11.0 (PyPI), no options. A page that states only a month: "Published: May 2023". Expected: a day in May, or
# no date. Seen: 2023-01-01. The month that stands there is lost, and the answer looks like a New Year's Day. With a day
# ("Published: 5 May 2023") the date is right. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "htmldate==1.11.0"
"$folder/venv/bin/python" - <<'PYTHON'
from htmldate import find_date

filler = "<p>The council voted to bring the night ferries back after nine years of waiting.</p>" * 4
page = "<html><body><article><h1>Ferries</h1><p>{}</p>" + filler + "</article></body></html>"
seen = [find_date(page.format(line)) for line in ("Published: May 2023", "Published: 5 May 2023")]
print(seen)
raise SystemExit(0 if seen == ["2023-01-01", "2023-05-05"] else 1)
PYTHON
