"""Addresses in outputs: absolute, and with a safe scheme."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
SAFE_SCHEMES = ("http:", "https:", "mailto:")
BREAKS = re.compile(r"[\t\r\n]")  # browsers ignore these in an address, even in its scheme
CONTROLS = "".join(map(chr, range(33)))
UNSAFE = re.compile(r"[\x00-\x20\x7f\s<>()\"\\]")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Writes links and images, relative to the page's own address and its ``base`` element."""

    base: str | None

    def of(self, address: str) -> str | None:
        """An address for output, or None if it is neither web, mail nor relative."""
        address = BREAKS.sub("", address.strip(CONTROLS))
        if not address or not is_safe(address):
            return None
        if self.base:
            with suppress(ValueError):  # an invalid address stays as the page wrote it
                address = urljoin(self.base, address)
        # another tool may decode what is still encoded, so the scheme is checked again after joining
        if not is_safe(address):
            return None
        return UNSAFE.sub(
            lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), address
        )


def is_safe(address: str) -> bool:
    """Whether an address is relative, or has a scheme that only shows a page or writes a mail."""
    return not SCHEME.match(address) or address.lower().startswith(SAFE_SCHEMES)
