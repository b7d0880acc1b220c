"""Cookies for one redirect chain: what a host sets is sent back to that host only, and is stored nowhere.

Sites that ask for consent, or begin a session, set a cookie and redirect until it comes back. This module implements as
much of RFC 6265 as that needs. It allows less: no cookie for another host or for a whole domain.
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import httpx

from cleaner.fetch.address import host_name

MAX_COOKIES = 50  # per host; the newest are kept
MAX_CHARS = 4_096  # per cookie, as in browsers
MAX_HEADER_CHARS = 8_192  # sent with one request; many servers refuse more


class ChainCookies:
    """The cookies of one redirect chain, by host."""

    def __init__(self) -> None:
        self._hosts: dict[str, dict[tuple[str, str], tuple[str, bool]]] = {}

    def take(self, url: httpx.URL, set_cookies: tuple[str, ...]) -> None:
        """Store the cookies that a reply sets, and remove those that it expires."""
        host = host_name(url)
        for line in set_cookies:
            if len(line) > MAX_CHARS or any(char < " " or char > "~" for char in line.replace("\t", " ")):
                continue
            pair, _, rest = line.partition(";")
            name, equals, value = pair.partition("=")
            name, value = name.strip(), value.strip()
            stated = dict(_attribute(part) for part in rest.split(";"))
            if not equals or not name or not _is_for(host, stated.get("domain", "")):
                continue
            secure = "secure" in stated
            if secure and url.scheme != "https":
                continue
            path = stated.get("path", "")
            jar = self._hosts.setdefault(host, {})
            key = (name, path if path.startswith("/") else _folder_of(url.path))
            jar.pop(key, None)
            if not _is_over(stated):
                jar[key] = (value, secure)
                while len(jar) > MAX_COOKIES:
                    del jar[next(iter(jar))]

    def header(self, url: httpx.URL) -> str:
        """The Cookie header for a request, or an empty string; longer paths come first (RFC 6265, 5.4)."""
        found = sorted(self._hosts.get(host_name(url), {}).items(), key=lambda item: -len(item[0][1]))
        parts: list[str] = []
        for (name, path), (value, secure) in found:
            if (url.scheme == "https" or not secure) and _covers(path, url.path):
                parts.append(f"{name}={value}")
        while parts and sum(map(len, parts)) + 2 * len(parts) > MAX_HEADER_CHARS:
            parts.pop()
        return "; ".join(parts)


def _attribute(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip()


def _is_for(host: str, domain: str) -> bool:
    """Whether a host may set a cookie for a domain: the host itself, or a parent domain."""
    domain = domain.lower().removeprefix(".")
    return not domain or host == domain or host.endswith(f".{domain}")


def _folder_of(path: str) -> str:
    """The default path of a cookie (RFC 6265, 5.1.4)."""
    return path.rpartition("/")[0] or "/"


def _covers(path: str, asked: str) -> bool:
    """Whether a cookie of a path is sent with a request (RFC 6265, 5.1.4)."""
    return asked == path or (asked.startswith(path) and (path.endswith("/") or asked[len(path)] == "/"))


def _is_over(stated: dict[str, str]) -> bool:
    """Whether the cookie has expired, or expires at once."""
    age = stated.get("max-age", "")
    if age.removeprefix("-").isdecimal():
        return age.startswith("-") or not age.strip("0")
    if "expires" not in stated:
        return False
    try:
        return parsedate_to_datetime(stated["expires"][:64]).timestamp() <= time.time()
    except (ValueError, TypeError, OverflowError, IndexError):
        return False
