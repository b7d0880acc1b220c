#!/usr/bin/env bash
# trafilatura 2.3.1 (PyPI), read back by markdown-it-py 4.3.0. A table with a caption and a row of th cells, as
# Markdown. Expected: a table with the header Line, Fare, and the caption outside it. Seen: the caption is the header
# row, the true header is a row of data, and a second line of dashes follows it, which readers of Markdown show as
# cells with dashes. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "trafilatura==2.3.1" "lxml_html_clean==0.4.6" \
  "markdown-it-py==4.3.0"
"$folder/venv/bin/python" - <<'PYTHON'
import trafilatura
from markdown_it import MarkdownIt

filler = "<p>The council voted on Tuesday to bring the night ferries back after nine years of waiting.</p>" * 4
table = (
    "<table><caption>Fares of the boats</caption><thead><tr><th>Line</th><th>Fare</th></tr></thead>"
    "<tbody><tr><td>A</td><td>2</td></tr></tbody></table>"
)
page = f"<html><body><article><h1>Ferries</h1>{filler}{table}{filler}</article></body></html>"
text = trafilatura.extract(page, output_format="markdown")
tokens = MarkdownIt("commonmark").enable("table").parse(text)
pairs = [(before.type, token.content) for before, token in zip(tokens, tokens[1:])]
cells = [pair for pair in pairs if pair[0] in ("th_open", "td_open")]
print(cells)
heads = [content for kind, content in cells if kind == "th_open"]
rows = [content for kind, content in cells if kind == "td_open"]
raise SystemExit(0 if heads[:1] == ["Fares of the boats"] and rows[:4] == ["Line", "Fare", "---", "---"] else 1)
PYTHON
