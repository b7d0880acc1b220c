#!/usr/bin/env bash
# trafilatura 2.3.1 (PyPI). Times and days inside sentences, in time elements, between two paragraphs of an article.
# Expected: the sentences as a browser shows them. Seen: the words in the elements are missing: "The ferry leaves at and
# returns at every day." Plain text, Markdown and favor_recall give the same. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "trafilatura==2.3.1" "lxml_html_clean==0.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import trafilatura

filler = "<p>The council voted on Tuesday to bring the night ferries back after nine years of waiting.</p>" * 4
timed = '<p>The ferry leaves at <time>10:30</time> and returns at <time datetime="18:00">six</time> every day.</p>'
page = f"<html><body><article><h1>Ferries</h1>{filler}{timed}{filler}</article></body></html>"
seen = [trafilatura.extract(page, **options) for options in ({}, {"output_format": "markdown"}, {"favor_recall": True})]
print(*[line for text in seen for line in text.splitlines() if "leaves" in line], sep="\n")
raise SystemExit(0 if all("leaves at and returns at every day" in text and "10:30" not in text for text in seen) else 1)
PYTHON
