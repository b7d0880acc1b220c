"""The order of requests: many hosts at the same time, each at its own pace, and none delays the others.

Only a request in flight takes one of the slots (``fetch.hosts``). A host that waits for its next turn, for a
Retry-After or for the end of a back-off waits in a heap. So slow hosts do not delay the others.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import ssl
import time
from collections import deque
from collections.abc import AsyncGenerator, Collection, Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from importlib import metadata
from typing import Protocol, runtime_checkable

from cleaner.config import FetchSettings
from cleaner.errors import LockHeld, OutputError
from cleaner.fetch.address import host_of, shown
from cleaner.fetch.browser.renderer import Renderer, Rendering
from cleaner.fetch.client import RATE_GRACE_S, Fetcher
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.gauge import Gauge
from cleaner.fetch.guard import Guard
from cleaner.fetch.politeness import RETRY_BASE_S, HostLedger, MemoryLedger
from cleaner.fetch.robots import RobotsBook, product_token
from cleaner.fetch.visit import Journey, Later, Target, Visitor, postponed
from cleaner.model import Failure, Page, Unchanged

Fetched = Page | Unchanged | Failure

WINDOW = 10_000  # targets of an iterator that the memory frontier holds at a time
POLL_S = 0.1  # between two looks at a frontier that is still being filled
MAX_AWAY = 32  # pages of one host that wait for other hosts, to which they redirect
MAX_NAP_S = 60.0  # longest wait before a host is checked again, so that a corrected clock is noticed


@runtime_checkable
class Frontier(Protocol):
    """The targets to fetch, by host."""

    def more(self) -> bool:
        """Whether more targets may arrive."""

    def next_host(self, busy: Collection[str]) -> str | None:
        """Return a host that has targets and is not in ``busy``, or None.

        A host leaves ``busy`` only after ``take`` has returned None for it.
        """

    def take(self, host: str) -> Target | None:
        """Remove and return the host's next target, or None if it has none."""


class MemoryFrontier:
    """Targets of an iterable. A list is read as a whole; of an iterator at most WINDOW targets are held."""

    def __init__(self, targets: Iterable[str | Target]) -> None:
        self._rest: Iterator[str | Target] | None = iter(targets)
        self._window = None if isinstance(targets, list | tuple) else WINDOW
        self._held = 0
        self._hosts: dict[str, deque[Target]] = {}

    def more(self) -> bool:
        """See Frontier."""
        self._fill()
        return self._rest is not None

    def next_host(self, busy: Collection[str]) -> str | None:
        """See Frontier."""
        self._fill()
        return next((host for host in self._hosts if host not in busy), None)

    def take(self, host: str) -> Target | None:
        """See Frontier."""
        waiting = self._hosts.get(host)
        if not waiting:
            self._hosts.pop(host, None)
            return None
        self._held -= 1
        return waiting.popleft()

    def _fill(self) -> None:
        while self._rest is not None and (self._window is None or self._held < self._window):
            item = next(self._rest, None)
            if item is None:
                self._rest = None
                return
            target = Target(item, shown(item)) if isinstance(item, str) else item
            self._hosts.setdefault(host_of(target.url), deque()).append(target)
            self._held += 1


@dataclass(slots=True)
class _Host:
    name: str
    failures: int = 0
    again: Journey | None = None
    away: int = 0


@dataclass(frozen=True, slots=True)
class Seams:
    """Replacements for the outside world, for tests and measurements."""

    guard: Guard | None = None
    tls: ssl.SSLContext | None = None
    retry_base: float = RETRY_BASE_S
    rate_grace: float = RATE_GRACE_S


def user_agent(settings: FetchSettings) -> str:
    """Return the configured User-Agent, or the default with the contact."""
    if settings.user_agent:
        return settings.user_agent
    try:
        version = metadata.version("pagecleaner")
    except metadata.PackageNotFoundError:
        version = "0.0.0"
    return f"cleaner/{version}" + (f" (+{settings.contact})" if settings.contact else "")


