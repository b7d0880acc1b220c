"""Fetched pages for a pool: what has come, and None while nothing has, so that finished work never waits for a host."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Generator
from typing import TYPE_CHECKING

from cleaner.fetch import Fetched, Frontier, Seams, fetch

if TYPE_CHECKING:
    from cleaner.config import FetchSettings
    from cleaner.fetch.politeness import HostLedger

BEAT_SECONDS = 0.05
BUFFER = 16  # fetched pages that wait for a worker


def feed(
    frontier: Frontier, settings: FetchSettings, ledger: HostLedger, seams: Seams | None = None
) -> Generator[Fetched | None, None, None]:
    """Fetch in a thread of its own. Closing the generator stops the fetching at once."""
    out: queue.SimpleQueue[Fetched | BaseException | None] = queue.SimpleQueue()
    loop = asyncio.new_event_loop()
    room = asyncio.Semaphore(BUFFER)

    async def pump() -> None:
        async for outcome in fetch(frontier, settings, ledger=ledger, seams=seams):
            await room.acquire()
            out.put(outcome)

    task = loop.create_task(pump())

    def run() -> None:
        try:
            loop.run_until_complete(task)
            out.put(None)
        except asyncio.CancelledError:
            out.put(None)
        except BaseException as error:  # carried over to the thread that asked
            out.put(error)
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    thread = threading.Thread(target=run, name="fetch", daemon=True)
    thread.start()
    try:
        while True:
            try:
                item = out.get(timeout=BEAT_SECONDS)
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
