#!/usr/bin/env bash
# selectolax 1.0.2 (PyPI), lexbor backend. insert_child with a node that stands elsewhere in the same tree.
# Expected: the node moves, as with appendChild of the DOM, Beautiful Soup's append and lxml's append.
# Seen: the node is copied, and the first one stays where it was: its text stands twice. No error is raised. To move a
# node, take it out as well. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "selectolax==1.0.2"
"$folder/venv/bin/python" - <<'PYTHON'
from selectolax.lexbor import LexborHTMLParser

tree = LexborHTMLParser("<div id=shelf></div><p id=book>Tides</p>")
tree.css_first("#shelf").insert_child(tree.css_first("#book"))
print(tree.body.html)
raise SystemExit(0 if len(tree.css("#book")) == 2 else 1)
PYTHON
