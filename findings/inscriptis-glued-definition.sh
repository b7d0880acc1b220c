#!/usr/bin/env bash
# inscriptis 2.7.6 (PyPI). A definition list (dl with dt and dd). Expected: the term and its meaning on lines of their
# own, as browsers show them (both are blocks in the style sheet of the HTML standard). Seen: "TermMeaning of the term":
# the two words are glued, with the strict and with the relaxed style profile. Two paragraphs and two list items are
# separated. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "inscriptis==2.7.6"
"$folder/venv/bin/python" - <<'PYTHON'
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

page = "<body><dl><dt>Term</dt><dd>Meaning of the term</dd></dl><p>One</p><p>Two</p></body>"
seen = [get_text(page, ParserConfig(css=CSS_PROFILES[name])) for name in ("strict", "relaxed")]
print(seen)
raise SystemExit(0 if all("TermMeaning" in text and "OneTwo" not in text for text in seen) else 1)
PYTHON
