"""The canonical form of a URL, under which two URLs count as one page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from cleaner.fetch.address import normal, scalar, shown

# Parameters that say where a reader came from and never which page is meant.
TRACKING = re.compile(
    r"^(utm_\w+|gclid|gclsrc|dclid|fbclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|wt_mc|oly_\w+_id)$", re.I
)
UNRESERVED = re.compile(r"%[0-9A-Fa-f]{2}")


def canonical(url: str) -> str:
    """Return the form under which two URLs count as one: for telling repetitions, never for fetching.

    As a browser writes it (host in ASCII, no default port, no dot segments), without fragment and user name,
    percent-encoding in one spelling (RFC 3986, 6.2.2), no parameters of campaigns. The order of parameters, doubled
    slashes and a slash at the end may mean something, so they stay. What is no URL is returned as it is, but for user
    names and lone surrogates.
    """
    whole = normal(url.strip())
    if whole is None:
        plain = shown(scalar(url))
        return plain if plain == url else canonical(plain)  # without its user name it may be a URL, or have another one
    parts = urlsplit(shown(whole))
    host, colon, port = parts.netloc.partition(":") if "]" not in parts.netloc else (parts.netloc, "", "")
    pairs = [pair for pair in parts.query.split("&") if pair and not TRACKING.match(pair.partition("=")[0])]
    netloc = (host.rstrip(".") or host) + colon + port
    return urlunsplit(SplitResult(parts.scheme, netloc, _spell(parts.path), _spell("&".join(pairs)), ""))


def _spell(text: str) -> str:
    """Write percent-encoding in one way: unreserved characters plain, all else that needs it in upper-case hex."""

    def one(found: re.Match[str]) -> str:
        plain = unquote(found[0], "latin-1")
        return plain if re.fullmatch(r"[A-Za-z0-9._~-]", plain) else found[0].upper()

    return quote(UNRESERVED.sub(one, text), safe="%/:?#[]@!$&'()*+,;=~", errors="replace")
