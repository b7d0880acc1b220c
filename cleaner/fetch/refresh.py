"""Pages that send their readers elsewhere: ``<meta http-equiv=refresh>`` or a ``Refresh`` header, with a short wait."""

from __future__ import annotations

import re
from html import unescape

LOOK_BYTES = 20_000  # such pages are small, and the element is in the head
MAX_WAIT_S = 10.0  # with a longer wait, the page itself is meant to be read
# Skipped: comments, and elements whose content is ignored by a browser with scripts.
TOKENS = re.compile(rb"<!--|<(script|style|noscript|template|textarea|title)\b|<meta\b([^>]{0,3000})>", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"([a-z-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]{0,2500})\"|'([^']{0,2500})'|([^\s\"'>]{1,2500}))", re.IGNORECASE
)
CONTENT = re.compile(
    r"\s{0,9}(\d{1,9}(?:\.\d{0,9})?)\s{0,9}[;,]\s{0,9}(?:url\s{0,9}=\s{0,9})?(.{1,2500})", re.IGNORECASE | re.DOTALL
)
PAGES = ("text/html", "application/xhtml+xml")


def refresh_target(body: bytes, media_type: str | None) -> str | None:
    """Where a page sends its readers, as written, or None if it does not or waits too long.

    >>> refresh_target(b"<meta http-equiv=refresh content='0; url=/new'>", "text/html")
    '/new'
    """
    if media_type is not None and media_type not in PAGES:
        return None
    head = body[:LOOK_BYTES]
    lower = head.lower()
    at = 0
    while (found := TOKENS.search(head, at)) is not None:
        if found[2] is None:
            end = b"-->" if found[1] is None else b"</" + found[1].lower()
            at = lower.find(end, found.end())
            if at < 0:
                return None
            continue
        at = found.end()
        target = _target(found[2].decode("utf-8", "replace"))
        if target is not None:
            return target
    return None


def _target(attributes: str) -> str | None:
    values = read_attributes(attributes)
    if values.get("http-equiv", "").strip().lower() != "refresh":
        return None
    return stated_target(values.get("content", ""))


def read_attributes(text: str) -> dict[str, str]:
    """The attributes of an element by their names in lower case, from the text between its name and its end.

    >>> read_attributes("rel=next HREF='/a?b&amp;c'")
    {'rel': 'next', 'href': '/a?b&c'}
    """
    return {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(text)}


def stated_target(content: str) -> str | None:
    """Where a refresh leads, as written, or None if it leads nowhere or waits too long.

    >>> stated_target("0; url=/new"), stated_target("30; url=/new"), stated_target("5")
    ('/new', None, None)
    """
    found = CONTENT.match(content)
    if found is None or float(found[1]) > MAX_WAIT_S:
        return None
    target = found[2].strip().strip("\"'").strip()
    return None if not target or target.lower() in ("url", "url=") else target
