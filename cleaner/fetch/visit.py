"""One page from its URL to a Page: turns, robots.txt, redirects by hand, conditional requests."""

from __future__ import annotations

import asyncio
import base64
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

import httpx

from cleaner.config import FetchSettings
from cleaner.fetch.address import host_name, shown
from cleaner.fetch.client import REDIRECT_STATUS, Budget, Fetcher, Limits, Reply, status_fault
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.guard import check_url
from cleaner.fetch.politeness import RETRY_BASE_S, HostLedger, backoff
from cleaner.fetch.robots import MAX_ROBOTS_BYTES, RobotsBook, Rules
from cleaner.model import Page, Unchanged

LEASE_SLACK_S = 5.0
MAX_NAP_S = 5.0  # a clock that is set back must not make anyone sleep long
ROBOTS_HOPS = 5  # RFC 9309, 2.3.1.2
NOT_PAGES = (
    "image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "application/javascript",
    "application/gzip", "application/x-gzip", "text/css", "text/javascript", "text/event-stream",
    "multipart/x-mixed-replace",
)  # fmt: skip
NOT_LISTS = ("image/", "video/", "audio/", "font/", "text/event-stream", "multipart/x-mixed-replace")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL to fetch: as the user gave it, with what an earlier fetch left to ask with.

    ``validated_url`` is where the validators came from; they are sent to no other URL. ``headers`` go to the origin of
    ``url`` alone.
    """

    url: str
    origin: str = ""
    etag: str | None = None
    last_modified: str | None = None
    validated_url: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class NotYet(Exception):
    """The host's turn was spent on its robots.txt; the page comes with the next turn."""


class Visitor:
    """Fetches single pages. All requests of a run go through one visitor."""

    def __init__(
        self,
        fetcher: Fetcher,
        ledger: HostLedger,
        book: RobotsBook,
        settings: FetchSettings,
        *,
        lists: bool = False,
        retry_base: float = RETRY_BASE_S,
    ) -> None:
        self.fetcher = fetcher
        self.ledger = ledger
        self.book = book
        self.settings = settings
        self.retry_base = retry_base
        self.limits = Limits(settings.max_wire_bytes, settings.max_body_bytes, NOT_LISTS if lists else NOT_PAGES)

    def claim(self, host: str) -> float:
        """Take the turn of a host and return 0, or return the seconds to wait."""
        return self.ledger.claim(host, time.time(), self.settings.timeout + LEASE_SLACK_S)

    async def visit(self, target: Target, held: str, attempt: int = 0) -> Page | Unchanged:
        """Fetch one page. The caller has claimed the turn of the host ``held``; it is given back in any case.

        Raises NotYet when the turn went into robots.txt, FetchFault for whatever keeps the page from coming.
        """
        journey = _Journey(self, attempt, held)
        try:
            return await journey.follow(target, check_url(target.url))
        finally:
            journey.give_back(0.0)


