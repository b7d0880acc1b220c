#!/usr/bin/env bash
# readability-lxml 0.9 (PyPI). The title of a page whose parts are separated by », a common separator of blogs.
# Expected: the title as it is, or its first part. Seen: each » becomes a straight quotation mark: Ferries " News " The
# Harbour. title() and short_title() both return that, so no later step can split it. Other separators stay. Exits 1 if
# this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "readability-lxml==0.9"
"$folder/venv/bin/python" - <<'PYTHON'
from readability import Document

page = "<html><head><title>Ferries {0} News {0} The Harbour</title></head><body><p>Text</p></body></html>"
seen = [Document(page.format(mark)).title() for mark in "»|"]
print(seen, Document(page.format("»")).short_title())
raise SystemExit(0 if seen == ['Ferries " News " The Harbour', "Ferries | News | The Harbour"] else 1)
PYTHON