@dataclass(slots=True)
class _Scheduler:
    visitor: Visitor
    frontier: Frontier
    settings: FetchSettings
    gauge: Gauge
    hosts: dict[str, _Host] = field(default_factory=dict)
    off: dict[str, FetchFault] = field(default_factory=dict)  # why a host gets no more requests in this run
    heap: list[tuple[float, int, str]] = field(default_factory=list)
    away: list[tuple[float, int, _Host, Journey]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=itertools.count)
    tasks: set[asyncio.Task[Fetched | None]] = field(default_factory=set)

    async def run(self) -> AsyncGenerator[Fetched, None]:
        """Yield one outcome for each target, in the order in which they finish."""
        try:
            while True:
                for failure in self._start():
                    yield failure
                self.gauge.in_flight, self.gauge.hosts = len(self.tasks), len(self.hosts)
                if not (self.tasks or self.heap or self.away or self.frontier.more()):
                    if self.frontier.next_host(self.hosts) is None:
                        return
                    continue
                for outcome in await self._wait():
                    yield outcome
        finally:
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)

    def _start(self) -> Iterator[Failure]:
        """Fill the free slots with hosts whose turn has come. Yield targets that fail without a request."""
        while len(self.tasks) < self.settings.hosts:
            if self.away and self.away[0][0] <= time.monotonic():
                failure = self._resume(*heapq.heappop(self.away)[2:])
                if failure is not None:
                    yield failure
                continue
            host = self._ready_host()
            if host is None:
                return
            again, host.again = host.again, None
            target = again.target if again else self.frontier.take(host.name)
            if target is None:
                del self.hosts[host.name]
                continue
            journey = self._begin(host, target, again)
            if isinstance(journey, Failure):
                self._push(host, 0.0)
                yield journey
                continue
            wait = self.visitor.claim(journey.next_host)
            if wait > self.settings.max_retry_after:
                self.off[host.name] = postponed(host.name, f"{journey.next_host} asks to wait {wait:.0f} s")
            if wait > 0:
                host.again = journey
                self._push(host, 0.0 if host.name in self.off else _in(wait))
                continue
            self._go(host, journey, away=False)

    def _begin(self, host: _Host, target: Target, journey: Journey | None) -> Journey | Failure:
        """Return the journey to a target, new or continued, or the failure that prevents it."""
        why = self.off.get(host.name)
        if why is not None:
            return _failure(target, why)
        try:
            return journey or Journey(self.visitor, target)
        except FetchFault as fault:
            return _failure(target, fault)

    def _resume(self, host: _Host, journey: Journey) -> Failure | None:
        """Continue a journey that waited for another host than its own."""
        wait = self.visitor.claim(journey.next_host)
        if wait > self.settings.max_retry_after:
            host.away -= 1
            return _failure(journey.target, postponed(host.name, f"{journey.next_host} asks to wait {wait:.0f} s"))
        if wait > 0:
            self._set_aside(host, journey, wait)
        else:
            self._go(host, journey, away=True)
        return None

    def _go(self, host: _Host, journey: Journey, *, away: bool) -> None:
        self.gauge.requests += 1
        self.tasks.add(asyncio.create_task(self._visit(host, journey, away=away)))

    def _ready_host(self) -> _Host | None:
        if self.heap and self.heap[0][0] <= time.monotonic():
            return self.hosts[heapq.heappop(self.heap)[2]]
        name = self.frontier.next_host(self.hosts)
        if name is None:
            return None
        host = self.hosts[name] = _Host(name)
        return host

    def _push(self, host: _Host, at: float) -> None:
        heapq.heappush(self.heap, (at, next(self.order), host.name))

    def _set_aside(self, host: _Host, journey: Journey, wait: float) -> None:
        heapq.heappush(self.away, (_in(wait), next(self.order), host, journey))

    async def _wait(self) -> list[Fetched]:
        first = min((heap[0][0] for heap in (self.heap, self.away) if heap), default=None)
        pause = max(0.0, first - time.monotonic()) if first is not None else None
        if self.frontier.more():
            pause = min(POLL_S, POLL_S if pause is None else pause)
        if not self.tasks:
            await asyncio.sleep(pause or 0.0)
            return []
        full = len(self.tasks) >= self.settings.hosts
        done, self.tasks = await asyncio.wait(
            self.tasks, timeout=None if full else pause, return_when=asyncio.FIRST_COMPLETED
        )
        return [outcome for outcome in (task.result() for task in done) if outcome is not None]

    async def _visit(self, host: _Host, journey: Journey, *, away: bool) -> Fetched | None:
        """Continue a journey. One that is ``away`` waits apart from its host, which continues with other pages."""
        outcome: Fetched | None = None
        again: Journey | None = None
        wait = 0.0
        target = journey.target
        try:
            outcome = await journey.proceed()
            host.failures = 0
        except Later as later:
            again, wait = journey, later.wait
        except FetchFault as fault:
            tries = journey.attempt < self.settings.retries and not self._too_long(fault)
            if fault.retryable and not fault.final and tries:
                again = Journey(self.visitor, target, journey.attempt + 1)
            else:
                outcome = self._give_up(host, target, fault)
        except (OutputError, LockHeld):  # a fault of the state, not of a page: the run ends, and can resume later
            raise
        except Exception as error:  # an error of ours costs only its own record, never the run
            message = f"{type(error).__name__}: {error}"
            outcome = Failure(target.origin or shown(target.url), "fetch", "internal", message)
        if away:
            host.away -= again is None
            if again is not None:
                self._set_aside(host, again, wait)
            return outcome
        if again is not None and again.next_host != host.name and host.away < MAX_AWAY:
            host.away += 1
            self._set_aside(host, again, wait)
            again = None
        host.again = again
        self._push(host, _in(wait) if again is not None else 0.0)
        return outcome

    def _too_long(self, fault: FetchFault) -> bool:
        return (fault.retry_after or 0.0) > self.settings.max_retry_after

    def _give_up(self, host: _Host, target: Target, fault: FetchFault) -> Failure:
        if fault.host == host.name:
            host.failures = host.failures + 1 if fault.counts else 0
            if fault.reason == "deferred":
                self.off[host.name] = fault
            elif self._too_long(fault):
                fault = postponed(host.name, f"{host.name} asks to wait {fault.retry_after or 0:.0f} s")
                self.off[host.name] = fault
            elif host.failures >= self.settings.host_failures:
                many = f"{host.failures} failures in a row at {host.name}, the last: {fault.message}"
                # a permanent fault is not left for a later run: all pages of the host fail
                self.off[host.name] = postponed(host.name, many) if fault.retryable else fault
        return _failure(target, fault)


