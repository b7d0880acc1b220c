#!/usr/bin/env bash
# boilerpy3 1.0.7 (PyPI), ArticleExtractor. A sentence with two time elements between long paragraphs. Expected: the
# whole sentence. Seen: the elements split it into blocks of a few words, and only its first words are in the text; the
# same sentence without the elements is whole. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "boilerpy3==1.0.7"
"$folder/venv/bin/python" - <<'PYTHON'
import re

from boilerpy3.extractors import ArticleExtractor

filler = "<p>" + "The council voted on Tuesday to bring the night ferries back after nine years of waiting. " * 3 + "</p>"
timed = "<p>The ferry leaves at <time>10:30</time> and returns at <time>18:00</time> every day.</p>"
seen = []
for sentence in (timed, re.sub("</?time>", "", timed)):
    text = ArticleExtractor().get_content(f"<html><body>{filler}{sentence}{filler}</body></html>")
    seen.append([line for line in text.splitlines() if "waiting" not in line])
print(seen)
raise SystemExit(0 if "18:00" not in " ".join(seen[0]) and "returns at 18:00 every day." in " ".join(seen[1]) else 1)
PYTHON
