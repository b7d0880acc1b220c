"""The note that a browser or a mirroring program leaves in a saved page: the address of the page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cleaner.patterns import later

NOTE_CHARS = 5_000  # the notes are before the html element or right inside it
NOTES = (
    # browsers ("Save as"), also as the mark of the web; the number is the length of the address
    (later(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(\S{1,2000})", re.IGNORECASE), "comment:saved-from"),
    (later(r"<!--\s{0,9}Page saved with SingleFile\s{0,9}\n\s{0,9}url:\s{0,9}(\S{1,2000})"), "comment:singlefile"),
    (later(r"<!-- Saved from (\S{1,2000}) at \S{1,40} using monolith"), "comment:monolith"),
    (later(r"<!-- Mirrored from (\S{1,2000}) by HTTrack"), "comment:httrack"),
    (later(r"<html\b[^<>]{0,2000}?\sdata-scrapbook-source=\"(\S{1,2000}?)\""), "html:data-scrapbook-source"),
)
MAY_LACK_SCHEME = "comment:httrack"


def saved_from(html: str) -> tuple[str, str] | None:
    """The original address of a saved page and the kind of note, or None if there is no note.

    >>> saved_from("<!doctype html><!-- saved from url=(0025)https://harbour.example/a -->")
    ('https://harbour.example/a', 'comment:saved-from')
    """
    head = html[:NOTE_CHARS]
    if "<!--" not in head and "data-scrapbook-source" not in head:
        return None
    for pattern, source in NOTES:
        found = pattern.search(head)
        if found is None:
            continue
        address = found[1].removesuffix("-->")
        if source == MAY_LACK_SCHEME and "://" not in address:
            address = f"http://{address}"
        if _is_web(address):
            return address, source
    return None


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[<>\"\\^`{|}]", address)
