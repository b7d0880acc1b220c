#!/usr/bin/env bash
# newspaper4k 0.9.6 (PyPI). A small table between the paragraphs of an article. Expected: its cells as words, or no table.
# Seen: all cells are glued into one word, "YearBoats196112". Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "newspaper4k==0.9.6" "lxml_html_clean==0.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import newspaper

filler = "<p>" + "The council voted on Tuesday to bring the night ferries back after nine years of waiting. " * 3 + "</p>"
table = "<table><tr><th>Year</th><th>Boats</th></tr><tr><td>1961</td><td>12</td></tr></table>"
article = newspaper.Article("https://example.com/ferries")
article.download(input_html=f"<html><body><article><h1>Ferries</h1>{filler}{table}{filler}</article></body></html>")
article.parse()
seen = [line for line in article.text.splitlines() if "1961" in line]
print(seen)
raise SystemExit(0 if seen == ["YearBoats196112"] else 1)
PYTHON
