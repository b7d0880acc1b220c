"""Addresses by the rules of browsers (the WHATWG URL Standard), with ada-url as the parser.

Hosts are mapped and encoded as UTS 46 says, in its non-transitional form: wide and decomposed letters are the plain
ones, and ``straße`` is another host than ``strasse``. A host is known by its ASCII form alone; it is never decoded,
because not every ``xn--`` name can be.
"""

from __future__ import annotations

import re

import ada_url
import httpx

SCHEMES = ("http", "https")
WEB = re.compile(r"https?://", re.I)
# The authority ends at the first of these; all before its last "@" is the user's name and password.
AUTHORITY = re.compile(r"(https?:[/\\]{0,8}|[a-z][a-z0-9+.-]{0,30}:[/\\]{1,8}|[/\\]{2,8})[^/\\?#]*@", re.I)
BARE_AUTHORITY = re.compile(r"(?!mailto:)[^/\\?#@:\s]{1,200}:[^/\\?#\s]*@", re.I)
SURROGATE = re.compile("[\ud800-\udfff]")


def scalar(text: str) -> str:
    """Text without lone surrogates, which no file and no URL can hold; each becomes U+FFFD, as in a browser.

    JSON can spell them, and no encoding can write them.
    """
    if not SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def normal(url: str) -> str | None:
    """The URL as a browser would write it, or None for what is no http or https URL with a host."""
    if not WEB.match(url):
        return None
    try:
        parsed = ada_url.URL(scalar(url))
    except ValueError:
        return None
    return parsed.href if parsed.hostname else None


def host_name(url: httpx.URL) -> str:
    """The host by which turns are kept: in ASCII, without the dot at its end."""
    return url.raw_host.decode("ascii").rstrip(".")


def host_of(url: str) -> str:
    """The host name of a URL by which turns are kept; an empty string for what is no URL."""
    if not WEB.match(url):
        return ""
    try:
        return ada_url.URL(scalar(url)).hostname.strip("[]").rstrip(".")
    except ValueError:
        return ""


def shown(url: str) -> str:
    """Return a URL, or what is nearly one, without the user name and password that it may hold."""
    found = AUTHORITY.match(url)
    if found:
        return found[1] + url[found.end() :]
    bare = BARE_AUTHORITY.match(url)
    return url[bare.end() :] if bare else url
