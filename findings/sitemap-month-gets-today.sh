#!/usr/bin/env bash
# ultimate-sitemap-parser 1.8.1 and fastfeedparser 0.6.5 (PyPI). A date that states only its year or its month, as the
# W3C note on dates and times allows (its first two forms are 1997 and 1997-07). The sitemap protocol names that note
# for lastmod, and Dublin Core names it for dc:date. Expected: the first day of the year or month, or no date. Seen:
# the missing parts come from today: in November, 2024 is a day of November 2024, and 2024-03 is the day of today in
# March. No error, and another date each day the crawler runs. News sitemaps do the same. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    "ultimate-sitemap-parser==1.8.1" "fastfeedparser==0.6.5"
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import date, datetime, timezone

import fastfeedparser
from usp.tree import sitemap_from_str

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://example.org/ferry</loc><lastmod>%s</lastmod></url></urlset>"""
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour</title><item><title>Ferry</title><dc:date>%s</dc:date></item></channel></rss>"""


def both(text):
    page = next(iter(sitemap_from_str(SITEMAP % text).all_pages()))
    entry = fastfeedparser.parse(FEED % text).entries[0]
    return page.last_modified.date(), datetime.fromisoformat(entry.published).date()


def of_today():
    days = {date.today(), datetime.now(timezone.utc).date()}
    return {date(2024, day.month, day.day) for day in days}, {date(2024, 3, day.day) for day in days}


before = of_today()
year, month, day = both("2024"), both("2024-03"), both("2024-03-07")
after = of_today()
print(year, month, day)
same = set(year) <= before[0] | after[0] and set(month) <= before[1] | after[1]
raise SystemExit(0 if same and day == (date(2024, 3, 7),) * 2 else 1)
PYTHON
