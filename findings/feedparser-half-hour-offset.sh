#!/usr/bin/env bash
# feedparser 6.0.14 (PyPI). A date of an entry with an offset of half an hour and no colon, 2024-03-07T08:00:00+0530, as
# strftime("%z") and PHP's DATE_ISO8601 write it. Expected: 02:30 UTC, as for +05:30 and for the RFC 822 date with +0530
# in the same feed, or no date. Seen: 03:00. The minutes of the offset are not read, so each entry of such a feed from
# India, Nepal, Iran, Newfoundland or South Australia is half an hour off, or 45 minutes. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "feedparser==6.0.14"
"$folder/venv/bin/python" - <<'PYTHON'
import feedparser

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title><entry><title>Ferry</title>
<published>%s</published></entry></feed>"""
RSS = "<rss version='2.0'><channel><item><title>Ferry</title><pubDate>%s</pubDate></item></channel></rss>"


def time_in_utc(template, text):
    return feedparser.parse(template % text).entries[0].published_parsed[:5]


seen = {
    text: time_in_utc(ATOM, text)
    for text in ("2024-03-07T08:00:00+0530", "2024-03-07T08:00:00-0330", "2024-03-07T08:00:00+05:30")
}
seen["RFC 822"] = time_in_utc(RSS, "Thu, 07 Mar 2024 08:00:00 +0530")
print(seen)
expected = [(2024, 3, 7, 3, 0), (2024, 3, 7, 11, 0), (2024, 3, 7, 2, 30), (2024, 3, 7, 2, 30)]
raise SystemExit(0 if list(seen.values()) == expected else 1)
PYTHON