def _in(wait: float) -> float:
    return time.monotonic() + min(wait, MAX_NAP_S)


def _failure(target: Target, fault: FetchFault) -> Failure:
    return Failure(
        target.origin or shown(target.url),
        "fetch",
        fault.reason,
        fault.message,
        retryable=fault.retryable,
        url=shown(target.url),
        http_status=fault.http_status,
        usage=fault.usage,
    )


async def fetch(
    urls: Iterable[str | Target] | Frontier,
    settings: FetchSettings,
    *,
    ledger: HostLedger | None = None,
    lists: bool = False,
    gauge: Gauge | None = None,
    seams: Seams | None = None,
    rendering: Rendering | None = None,
) -> AsyncGenerator[Fetched, None]:
    """Fetch URLs politely and yield one Page, Unchanged or Failure for each, in the order in which they finish.

    ``lists`` also accepts the media types of feeds and sitemaps. ``ledger`` shares turns and robots files with other
    processes; without one they are kept in memory. ``rendering`` says which pages a browser renders; without it none.
    """
    seams = seams or Seams()
    ledger = ledger or MemoryLedger()
    agent = user_agent(settings)
    frontier = urls if isinstance(urls, Frontier) else MemoryFrontier(urls)
    async with AsyncExitStack() as stack:
        fetcher = await stack.enter_async_context(
            Fetcher(settings, agent, guard=seams.guard, tls=seams.tls, rate_grace=seams.rate_grace)
        )
        renderer = None
        if rendering is not None:
            renderer = await stack.enter_async_context(Renderer(rendering, fetcher, settings))
        book = RobotsBook(ledger, product_token(agent))
        visitor = Visitor(
            fetcher, ledger, book, settings, lists=lists, retry_base=seams.retry_base, renderer=renderer
        )  # fmt: skip
        run = _Scheduler(visitor, frontier, settings, gauge or Gauge()).run()
        try:
            async for outcome in run:
                yield outcome
        finally:
            await run.aclose()
