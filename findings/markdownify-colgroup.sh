#!/usr/bin/env bash
# markdownify 1.2.3 (PyPI), read back by markdown-it-py 4.3.0. A table with a header row of th cells, once as it is and
# once with a colgroup before that row. Expected: the same table in Markdown. Seen: with a colgroup the line of dashes
# below the header is missing, so readers of Markdown see a paragraph. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "markdownify==1.2.3" "markdown-it-py==4.3.0"
"$folder/venv/bin/python" - <<'PYTHON'
from markdown_it import MarkdownIt
from markdownify import markdownify

rows = "<tr><th>Year</th><th>Boats</th></tr><tr><td>1961</td><td>12</td></tr>"
pages = [f"<table>{rows}</table>", f"<table><colgroup><col><col></colgroup>{rows}</table>"]
reader = MarkdownIt("commonmark").enable("table")
written = [markdownify(page) for page in pages]
seen = [next(token.type for token in reader.parse(text)) for text in written]
print(written, seen)
raise SystemExit(0 if seen == ["table_open", "paragraph_open"] else 1)
PYTHON
