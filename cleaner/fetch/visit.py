"""One page from its URL to a Page: turns, robots.txt, redirects by hand, conditional requests."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

import httpx

from cleaner.config import FetchSettings
from cleaner.fetch.address import host_name, shown
from cleaner.fetch.browser.traffic import Visit
from cleaner.fetch.client import PAGE_STATUS, REDIRECT_STATUS, Budget, Fetcher, Limits, Reply, status_fault
from cleaner.fetch.cookies import ChainCookies
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.guard import check_url
from cleaner.fetch.politeness import RETRY_BASE_S, HostLedger, backoff
from cleaner.fetch.redirect import next_url, target_url, without_user
from cleaner.fetch.refresh import refresh_target, stated_target
from cleaner.fetch.robots import MAX_ROBOTS_BYTES, RobotsBook, Rules, Unreachable
from cleaner.model import Page, Unchanged, UsageStatement
from cleaner.usage.statements import TDMREP_PATH, from_headers, from_tdmrep
from cleaner.usage.vocabulary import refusal

if TYPE_CHECKING:
    from cleaner.fetch.browser.renderer import Renderer

LEASE_SLACK_S = 5.0
HOST_FAULTS = ("dns", "tls", "not-public")  # for robots.txt they mean that the host fails, not that it has no rules
NO_CONTENT = (204, 205)
ROBOTS_HOPS = 5  # RFC 9309, 2.3.1.2
NOT_PAGES = (
    "image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "application/javascript",
    "application/gzip", "application/x-gzip", "text/css", "text/javascript", "text/event-stream",
    "multipart/x-mixed-replace",
)  # fmt: skip
NOT_LISTS = ("image/", "video/", "audio/", "font/", "text/event-stream", "multipart/x-mixed-replace")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL to fetch, as the user gave it, with the validators of an earlier fetch.

    ``validated_url`` is the URL that sent the validators; they are sent to no other URL. ``headers`` are sent only to
    the origin of ``url``.
    """

    url: str
    origin: str = ""
    etag: str | None = None
    last_modified: str | None = None
    validated_url: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Later(Exception):
    """The next request of a journey goes to a host whose turn comes after this many seconds."""

    def __init__(self, host: str, wait: float) -> None:
        super().__init__(host)
        self.host = host
        self.wait = wait


class Visitor:
    """Fetches single pages. All requests of a run use one visitor."""

    def __init__(
        self,
        fetcher: Fetcher,
        ledger: HostLedger,
        book: RobotsBook,
        settings: FetchSettings,
        *,
        lists: bool = False,
        retry_base: float = RETRY_BASE_S,
        renderer: Renderer | None = None,
    ) -> None:
        self.fetcher = fetcher
        self.ledger = ledger
        self.book = book
        self.settings = settings
        self.retry_base = retry_base
        self.renderer = renderer
        self.limits = Limits(settings.max_wire_bytes, settings.max_body_bytes, NOT_LISTS if lists else NOT_PAGES)

    def claim(self, host: str) -> float:
        """Take the turn of a host and return 0, or return the seconds to wait."""
        rendering = self.renderer.seconds if self.renderer is not None else 0.0
        return self.ledger.claim(host, time.time(), self.settings.timeout + rendering + LEASE_SLACK_S)


