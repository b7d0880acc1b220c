"""Sends one request, guarded and limited in time and bytes. Redirects are not followed here.

httpx speaks the protocol. What it would do by itself (environment, cookies, redirects, decoding) is turned off, because
each of these has misled other programs.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections import OrderedDict
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache, partial

import certifi
import httpcore
import httpx

from cleaner.config import FetchSettings
from cleaner.fetch.bodies import ACCEPT_ENCODING, BodyCorrupt, BodyCut, BodyDecoder, BodyTooLarge
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.guard import Guard, GuardedBackend

ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.9,application/xml;q=0.8,*/*;q=0.5"
RATE_GRACE_S = 10.0  # seconds in which a slow start is forgiven
KEEPALIVE_S = 30.0
MAX_IDLE = 64  # connections kept open for the next request of their host
RETRYABLE_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
PAGE_STATUS = frozenset({200, 203})  # 203: a proxy on the way has changed the page
REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})
SECONDS = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:s|secs?|seconds?)?\s*(?:,|\Z)", re.IGNORECASE)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\dT")
MAX_RETRY_AFTER_S = 366 * 86_400.0  # the most that a host may ask for; larger numbers are mistakes


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to one request. ``body`` is inflated; from ``get`` it is empty unless the status brings a page.

    ``head_at`` is the wall time at which the headers arrived.
    """

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes
    head_at: float
    location: str = ""
    cookies: tuple[str, ...] = ()  # the Set-Cookie headers

    @property
    def media_type(self) -> str | None:
        """The media type in lower case, without parameters."""
        value: str = self.headers.get("content-type", "")
        return value.partition(";")[0].partition(",")[0].strip().lower() or None

    @property
    def charset(self) -> str | None:
        """The charset parameter of the Content-Type, as sent."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.partition(",")[0].strip(" \t\"'")[:64] or None
        return None


@dataclass(slots=True)
class Budget:
    """The seconds that a page has left for its requests. Waiting for a host's turn does not count."""

    left: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one body: bytes as sent, bytes inflated, and media types that are not worth reading.

    ``cut`` keeps the first bytes of a longer body instead of refusing it. ``cut_after`` keeps what has arrived after
    this many seconds.
    """

    wire: int
    inflated: int
    refused_types: tuple[str, ...] = ()
    cut: bool = False
    cut_after: float | None = None


class _Stream(httpx.AsyncByteStream):
    """A body. When it is closed, its connection is kept for the next request, if possible."""

    def __init__(self, stream: AsyncIterable[bytes], give_back: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._give_back = give_back

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        close = getattr(self._stream, "aclose", None)
        try:
            if close is not None:
                await close()
        finally:
            await self._give_back()


class GuardedTransport(httpx.AsyncBaseTransport):
    """The transport below every request: guarded connections, no cookies, no proxies.

    A host gets one request at a time, so one connection per origin is enough. A pool would search all its connections
    for each request, which would cost more than the request.
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext) -> None:
        self._tls = tls
        self._backend = GuardedBackend(guard)
        self._idle: OrderedDict[tuple[bytes, bytes, int | None], httpcore.AsyncHTTPConnection] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return its head. The caller reads the body."""
        url = request.url
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        key = (url.raw_scheme, url.raw_host, url.port)
        connection = await self._connection(key, inner.url.origin)
        try:
            answer = await connection.handle_async_request(inner)
        except BaseException:
            await connection.aclose()
            raise
        # httpx would keep the cookies, and fail on an invalid Location before we can judge it
        headers = [pair for pair in answer.headers if pair[0].lower() not in (b"set-cookie", b"location")]
        location = next((value for name, value in answer.headers if name.lower() == b"location"), b"")
        cookies = tuple(_decode(value) for name, value in answer.headers if name.lower() == b"set-cookie")
        stream = _Stream(answer.stream, partial(self._keep, key, connection))  # type: ignore[arg-type] # it is asynchronous
        extensions = {**answer.extensions, "location": location, "cookies": cookies}
        return httpx.Response(answer.status, headers=headers, stream=stream, extensions=extensions)

    async def aclose(self) -> None:
        """Close all connections."""
        while self._idle:
            await self._idle.popitem()[1].aclose()

    async def _connection(
        self, key: tuple[bytes, bytes, int | None], origin: httpcore.Origin
    ) -> httpcore.AsyncHTTPConnection:
        kept = self._idle.pop(key, None)
        if kept is not None:
            if kept.is_available() and not kept.has_expired():
                return kept
            await kept.aclose()
        return httpcore.AsyncHTTPConnection(
            origin, ssl_context=self._tls, keepalive_expiry=KEEPALIVE_S, network_backend=self._backend
        )

    async def _keep(self, key: tuple[bytes, bytes, int | None], connection: httpcore.AsyncHTTPConnection) -> None:
        if not connection.is_idle() or key in self._idle or _has_surplus(connection):
            await connection.aclose()
            return
        self._idle[key] = connection
        while len(self._idle) > MAX_IDLE:
            await self._idle.popitem(last=False)[1].aclose()


def _has_surplus(connection: httpcore.AsyncHTTPConnection) -> bool:
    """Whether more was read than the reply. It would be taken for the reply to the next request.

    Data that has not been read makes the socket readable; httpcore then knows that the connection has expired. If the
    internals of the library have changed, the connection is not kept.
    """
    state = getattr(getattr(connection, "_connection", None), "_h11_state", None)
    rest = getattr(state, "trailing_data", None)
    return rest is None or bool(rest[0])


@cache
def default_tls() -> ssl.SSLContext:
    """Verify against the bundled certificates and those of the system. Nothing turns verification off."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context


