#!/usr/bin/env bash
# mwparserfromhell 0.7.2 (PyPI). The text of a sentence of a wiki by strip_code(). The sentence has a note (ref) and a
# formula (math). Expected: the sentence as MediaWiki shows it, without the words of the note and with the formula.
# Seen: the note is glued to the word before it, and the formula is gone. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "mwparserfromhell==0.7.2"
"$folder/venv/bin/python" - <<'PYTHON'
import mwparserfromhell

wiki = "The pier<ref>Ann Lee: ''Piers'', 1990.</ref> has <math>x^2</math> steps."
seen = mwparserfromhell.parse(wiki).strip_code()
print(seen)
raise SystemExit(0 if seen.split() == "The pierAnn Lee: Piers, 1990. has steps.".split() else 1)
PYTHON
