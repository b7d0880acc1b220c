"""A list of URLs from end to end: fetch, clean, write, store the state.

Each URL has exactly one outcome in a run: done, unchanged, skipped or failed. The outcome and its record become durable
together, so a run that is killed resumes where it was.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from cleaner.article import Article
from cleaner.batch import SAMPLE, count_workers, limits_of, to_failure
from cleaner.batch.pool import BUSY, PassThrough, Pool
from cleaner.batch.work import Cleaned, Task, producing
from cleaner.config import Config
from cleaner.fetch import Fetched, Seams, fetch_polled
from cleaner.fetch.canonical import canonical
from cleaner.fetch.politeness import HostLedger, MemoryLedger
from cleaner.jobs.folder import weigh_task
from cleaner.jobs.kept import KeptBodies
from cleaner.jobs.listing import Listing, announced
from cleaner.jobs.marker import Marker
from cleaner.jobs.outcomes import as_unchanged, is_known, is_same, item_of, lost, unchanged_item
from cleaner.jobs.places import holding
from cleaner.jobs.recipe import recipe_of
from cleaner.jobs.rendering import rendering_of
from cleaner.jobs.summary import ListSummary
from cleaner.model import Failure, Page, Unchanged
from cleaner.record import to_record
from cleaner.sinks import Output, SinkKind, open_sink
from cleaner.sinks.growing import Growing, open_growing
from cleaner.sinks.names import TREES
from cleaner.sources.entries import Link
from cleaner.sources.queued import QueuedTargets
from cleaner.store.arrivals import Arrivals
from cleaner.store.hosts import HostTable
from cleaner.store.likeness import remove_index
from cleaner.store.moved import mark_of
from cleaner.store.queue import Queue
from cleaner.store.state import Item, Run, State
from cleaner.vocabulary import STATE_ENDING

COMMIT_AT_ONCE = 32  # largest number of outcomes that share a commit
COMMIT_PAUSE_S = 0.05  # outcomes that are closer together than this share a commit
IDLE_S = 0.02  # longest wait for a page before the worker processes are checked

Source = Callable[[HostLedger], Iterable[str | Link | Failure | None]]
Clean = Callable[[Page, Config], Article | Failure]


@dataclass(frozen=True, slots=True)
class UrlJob:
    """What to fetch and where to write it. ``output`` None is stdout, which keeps no state and accepts only jsonl.

    ``source`` yields the URLs. It gets the ledger of turns, because feeds and sitemaps are fetched too. ``offline``
    cleans the bodies that an earlier run has stored, without the network. ``clean`` None is the pipeline. ``on_skip``
    is called with each URL that is skipped, and the reason.
    """

    source: Source
    config: Config
    output: Path | None = None
    state_dir: Path | None = None
    offline: bool = False
    seams: Seams | None = None
    clean: Clean | None = None
    format: SinkKind = "jsonl"
    on_skip: Callable[[str, str], None] | None = None


def state_folder(output: Path) -> Path:
    """The default folder for the state of an output."""
    return output.with_name(output.name + STATE_ENDING)


def run_urls(job: UrlJob, watch: Callable[[ListSummary], None] = lambda _: None) -> ListSummary:
    """Process a list of URLs. ``watch`` is called with the summary after each outcome.

    Raises LockHeld if another run writes the same output, OutputError if it or the state cannot be written.
    """
    summary = ListSummary()
    with ExitStack() as stack:
        begin: Callable[[], None] | None = None
        if job.output is None:
            bench = _UrlRun(job, summary, Queue())
        else:
            output = job.output.absolute()
            folder = (job.state_dir or state_folder(output)).absolute()
            begin = stack.enter_context(holding(folder, f"{mark_of(str(output))}.lock", [output]))
            bench = _UrlRun(job, summary, Queue(), folder, str(output))
        stack.callback(bench.close)
        listing = bench.open()
        if begin is not None:
            begin()
        bench.run(listing, watch)
    return summary


class _UrlRun:
    """The parts of one run."""

    def __init__(
        self, job: UrlJob, summary: ListSummary, waiting: Queue, folder: Path | None = None, name: str = ""
    ) -> None:
        self._job = job
        self._summary = summary
        self._waiting = waiting
        form = f"/{job.format}" if job.format in TREES else ""  # a folder may hold pages in several formats
        self._recipe = recipe_of(job.config) + form
        self._state: State | None = None
        self._file: Growing | None = None
        self._marker: Marker | None = None
        self._stdout = open_sink("jsonl", None)
        self._hosts: HostTable | MemoryLedger = MemoryLedger()
        self._frontier: QueuedTargets | None = None
        self._source: Generator[Fetched | None, None, None] | None = None
        self._kept: KeptBodies | None = None
        self._run = Run(0, False)
        self._folder = folder
        self._name = name
        self._pending: list[Item] = []
        self._committed_at = 0.0
        self._torn = False
        self._lock = threading.RLock()
        self._arrivals: Arrivals | None = None
        self._listing: Listing | None = None

    def open(self) -> Listing:
        """Open the files. If this fails, ``close`` closes what is open."""
        job, folder, name = self._job, self._folder, self._name
        path = folder / "state.sqlite" if folder is not None else None
        if folder is not None and path is not None and job.output is not None:
            self._state = State(path, name)
            mark, index = mark_of(name), folder / f"{mark_of(name)}.likeness"
            self._file = open_growing(job.format, job.output.absolute(), self._state, folder / f"{mark}.jsonl")
            if self._state.is_new():
                remove_index(index)
            self._run = self._state.begin_run()
            self._hosts = HostTable(path, name, job.config.fetch.delay)
            self._arrivals = Arrivals(folder / f"{mark}.arrivals", resumed=self._run.resumed)
            self._kept = KeptBodies(folder / "raw", self._state, job.config.fetch.max_body_bytes)
            self._marker = Marker(job.config, index)
        else:
            self._marker = Marker(job.config)
        self._listing = Listing(
            lambda: job.source(self._hosts), self._waiting, self._run,
            (lambda: State(path, name)) if path is not None else None, self._arrivals,
            names_skips=job.on_skip is not None,
        )  # fmt: skip
        return self._listing

    def run(self, listing: Listing, watch: Callable[[ListSummary], None]) -> None:
        listing.start()
        try:
            for page, cleaned in self._clean(self._pages(listing, watch)):
                self._settle(page, cleaned)
                self._report(watch)
            listing.check()
        finally:
            with self._lock:
                self._commit()
                if self._file is not None:
                    self._file.finish(self._run)
                self._report(lambda _: None)
        if self._state is not None:
            if self._summary.earlier:
                failed = self._state.count_failed(self._run)
                self._summary.earlier_failed = max(0, failed - self._summary.failed)
            self._state.finish_run(self._run)
        if self._arrivals is not None:
            self._arrivals.close(finished=True)

    def close(self) -> None:
        with ExitStack() as stack:  # each is closed, even if closing another one fails
            for part in (
                self._arrivals, self._waiting, self._state, self._hosts, self._file, self._marker, self._frontier,
                self._source,
            ):  # fmt: skip
                if part is not None and not isinstance(part, MemoryLedger):
                    stack.callback(part.close)
            if self._listing is not None:
                stack.callback(self._listing.stop)

    def _report(self, watch: Callable[[ListSummary], None]) -> None:
        summary, listing = self._summary, self._listing
        assert listing is not None  # noqa: S101 - run has opened it
        summary.listed, summary.earlier = listing.listed, listing.earlier
        summary.skipped["repeated"] = listing.repeated
        if self._job.on_skip is not None:
            for url in listing.skips():
                self._job.on_skip(url, "repeated")
        watch(summary)

    def _pages(self, listing: Listing, watch: Callable[[ListSummary], None]) -> Iterator[Page | PassThrough | None]:
        """Fetch, settle outcomes that need no cleaning, and yield the rest, and None while nothing has arrived."""
        for outcome in itertools.chain(self._fetched(), (None,)):
            for failure in listing.failures():
                self._settle_failure(failure)
            for key in listing.arrived():
                arrival = self._arrivals.get(key) if self._arrivals is not None else None
                yield self._to_clean(arrival or lost(key)) or BUSY
            yield (self._to_clean(outcome) or BUSY) if outcome is not None else None
            self._report(watch)

    def _fetched(self) -> Iterator[Fetched | None]:
        if self._job.offline and self._kept is not None:
            return self._kept.all(self._waiting)
        fetch, gauge = self._job.config.fetch, self._summary.gauge
        path = self._state.path if self._state is not None else None
        self._frontier = QueuedTargets(self._waiting, path, self._name, self._recipe, fetch.keep_raw)
        self._source = fetch_polled(
            self._frontier, fetch, idle=IDLE_S, ledger=self._hosts, gauge=gauge, seams=self._job.seams, keep=self._keep,
            rendering=rendering_of(self._job.config, self._summary.notes),
        )  # fmt: skip
        return self._source

    def _keep(self, outcome: Fetched) -> None:
        """Store a fetched page until it is settled. Called in the fetching thread."""
        if self._arrivals is not None:
            self._arrivals.put(canonical(outcome.origin), announced(outcome, self._waiting))

    def _to_clean(self, outcome: Fetched) -> Page | None:
        """Settle an outcome that brings nothing new, or return the page that must be cleaned."""
        if isinstance(outcome, Failure):
            self._settle_failure(outcome)
            return None
        item = self._item(canonical(outcome.origin))
        outcome = announced(outcome, self._waiting)
        if isinstance(outcome, Page):
            if not is_same(outcome, item, self._recipe):
                return outcome
            outcome = as_unchanged(outcome)
        elif item is not None and item.recipe != self._recipe and self._kept is not None:
            page = self._kept.page(item)
            if page is not None:
                page = replace(page, origin=outcome.origin, fetched_at=outcome.fetched_at)
                return announced(page, self._waiting)
        self._settle_unchanged(outcome, item)
        return None

    def _clean(self, pages: Iterator[Page | PassThrough | None]) -> Iterator[tuple[Page, Cleaned]]:
        """Clean pages, in their order."""
        config, clean, forms = self._job.config, self._job.clean, (self._job.format,)
        if clean is not None:
            from cleaner.batch.finish import finish

            yield from ((page, finish(clean(page, config), page, config, forms=forms))
                        for page in pages if isinstance(page, Page))  # fmt: skip
            return
        with Pool(
            producing(config, forms=forms, recurs=False), count_workers(config.batch), limits_of(config.batch),
            config.batch.recycle_after, weigh=weigh_task, sample=Task(SAMPLE),
        ) as pool:  # fmt: skip
            for done in pool.run(Task(page) if isinstance(page, Page) else page for page in pages):
                if isinstance(done.item, Task):
                    page, result = done.item.page, done.result
                    if not isinstance(result, Cleaned):
                        result = Cleaned(Output(to_record(to_failure(page, result), page, config)))
                    yield page, result

    def _settle_failure(self, failure: Failure) -> None:
        self._settle(None, Cleaned(Output(to_record(failure, None, self._job.config))))

    def _settle(self, page: Page | None, cleaned: Cleaned) -> None:
        record = cleaned.output.record
        key = canonical(record["origin"])
        with self._lock:
            before = self._item(key)
            item = item_of(key, record, page, before, self._recipe)
            known = is_known(item, before)
            is_told = item.outcome == "skipped" and self._job.on_skip is not None
            self._summary.count_item(item, record, known=known, is_told=is_told)
            if is_told and self._job.on_skip is not None:
                self._job.on_skip(record["origin"], f"{record['error']['reason']}: {record['error']['message']}")
            if not known:
                output = self._marker.mark(cleaned) if self._marker is not None else cleaned.output
                self._write(output.stating("version", item.version))
            if page is not None and self._kept is not None and self._job.config.fetch.keep_raw:
                self._kept.put(item, page)
            self._note(item)

    def _settle_unchanged(self, outcome: Unchanged, item: Item | None) -> None:
        with self._lock:
            self._summary.unchanged += 1
            self._note(unchanged_item(outcome, canonical(outcome.origin), item))

    def _write(self, output: Output) -> None:
        if self._file is not None:
            self._file.write(output)
        else:
            self._stdout.write(output)

    def _note(self, item: Item) -> None:
        self._pending.append(item)
        late = time.monotonic() - self._committed_at >= COMMIT_PAUSE_S
        if late or len(self._pending) >= COMMIT_AT_ONCE:
            self._commit()

    def _commit(self) -> None:
        """Make what is pending durable. After one that failed there is none: it would settle pages that were lost."""
        if self._pending and self._file is not None and not self._torn:
            self._torn = True
            self._file.commit(self._run, self._pending)
            self._torn = False
            if self._arrivals is not None:
                self._arrivals.forget([item.key for item in self._pending])
        self._pending = []
        self._committed_at = time.monotonic()

    def _item(self, key: str) -> Item | None:
        return self._state.item(key) if self._state is not None else None