class Fetcher:
    """Sends single requests within the limits of the settings. Use it as an asynchronous context manager."""

    def __init__(
        self,
        settings: FetchSettings,
        user_agent: str,
        *,
        guard: Guard | None = None,
        tls: ssl.SSLContext | None = None,
        rate_grace: float = RATE_GRACE_S,
    ) -> None:
        self._settings = settings
        self._rate_grace = rate_grace
        self._headers = {
            "User-Agent": user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        guard = guard or Guard(allow_private=settings.allow_private)
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(guard, tls or default_tls()),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout),
        )
        self._client.headers.clear()

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, url: httpx.URL, budget: Budget, limits: Limits, headers: Mapping[str, str]) -> Reply:
        """Send one GET and return the reply, also for redirects and error statuses, whose bodies are not read.

        Subtracts the time spent from ``budget``. Raises FetchFault if there is no complete reply.
        """
        return await self._bounded(budget, self._get(url, limits, {**self._headers, **headers}))

    async def exchange(
        self, method: str, url: httpx.URL, content: bytes, *, budget: Budget, limits: Limits, headers: Mapping[str, str]
    ) -> Reply:
        """Send one request of any method and return the reply with its body, whatever its status.

        Subtracts the time spent from ``budget``. Raises FetchFault like ``get``.
        """
        every = {**self._headers, **headers}
        return await self._bounded(budget, self._get(url, limits, every, method=method, content=content, bodies=True))

    async def _bounded(self, budget: Budget, request: Coroutine[None, None, Reply]) -> Reply:
        """Wait for a request within a budget, and turn errors into faults."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, budget.left)):
                return await request
        except TimeoutError:
            raise FetchFault("timeout", f"not done in {self._settings.timeout:g} s", retryable=True) from None
        except httpcore.ReadTimeout:
            silent = f"no byte in {self._settings.read_timeout:g} s"
            raise FetchFault("timeout", silent, retryable=True) from None
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise tls_fault(error) from None  # the guard has already reported addresses that it refused
        except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise FetchFault("protocol", f"not an HTTP reply: {_brief(error)}", retryable=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise FetchFault("protocol", f"not an HTTP reply: {_brief(error)}") from None
        finally:
            budget.left -= time.monotonic() - started

    async def _get(
        self, url: httpx.URL, limits: Limits, headers: Mapping[str, str],
        *, method: str = "GET", content: bytes = b"", bodies: bool = False,
    ) -> Reply:  # fmt: skip
        request = self._client.build_request(method, url, headers=headers, content=content or None)
        response = await self._client.send(request, stream=True)
        head_at = time.time()
        try:
            location = _decode(response.extensions["location"]).strip()
            cookies: tuple[str, ...] = response.extensions["cookies"]
            reply = Reply(url, response.status_code, response.headers, b"", head_at, location, cookies)
            if response.status_code not in PAGE_STATUS and not bodies:
                return reply
            body = await self._body(reply, response, limits)
            return replace(reply, body=body)
        finally:
            await response.aclose()

    async def _body(self, reply: Reply, response: httpx.Response, limits: Limits) -> bytes:
        media_type = reply.media_type or ""
        if media_type.startswith(limits.refused_types or ("\0",)):
            raise FetchFault("content-type", f"{media_type[:80]} is not a page of text", http_status=200)
        stated = response.headers.get("content-length", "")
        if stated.isdigit() and int(stated[:20]) > limits.wire and not limits.cut:
            size = f"{stated[:20]} bytes are announced, {limits.wire} allowed (fetch.max_wire_bytes)"
            raise FetchFault("too-large", size, http_status=200)
        try:
            decoder = BodyDecoder(response.headers.get("content-encoding"), limits.inflated)
            try:
                async with asyncio.timeout(limits.cut_after):
                    await self._read(response, decoder, limits.wire)
                return decoder.finish()
            except (BodyTooLarge, TimeoutError) as error:
                if limits.cut if isinstance(error, BodyTooLarge) else limits.cut_after is not None:
                    return decoder.partial()
                raise
            except (BodyCorrupt, BodyCut, httpcore.ProtocolError, httpcore.NetworkError, httpcore.ReadTimeout):
                if decoder.ends_whole():  # only the check sum, the last chunk or the stated length is wrong
                    return decoder.partial()
                raise
            finally:
                decoder.clear()
        except BodyTooLarge as error:
            text = str(error)
            key = "" if "max_wire" in text else ", unpacked (fetch.max_body_bytes)"
            raise FetchFault("too-large", text + key, http_status=200) from None
        except BodyCorrupt as error:
            raise FetchFault("encoding", str(error), http_status=200) from None
        except BodyCut as error:
            raise FetchFault("truncated", str(error), retryable=True, counts=False, http_status=200) from None
        except (httpcore.ProtocolError, httpcore.NetworkError) as error:
            raise body_fault(error) from None

    async def _read(self, response: httpx.Response, decoder: BodyDecoder, cap: int) -> None:
        started, received = time.monotonic(), 0
        async for part in response.aiter_raw():
            received += len(part)
            if received > cap:
                raise BodyTooLarge(f"more than {cap} bytes were sent (fetch.max_wire_bytes)")
            decoder.feed(part)
            elapsed = time.monotonic() - started
            if elapsed > self._rate_grace and received / elapsed < self._settings.min_rate:
                slow = f"{received / elapsed:.0f} bytes a second, {self._settings.min_rate} asked"
                raise FetchFault("too-slow", slow, retryable=True, http_status=200)


def tls_fault(error: BaseException) -> FetchFault:
    """The fault of a failed handshake. An invalid certificate is not retried."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchFault("tls", f"the certificate is not valid: {cause.verify_message}", counts=True)
        cause = cause.__cause__ or cause.__context__
    return FetchFault("tls", f"no secure connection: {_brief(error)}", retryable=True)


