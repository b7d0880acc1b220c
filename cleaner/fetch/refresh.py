"""Pages that send their readers elsewhere: ``<meta http-equiv=refresh>`` or a ``Refresh`` header, with a short wait.

So do a frameset with one frame, in which hosts of domains show the page of another one, and a page that holds nothing
but a script that assigns a location.
"""

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
SMALL_BYTES = 6_000  # of a page that only sends on
TAGS = re.compile(
    r"<!--.*?-->|<(script|style|noscript|title|head)\b[^>]{0,2000}>.*?</\1\s{0,9}>|<[^<>]{1,2000}>",
    re.IGNORECASE | re.DOTALL,
)
PERHAPS = re.compile(
    r"\b(?:if|function|switch|catch)\b|\b(?:for|while)\s{0,9}\(|\b(?:const|let|var)\s{1,9}location\b"
    r"|=>|&&|\|\||\?[^\"'\n]*:\s"
)
REMARKS = re.compile(r"(?:^|[\s>;])//[^\n]*", re.MULTILINE)
ASSIGNED = re.compile(
    r"(?<![\w$.])(?:(?:window|document|self|top|parent)\.){0,2}location"
    r"(?:\.href\s{0,9}=(?!=)|\.(?:replace|assign)\s{0,9}\(|\s{0,9}=(?!=))"
    r"\s{0,9}([\"'])((?:https?:|\\?/|(?![a-zA-Z]{2,20}:)\.{0,2}[\w-])[^\"'\s]{0,2000})\1\s{0,9}(?=[);}\n<]|\Z)"
)
FRAME = re.compile(rb"<frame\b([^<>]{0,3000})>", re.IGNORECASE)
FRAMESET = re.compile(rb"<frameset\b([^<>]{0,3000})>", re.IGNORECASE)
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
    if b"<frameset" in lower:
        return only_frame(head)
    return scripted_target(body) if len(body) <= SMALL_BYTES and b"location" in lower else None


def only_frame(head: bytes) -> str | None:
    """The address of the one frame that a frameset shows, as written. None if it shows several or none.

    >>> only_frame(b"<frameset rows='100%,*'><frame src=/town><frame src=/counter></frameset>")
    '/town'
    >>> only_frame(b"<frameset cols='20%,*'><frame src=/menu><frame src=/town></frameset>")
    """
    sets = FRAMESET.findall(head)
    frames = [read_attributes(inner.decode("utf-8", "replace")).get("src", "").strip() for inner in FRAME.findall(head)]
    stated = read_attributes(sets[0].decode("utf-8", "replace")) if len(sets) == 1 else {}
    sizes = [size.strip().rstrip("%") for size in (stated.get("rows") or stated.get("cols") or "").split(",")]
    if len(sizes) == len(frames):
        full = "100" in sizes
        frames = [
            frame for frame, size in zip(frames, sizes, strict=True) if size == "100" or (size != "0" and not full)
        ]
    shown = [frame for frame in frames if frame and not frame.lower().startswith("about:")]
    return shown[0] if len(shown) == 1 else None


def scripted_target(body: bytes) -> str | None:
    r"""Where the script of a page without any text sends its readers, as written. None if it may do something else.

    >>> scripted_target(b"<title>Moved</title><script>window.location.replace('https://h/new')</script>")
    'https://h/new'
    >>> scripted_target(b"<script>location.href = '/new'</script><p>A text</p>")
    """
    text = body.decode("utf-8", "replace")
    if TAGS.sub("", text).strip():
        return None
    found = {one.replace("\\/", "/") for _, one in ASSIGNED.findall(REMARKS.sub(" ", text))}
    return found.pop() if len(found) == 1 and not PERHAPS.search(text) else None


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
