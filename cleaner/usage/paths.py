"""Path patterns of robots.txt (RFC 9309, 2.2.2 and 2.2.3), matched without backtracking."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cleaner.patterns import later

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
ESCAPE = later(r"%([0-9A-Fa-f]{2})")


def path_of(url: str) -> str:
    """The path and query of a URL, with escapes in normal form.

    >>> path_of("https://site.example/%7Eme/a%2fb?x=1#top")
    '/~me/a%2Fb?x=1'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def normal(path: str) -> str:
    """Escapes in normal form: none for plain characters, upper-case hex for the others and for bytes beyond ASCII."""
    ascii_only = "".join(
        char if char < "\x80" else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", _errors(char)))
        for char in path
    )
    return ESCAPE.sub(_plain, ascii_only)


def _errors(char: str) -> str:
    """How a character is encoded: those that stand for raw bytes become these, and other surrogates pass."""
    return "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"


def _plain(escape: re.Match[str]) -> str:
    byte = int(escape[1], 16)
    return chr(byte) if byte in UNRESERVED else escape[0].upper()


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches the beginning of a path (both in normal form). ``*`` is any text, a last ``$`` the end.

    >>> matches("/news/*.html$", "/news/2026/a.html"), matches("/news/*.html$", "/news/a.html?x")
    (True, False)
    """
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not anchored or at == len(path)
    *middle, last = rest
    for piece in middle:  # the leftmost match is best, because the rest may be anywhere behind it
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if anchored:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0