def body_fault(error: Exception) -> FetchFault:
    """The fault of a body that broke off, or that has wrong framing."""
    text = str(error)
    if isinstance(error, httpcore.ProtocolError) and "peer closed" not in text and "disconnected" not in text:
        return FetchFault("protocol", f"the framing of the body is wrong: {_brief(error)}", http_status=200)
    cut = f"the body broke off: {_brief(error)}"
    return FetchFault("truncated", cut, retryable=True, counts=False, http_status=200)


def status_fault(reply: Reply) -> FetchFault:
    """The fault of a status that brings no page."""
    if reply.status == 206:
        return FetchFault("truncated", "206: a part was sent, though the whole was asked for", http_status=206)
    retryable = reply.status in RETRYABLE_STATUS
    wait = retry_after(reply.headers.get("retry-after"), time.time()) if retryable else None
    phrase = httpx.codes.get_reason_phrase(reply.status)
    return FetchFault(
        "http-status",
        f"{reply.status} {phrase}".strip(),
        retryable=retryable,
        http_status=reply.status,
        retry_after=wait,
    )


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3): a number or a date. None if it is invalid.

    A date in the past is 0. A number beyond a year counts as a year. Fractions, units, ISO 8601 and a second number are
    no part of the standard, but are sent.
    """
    if value is None:
        return None
    value = value.strip()
    seconds = SECONDS.match(value)
    if seconds is not None:
        return min(float(seconds[1][:15]), MAX_RETRY_AFTER_S)
    try:
        when = (datetime.fromisoformat if ISO_DAY.match(value) else parsedate_to_datetime)(value).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(0.0, when - now), MAX_RETRY_AFTER_S)


def _decode(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _brief(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return text if len(text) <= 200 else text[:200] + "…"
