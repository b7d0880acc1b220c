"""Answers the requests of a page in the browser with our own fetcher. The page has no other way to the network.

Every request is checked like a URL of the list: scheme, address, robots.txt of the page's host. Resources that bring no
text (images, fonts, media, advertising, frames) are not requested at all.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from cleaner.config import BrowserSettings
from cleaner.fetch.address import host_name
from cleaner.fetch.browser.protocol import BrowserGone, Connection
from cleaner.fetch.client import Budget, Fetcher, Limits, Reply
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.guard import check_url

TYPES = frozenset({"Script", "XHR", "Fetch", "EventSource", "Preflight", "Other"})  # scripts of workers are Other
DATA_TYPES = frozenset({"XHR", "Fetch", "EventSource"})
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
PICTURE = re.compile(rb"\.(?:ico|png|jpe?g|gif|svg|webp|avif)$", re.IGNORECASE)
AT_ONCE = 4  # requests of one page in flight
MAX_POST_BYTES = 1 << 20
SHARE_OF_TIME = 0.25  # of the page's seconds, for one request: a long poll must not stop the page's clock
# Headers that the browser's request may add to ours. Cookies, ranges and validators are dropped; the agent is ours.
FORWARDED_HEADERS = frozenset({"accept", "accept-language", "authorization", "content-type", "origin", "referer"})
OWN_HEADER = re.compile(r"x-[a-z0-9-]{1,60}|apollo[a-z-]{1,40}|api-?key|gql[a-z-]{1,40}", re.IGNORECASE)
# Headers that describe the body as it was sent, not as it is passed on, or that would send the browser elsewhere.
DROPPED_HEADERS = frozenset({
    "content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "set-cookie", "alt-svc",
    "strict-transport-security", "refresh", "link", "nel", "report-to", "reporting-endpoints", "content-disposition",
    "clear-site-data", "x-frame-options", "location",
})  # fmt: skip
CACHE_BYTES = 64 << 20
AGE = re.compile(r"max-age=(\d{1,10})")
ABORTED, BLOCKED, FAILED = "Aborted", "BlockedByClient", "ConnectionFailed"


@cache
def trackers() -> frozenset[str]:
    """The hosts of ``data/trackers.txt``."""
    lines = (Path(__file__).parents[2] / "data" / "trackers.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def is_tracker(host: str) -> bool:
    """Whether a host or one of its parent domains measures visitors or sells advertising."""
    labels = host.lower().rstrip(".").split(".")
    return any(".".join(labels[at:]) in trackers() for at in range(len(labels) - 1))


@dataclass(slots=True)
class Shared:
    """Shared by the pages of a run: the bytes and seconds spent, and scripts that need not be fetched again."""

    bytes: int = 0
    seconds: float = 0.0
    _kept: OrderedDict[str, tuple[Reply, float]] = field(default_factory=OrderedDict)
    _size: int = 0

    def recall(self, url: str) -> Reply | None:
        """Return a stored script that is not out of date, or None."""
        reply, until = self._kept.get(url, (None, 0.0))
        return reply if until > time.monotonic() else None

    def keep(self, url: str, reply: Reply) -> None:
        """Store a script, if its server allows that and it is the same for every page."""
        control = reply.headers.get("cache-control", "").lower()
        age = AGE.search(control)
        private = any(word in control for word in ("no-store", "no-cache", "private"))
        varies = reply.headers.get("access-control-allow-origin", "*") != "*" or "vary" in reply.headers
        if varies and set(reply.headers.get("vary", "origin").lower().split(", ")) <= {"accept-encoding"}:
            varies = False
        if reply.status != 200 or age is None or private or varies or url in self._kept:
            return
        self._kept[url] = (reply, time.monotonic() + int(age[1]))
        self._size += len(reply.body)
        while self._size > CACHE_BYTES:
            self._size -= len(self._kept.popitem(last=False)[1][0].body)


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What is used to render every page. At most ``most`` characters of a page's markup are read."""

    fetcher: Fetcher
    settings: BrowserSettings
    shared: Shared
    most: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One page to render: its reply, and what the journey knows about further addresses.

    ``permits`` says whether robots.txt of the page's host allows an address. ``may_go_to`` says whether the page may
    send its readers to an address; the journey then follows it like a redirect.
    """

    document: Reply
    permits: Callable[[httpx.URL], bool]
    may_go_to: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Held:
    """A request that the browser holds until it is answered. Both methods raise BrowserGone.

    ``fulfil`` raises CommandRefused for a header that the browser does not accept, and TimeoutError.
    """

    connection: Connection
    session: str
    number: str

    async def fulfil(self, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        named = [{"name": name, "value": value} for name, value in headers]
        await self.connection.call(
            "Fetch.fulfillRequest", self.session, requestId=self.number, responseCode=status, responseHeaders=named,
            body=base64.b64encode(body).decode("ascii"),
        )  # fmt: skip

    def fail(self, why: str) -> None:
        self.connection.send("Fetch.failRequest", self.session, requestId=self.number, errorReason=why)


class Traffic:
    """Answers the requests of one page.

    ``asked_data`` is true if scripts requested data. ``moved`` is where they sent the reader. ``last_at`` is the wall
    time of the last request to the page's host, ``taken`` the number of requests.
    """

    def __init__(self, connection: Connection, frame: str, visit: Visit, means: RenderContext) -> None:
        self._connection, self._frame = connection, frame
        self._visit, self._means, self._settings, self._shared = visit, means, means.settings, means.shared
        self.asked_data = False
        self.moved: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.last_at = 0.0
        self.taken = 0
        self._host = host_name(visit.document.url)
        self._left = means.settings.page_bytes
        self._requests = 0
        self._until = time.monotonic() + means.settings.page_seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None] | asyncio.Task[Reply]] = set()
        self._asked: dict[tuple[str, str, str | None, str | None, bytes], asyncio.Task[Reply]] = {}
        self._shown = False

    async def close(self) -> None:
        """Drop all requests without an answer."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def take(self, session: str, params: dict[str, Any]) -> None:
        """Answer a request that the browser holds (``Fetch.requestPaused``)."""
        self.taken += 1
        task = asyncio.create_task(self._answer(_Held(self._connection, session, params["requestId"]), params))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, held: _Held, params: dict[str, Any]) -> None:
        request, kind = params["request"], params.get("resourceType", "")
        with contextlib.suppress(BrowserGone):
            try:
                if kind == "Document":
                    await self._document(held, request, params.get("frameId"))
                elif kind == "Stylesheet":  # the page waits for it, but it holds no text
                    await held.fulfil(200, [("Content-Type", "text/css"), ("Access-Control-Allow-Origin", "*")], b"")
                else:
                    await self._resource(held, request, kind)
            except BrowserGone:
                raise
            except (
                Exception
            ):  # an error costs only this request, but it must be answered: the page's clock stops until then
                held.fail(FAILED)

    async def _document(self, held: _Held, request: dict[str, Any], frame: str | None) -> None:
        """Answer a request for a document: first the page itself, later where it wants to go. Frames stay empty."""
        if frame != self._frame:
            held.fail(BLOCKED)
        elif not self._shown:
            self._shown = True
            reply = self._visit.document
            await held.fulfil(200, _forwarded_headers(reply.headers.multi_items()), reply.body)
        else:
            held.fail(ABORTED)
            url = request["url"] + request.get("urlFragment", "")
            if request["method"] == "GET" and not self.moved.done() and self._visit.may_go_to(url):
                self.moved.set_result(url)

    async def _resource(self, held: _Held, request: dict[str, Any], kind: str) -> None:
        method = request["method"]
        url = check_url(request["url"])
        content = _content(request)
        if (
            kind not in TYPES or method not in METHODS or content is None or is_tracker(host_name(url))
            or (kind == "Other" and PICTURE.search(url.raw_path.partition(b"?")[0]))
            or (host_name(url) == self._host and not self._visit.permits(url))
        ):  # fmt: skip
            held.fail(BLOCKED)
            return
        self.asked_data = self.asked_data or kind in DATA_TYPES
        reply = self._shared.recall(str(url)) if kind == "Script" else None
        if reply is None:
            reply = await self._once(method, url, request["headers"], content)
            if kind == "Script" and method == "GET":
                self._shared.keep(str(url), reply)
        headers = _forwarded_headers(reply.headers.multi_items())
        if reply.location:
            headers.append(("Location", reply.location))
        await held.fulfil(reply.status, headers, reply.body)

    async def _once(self, method: str, url: httpx.URL, given: dict[str, str], content: bytes) -> Reply:
        """Send a request. Equal requests, which a fast clock makes frequent, are sent once."""
        same = (method, str(url), given.get("Accept"), given.get("Origin"), content)
        asked = self._asked.get(same)
        if asked is None:
            asked = self._asked[same] = asyncio.create_task(self._fetch(method, url, given, content))
            self._tasks.add(asked)
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(asked)

    async def _fetch(self, method: str, url: httpx.URL, given: dict[str, str], content: bytes) -> Reply:
        """Send a request when one of the page's slots is free. Raises FetchFault."""
        async with self._places:
            return await self._send(method, url, given, content)

    async def _send(self, method: str, url: httpx.URL, given: dict[str, str], content: bytes) -> Reply:
        """Send a request within the rest of the page's time. Raises FetchFault."""
        self._requests += 1
        seconds = min(self._until - time.monotonic(), self._settings.page_seconds * SHARE_OF_TIME)
        if self._requests > self._settings.page_requests or self._left <= 0 or seconds <= 0:
            raise FetchFault("too-large", "the page has used up what it may ask for")
        headers = {_spell(name): value for name, value in given.items() if _passes(name) and value.isascii()}
        limits = Limits(self._left, self._left, cut_after=seconds * 0.9)
        try:
            reply = await self._means.fetcher.exchange(
                method, url, content, budget=Budget(seconds), limits=limits, headers=headers
            )
        finally:
            if host_name(url) == self._host:
                self.last_at = time.time()
        self._left -= len(reply.body)
        self._shared.bytes += len(reply.body)
        return reply


def _forwarded_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in DROPPED_HEADERS]


def _passes(name: str) -> bool:
    lower = name.lower()
    return (
        lower in FORWARDED_HEADERS
        or lower.startswith("access-control-request-")
        or OWN_HEADER.fullmatch(lower) is not None
    )


def _spell(name: str) -> str:
    """A header's name in the spelling of our fetcher, so that one replaces the other."""
    return "-".join(part.capitalize() for part in name.split("-"))


def _content(request: dict[str, Any]) -> bytes | None:
    """The body of a request, or None if it is too long or not known."""
    parts = request.get("postDataEntries")
    if not request.get("hasPostData"):
        return b""
    if not parts or any("bytes" not in part for part in parts):
        return None
    content = b"".join(base64.b64decode(part["bytes"]) for part in parts)
    return content if len(content) <= MAX_POST_BYTES else None
