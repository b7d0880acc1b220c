#!/usr/bin/env bash
# courlan 1.4.0 (PyPI), the URL library of trafilatura. clean_url and check_url of an address whose query is a bare
# word, as in forums and archives (showthread.php?12345). Expected: the same address; only known trackers go. Seen: the
# query is dropped, so all threads of the forum become one address. check_url, which filters links for a crawl, returns
# the shortened address too. A pair such as ?t=12345 stays. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "courlan==1.4.0"
"$folder/venv/bin/python" - <<'PYTHON'
from courlan import check_url, clean_url

bare, pair = "https://forum.example.org/showthread.php?12345", "https://forum.example.org/showthread.php?t=12345"
print(clean_url(bare), check_url(bare), clean_url(pair))
short = "https://forum.example.org/showthread.php"
raise SystemExit(0 if (clean_url(bare), check_url(bare)[0], clean_url(pair)) == (short, short, pair) else 1)
PYTHON
