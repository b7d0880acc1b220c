#!/usr/bin/env bash
# selectolax 1.0.2 (PyPI), Lexbor backend. A page whose <frameset> comes after an element that had already opened a body.
# HTML's tree construction then takes the body out and puts the frameset in its place. Expected: `tree.body` is None or the
# frameset. Seen: it is the body that was taken out. It has no parent, and neither a search nor `tree.html` finds it.
# Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "selectolax==1.0.2"
"$folder/venv/bin/python" - <<'PYTHON'
from selectolax.lexbor import LexborHTMLParser

tree = LexborHTMLParser("<html><head><noembed>words</noembed></head><frameset><frame></frameset></html>")
body = tree.body
print(body and body.tag, body and body.parent, tree.css_first("body"), tree.html)
stale = body is not None and body.tag == "body" and body.parent is None
raise SystemExit(not (stale and tree.css_first("body") is None and "<frameset>" in tree.html))
PYTHON
