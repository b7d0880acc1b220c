"""A quick test of a page as it was sent: can it be one that scripts have yet to fill?"""

from __future__ import annotations

import re

MAX_LETTERS = 6_000  # outside markup; a page that counts as empty shows a few hundred
LOOK_BYTES = 3_000_000  # longer pages are left to the full check
# The opening is found first, then its end, so the time grows only linearly with the length of the page.
UNSEEN = re.compile(rb"<(script|style|noscript|template|svg|!--)", re.IGNORECASE)
TAG = re.compile(rb"<[^<>]{0,3000}>")
SPACE = re.compile(rb"\s+")


def may_be_empty(body: bytes) -> bool:
    """Whether a page can be empty without its scripts. The answer is generous: no only for pages full of text.

    >>> may_be_empty(b"<title>App</title><div id=app></div><script>start()</script>")
    True
    >>> may_be_empty(b"<p>" + b"A story. " * 800 + b"</p><script>count()</script>")
    False
    """
    if len(body) > LOOK_BYTES:
        return True
    lower = body.lower()
    seen = bytearray()
    at = 0
    while (found := UNSEEN.search(lower, at)) is not None:
        seen += body[at : found.start()]
        end = b"-->" if found[1] == b"!--" else b"</" + found[1]
        at = lower.find(end, found.end())
        if at < 0:
            at = len(body)
    seen += body[at:]
    return len(SPACE.sub(b" ", TAG.sub(b"", bytes(seen)))) <= MAX_LETTERS
