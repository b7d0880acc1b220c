#!/usr/bin/env bash
# trafilatura 2.3.1 (PyPI). A long sentence right in a section element, without a paragraph, between the paragraphs of an
# article. Expected: it is in the text, as the same sentence right in a div is. Seen: it is missing, in the same place and
# with the same options; in a center element as well. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "trafilatura==2.3.1" "lxml_html_clean==0.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import trafilatura

filler = "<p>The council voted on Tuesday to bring the night ferries back after nine years of waiting.</p>" * 4
sentence = "The boats that are painted red are the oldest ones of the whole fleet, said the harbour master."
seen = {}
for tag in ("div", "section", "center"):
    page = f"<html><body><article><h1>Ferries</h1>{filler}<{tag}>{sentence}</{tag}>{filler}</article></body></html>"
    seen[tag] = sentence in trafilatura.extract(page)
print(seen)
raise SystemExit(0 if seen == {"div": True, "section": False, "center": False} else 1)
PYTHON
