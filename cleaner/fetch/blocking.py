"""Fetching for synchronous callers: an event loop runs in a separate thread."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sys
import threading
from collections.abc import Callable, Generator, Iterable

from cleaner.config import FetchSettings
from cleaner.errors import BadInput, FetchError, InputMissing
from cleaner.fetch.browser.renderer import Rendering
from cleaner.fetch.gauge import Gauge
from cleaner.fetch.outcomes import page_of
from cleaner.fetch.politeness import HostLedger
from cleaner.fetch.schedule import Fetched, Frontier, Seams, fetch
from cleaner.fetch.visit import Target
from cleaner.model import Page

PRIVATE_HINT = "pages of your own network are fetched with --allow-private (in a configuration: fetch.allow_private)"
BUFFER = 16  # fetched pages that may wait to be cleaned


def fetch_all(
    urls: Iterable[str | Target] | Frontier,
    settings: FetchSettings,
    *,
    ledger: HostLedger | None = None,
    seams: Seams | None = None,
    rendering: Rendering | None = None,
) -> Generator[Fetched, None, None]:
    """Do the same as ``fetch`` in a separate thread, for synchronous callers.

    At most BUFFER fetched pages wait, so a slow caller slows down the fetching. Closing the iterator stops it.
    """
    polled = fetch_polled(urls, settings, ledger=ledger, seams=seams, rendering=rendering)
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
    rendering: Rendering | None = None,
    keep: Callable[[Fetched], None] = lambda _: None,
) -> Generator[Fetched | None, None, None]:
    """Do the same as ``fetch_all``, but yield None whenever nothing has arrived for ``idle`` seconds.

    ``keep`` is called in the fetching thread with each outcome, as soon as it is known.
    """
    out: queue.SimpleQueue[Fetched | BaseException | None] = queue.SimpleQueue()
    loop = asyncio.new_event_loop()
    room = asyncio.Semaphore(BUFFER)

    async def pump() -> None:
        # closed before the loop ends, because the loop would close everything inside it at the same time
        coming = fetch(
            urls, settings, ledger=ledger, lists=lists, gauge=gauge, seams=seams, rendering=rendering
        )  # fmt: skip
        async with contextlib.aclosing(coming) as outcomes:
            async for outcome in outcomes:
                keep(outcome)
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
            with contextlib.suppress(RuntimeError):  # the loop has ended with the last page
                loop.call_soon_threadsafe(room.release)
            yield item
    finally:
        if not sys.is_finalizing():  # then the thread runs no more, and to wait for it would take for ever
            if thread.is_alive():
                with contextlib.suppress(RuntimeError):  # the loop may have ended just now
                    loop.call_soon_threadsafe(task.cancel)
            thread.join()


def fetch_one(url: str, settings: FetchSettings, rendering: Rendering | None = None) -> Page:
    """Fetch one page. Raises InputMissing if it cannot be fetched, BadInput if it is not a page of text."""
    (outcome,) = fetch_all([url], settings, rendering=rendering)
    try:
        return page_of(outcome)
    except FetchError as error:
        if error.reason in ("content-type", "too-large"):
            raise BadInput(str(error), error.reason) from None
        hint = f" ({PRIVATE_HINT})" if error.reason == "not-public" else ""
        raise InputMissing(f"{error}{hint}") from None


def _run_loop(
    loop: asyncio.AbstractEventLoop, task: asyncio.Task[None], put: Callable[[BaseException | None], None]
) -> None:
    try:
        loop.run_until_complete(task)
        put(None)
    except asyncio.CancelledError:
        put(None)
    except BaseException as error:  # passed on to the calling thread
        put(error)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
