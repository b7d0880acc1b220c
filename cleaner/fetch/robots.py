"""robots.txt by RFC 9309, with protego as the matcher of paths.

A rule can be read in two common ways: literally, like the largest search engine (``%62`` in a rule is not ``b``), or
decoded, by RFC 9309, 2.2.2 (it is). A URL is fetched only if both ways allow it.
"""

from __future__ import annotations

import codecs
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from protego import Protego

from cleaner.usage.robots_txt import RobotsUsage
from cleaner.vocabulary import FailureReason

MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309, 2.5 requires at least 500 KiB
CACHE_S = 86_400.0  # RFC 9309, 2.4: at most a day
UNREACHABLE_S = 300.0  # pause after a robots.txt could not be fetched
MAX_REMEMBERED = 2_048  # authorities whose parsed rules are kept
BOM = b"\xef\xbb\xbf"
AGENT_LINE = re.compile(r"^([ \t]*user[- ]?agent[ \t]*(?::|[ \t])[ \t]*)([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)
LINE_END = re.compile(r"\r\n?")
NOT_LINE_ENDS = dict.fromkeys((0, 0x0B, 0x0C, 0x1C, 0x1D, 0x1E))  # but str.splitlines() splits at them
TOKEN = re.compile(r"[A-Za-z_-]+")  # RFC 9309, 2.2.1
ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


class Rules:
    """The rules of one robots.txt for one crawler, named by its product token."""

    def __init__(self, body: bytes, token: str) -> None:
        self.body = body = _in_utf8(body)
        text = LINE_END.sub("\n", _unmark(body).decode("utf-8", "surrogateescape").translate(NOT_LINE_ENDS))
        agents: set[str] = set()
        text = AGENT_LINE.sub(lambda line: line[1] + _product(line[2], agents), text)
        # protego also applies a group named "clean" to "cleaner", but only the whole token names a crawler
        self._token = token.lower() if token.lower() in agents else "*"
        text = _escape_bytes(text)
        self._literal = Protego.parse(text.replace("%", "%25"))
        self._decoded = Protego.parse(text)
        self.usage = RobotsUsage(body, token)

    def allows(self, url: str) -> bool:
        """Whether ``url`` may be fetched."""
        # protego always allows /robots.txt; hiding the dot makes the rules apply to that path too
        literal = ESCAPE.sub(lambda escape: escape[0].upper(), url).replace("%", "%25")
        literal = literal.replace("/robots.txt", "/robots%2Etxt")
        if not self._literal.can_fetch(literal, self._token):
            return False
        return bool(self._decoded.can_fetch(url, self._token))

    @property
    def crawl_delay(self) -> float:
        """Seconds that the file asks for between two requests, or 0."""
        delay = self._decoded.crawl_delay(self._token)
        rate = self._decoded.request_rate(self._token)
        by_rate = rate.seconds / rate.requests if rate else 0.0
        return max(float(delay or 0.0), by_rate)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why a robots file could not be fetched, in the terms of a failure."""

    reason: FailureReason
    message: str
    retryable: bool


class RobotsStore(Protocol):
    """Stores robots files between runs."""

    def load_robots(self, authority: str, now: float) -> bytes | None:
        """Return the stored file of ``authority``, or None if there is none or it is out of date."""

    def save_robots(self, authority: str, body: bytes, expires: float) -> None:
        """Store the file of ``authority`` until ``expires`` (seconds since the epoch)."""


class RobotsBook:
    """The rules of each authority (scheme, host, port), kept for a day and shared between runs."""

    def __init__(self, store: RobotsStore, token: str) -> None:
        self._store = store
        self._token = token
        self._rules: OrderedDict[str, tuple[Rules, float]] = OrderedDict()
        self._unreachable: OrderedDict[str, tuple[Unreachable, float]] = OrderedDict()
        self._files: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self.token = token

    def known(self, authority: str, now: float) -> Rules | None:
        """Return the rules of ``authority``, or None if they are unknown or out of date."""
        found = self._rules.get(authority)
        if found is not None and found[1] > now:
            self._rules.move_to_end(authority)
            return found[0]
        stored = self._store.load_robots(authority, now)
        if stored is None:
            return None
        return self._remember(authority, Rules(stored, self._token), now + CACHE_S / 24)

    def unreachable(self, authority: str, now: float) -> Unreachable | None:
        """Return why the file could not be fetched a short while ago, or None."""
        found = self._unreachable.get(authority)
        return found[0] if found is not None and found[1] > now else None

    def learn(self, authority: str, body: bytes, now: float) -> Rules:
        """Use a fetched file (empty if the host has none) as the rules for the next day."""
        self._store.save_robots(authority, body, now + CACHE_S)
        return self._remember(authority, Rules(body, self._token), now + CACHE_S)

    def miss(self, authority: str, why: Unreachable, now: float) -> None:
        """Note that the file cannot be fetched, so that nothing is fetched from there for a while."""
        self._unreachable[authority] = (why, now + UNREACHABLE_S)
        while len(self._unreachable) > MAX_REMEMBERED:
            self._unreachable.popitem(last=False)

    def file(self, address: str, now: float) -> bytes | None:
        """Return another file that applies to a whole host, or None if it is unknown or out of date."""
        found = self._files.get(address)
        if found is not None and found[1] > now:
            self._files.move_to_end(address)
            return found[0]
        stored = self._store.load_robots(address, now)
        return stored if stored is None else self._keep(address, stored, now + CACHE_S / 24)

    def learn_file(self, address: str, body: bytes, now: float, *, lasts: bool) -> None:
        """Keep such a file (empty if there is none) for a day, or only for a while unless it ``lasts``."""
        if lasts:
            self._store.save_robots(address, body, now + CACHE_S)
        self._keep(address, body, now + (CACHE_S if lasts else UNREACHABLE_S))

    def _keep(self, address: str, body: bytes, expires: float) -> bytes:
        self._files[address] = (body, expires)
        while len(self._files) > MAX_REMEMBERED:
            self._files.popitem(last=False)
        return body

    def _remember(self, authority: str, rules: Rules, expires: float) -> Rules:
        self._rules[authority] = (rules, expires)
        while len(self._rules) > MAX_REMEMBERED:
            self._rules.popitem(last=False)
        return rules


def product_token(user_agent: str) -> str:
    """Return the product token of a User-Agent, by which robots files name a crawler (RFC 9309, 2.2.1)."""
    found = TOKEN.match(user_agent)
    return found[0] if found else "*"


def _product(value: str, agents: set[str]) -> str:
    value = value.strip()
    if value == "*" or value.startswith(("* ", "*\t")):
        return "*"
    found = TOKEN.match(value)
    token = found[0].lower() if found else "-"
    agents.add(token)
    return token


def _in_utf8(body: bytes) -> bytes:
    """A file that an editor has saved as UTF-16, in UTF-8. Others stay."""
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    return body.decode("utf-16", "replace").encode("utf-8", "replace")


def _unmark(body: bytes) -> bytes:
    """Remove a byte order mark, or the part of one that an editor has left."""
    length = 0
    while length < len(BOM) and body[length : length + 1] == BOM[length : length + 1]:
        length += 1
    return body[length:]


def _escape_bytes(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogateescape"))

    text = re.sub(r"[^\x00-\x7f]+", escape, text)
    return ESCAPE.sub(lambda found: found[0].upper(), text)
