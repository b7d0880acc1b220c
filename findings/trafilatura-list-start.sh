#!/usr/bin/env bash
# trafilatura 2.3.1 (PyPI). Two ordered lists between paragraphs of an article, as Markdown: one begins at 5
# (start="5"), in the other the second item is 9 (value="9"). Expected: the numbers that a browser shows. Seen: both
# count from 1, so a list that a picture or a paragraph parts in two has the same numbers twice. Exits 1 if this
# changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "trafilatura==2.3.1" "lxml_html_clean==0.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import trafilatura

filler = "<p>The council voted on Tuesday to bring the night ferries back after nine years of waiting.</p>" * 4
lists = (
    '<ol start="5"><li>Coil the rope.</li><li>Close the hatch.</li></ol><p>Then wait for the captain.</p>'
    '<ol><li>Light the lamp.</li><li value="9">Ring the bell.</li></ol>'
)
page = f"<html><body><article><h1>Ferries</h1>{filler}{lists}{filler}</article></body></html>"
text = trafilatura.extract(page, output_format="markdown")
seen = [line for line in text.splitlines() if line.endswith(("rope.", "hatch.", "lamp.", "bell."))]
print(seen)
wanted = ["1. Coil the rope.", "2. Close the hatch.", "1. Light the lamp.", "2. Ring the bell."]
raise SystemExit(0 if seen == wanted else 1)
PYTHON
