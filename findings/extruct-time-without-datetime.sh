#!/usr/bin/env bash
# extruct 0.18.0 (PyPI), microdata. A time element without a datetime attribute. Expected: its text, as the HTML
# standard says (a time element's value is its datetime attribute if there is one, otherwise its text). Seen: an empty
# string. So the publication date of such a page is lost, and the property looks as if the page stated nothing. Exits 1
# if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "extruct==0.18.0"
"$folder/venv/bin/python" - <<'PYTHON'
import extruct

page = """<div itemscope itemtype="https://schema.org/Article"><time itemprop="datePublished">2024-03-05</time>
<time itemprop="dateModified" datetime="2024-03-06">on Wednesday</time></div>"""
said = extruct.extract(page, syntaxes=["microdata"])["microdata"][0]["properties"]
print(said)
raise SystemExit(0 if said == {"datePublished": "", "dateModified": "2024-03-06"} else 1)
PYTHON
