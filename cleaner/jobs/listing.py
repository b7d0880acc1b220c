"""Reads a list of URLs into the queue, in a thread, while the first URLs are already being fetched."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Protocol, TypeVar

from cleaner.fetch import host_of, shown
from cleaner.fetch.canonical import canonical
from cleaner.model import Failure, Page
from cleaner.sources.entries import Link
from cleaner.store.arrivals import Arrivals
from cleaner.store.queue import Queue, Waiting
from cleaner.store.state import Run, State

T = TypeVar("T")
LIST_BATCH = 1_000  # lines that are taken from a list at a time, if they arrive quickly
LIST_PAUSE_S = 0.2
Fetched = TypeVar("Fetched")
MAX_AHEAD = 10_000  # failures and repetitions that may wait before the reading pauses
END_SECONDS = 5.0  # longest wait for the thread at the end


class Entries(Protocol):
    """Yields the entries of a list, and None if nothing has arrived for a while."""

    def __call__(self) -> Iterable[str | Link | Failure | None]:
        """Start reading."""


def announced(outcome: Fetched, waiting: Queue) -> Fetched:
    """Add to a page what its list says about it. Other outcomes are returned unchanged."""
    if not isinstance(outcome, Page) or outcome.announced is not None:
        return outcome
    return replace(outcome, announced=waiting.announced(canonical(outcome.origin)))


class Listing:
    """One list that is being read into the queue, without repetitions and without what the run has settled.

    ``state`` opens the state for the thread, or is None if there is none. Inputs in ``arrivals`` are not queued; their
    keys come out of ``arrived``. ``failures`` are the lines without a URL. ``skips`` are the repeated URLs, if
    ``names_skips`` asks for them.
    """

    def __init__(
        self, entries: Entries, waiting: Queue, run: Run, state: Callable[[], State] | None, arrivals: Arrivals | None,
        *, names_skips: bool = False,
    ) -> None:  # fmt: skip
        self._entries, self._waiting, self._run, self._state, self._arrivals = entries, waiting, run, state, arrivals
        self.listed = self.repeated = self.earlier = 0
        self._failures: queue.Queue[Failure] = queue.Queue(MAX_AHEAD)
        self._arrived: queue.Queue[str] = queue.Queue(MAX_AHEAD)
        self._skips: queue.Queue[str] | None = queue.Queue(MAX_AHEAD) if names_skips else None
        self._broken: list[BaseException] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, name="read list", daemon=True)

    def start(self) -> None:
        """Start reading."""
        self._thread.start()

    def stop(self) -> None:
        """Stop reading."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(END_SECONDS)

    def check(self) -> None:
        """Raise the error that ended the reading, if there was one."""
        if self._broken:
            raise self._broken[0]

    def failures(self) -> Iterator[Failure]:
        """The lines without a URL that were read so far."""
        while not self._failures.empty():
            yield self._failures.get()

    def arrived(self) -> Iterator[str]:
        """The keys, so far, of inputs that an earlier process fetched."""
        while not self._arrived.empty():
            yield self._arrived.get()

    def skips(self) -> Iterator[str]:
        """The repeated URLs that were read so far."""
        while self._skips is not None and not self._skips.empty():
            yield shown(self._skips.get())

    def _read(self) -> None:
        try:
            with ExitStack() as stack:
                state = stack.enter_context(self._state()) if self._state is not None else None
                entries = iter(self._entries())
                if hasattr(entries, "close"):
                    stack.callback(entries.close)
                self._take_all(entries, state)
        except BaseException as error:  # raised again where the run can end cleanly
            self._broken.append(error)
        finally:
            self._waiting.finish()

    def _take_all(self, entries: Iterator[str | Link | Failure | None], state: State | None) -> None:
        batch: list[str | Link | Failure] = []
        taken_at = time.monotonic()
        try:
            for entry in entries:
                if entry is not None:
                    batch.append(entry)
                if len(batch) >= LIST_BATCH or time.monotonic() - taken_at > LIST_PAUSE_S:
                    self._take(batch, state)
                    batch, taken_at = [], time.monotonic()
                if self._stop.is_set():
                    return
        finally:
            self._take(batch, state)

    def _take(self, batch: list[str | Link | Failure], state: State | None) -> None:
        links = [entry if isinstance(entry, Link) else Link(entry) for entry in batch if not isinstance(entry, Failure)]
        urls = [link.url for link in links]
        keys = [canonical(url) for url in urls]
        said = [(key, link.announced) for key, link in zip(keys, links, strict=True) if link.announced is not None]
        self._waiting.announce(said)
        settled = state.settled(keys, self._run) if state is not None else set()
        held = self._arrivals.held(keys) if self._arrivals is not None and self._run.resumed else set()
        new: list[Waiting] = []
        for url, key, first in zip(urls, keys, self._waiting.unseen(keys), strict=True):
            if not first:
                self.repeated += 1
                if self._skips is not None:
                    self._put(self._skips, url)
            elif key in settled:
                self.earlier += 1
            elif key in held:
                self._put(self._arrived, key)
            else:
                new.append(Waiting(host_of(url), key, url))
        self._waiting.add(new)
        self.listed += len(batch)
        for entry in batch:
            if isinstance(entry, Failure):
                self._put(self._failures, entry)

    def _put(self, line: queue.Queue[T], item: T) -> None:
        """Put an item into a queue as soon as there is room for it."""
        while not self._stop.is_set():
            with suppress(queue.Full):
                line.put(item, timeout=LIST_PAUSE_S)
                return
