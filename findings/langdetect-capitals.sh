#!/usr/bin/env bash
# langdetect 1.0.9 (PyPI), seed 0. A sentence in capitals, as in old bulletins and headlines. Expected: the language of
# the same sentence in small letters, or little certainty. Seen: English in capitals is Vietnamese and French in
# capitals is English, each with a probability above 0.999. German and Russian in capitals stay right. Fold the case
# first. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "langdetect==1.0.9"
"$folder/venv/bin/python" - <<'PYTHON'
from langdetect import DetectorFactory, detect_langs

DetectorFactory.seed = 0
english = "The city council voted on Tuesday to bring back the night ferries after nine years"
french = "Le conseil municipal a voté mardi le retour des ferrys de nuit"
seen = []
for sentence in (english, english.upper(), french, french.upper()):
    best = detect_langs(sentence)[0]
    print(best, sentence)
    seen.append((best.lang, best.prob > 0.999))
raise SystemExit(0 if seen == [("en", True), ("vi", True), ("fr", True), ("en", True)] else 1)
PYTHON
