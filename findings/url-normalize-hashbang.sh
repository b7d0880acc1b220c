#!/usr/bin/env bash
# url-normalize 3.1.0 (PyPI). The address of a page with "#!" in its fragment. Expected: the same resource, because
# normalisation by RFC 3986 (section 6) never changes which resource an address names, and a fragment is not sent to the
# server. Seen: the fragment becomes the query "_escaped_fragment_", which is sent, so the server is asked for another
# address. That form belonged to a scheme for crawlers that Google deprecated in 2015. A fragment without "!" stays.
# Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "url-normalize==3.1.0"
"$folder/venv/bin/python" - <<'PYTHON'
from url_normalize import url_normalize

seen = [url_normalize(f"https://example.org/notes{end}") for end in ("#ferry", "#!ferry", "?page=2#!ferry")]
print(*seen, sep="\n")
expected = ["#ferry", "?_escaped_fragment_=ferry", "?page=2&_escaped_fragment_=ferry"]
raise SystemExit(0 if seen == [f"https://example.org/notes{end}" for end in expected] else 1)
PYTHON