class _Journey:
    """One try at one page, through its redirects. It holds the turn of one host at most."""

    def __init__(self, visitor: Visitor, attempt: int, held: str) -> None:
        self._visitor = visitor
        self._settings = visitor.settings
        self._book = visitor.book
        self._attempt = attempt
        self._held: str | None = held
        self._budget = Budget(self._settings.timeout)

    async def follow(self, target: Target, first: httpx.URL) -> Page | Unchanged:
        """Ask for the page and for what it redirects to, each URL judged anew."""
        credentials = _credentials(first, target)
        url = _without_user(first)
        seen: set[str] = set()
        for _ in range(self._settings.max_redirects + 1):
            rules = await self._rules(url, own=not seen)
            if rules is not None:
                self._permit(url, rules)
            if _origin(url) != _origin(first):
                credentials = {}  # for good: a way back does not bring them back
            conditions = _conditions(target, url)
            gap = max(self._settings.delay, rules.crawl_delay if rules is not None else 0.0)
            reply = await self._ask(url, {**credentials, **conditions}, self._visitor.limits, gap)
            if reply.status not in REDIRECT_STATUS:
                return _outcome(reply, target, conditional=bool(conditions))
            seen.add(str(url))
            url = _next_url(reply, seen)
        raise FetchFault("redirect", f"more than {self._settings.max_redirects} redirects")

    def give_back(self, next_at: float) -> None:
        """Give back the turn that is held, if any."""
        if self._held is not None:
            self._visitor.ledger.release(self._held, next_at)
            self._held = None

    async def _take(self, host: str) -> None:
        if self._held == host:
            return
        self.give_back(0.0)
        while (wait := self._visitor.claim(host)) > 0:
            if wait > self._settings.max_retry_after:
                raise put_off(host, f"{host} asks to wait {wait:.0f} s")
            await asyncio.sleep(min(wait, MAX_NAP_S))
        self._held = host

    async def _ask(self, url: httpx.URL, headers: dict[str, str], limits: Limits, gap: float) -> Reply:
        """Send one request within the turn of its host, and give the turn back with the gap that is due."""
        await self._take(host_name(url))
        next_at = time.time() + gap
        try:
            reply = await self._visitor.fetcher.get(url, self._budget, limits, headers)
            # a server has the request at the latest when its reply begins, so the gap at the server is not shorter
            next_at = reply.head_at + gap
            if reply.status not in (200, 304, *REDIRECT_STATUS):
                raise status_fault(reply)
            return reply
        except FetchFault as fault:
            pause = fault.retry_after
            if pause is None and fault.retryable and fault.counts:
                pause = backoff(self._attempt, self._visitor.retry_base)
            next_at = time.time() + max(gap, pause or 0.0)
            fault.host = host_name(url)
            raise
        finally:
            self.give_back(next_at)

    async def _rules(self, url: httpx.URL, *, own: bool) -> Rules | None:
        """Return the rules for ``url``, or None where robots.txt is not asked.

        Raises NotYet after fetching the robots.txt of the page's own host, so that the wait for its next turn takes up
        no place, and FetchFault ``robots`` where the file cannot be had.
        """
        if not self._settings.respect_robots:
            return None
        authority = _authority(url)
        rules = self._book.known(authority, time.time())
        if rules is not None:
            return rules
        why = self._book.unreachable(authority, time.time())
        if why is not None:
            raise FetchFault("robots", why, host=host_name(url), counts=True)
        try:
            rules = await self._fetch_robots(url)
        except FetchFault as fault:
            why = f"robots.txt of {host_name(url)} cannot be had ({fault.message}); taken as a refusal"
            last = self._attempt >= self._settings.retries or not fault.retryable
            if last:
                self._book.miss(authority, why, time.time())
            raise FetchFault(
                "robots",
                why,
                retryable=True,
                retry_after=fault.retry_after,
                host=fault.host or host_name(url),
                final=last,
            ) from None
        if own:
            raise NotYet
        return rules

    async def _fetch_robots(self, page: httpx.URL) -> Rules:
        url = page.copy_with(raw_path=b"/robots.txt")
        limits = Limits(MAX_ROBOTS_BYTES, MAX_ROBOTS_BYTES, cut=True)
        body = b""
        for _ in range(ROBOTS_HOPS + 1):
            try:
                reply = await self._ask(url, {}, limits, self._settings.delay)
            except FetchFault as fault:
                status = fault.http_status or 0
                if 200 < status < 500 and status != 429:
                    break  # RFC 9309, 2.3.1.3: no file, no rules
                raise
            if reply.status not in REDIRECT_STATUS:
                body = reply.body
                break
            try:
                url = _next_url(reply, set())
            except FetchFault:
                break
        return self._book.learn(_authority(page), body, time.time())

    def _permit(self, url: httpx.URL, rules: Rules) -> None:
        if not rules.allows(str(url)):
            raise FetchFault("robots", "robots.txt does not allow it", counts=False)
        if rules.crawl_delay > self._settings.max_crawl_delay:
            raise put_off(host_name(url), f"robots.txt asks for {rules.crawl_delay:g} s between requests")


def put_off(host: str, why: str) -> FetchFault:
    """Name a host that asks for a longer wait than a run may take."""
    return FetchFault("deferred", f"{why}; put off to a later run", retryable=True, host=host, final=True)


def _authority(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, host_name(url), url.port


def _without_user(url: httpx.URL) -> httpx.URL:
    return url.copy_with(userinfo=b"") if url.userinfo else url


def _credentials(url: httpx.URL, target: Target) -> dict[str, str]:
    headers = dict(target.headers)
    if url.userinfo:
        pair = unquote(url.userinfo.decode("ascii"), errors="replace").encode()
        headers["Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
    return headers


def _conditions(target: Target, url: httpx.URL) -> dict[str, str]:
    if target.validated_url is not None and target.validated_url != str(url):
        return {}
    headers = {}
    if target.etag:
        headers["If-None-Match"] = target.etag
    if target.last_modified:
        headers["If-Modified-Since"] = target.last_modified
    return headers


def _next_url(reply: Reply, seen: set[str]) -> httpx.URL:
    """Return where a redirect leads, judged like a URL of the list. Raises FetchFault ``redirect``."""
    location = reply.location
    if not location:
        raise FetchFault("redirect", f"{reply.status} without a Location", http_status=reply.status)
    try:
        joined = reply.url.join(location) if len(location) <= 8_192 else None
        url = _without_user(check_url(str(joined))) if joined is not None else None
    except (httpx.InvalidURL, ValueError, FetchFault) as error:
        raise FetchFault("redirect", f"leads to no page: {error}", http_status=reply.status) from None
    if url is None:
        raise FetchFault("redirect", "leads to a URL of more than 8192 characters", http_status=reply.status)
    if str(url) in seen:
        raise FetchFault("redirect", "leads in a circle", http_status=reply.status)
    return url


def _outcome(reply: Reply, target: Target, *, conditional: bool) -> Page | Unchanged:
    fetched_at = datetime.fromtimestamp(reply.head_at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    etag, last_modified = reply.headers.get("etag"), reply.headers.get("last-modified")
    origin = target.origin or shown(target.url)
    if reply.status == 304:
        if not conditional:
            raise FetchFault("http-status", "304 Not Modified, though nothing was asked", http_status=304)
        return Unchanged(
            origin,
            shown(target.url),
            fetched_at,
            etag=etag or target.etag,
            last_modified=last_modified or target.last_modified,
        )
    return Page(
        body=reply.body,
        url=shown(target.url),
        final_url=str(reply.url),
        content_type=reply.media_type,
        charset_hint=reply.charset,
        fetched_at=fetched_at,
        origin=origin,
        http_status=reply.status,
        etag=etag,
        last_modified=last_modified,
    )
