#!/usr/bin/env bash
# html-text 0.7.1 (PyPI). A word of which a part is emphasized, an index, and a place where a word may break. Expected:
# the word as a browser shows it, because b, sub and wbr are inline and make no space. Seen: a space at each border: "un
# believ able", "H 2 O", "long word". The option guess_punct_space only helps beside punctuation. So words of a corpus
# fall apart. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "html-text==0.7.1"
"$folder/venv/bin/python" - <<'PYTHON'
import html_text

seen = [html_text.extract_text(f"<p>{part}</p>") for part in ("un<b>believ</b>able", "H<sub>2</sub>O", "long<wbr>word")]
print(seen)
raise SystemExit(0 if seen == ["un believ able", "H 2 O", "long word"] else 1)
PYTHON
