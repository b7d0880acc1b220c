"""URLs as browsers parse them (the WHATWG URL Standard), with ada-url as the parser.

Hosts are normalised by UTS 46 in its non-transitional form. Full-width and decomposed letters become plain ones, and
``straße`` is a different host than ``strasse``. A host is always in its ASCII form. It is never decoded, because some
``xn--`` names cannot be decoded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import ada_url

if TYPE_CHECKING:
    import httpx

SCHEMES = ("http", "https")
WEB = re.compile(r"https?://", re.I)
# The authority ends at the first of these. Everything before its last "@" is the user's name and password.
AUTHORITY = re.compile(r"(https?:[/\\]{0,8}|[a-z][a-z0-9+.-]{0,30}:[/\\]{1,8}|[/\\]{2,8})[^/\\?#]*@", re.I)
BARE_AUTHORITY = re.compile(r"(?!mailto:)[^/\\?#@:\s]{1,200}:[^/\\?#\s]*@", re.I)
SURROGATE = re.compile("[\ud800-\udfff]")


def scalar(text: str) -> str:
    """Replace lone surrogates, which no file and no URL can hold, by U+FFFD, as a browser does.

    JSON can spell them, but no encoding can write them.
    """
    if not SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def normal(url: str) -> str | None:
    """The URL as a browser would write it, or None if it is not an http or https URL with a host."""
    if not WEB.match(url):
        return None
    try:
        parsed = ada_url.URL(scalar(url))
    except ValueError:
        return None
    return parsed.href if parsed.hostname else None


def joined(base: str, address: str) -> str | None:
    r"""The URL to which an address on the page ``base`` leads in a browser, or None.

    >>> joined("https://h.example/a/b", "\\c d\te"), joined("http://h.example/", "https:/h.example/x")
    ('https://h.example/c%20de', 'https://h.example/x')
    """
    try:
        return str(ada_url.join_url(base, scalar(address)))
    except ValueError:
        return None


def host_name(url: httpx.URL) -> str:
    """The host by which turns are counted: in ASCII, without a final dot."""
    return url.raw_host.decode("ascii").rstrip(".")


def host_of(url: str) -> str:
    """The host name of a URL by which turns are counted, or an empty string if the text is not a URL."""
    if not WEB.match(url):
        return ""
    try:
        return ada_url.URL(scalar(url)).hostname.strip("[]").rstrip(".")
    except ValueError:
        return ""


def shown(url: str) -> str:
    """Return a URL, or a text that is almost one, without its user name and password."""
    found = AUTHORITY.match(url)
    if found:
        return found[1] + url[found.end() :]
    bare = BARE_AUTHORITY.match(url)
    return url[bare.end() :] if bare else url
