"""Recognises text files that are not pages: feeds, JSON, XML data, CSV, style sheets, robots.txt. The content decides.

In doubt a file is a page: it counts as another format only if all of it has that format.
"""

from __future__ import annotations

import re

from cleaner.read.answers import is_json, xml_kind

SNIFF_CHARS = 20_000
ROOT = re.compile(
    r"(?:(?:<\?xml\b[^>]{0,999}>|<\?xml-stylesheet\b[^>]{0,999}>|<!--(?:[^-]|-(?!->)){0,999}-->|<!doctype\b[^>]{0,999}>)"
    r"\s{0,99}){0,20}<(rss|feed|rdf:rdf|urlset|sitemapindex|opml)[\s>]",
    re.IGNORECASE,
)
PAGE = re.compile(r"(?:<!doctype html[^>]{0,200}>\s{0,9})?<html[\s>]", re.IGNORECASE)
CSV_TYPES = ("text/csv", "text/tab-separated-values")
ROBOTS_KEYS = frozenset((
    "user-agent", "allow", "disallow", "sitemap", "crawl-delay", "host", "clean-param", "noindex", "request-rate",
    "visit-time", "content-usage", "content-signal", "license",
))  # fmt: skip
CSS_COMMENT = re.compile(r"/\*.{0,5000}?\*/", re.DOTALL)
CSS_DECLARATION = re.compile(r"\s*[-\w]{1,60}\s{0,9}:[^:].{0,999}\Z", re.DOTALL)
MIN_CSS_RULES = 3
CSV_LINES = 5  # the smallest number of lines, each with at least three fields
CSV_LOOK = 50
CSV_FIELD_CHARS = 30  # mean length; fields of a table are shorter, clauses of prose longer
# First letters of formats that nothing else begins with.
STARTS = {
    "WARC/0.": "a WARC archive",
    "WARC/1.": "a WARC archive",
    "filedesc://": "an ARC archive",
    "BEGIN:VCALENDAR": "a calendar",
    "BEGIN:VCARD": "a visiting card",
    "#EXTM3U": "a list of media",
    "{\\rtf1": "RTF",
}


def foreign_kind(text: str, content_type: str | None) -> str | None:
    """The format of a decoded text that is not a page, in a word or two. None for a page."""
    start = text[:SNIFF_CHARS].lstrip("\ufeff \t\r\n")
    if PAGE.match(start):  # as most
        return None
    if start.startswith("<"):
        found = ROOT.match(start)
        if found is None:
            return xml_kind(text, start, content_type)
        return "a sitemap" if found[1].lower() in ("urlset", "sitemapindex") else "a feed"
    if start.startswith(tuple(STARTS)):
        return next(kind for mark, kind in STARTS.items() if start.startswith(mark))
    if is_json(text, start, content_type):
        return "JSON"
    if content_type == "text/css" or _is_css(start):
        return "a style sheet"
    if _is_robots(start):
        return "a robots.txt"
    if content_type in CSV_TYPES or _is_csv(start):
        return "CSV"
    return None


def _lines(start: str) -> list[str]:
    """The lines that are complete."""
    lines = start.splitlines()
    return lines[:-1] if len(start) > SNIFF_CHARS // 2 else lines


def _is_robots(start: str) -> bool:
    lines = (line.strip() for line in _lines(start))
    keys = [line.partition(":")[0].strip().lower() for line in lines if line and not line.startswith("#")]
    return "user-agent" in keys and ROBOTS_KEYS.issuperset(keys)


def _is_css(start: str) -> bool:
    *pieces, tail = CSS_COMMENT.sub("", start).split("}")
    rules = [piece.rpartition("{") for piece in pieces if piece.strip()]
    if len(rules) < MIN_CSS_RULES or (tail.strip() and len(start) <= SNIFF_CHARS // 2):
        return False
    # a blank line before the brace separates prose
    return all(found and "\n\n" not in before.strip() and _declares(body) for before, found, body in rules)


def _declares(body: str) -> bool:
    return all(CSS_DECLARATION.match(part) for part in body.split(";") if part.strip())


def _is_csv(start: str) -> bool:
    lines = [line for line in _lines(start) if line.strip()][:CSV_LOOK]
    if len(lines) < CSV_LINES:
        return False
    import csv

    for mark in ",;":
        try:
            rows = list(csv.reader(lines, delimiter=mark, strict=True))
        except csv.Error:
            continue
        fields = [field for row in rows for field in row]
        even = len({len(row) for row in rows}) == 1 and len(rows[0]) >= 3
        if even and sum(map(len, fields)) <= CSV_FIELD_CHARS * len(fields) and len(set(rows[0])) == len(rows[0]):
            return not any(field.rstrip().endswith((".", "!", "?")) for field in fields)
    return False
