#!/usr/bin/env bash
# trafilatura 2.3.1 (PyPI), Markdown with formatting. A q element inside a sentence, which a browser shows in quotation
# marks. Expected: one paragraph with the quotation in marks. Seen: the marks are missing and the paragraph is split in
# two after the quotation, in the middle of the sentence. Plain text has the same break. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "trafilatura==2.3.1" "lxml_html_clean==0.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import trafilatura

filler = "<p>The council voted on Tuesday to bring the night ferries back after nine years of waiting.</p>" * 4
page = f"<html><body><article><h1>Ferries</h1>{filler}<p>He said <q>come home</q> to her then.</p></article></body></html>"
seen = [trafilatura.extract(page, output_format=form, include_formatting=form == "markdown") for form in ("markdown", "txt")]
print(*[text.rsplit("waiting.", 1)[1] for text in seen])
raise SystemExit(0 if all("come home\n" in text and "“" not in text and '"' not in text for text in seen) else 1)
PYTHON
