"""The order of work: many hosts side by side, each at its own pace, none holding up the others.

A place (``fetch.hosts``) is taken by a request in flight alone. A host that waits for its next turn, for a Retry-After
or for the end of a back-off waits in a heap and takes none, so slow hosts cost the others nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import queue
import ssl
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from typing import Protocol, runtime_checkable

from cleaner.config import FetchSettings
from cleaner.errors import BadInput, InputMissing
from cleaner.fetch.address import host_of, shown
from cleaner.fetch.client import RATE_GRACE_S, Fetcher
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.guard import Guard, check_url
from cleaner.fetch.politeness import RETRY_BASE_S, HostLedger, MemoryLedger
from cleaner.fetch.robots import RobotsBook, product_token
from cleaner.fetch.visit import NotYet, Target, Visitor, put_off
from cleaner.model import Failure, Page, Unchanged

Fetched = Page | Unchanged | Failure

WINDOW = 10_000  # targets of an iterator that the memory frontier holds at once
POLL_S = 0.1  # how often a frontier that is still being filled is asked again
BUFFER = 16  # fetched pages that wait for whoever cleans them


@runtime_checkable
class Frontier(Protocol):
    """What is to be fetched, by host."""

    def more(self) -> bool:
        """Whether targets may still come that were not there before."""

    def next_host(self, busy: Collection[str]) -> str | None:
        """Return a host that has targets and is not in ``busy``, or None."""

    def take(self, host: str) -> Target | None:
        """Remove and return the host's next target, or None when it has none."""


class MemoryFrontier:
    """Targets of an iterable. A list is taken whole; of an iterator at most WINDOW targets are held."""

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
    again: tuple[Target, int] | None = None


@dataclass(slots=True)
class Gauge:
    """What is going on right now, for a progress line."""

    in_flight: int = 0
    hosts: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Seams:
    """What tests and measurements put in the place of the world."""

    guard: Guard | None = None
    tls: ssl.SSLContext | None = None
    retry_base: float = RETRY_BASE_S
    rate_grace: float = RATE_GRACE_S


def user_agent(settings: FetchSettings) -> str:
    """Return the User-Agent: the configured one, or ours with the contact."""
    if settings.user_agent:
        return settings.user_agent
    try:
        version = metadata.version("cleaner")
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
    off: dict[str, str] = field(default_factory=dict)
    heap: list[tuple[float, int, str]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=itertools.count)
    tasks: set[asyncio.Task[Fetched | None]] = field(default_factory=set)

    async def run(self) -> AsyncGenerator[Fetched, None]:
        """Yield one outcome for each target, as they come."""
        try:
            while True:
                for failure in self._start():
                    yield failure
                self.gauge.in_flight, self.gauge.hosts = len(self.tasks), len(self.hosts)
                if not self.tasks and not self.heap and not self.frontier.more():
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
        """Fill the free places with hosts whose turn has come; yield targets that need no request to fail."""
        while len(self.tasks) < self.settings.hosts:
            host = self._ready_host()
            if host is None:
                return
            again, host.again = host.again, None
            target = again[0] if again else self.frontier.take(host.name)
            if target is None:
                del self.hosts[host.name]
                continue
            failure = self._refusal(host, target)
            if failure is not None:
                self._push(host, 0.0)
                yield failure
                continue
            wait = self.visitor.claim(host.name)
            if wait > self.settings.max_retry_after:
                self.off[host.name] = put_off(host.name, f"{host.name} asks to wait {wait:.0f} s").message
            if wait > 0:
                host.again = (target, again[1] if again else 0)
                self._push(host, 0.0 if host.name in self.off else time.monotonic() + wait)
                continue
            self.gauge.requests += 1
            self.tasks.add(asyncio.create_task(self._visit(host, target, again[1] if again else 0)))

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

    def _refusal(self, host: _Host, target: Target) -> Failure | None:
        why = self.off.get(host.name)
        if why is not None:
            return Failure(
                target.origin or shown(target.url), "fetch", "deferred", why, retryable=True, url=shown(target.url)
            )
        try:
            check_url(target.url)
        except FetchFault as fault:
            return _failure(target, fault)
        return None

    async def _wait(self) -> list[Fetched]:
        pause = max(0.0, self.heap[0][0] - time.monotonic()) if self.heap else None
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

    async def _visit(self, host: _Host, target: Target, attempt: int) -> Fetched | None:
        outcome: Fetched | None = None
        try:
            outcome = await self.visitor.visit(target, host.name, attempt)
            host.failures = 0
        except NotYet:
            host.again = (target, attempt)
        except FetchFault as fault:
            if fault.retryable and not fault.final and attempt < self.settings.retries and not self._too_long(fault):
                host.again = (target, attempt + 1)
            else:
                outcome = self._give_up(host, target, fault)
        except Exception as error:  # a fault of ours costs its own record, never the run
            outcome = Failure(
                target.origin or shown(target.url), "fetch", "internal", f"{type(error).__name__}: {error}"
            )
        self._push(host, 0.0)
        return outcome

    def _too_long(self, fault: FetchFault) -> bool:
        return (fault.retry_after or 0.0) > self.settings.max_retry_after

    def _give_up(self, host: _Host, target: Target, fault: FetchFault) -> Failure:
        if fault.host == host.name:
            host.failures = host.failures + 1 if fault.counts else 0
            if fault.reason == "deferred":
                self.off[host.name] = fault.message
            elif self._too_long(fault):
                fault = put_off(host.name, f"{host.name} asks to wait {fault.retry_after or 0:.0f} s")
                self.off[host.name] = fault.message
            elif host.failures >= self.settings.host_failures:
                many = f"{host.failures} failures in a row at {host.name}, the last: {fault.message}"
                self.off[host.name] = f"{many}; put off to a later run"
        return _failure(target, fault)


