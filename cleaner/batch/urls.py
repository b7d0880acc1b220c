"""A URL list from end to end: fetch, clean, write, remember.

Each URL has exactly one outcome in a run: done, unchanged, skipped or failed. The outcome and its record are made
durable together, so a run that is killed goes on where it was.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cleaner.article import Article
from cleaner.batch import clean_many
from cleaner.batch.listing import Listing, announced
from cleaner.batch.places import mark_of
from cleaner.batch.pool import BUSY, Aside
from cleaner.batch.recipe import recipe_of
from cleaner.batch.rendering import rendering_of
from cleaner.batch.summary import SHOWN_FAILURES
from cleaner.config import Config
from cleaner.fetch import Fetched, Gauge, Seams, fetch_polled, shown
from cleaner.fetch.politeness import HostLedger, MemoryLedger
from cleaner.model import Failure, Page, Unchanged
from cleaner.record import to_record
from cleaner.sinks import Output, open_sink
from cleaner.sinks.jsonl import JsonlFile
from cleaner.sources.entries import Link
from cleaner.sources.queued import QueuedTargets
from cleaner.sources.urls import canonical
from cleaner.store.arrivals import Arrivals
from cleaner.store.hosts import HostTable
from cleaner.store.lock import hold
from cleaner.store.queue import Queue
from cleaner.store.raw import RawStore
from cleaner.store.state import Item, Run, State

if TYPE_CHECKING:
    from cleaner.sinks.parts import ParquetParts

COMMIT_AT_ONCE = 32  # outcomes that are made durable together at most
COMMIT_PAUSE_S = 0.05  # outcomes that come closer together than this share a commit

Source = Callable[[HostLedger], Iterable[str | Link | Failure | None]]
Clean = Callable[[Page, Config], Article | Failure]
IDLE_S = 0.02  # how long the cleaning waits for a page before it looks after its processes


@dataclass(slots=True)
class Tally:
    """How a run stands. ``listed`` = done + unchanged + skipped + failed + earlier, once it has ended.

    ``skipped`` are repetitions in the list and pages that their site refuses, ``earlier`` what the run had settled
    before it was interrupted.
    """

    listed: int = 0
    done: int = 0
    unchanged: int = 0
    failed: int = 0
    earlier: int = 0
    repeated: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)  # those of the reasons that are no failure
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # for a person to look at
    gauge: Gauge = field(default_factory=Gauge)
    started: float = field(default_factory=time.monotonic)

    def note(self, failure: Failure) -> None:
        """Count a failure under its reason, and keep the words of the first ones."""
        self.reasons[failure.reason] += 1
        if len(self.failures) < SHOWN_FAILURES:
            self.failures.append(f"{failure.origin}: {failure.reason}: {failure.message}")

    @property
    def skipped(self) -> int:
        """Repetitions, and pages that their site refuses."""
        return self.refusals.total() + self.repeated

    @property
    def settled(self) -> int:
        """How many have an outcome."""
        return self.done + self.unchanged + self.skipped + self.failed + self.earlier

    @property
    def rate(self) -> float:
        """Pages settled in a second, by this process."""
        return (self.settled - self.earlier - self.repeated) / max(0.001, time.monotonic() - self.started)


@dataclass(frozen=True, slots=True)
class UrlJob:
    """What to fetch and where to write it. ``output`` None is stdout, which keeps no state; Parquet goes to a folder.

    ``source`` gives the URLs; it is handed the ledger of turns, for a source that fetches on its own. ``offline``
    cleans the bodies that an earlier run has kept and asks the network for nothing. ``clean`` None is the pipeline.
    """

    source: Source
    config: Config
    output: Path | None = None
    state_dir: Path | None = None
    offline: bool = False
    seams: Seams | None = None
    clean: Clean | None = None
    format: Literal["jsonl", "parquet"] = "jsonl"


def state_folder(output: Path) -> Path:
    """Where the state of an output lies unless the user says otherwise."""
    return output.with_name(output.name + ".state")


def open_file(output: Path, format: Literal["jsonl", "parquet"], state: State) -> JsonlFile | ParquetParts:
    """The output, which grows together with the state. Raises OutputError and, for Parquet, UsageError."""
    if format == "jsonl":
        return JsonlFile(output, state)
    from cleaner.sinks.parts import ParquetParts

    return ParquetParts(output, state, state.path.with_name(f"{mark_of(str(output))}.jsonl"))


def run_urls(job: UrlJob, watch: Callable[[Tally], None] = lambda _: None) -> Tally:
    """Work through a URL list; ``watch`` is told how it stands after each outcome.

    Raises LockHeld when another run writes the same output, OutputError where it or the state cannot be written.
    """
    tally = Tally()
    with ExitStack() as stack:
        if job.output is None:
            bench = _Bench(job, tally, Queue())
        else:
            output = job.output.absolute()
            folder = (job.state_dir or state_folder(output)).absolute()
            stack.enter_context(hold(folder / f"{mark_of(str(output))}.lock"))
            bench = _Bench(job, tally, Queue(), folder, str(output))
        stack.callback(bench.close)
        bench.run(watch)
    return tally


class _Bench:
    """The parts of one run, put together."""

    def __init__(self, job: UrlJob, tally: Tally, waiting: Queue, folder: Path | None = None, name: str = "") -> None:
        self._job = job
        self._tally = tally
        self._waiting = waiting
        self._recipe = recipe_of(job.config)
        self._state: State | None = None
        self._file: JsonlFile | ParquetParts | None = None
        self._stdout = open_sink("jsonl", None)
        self._hosts: HostTable | MemoryLedger = MemoryLedger()
        self._frontier: QueuedTargets | None = None
        self._source: Generator[Fetched | None, None, None] | None = None
        self._raw = RawStore(folder / "raw") if folder is not None else None
        self._run = Run(0, False)
        self._path = folder / "state.sqlite" if folder is not None else None
        self._name = name
        self._pending: list[Item] = []
        self._committed_at = 0.0
        self._lock = threading.RLock()
        self._arrivals: Arrivals | None = None
        self._listing: Listing | None = None

    def open(self) -> Listing:
        """Open the files. What is open when this fails is for ``close`` to close."""
        job, path, name = self._job, self._path, self._name
        if path is not None and job.output is not None:
            self._state = State(path, name)
            self._file = open_file(job.output.absolute(), job.format, self._state)
            self._run = self._state.begin_run()
            self._hosts = HostTable(path, name, job.config.fetch.delay)
            self._arrivals = Arrivals(path.with_name(f"{mark_of(name)}.arrivals"), resumed=self._run.resumed)
        self._listing = Listing(
            lambda: job.source(self._hosts), self._waiting, self._run,
            (lambda: State(path, name)) if path is not None else None, self._arrivals,
        )  # fmt: skip
        return self._listing

    def run(self, watch: Callable[[Tally], None]) -> None:
        listing = self.open()
        listing.start()
        try:
            for page, outcome in self._clean(self._pages(listing, watch)):
                self._settle(page, outcome)
                self._tell(watch)
            listing.check()
        finally:
            with self._lock:
                self._commit()
                if self._file is not None:
                    self._file.finish(self._run)
                self._tell(lambda _: None)
        if self._state is not None:
            self._state.finish_run(self._run)
        if self._arrivals is not None:
            self._arrivals.close(finished=True)

    def close(self) -> None:
        with ExitStack() as stack:  # each is closed, whatever closing another leads to
            for part in (
                self._arrivals, self._waiting, self._state, self._hosts, self._file, self._frontier, self._source,
            ):  # fmt: skip
                if part is not None and not isinstance(part, MemoryLedger):
                    stack.callback(part.close)
            if self._listing is not None:
                stack.callback(self._listing.stop)

    def _tell(self, watch: Callable[[Tally], None]) -> None:
        tally, listing = self._tally, self._listing
        assert listing is not None  # noqa: S101 - run has opened it
        tally.listed, tally.repeated, tally.earlier = listing.listed, listing.repeated, listing.earlier
        watch(tally)

    def _pages(self, listing: Listing, watch: Callable[[Tally], None]) -> Iterator[Page | Aside | None]:
        """Fetch, settle all that is no page to clean, and yield the rest; None where nothing has come yet."""
        for outcome in itertools.chain(self._fetched(), (None,)):
            for failure in listing.failures():
                self._settle(None, failure)
            for key in listing.arrived():
                arrival = self._arrivals.get(key) if self._arrivals is not None else None
                yield self._to_clean(arrival or _lost(key)) or BUSY
            yield (self._to_clean(outcome) or BUSY) if outcome is not None else None
            self._tell(watch)

    def _fetched(self) -> Iterator[Fetched | None]:
        if self._job.offline:
            return self._kept()
        fetch, gauge = self._job.config.fetch, self._tally.gauge
        self._frontier = QueuedTargets(self._waiting, self._path, self._name, self._recipe, fetch.keep_raw)
        self._source = fetch_polled(
            self._frontier, fetch, idle=IDLE_S, ledger=self._hosts, gauge=gauge, seams=self._job.seams, keep=self._keep,
            rendering=rendering_of(self._job.config, self._tally.notes),
        )  # fmt: skip
        return self._source

    def _keep(self, outcome: Fetched) -> None:
        """Keep what was fetched until it is settled. Called in the fetching thread."""
        if self._arrivals is not None:
            self._arrivals.put(canonical(outcome.origin), announced(outcome, self._waiting))

    def _kept(self) -> Iterator[Fetched | None]:
        """Yield the bodies that were kept, instead of fetching."""
        host: str | None = None
        while True:
            host = self._waiting.next_host(())
            waiting = self._waiting.take(host) if host is not None else None
            if waiting is None:
                if not self._waiting.is_open() and self._waiting.next_host(()) is None:
                    return
                yield None
                continue
            item = self._item(waiting.key)
            page = self._from_raw(item) if item is not None else None
            origin = shown(waiting.origin)
            missing = Failure(origin, "source", "unreadable", "no body was kept for it", url=origin)
            yield replace(page, origin=origin) if page is not None else missing

    def _to_clean(self, outcome: Fetched) -> Page | None:
        """Settle an outcome that brings nothing new; return the page that is to be cleaned."""
        if isinstance(outcome, Failure):
            self._settle(None, outcome)
            return None
        item = self._item(canonical(outcome.origin))
        outcome = announced(outcome, self._waiting)
        if isinstance(outcome, Page):
            same = item is not None and item.sha256 == _sha256(outcome.body) and item.outcome in ("done", "unchanged")
            if item is None or not same or item.recipe != self._recipe:
                return outcome
            outcome = Unchanged(
                outcome.origin, outcome.url or "", outcome.fetched_at or _now(), outcome.http_status or 200,
                outcome.etag, outcome.last_modified,
            )  # fmt: skip
        elif item is not None and item.recipe != self._recipe and (page := self._from_raw(item)) is not None:
            return announced(replace(page, origin=outcome.origin, fetched_at=outcome.fetched_at), self._waiting)
        self._settle_unchanged(outcome, item)
        return None

    def _clean(self, pages: Iterator[Page | Aside | None]) -> Iterator[tuple[Page, Article | Failure]]:
        """Clean pages, in their order."""
        clean = self._job.clean
        if clean is not None:
            yield from ((page, clean(page, self._job.config)) for page in pages if isinstance(page, Page))
            return
        for result in clean_many(pages, self._job.config):
            if result.page is not None:
                yield result.page, result.outcome

    def _settle(self, page: Page | None, outcome: Article | Failure) -> None:
        origin = page.origin if page is not None else outcome.origin if isinstance(outcome, Failure) else ""
        with self._lock:
            before = self._item(canonical(origin))
            item = _item_of(origin, page, outcome, before, self._recipe)
            if isinstance(outcome, Failure):
                self._tally.note(outcome)
            match item.outcome:
                case "done":
                    self._tally.done += 1
                case "skipped":
                    self._tally.refusals[item.reason or "robots"] += 1
                case _:
                    self._tally.failed += 1
            # a failure that the output tells of already is not told again by each run
            told = before is not None and (before.outcome, before.reason, before.http_status) == (
                item.outcome, item.reason, item.http_status,
            )  # fmt: skip
            if item.outcome == "done" or not told:
                self._write(to_record(outcome, page, self._job.config))
            if page is not None and self._raw is not None and self._job.config.fetch.keep_raw and item.sha256:
                self._raw.put(item.sha256, page.body, item.key, page.usage, page.rendered)
            self._note(item)

    def _settle_unchanged(self, outcome: Unchanged, item: Item | None) -> None:
        key = canonical(outcome.origin)
        known = item or Item(key, outcome.origin, "unchanged")
        with self._lock:
            self._tally.unchanged += 1
            self._note(
                replace(
                    known, outcome="unchanged", reason=None, http_status=outcome.http_status, etag=outcome.etag,
                    last_modified=outcome.last_modified, seen_at=outcome.fetched_at, attempts=0,
                )
            )  # fmt: skip

    def _write(self, record: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.append(record)
        else:
            self._stdout.write(Output(record))

    def _note(self, item: Item) -> None:
        self._pending.append(item)
        late = time.monotonic() - self._committed_at >= COMMIT_PAUSE_S
        if late or len(self._pending) >= COMMIT_AT_ONCE:
            self._commit()

    def _commit(self) -> None:
        if self._pending and self._file is not None:
            self._file.commit(self._run, self._pending)
            if self._arrivals is not None:
                self._arrivals.forget([item.key for item in self._pending])
        self._pending = []
        self._committed_at = time.monotonic()

    def _item(self, key: str) -> Item | None:
        return self._state.item(key) if self._state is not None else None

    def _from_raw(self, item: Item) -> Page | None:
        if self._raw is None or item.sha256 is None:
            return None
        body = self._raw.get(item.sha256, self._job.config.fetch.max_body_bytes)
        if body is None:
            return None
        return Page(
            body, url=item.origin, final_url=item.final_url, content_type=item.content_type, charset_hint=item.charset,
            fetched_at=item.seen_at, origin=item.origin, http_status=200, etag=item.etag,
            last_modified=item.last_modified, usage=self._raw.usage(item.sha256, item.key),
            rendered=self._raw.rendered(item.sha256, item.key),
        )  # fmt: skip


def _item_of(origin: str, page: Page | None, outcome: Article | Failure, before: Item | None, recipe: str) -> Item:
    key = canonical(origin)
    if isinstance(outcome, Failure) or page is None:
        failure = outcome if isinstance(outcome, Failure) else None
        reason = failure.reason if failure is not None else None
        refused = failure is not None and reason in ("robots", "usage") and not failure.retryable
        status = failure.http_status if failure is not None else None
        attempts = 0 if refused else (before.attempts if before is not None else 0) + 1
        return Item(
            key, origin, "skipped" if refused else "failed", reason, status or (page.http_status if page else None),
            seen_at=_now(), attempts=attempts,
        )  # fmt: skip
    return Item(
        key, origin, "done", None, page.http_status, page.final_url, page.content_type, page.charset_hint, page.etag,
        page.last_modified, _sha256(page.body), recipe, page.fetched_at or _now(), page.fetched_at or _now(),
    )  # fmt: skip


def _lost(key: str) -> Failure:
    message = "what an earlier process fetched cannot be read again"
    return Failure(key, "fetch", "interrupted", message, retryable=True, url=key)


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
