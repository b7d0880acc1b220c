#!/usr/bin/env bash
# extruct 0.18.0 (PyPI), JSON-LD. A script element whose type has a parameter, application/ld+json;profile=..., or
# capitals. Expected: its data, because the type of a data block is a MIME type, which may have parameters and whose
# case does not matter (HTML, section 4.12.1), and JSON-LD registers the profile parameter, also to tell script
# elements apart (JSON-LD 1.1, section 5.4). Seen: an empty list, as for a page without structured data; the whole
# value of the attribute is compared. PyLD 3.3.0 reads the same page. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "extruct==0.18.0" "PyLD==3.3.0"
"$folder/venv/bin/python" - <<'PYTHON'
import extruct
from pyld import jsonld

DATA = {"@type": "NewsArticle", "datePublished": "2024-03-07"}
PAGE = '<html><head><script type="%s">{"@type": "NewsArticle", "datePublished": "2024-03-07"}</script></head></html>'
TYPES = (
    "application/ld+json",
    "application/ld+json;profile=http://www.w3.org/ns/json-ld#compacted",
    "application/ld+json; charset=utf-8",
    "Application/LD+JSON",
)

seen = [extruct.extract(PAGE % kind, syntaxes=["json-ld"])["json-ld"] for kind in TYPES]
other = jsonld.load_html(PAGE % TYPES[1], "https://example.org/", None, {})
print(seen, other)
raise SystemExit(0 if seen == [[DATA], [], [], []] and other == DATA else 1)
PYTHON
