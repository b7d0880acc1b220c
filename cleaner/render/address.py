"""Addresses in outputs: absolute, and with a safe scheme."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
SAFE_SCHEMES = ("http:", "https:", "mailto:")
BREAKS = re.compile(r"[\t\r\n]")  # browsers ignore these in an address, even in its scheme
CONTROLS = "".join(map(chr, range(33)))
WEB = ("http://", "https://")
# Pages that only lead to an address in their query: their paths, and the names of that field.
REDIRECTS = {
    **dict.fromkeys(("www.google.com", "google.com"), ("/url", ("q", "url"))),
    **dict.fromkeys(("l.facebook.com", "lm.facebook.com"), ("/l.php", ("u",))),
    "l.instagram.com": ("/", ("u",)), "www.youtube.com": ("/redirect", ("q",)), "vk.com": ("/away.php", ("to",)),
    "steamcommunity.com": ("/linkfilter/", ("url", "u")), "t.umblr.com": ("/redirect", ("z",)),
    "out.reddit.com": ("/", ("url",)), "slack-redir.net": ("/link", ("url",)),
}  # fmt: skip
MAX_FIELDS = 40  # of a query
UNSAFE = re.compile(r"[\x00-\x20\x7f\s<>()\"\\]")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Writes links and images, relative to the page's own address and its ``base`` element."""

    base: str | None

    def of(self, address: str) -> str | None:
        """An address for output, or None if it is neither web, mail nor relative. Known redirects are followed."""
        address = BREAKS.sub("", address.strip(CONTROLS))
        if not address or not is_safe(address):
            return None
        if self.base:
            with suppress(ValueError):  # an invalid address stays as the page wrote it
                address = urljoin(self.base, address)
        if "http" in address[len(WEB[0]) :]:  # another address in it
            address = _target_of(address)
        # another tool may decode what is still encoded, so the scheme is checked again after joining
        if not is_safe(address):
            return None
        return UNSAFE.sub(
            lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), address
        )


def _target_of(address: str) -> str:
    """Where a redirect that is known leads, as Google Docs writes links, or the address itself."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    path, names = REDIRECTS.get(parts.netloc.lower(), ("", ()))
    if not names or not parts.path.startswith(path):
        return address
    stated = parse_qs(parts.query, max_num_fields=MAX_FIELDS) if parts.query.count("&") < MAX_FIELDS else {}
    return next((value for name in names for value in stated.get(name, ()) if value.startswith(WEB)), address)


def is_safe(address: str) -> bool:
    """Whether an address is relative, or has a scheme that only shows a page or writes a mail."""
    return not SCHEME.match(address) or address.lower().startswith(SAFE_SCHEMES)
