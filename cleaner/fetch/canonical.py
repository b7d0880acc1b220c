"""The canonical form of a URL, under which two URLs count as one page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from cleaner.fetch.address import normal, scalar, shown

# Parameters that say where a reader came from, but do not change the page.
TRACKING = re.compile(
    r"^(utm_\w+|gclid|gclsrc|dclid|fbclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|wt_mc|oly_\w+_id)$", re.I
)
UNRESERVED = re.compile(r"%[0-9A-Fa-f]{2}")


def canonical(url: str) -> str:
    """Return the form under which two URLs count as the same page. Use it to compare, never to fetch.

    It is the form of browsers: the host in ASCII, no default port, no dot segments. Fragment, user name and parameters
    of campaigns are removed, and percent-encoding has one spelling (RFC 3986, 6.2.2). The order of parameters, double
    slashes and a final slash may mean something, so they stay. A text that is not a URL stays as it is, except for user
    names and lone surrogates.
    """
    whole = normal(url.strip())
    if whole is None:
        plain = shown(scalar(url))
        return plain if plain == url else canonical(plain)  # without its user name it may be a URL, or hold another one
    parts = urlsplit(shown(whole))
    host, colon, port = parts.netloc.partition(":") if "]" not in parts.netloc else (parts.netloc, "", "")
    pairs = [pair for pair in parts.query.split("&") if pair and not TRACKING.match(pair.partition("=")[0])]
    netloc = (host.rstrip(".") or host) + colon + port
    return urlunsplit(SplitResult(parts.scheme, netloc, _spell(parts.path), _spell("&".join(pairs)), ""))


def _spell(text: str) -> str:
    """Normalise percent-encoding: unreserved characters are plain, others use upper-case hex."""

    def one(found: re.Match[str]) -> str:
        plain = unquote(found[0], "latin-1")
        return plain if re.fullmatch(r"[A-Za-z0-9._~-]", plain) else found[0].upper()

    return quote(UNRESERVED.sub(one, text), safe="%/:?#[]@!$&'()*+,;=~", errors="replace")
