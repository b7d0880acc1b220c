#!/usr/bin/env bash
# html2text 2025.4.15 (PyPI). A link around a heading and a paragraph, as HTML5 allows and cards of stories use it.
# Expected: the heading and the paragraph apart. Seen: the last word of one and the first of the other become one word in
# a single heading, "## [Ferries returnThe council voted.](/ferries)". Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "html2text==2025.4.15"
"$folder/venv/bin/python" - <<'PYTHON'
import html2text

card = '<a href="/ferries"><h2>Ferries return</h2><p>The council voted.</p></a>'
seen = html2text.html2text(card).strip()
print(seen)
raise SystemExit(0 if seen == "## [Ferries returnThe council voted.](/ferries)" else 1)
PYTHON
