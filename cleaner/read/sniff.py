"""Decides whether a page is markup or plain text, by its content type or by its beginning."""

from __future__ import annotations

import re
from itertools import islice

from cleaner.patterns import later

HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
NAMES = r"(?:html|head|body|div|p|span|table|article|section|a|h[1-6]|br|ul|script|meta)"
TAG = later(rf"<(?:!doctype|!--|{NAMES}\b)", re.I)
USED_TAG = later(rf"<(?:!doctype html|!--|{NAMES}(?:\s[^<>]{{1,400}}>|\s?/?>(?=[^\W_]|[<&\n])))", re.I)
CODE = later(r"(?:```|~~~)[^`~]{0,20000}(?:```|~~~)|`[^`\n]{1,400}`")  # in which plain text shows markup
HEADER = re.compile(
    r"\s{0,80}(?:HTTP/\d[^\n]{0,80}\n)?(?:[A-Za-z][\w-]{0,60}:[^\n]{0,4000}\n|[ \t]+\S[^\n]{0,4000}\n){1,100}\s*"
)
DOCUMENT = re.compile(r"<(?:!doctype html|html)\b", re.I)
SNIFF_CHARS = 20_000
MIN_TAGS = 3


def is_html(text: str, content_type: str | None) -> bool:
    """Whether decoded text is markup: by its content type, or else by tags in use near its start.

    A text that only mentions tags ("the <p> tag") is not markup. A tag in use is at the end of a line, has attributes,
    or is followed at once by a letter or another tag. A stated ``text/plain`` counts unless the text begins with a
    document.
    """
    if content_type in HTML_TYPES:
        return True
    head = skip_header(text)[:SNIFF_CHARS].lstrip()
    if head[:15].lower().startswith(("<!doctype html", "<html")):
        return True
    if content_type == "text/plain":
        return False
    if head.startswith("<") and TAG.match(head) and (head.rstrip().endswith(">") or USED_TAG.search(head)):
        return True
    found = sum(1 for _ in islice(USED_TAG.finditer(CODE.sub(" ", head)), MIN_TAGS))
    return found >= MIN_TAGS


def skip_header(text: str) -> str:
    """A text without the lines of a mail or an HTTP response above its first empty line, if markup begins below."""
    header = HEADER.match(text)
    return text[header.end() :] if header and DOCUMENT.match(text, header.end()) else text