def _failure(target: Target, fault: FetchFault) -> Failure:
    return Failure(
        target.origin or shown(target.url),
        "fetch",
        fault.reason,
        fault.message,
        retryable=fault.retryable,
        url=shown(target.url),
        http_status=fault.http_status,
    )


async def fetch(
    urls: Iterable[str | Target] | Frontier,
    settings: FetchSettings,
    *,
    ledger: HostLedger | None = None,
    lists: bool = False,
    gauge: Gauge | None = None,
    seams: Seams | None = None,
) -> AsyncGenerator[Fetched, None]:
    """Fetch URLs politely and yield one Page, Unchanged or Failure for each, in the order in which they come.

    ``lists`` takes the media types of feeds and sitemaps too. ``ledger`` shares turns and robots files with other
    processes; without one they are kept in memory.
    """
    seams = seams or Seams()
    ledger = ledger or MemoryLedger()
    agent = user_agent(settings)
    frontier = urls if isinstance(urls, Frontier) else MemoryFrontier(urls)
    async with Fetcher(settings, agent, guard=seams.guard, tls=seams.tls, rate_grace=seams.rate_grace) as fetcher:
        book = RobotsBook(ledger, product_token(agent))
        visitor = Visitor(fetcher, ledger, book, settings, lists=lists, retry_base=seams.retry_base)
        run = _Scheduler(visitor, frontier, settings, gauge or Gauge()).run()
        try:
            async for outcome in run:
                yield outcome
        finally:
            await run.aclose()


def fetch_all(
    urls: Iterable[str | Target] | Frontier,
    settings: FetchSettings,
    *,
    ledger: HostLedger | None = None,
    lists: bool = False,
    gauge: Gauge | None = None,
    seams: Seams | None = None,
) -> Generator[Fetched, None, None]:
    """Do as ``fetch`` in a thread of its own, for callers that are not asynchronous.

    A few fetched pages wait at most; a slow caller slows the fetching down. Closing the iterator stops it.
    """
    polled = fetch_polled(urls, settings, ledger=ledger, lists=lists, gauge=gauge, seams=seams)
    with contextlib.closing(polled):
        yield from (outcome for outcome in polled if outcome is not None)


def fetch_polled(
    urls: Iterable[str | Target] | Frontier,
    settings: FetchSettings,
    *,
    idle: float | None = None,
    ledger: HostLedger | None = None,
    lists: bool = False,
    gauge: Gauge | None = None,
    seams: Seams | None = None,
) -> Generator[Fetched | None, None, None]:
    """Do as ``fetch_all``, and yield None whenever nothing has come for ``idle`` seconds."""
    out: queue.SimpleQueue[Fetched | BaseException | None] = queue.SimpleQueue()
    loop = asyncio.new_event_loop()
    room = asyncio.Semaphore(BUFFER)

    async def pump() -> None:
        async for outcome in fetch(urls, settings, ledger=ledger, lists=lists, gauge=gauge, seams=seams):
            await room.acquire()
            out.put(outcome)

    task: asyncio.Task[None] = loop.create_task(pump())
    thread = threading.Thread(target=_run_loop, args=(loop, task, out.put), name="fetch", daemon=True)
    thread.start()
    try:
        while True:
            try:
                item = out.get(timeout=idle)
            except queue.Empty:
                yield None
                continue
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            with contextlib.suppress(RuntimeError):  # the last pages are here and the loop has gone
                loop.call_soon_threadsafe(room.release)
            yield item
    finally:
        if thread.is_alive():
            with contextlib.suppress(RuntimeError):  # it may just have ended by itself
                loop.call_soon_threadsafe(task.cancel)
        thread.join()


def fetch_one(url: str, settings: FetchSettings) -> Page:
    """Fetch one page. Raises InputMissing where it cannot be had, BadInput where it is no page of text."""
    (outcome,) = fetch_all([url], settings)
    if isinstance(outcome, Page):
        return outcome
    message = outcome.message if isinstance(outcome, Failure) else "not modified"
    if isinstance(outcome, Failure) and outcome.reason in ("content-type", "too-large"):
        raise BadInput(f"{shown(url)}: {message}", outcome.reason)
    raise InputMissing(f"{shown(url)}: {message}")


def _run_loop(
    loop: asyncio.AbstractEventLoop, task: asyncio.Task[None], put: Callable[[BaseException | None], None]
) -> None:
    try:
        loop.run_until_complete(task)
        put(None)
    except asyncio.CancelledError:
        put(None)
    except BaseException as error:  # carried over to the thread that asked
        put(error)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
