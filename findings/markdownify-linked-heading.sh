#!/usr/bin/env bash
# markdownify 1.2.3 (PyPI), read back by markdown-it-py 4.3.0. A heading in a link, as in cards of stories. Expected: a
# heading that links. Seen: the link is around the marks of the heading, so a reader of Markdown finds no heading, and the
# link shows "Ferries return --------------", or "## Ferries return" with heading_style="atx". Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "markdownify==1.2.3" "markdown-it-py==4.3.0"
"$folder/venv/bin/python" - <<'PYTHON'
from markdown_it import MarkdownIt
from markdownify import markdownify

card = '<a href="/ferries"><h2>Ferries return</h2></a>'
seen = [MarkdownIt().render(markdownify(card, heading_style=style)) for style in ("underlined", "atx")]
print(seen)
underlined = '<p><a href="/ferries">Ferries return\n--------------</a></p>\n'
atx = '<p><a href="/ferries">## Ferries return</a></p>\n'
raise SystemExit(0 if seen == [underlined, atx] else 1)
PYTHON