class Journey:
    """One attempt at one page, through its redirects. It holds the turn of at most one host.

    It stops when it would have to wait for a turn, so that a waiting host takes no slot, and continues from there.
    ``next_host`` is the host whose turn it needs. Raises FetchFault if the URL is invalid.
    """

    def __init__(self, visitor: Visitor, target: Target, attempt: int = 0) -> None:
        self.target, self.attempt = target, attempt
        self._first = check_url(target.url)
        self._url = without_user(self._first)
        self.next_host = host_name(self._url)
        self._visitor = visitor
        self._settings = visitor.settings
        self._book = visitor.book
        self._held: str | None = None
        self._due = 0.0  # when the next turn of the held host may begin
        self._budget = Budget(self._settings.timeout)
        self._credentials = _credentials(self._first, target)
        self._cookies = ChainCookies()
        self._seen: set[str] = set()  # URLs with their cookies: a page may redirect to itself after it has set one
        self._usage: tuple[UsageStatement, ...] = ()  # statements of robots.txt and tdmrep.json about the current page
        self._robots_way: tuple[str, httpx.URL, int] | None = None

    async def proceed(self) -> Page | Unchanged:
        """Request the page and its redirects, each URL checked again.

        The caller has claimed the turn of ``next_host``; it is released in any case. Raises Later if another turn must
        be waited for, FetchFault if the page cannot be fetched.
        """
        self._held = self.next_host
        try:
            while True:
                reply = await self._step()
                self._seen.add(self._mark(self._url))
                self._cookies.take(self._url, reply.cookies)
                sent_on = self._refresh_url(reply)
                if reply.status not in REDIRECT_STATUS and sent_on is None:
                    usage = self._usage + from_headers(reply.headers.multi_items(), self._book.token, str(self._url))
                    self._check_usage(usage)
                    conditional = bool(_conditions(self.target, self._url))
                    outcome = _outcome(reply, self.target, conditional=conditional, usage=usage)
                    if isinstance(outcome, Page):
                        outcome, sent_on = await self._render(outcome, reply)
                    if sent_on is None:
                        return outcome
                self.release_turn()
                if len(self._seen) > self._settings.max_redirects:
                    raise FetchFault("redirect", f"more than {self._settings.max_redirects} redirects")
                self._url = sent_on or next_url(reply, self._is_seen)
        finally:
            self.release_turn()

    async def _step(self) -> Reply:
        url = self._url
        rules = await self._rules(url)
        if rules is not None:
            self._permit(url, rules)
        self._usage = await self._stated(url, rules)
        self._check_usage(self._usage)
        if _origin(url) != _origin(self._first):
            self._credentials = {}  # dropped for good: a redirect back does not restore them
        headers = {**self._credentials, **_conditions(self.target, url)}
        cookies = self._cookies.header(url)
        if cookies:
            name = next((given for given in headers if given.lower() == "cookie"), "Cookie")
            headers[name] = f"{headers[name]}; {cookies}" if name in headers else cookies
        gap = max(self._settings.delay, rules.crawl_delay if rules is not None else 0.0)
        return await self._request(url, headers, self._visitor.limits, gap, keep=self._visitor.renderer is not None)

    async def _render(self, page: Page, reply: Reply) -> tuple[Page, httpx.URL | None]:
        """Render a page if it must be, within the same visit. Also return where its scripts lead."""
        renderer = self._visitor.renderer
        if renderer is None or not await renderer.wants(page):
            return page, None
        rules = self._book.known(_authority(reply.url), time.time()) if self._settings.respect_robots else None
        gap = max(self._settings.delay, rules.crawl_delay if rules is not None else 0.0)

        def may_go_to(address: str) -> bool:
            within = len(self._seen) <= self._settings.max_redirects
            return within and target_url(reply, address, self._is_seen) is not None

        visit = Visit(reply, lambda url: rules is None or rules.allows(str(url)), may_go_to)
        page, done = await renderer.render(page, visit)
        self._due = max(self._due, done.asked_at + gap)
        if done.moved is not None:
            return page, target_url(reply, done.moved, self._is_seen)
        address = target_url(reply, done.address, lambda url: False)
        return (replace(page, final_url=str(address)) if address is not None else page), None

    def _refresh_url(self, reply: Reply) -> httpx.URL | None:
        """Where a fetched page sends its readers, or None if it does not, or leads to no page or in a circle."""
        if reply.status not in PAGE_STATUS:
            return None
        target = stated_target(reply.headers.get("refresh", "")) or refresh_target(reply.body, reply.media_type)
        if target is None or len(self._seen) > self._settings.max_redirects:
            return None
        return target_url(reply, target, self._is_seen)

    def _mark(self, url: httpx.URL) -> str:
        """The identity of a request: its URL and the cookies that are sent with it."""
        return f"{url} {self._cookies.header(url)}"

    def _is_seen(self, url: httpx.URL) -> bool:
        return self._mark(url) in self._seen

    def release_turn(self) -> None:
        """Release the turn that is held, if any, with the gap that is due."""
        if self._held is not None:
            self._visitor.ledger.release(self._held, self._due)
        self._held, self._due = None, 0.0

    def _take(self, host: str) -> None:
        if self._held == host:
            return
        self.release_turn()
        wait = self._visitor.claim(host)
        if wait > self._settings.max_retry_after:
            raise postponed(host, f"{host} asks to wait {wait:.0f} s")
        if wait > 0:
            self.next_host = host
            raise Later(host, wait)
        self._held = host

    async def _request(
        self, url: httpx.URL, headers: dict[str, str], limits: Limits, gap: float, *, keep: bool = False
    ) -> Reply:
        """Send one request within the turn of its host, and release the turn with the gap that is due.

        ``keep`` keeps the turn after a page has arrived, because rendering it belongs to the same visit.
        """
        self._take(host_name(url))
        self._due = time.time() + gap
        try:
            reply = await self._visitor.fetcher.get(url, self._budget, limits, headers)
            # the server has the request at the latest when its reply begins, so the gap it sees is not too short
            self._due = reply.head_at + gap
            if reply.status not in (*PAGE_STATUS, 304, *REDIRECT_STATUS):
                raise status_fault(reply)
            if not keep or reply.status not in PAGE_STATUS:
                self.release_turn()
            return reply
        except FetchFault as fault:
            pause = fault.retry_after
            if pause is None and fault.retryable and fault.counts:
                pause = backoff(self.attempt, self._visitor.retry_base)
            self._due = time.time() + max(gap, pause or 0.0)
            fault.host = host_name(url)
            self.release_turn()
            raise
        except BaseException:
            self.release_turn()
            raise

    async def _rules(self, url: httpx.URL) -> Rules | None:
        """Return the rules for ``url``, or None if robots.txt is not obeyed.

        Raises FetchFault if the file cannot be fetched: ``robots``, or the reason why the host cannot be reached.
        """
        if not self._settings.respect_robots:
            return None
        authority = _authority(url)
        rules = self._book.known(authority, time.time())
        if rules is not None:
            return rules
        missed = self._book.unreachable(authority, time.time())
        if missed is not None:
            raise FetchFault(
                missed.reason, missed.message, retryable=missed.retryable, host=host_name(url),
                counts=missed.reason == "robots", final=True,
            )  # fmt: skip
        try:
            return await self._fetch_robots(url)
        except FetchFault as fault:
            self._robots_way = None
            raise self._no_rules(url, fault) from None

    def _no_rules(self, url: httpx.URL, fault: FetchFault) -> FetchFault:
        """The fault if robots.txt cannot be fetched: the same for every URL of the host."""
        reason, why, retryable = fault.reason, fault.message, fault.retryable
        if reason not in HOST_FAULTS or fault.host != host_name(url):
            reason, retryable = "robots", True
            why = f"robots.txt of {host_name(url)} cannot be fetched ({fault.message}), which counts as a refusal"
        last = self.attempt >= self._settings.retries or not fault.retryable
        if last:
            self._book.miss(_authority(url), Unreachable(reason, why, retryable), time.time())
        return FetchFault(
            reason, why, retryable=retryable, retry_after=fault.retry_after, host=fault.host or host_name(url),
            counts=reason == "robots" or fault.counts, final=last,
        )  # fmt: skip

    async def _fetch_robots(self, page: httpx.URL) -> Rules:
        """Fetch and store the file, from the point where an earlier attempt of this journey had to wait."""
        authority = _authority(page)
        if self._robots_way is None or self._robots_way[0] != authority:
            self._robots_way = (authority, page.copy_with(raw_path=b"/robots.txt"), 0)
        limits = Limits(MAX_ROBOTS_BYTES, MAX_ROBOTS_BYTES, cut=True)
        body = b""
        while self._robots_way[2] <= ROBOTS_HOPS:
            _, url, hops = self._robots_way
            try:
                reply = await self._request(url, {}, limits, self._settings.delay)
            except FetchFault as fault:
                status = fault.http_status or 0
                if status in NO_CONTENT or (300 <= status < 500 and status != 429):
                    break  # RFC 9309, 2.3.1.3: no file, no rules
                raise  # also for a part of the file (206): we do not know what the rest forbids
            if reply.status not in REDIRECT_STATUS:
                body = reply.body
                break
            try:
                self._robots_way = (authority, next_url(reply, lambda url: False), hops + 1)
            except FetchFault:
                break
        self._robots_way = None
        return self._book.learn(authority, body, time.time())

    async def _stated(self, url: httpx.URL, rules: Rules | None) -> tuple[UsageStatement, ...]:
        """The usage statements of a host's files about one page."""
        stated = rules.usage.statements(str(url)) if rules is not None else ()
        if not self._settings.tdmrep and not self._settings.honour_usage:
            return stated
        address = _authority(url) + TDMREP_PATH
        body = self._book.file(address, time.time())
        if body is None:
            limits = Limits(MAX_ROBOTS_BYTES, MAX_ROBOTS_BYTES)
            lasts = True
            try:
                reply = await self._request(
                    url.copy_with(raw_path=TDMREP_PATH.encode()), {}, limits, self._settings.delay
                )
                body = reply.body
            except FetchFault as fault:
                body, lasts = b"", not fault.retryable
            self._book.learn_file(address, body, time.time(), lasts=lasts)
        return stated + from_tdmrep(body, str(url))

    def _check_usage(self, stated: tuple[UsageStatement, ...]) -> None:
        why = refusal(stated, self._settings.honour_usage)
        if why is not None:
            raise FetchFault("usage", why, counts=False, usage=stated)

    def _permit(self, url: httpx.URL, rules: Rules) -> None:
        if not rules.allows(str(url)):
            raise FetchFault("robots", "robots.txt does not allow it", counts=False)
        if rules.crawl_delay > self._settings.max_crawl_delay:
            raise postponed(host_name(url), f"robots.txt asks for {rules.crawl_delay:g} s between requests")


