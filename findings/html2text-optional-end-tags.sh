#!/usr/bin/env bash
# html2text 2025.4.15 (PyPI). A table without the end tags that HTML lets authors leave out (td, th, tr). Expected: two
# rows, as a parser of HTML builds them. Seen: both rows are one line, "Year| Boats| 1961| 12"; with all end tags the
# same table has two rows. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "html2text==2025.4.15"
"$folder/venv/bin/python" - <<'PYTHON'
import html2text

short = "<table><tr><th>Year<th>Boats<tr><td>1961<td>12</table>"
whole = "<table><tr><th>Year</th><th>Boats</th></tr><tr><td>1961</td><td>12</td></tr></table>"
seen = [[line for line in html2text.html2text(page).splitlines() if "1961" in line] for page in (short, whole)]
print(seen)
raise SystemExit(0 if "Year" in seen[0][0] and "Year" not in seen[1][0] else 1)
PYTHON
