#!/usr/bin/env bash
# datefinder 1.0.0 (PyPI), find_dates and extract. A date with the full name of its weekday and no comma between them:
# "Thursday 7 March 2024", and the American "Thursday, March 7, 2024". Expected: one date, as its README shows for
# "January 4th, 2017". Seen: two overlapping dates; the first is 7 March of the year of today, whose year was not read.
# So the first date of a page, and each count of dates, is wrong. With a short weekday, with a comma before the day, and
# with find_dates_legacy there is one date, the right one. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "datefinder==1.0.0"
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime, timezone

import datefinder

today = datetime(2026, 11, 1, tzinfo=timezone.utc)


def dates(text):
    return [day.date().isoformat() for day in datefinder.find_dates(text, base_date=today)]


doubled = [dates("Thursday 7 March 2024"), dates("It left on Thursday, March 7, 2024 at noon.")]
right = [dates("7 March 2024"), dates("Thu 7 March 2024"), dates("Thursday, 7 March 2024")]
legacy = [day.date().isoformat() for day in datefinder.find_dates_legacy("Thursday 7 March 2024")]
print(doubled, right, legacy)
spans = [match.text for match in datefinder.extract("Thursday 7 March 2024", reference_dt=today)]
print(spans)
same = doubled == [["2026-03-07", "2024-03-07"]] * 2 and spans == ["Thursday 7 March", "7 March 2024"]
raise SystemExit(0 if same and right == [["2024-03-07"]] * 3 and legacy == ["2024-03-07"] else 1)
PYTHON
