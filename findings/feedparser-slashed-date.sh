#!/usr/bin/env bash
# feedparser 6.0.14 (PyPI). The date of an entry as 2024/03/07 08:00:00, which hand-made feeds of East Asia use.
# Expected: 7 March 2024, or no date, because the form is in no standard (03/07/2024 gives None). Seen: the year of the
# text with the month of today and the first day of it: no error, and another date each month. ISO week dates
# (2024-W10-4) do the same. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "feedparser==6.0.14"
"$folder/venv/bin/python" - <<'PYTHON'
import time

import feedparser

FEED = "<rss version='2.0'><channel><title>t</title><item><title>a</title><pubDate>{}</pubDate></item></channel></rss>"
seen = []
for text in ("2024/03/07 08:00:00", "2024-W10-4", "2024-03-07 08:00:00", "03/07/2024"):
    date = feedparser.parse(FEED.format(text)).entries[0].published_parsed
    seen.append(date and tuple(date)[:3])
    print(text, seen[-1])
wrong = (2024, time.gmtime().tm_mon, 1)
raise SystemExit(0 if seen == [wrong, wrong, (2024, 3, 7), None] else 1)
PYTHON