def postponed(host: str, why: str) -> FetchFault:
    """The fault of a host that asks for a longer wait than a run may take."""
    return FetchFault("deferred", f"{why}; left for a later run", retryable=True, host=host, final=True)


def _authority(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, host_name(url), url.port


def _credentials(url: httpx.URL, target: Target) -> dict[str, str]:
    headers = dict(target.headers)
    if url.userinfo:
        pair = unquote(url.userinfo.decode("ascii"), errors="replace").encode()
        headers["Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
    return headers


def _conditions(target: Target, url: httpx.URL) -> dict[str, str]:
    if target.validated_url is not None and target.validated_url != str(url):
        return {}
    validators = {"If-None-Match": target.etag, "If-Modified-Since": target.last_modified}
    # The bytes of other letters are not known any more, so such a validator cannot be given back.
    return {name: value for name, value in validators.items() if value and value.isascii()}


def _outcome(reply: Reply, target: Target, *, conditional: bool, usage: tuple[UsageStatement, ...]) -> Page | Unchanged:
    fetched_at = datetime.fromtimestamp(reply.head_at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    etag, last_modified = reply.headers.get("etag"), reply.headers.get("last-modified")
    origin = target.origin or shown(target.url)
    if reply.status == 304:
        if not conditional:
            raise FetchFault("http-status", "304 Not Modified, though nothing was asked", http_status=304)
        etag, last_modified = etag or target.etag, last_modified or target.last_modified
        return Unchanged(origin, shown(target.url), fetched_at, etag=etag, last_modified=last_modified)
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
        usage=usage,
    )
