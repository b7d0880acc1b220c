#!/usr/bin/env bash
# html2text 2025.4.15, Resiliparse 2.0.1 and jusText 3.0.2 (PyPI). One half as MathML (mfrac), inside a sentence.
# Expected: some sign between numerator and denominator, or no formula at all. Seen: all three print another number
# without a warning: x = 1/2 becomes "x=12". Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  "html2text==2025.4.15" "resiliparse==2.0.1" "justext==3.0.2" "lxml_html_clean==0.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import html2text
import justext
from resiliparse.extract.html2text import extract_plain_text

half = "<math><mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
page = f"<html><body><p>So the value of {half} is what the readers of the first part of this text have found.</p></body></html>"
seen = {
    "html2text": html2text.html2text(page),
    "resiliparse": extract_plain_text(page),
    "justext": " ".join(part.text for part in justext.justext(page, justext.get_stoplist("English"))),
}
print(seen)
raise SystemExit(0 if all("x=12" in text for text in seen.values()) else 1)
PYTHON
