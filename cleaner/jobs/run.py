"""The scheduled job: all sources of a configuration, incrementally, into all its outputs.

Inputs are settled as they arrive, and their records wait in the state. At the end they are published together: near
duplicates are marked, and records are sorted by key and appended to the outputs. So the bytes of a run do not depend on
the order of its sources, the number of workers, or an interruption.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.batch import SAMPLE, count_workers, limits_of, to_failure
from cleaner.batch.pool import Done, PassThrough, Pool
from cleaner.batch.work import Cleaned, Task, producing
from cleaner.fetch import Seams
from cleaner.jobs.folder import group_of, weigh_task
from cleaner.jobs.intake import Intake, check_sources, key_of
from cleaner.jobs.outcomes import as_unchanged, is_known, is_refused, is_same, item_of, unchanged_item
from cleaner.jobs.places import LOCK, STATE, holding, job_name, state_dir
from cleaner.jobs.recipe import recipe_of
from cleaner.jobs.recurrence import KeyCounts, unpack
from cleaner.jobs.summary import Summary
from cleaner.judge.template import NOTHING, Recurring
from cleaner.model import Failure, Page, Unchanged
from cleaner.record import dump, read_id, to_record
from cleaner.sinks import Output, as_written, only_lines
from cleaner.sinks.archive import Archive, open_archive
from cleaner.sources.skip import Skip
from cleaner.store.hosts import HostTable
from cleaner.store.job import NO_DATE, Ended, JobState, Staged
from cleaner.store.likeness import Signature
from cleaner.store.state import Item, Run

if TYPE_CHECKING:
    from cleaner.config import Config

SETTLE_AT_ONCE = 32  # outcomes that share a commit
SETTLE_SECONDS = 0.5  # longest time that an outcome waits for a commit
Entry = Page | Failure | Unchanged | Skip


@dataclass(slots=True)
class Report:
    """The result of a run. ``notes`` are messages for the user. ``finished`` is False if the deadline came first.

    The summary counts every record that the run publishes, also those of the run that it resumes. ``earlier`` counts
    the other inputs which that run had settled.
    """

    summary: Summary = field(default_factory=Summary)
    notes: list[str] = field(default_factory=list)
    finished: bool = True
    earlier: int = 0
    seconds: float = 0.0


def run_job(
    config: Config, workers: int = 0, watch: Callable[[], None] = lambda: None, seams: Seams | None = None
) -> Report:
    """Run the job once. ``watch`` is called after each outcome.

    Raises LockHeld at once if another run is active, OutputError if the state or an output cannot be written,
    ConfigError and InputMissing for missing sources.
    """
    folder = state_dir(config)
    check_sources(config)
    started = time.monotonic()
    with ExitStack() as stack:
        begin = stack.enter_context(holding(folder, LOCK, [sink.path for sink in config.run.sinks]))
        state = stack.enter_context(JobState(folder / STATE, job_name(config)))
        bench = _JobRun(config, state, Report(), watch, stack)
        bench.open_archives()
        begin()
        bench.work(workers, started, seams)
        bench.publish()
        bench.report.seconds = time.monotonic() - started
        state.note_end(bench.ended())
    return bench.report


class _JobRun:
    """The parts of one run."""

    def __init__(
        self, config: Config, state: JobState, report: Report, watch: Callable[[], None], stack: ExitStack
    ) -> None:  # fmt: skip
        self.config, self.state, self.report, self.watch = config, state, report, watch
        self.recipe = recipe_of(config)
        self.run: Run = state.begin_run()
        self.archives: list[Archive] = []
        self.hosts = HostTable(state.path, state.job, config.fetch.delay)
        stack.callback(self.hosts.close)
        self.intake = Intake(config, state, self.run, self.hosts, self.recipe)
        stack.callback(self.close)
        self.templates: dict[str, Recurring] = {}
        self.items: list[Item] = []
        self.staged: list[Staged] = []
        self.settled_at = time.monotonic()
        self.resumed = self.count_waiting()

    def count_waiting(self) -> int:
        """Count the records that an interrupted run has left to be published, and return their number."""
        waiting = 0
        for failure in self.state.waiting():
            waiting += 1
            if failure is None:
                self.report.summary.done += 1
            else:
                self.count(json.loads(failure))
        return waiting

    def count(self, record: Mapping[str, Any], *, known: bool = False) -> None:
        if record["error"] is not None and is_refused(record["error"]):
            self.report.summary.skipped[record["error"]["reason"]] += 1
        else:
            self.report.summary.count(record, known=known)

    def close(self) -> None:
        self.intake.close()
        for archive in self.archives:
            archive.close()

    def open_archives(self) -> None:
        day = datetime.now(UTC).date().isoformat()
        folders = tuple(source.location for source in self.config.run.sources if source.kind == "folder")
        for sink in self.config.run.sinks:
            self.archives.append(open_archive(sink, day, self.state.committed, folders, self.staged_ids))
        self.state.adopt_all(self.lengths())

    def staged_ids(self) -> set[str]:
        """The ids of the records that an earlier run has not published."""
        return {read_id(one.record) for one in self.state.staged()}

    def lengths(self) -> dict[Path, int]:
        return {path: length for archive in self.archives for path, length in archive.lengths().items()}

    # -- first step: process the sources

    def work(self, workers: int, started: float, seams: Seams | None) -> None:
        config = self.config
        deadline = started + config.run.deadline if config.run.deadline else None
        job = producing(config, forms=tuple(sink.kind for sink in config.run.sinks))
        with Pool(
            job, count_workers(config.batch, workers), limits_of(config.batch), config.batch.recycle_after,
            weigh=weigh_task, sample=Task(SAMPLE),
        ) as pool:  # fmt: skip
            try:
                with closing(self.tasks(deadline, seams)) as tasks:  # an interrupted run ends its fetching at once
                    for done in pool.run(tasks):
                        self.settle_done(done)
                        self.watch()
            finally:
                self.commit()
        if self.intake.repeated:
            self.report.summary.skipped["repeated"] = self.intake.repeated
        self.report.earlier = max(0, self.intake.earlier - self.resumed)
        self.report.notes += self.intake.notes

    def tasks(self, deadline: float | None, seams: Seams | None) -> Generator[Task | PassThrough | None, None, None]:
        """The pages to clean, inputs that are settled without cleaning, and None while none has arrived."""
        with closing(self.intake.entries(seams)) as entries:
            for entry in entries:
                if deadline is not None and time.monotonic() > deadline:
                    self.report.finished = False
                    return
                if self.items and time.monotonic() - self.settled_at > SETTLE_SECONDS:
                    self.commit()
                if isinstance(entry, Page):
                    yield self.task_of(entry)
                else:
                    yield None if entry is None else PassThrough(entry)

    def task_of(self, page: Page) -> Task | PassThrough:
        """The task for a page, unless the page is unchanged."""
        if is_same(page, self.state.item(key_of(page.origin)), self.recipe):
            return PassThrough(as_unchanged(page))
        return Task(page, self.recurring(group_of(page.final_url or page.url, page.origin)))

    def recurring(self, host: str) -> Recurring:
        """The blocks that recurred on a host before this run began."""
        if not self.config.template.enabled:
            return NOTHING
        if host not in self.templates:
            counts = KeyCounts()
            for keys in self.state.template_keys(host):
                counts.add(host, unpack(keys))
            self.templates[host] = counts.recurring(host, self.config.template)
        return self.templates[host]

    # -- the outcome of each input

    def settle_done(self, done: Done[Task, Cleaned]) -> None:
        config = self.config
        if isinstance(done.item, Task):
            page = done.item.page
            result = done.result
            if not isinstance(result, Cleaned):
                result = Cleaned(Output(to_record(to_failure(page, result), page, config)))
            self.settle(page, result)
            return
        value = done.item.value
        if isinstance(value, Unchanged):
            self.settle_unchanged(value)
        elif isinstance(value, Skip):
            self.report.summary.skipped[value.reason] += 1
        else:
            self.settle(None, Cleaned(Output(to_record(value, None, config))))

    def settle(self, page: Page | None, one: Cleaned) -> None:
        record = one.output.record
        key = key_of(record["origin"])
        before = self.state.item(key)
        item = item_of(key, record, page, before, self.recipe)
        known = is_known(item, before)
        self.count(record, known=known)
        self.items.append(item)
        if not known:
            output = one.output.stating("version", item.version)
            self.staged.append(self.stage(key, page, one, output))
        if len(self.items) >= SETTLE_AT_ONCE:
            self.commit()

    def stage(self, key: str, page: Page | None, one: Cleaned, output: Output) -> Staged:
        record = output.record
        version = None
        if one.signature is not None:
            from cleaner.judge.likeness import version as signature_version

            version = signature_version()
        url = (page.final_url or page.url) if page is not None else None
        return Staged(
            key, output.to_line()[:-1].decode("utf-8"), json.dumps(dict(output.files)), record["published"] or NO_DATE,
            group_of(url, record["origin"]), one.chars, one.keys, version, one.signature,
        )  # fmt: skip

    def settle_unchanged(self, seen: Unchanged) -> None:
        key = key_of(seen.origin)
        self.report.summary.unchanged += 1
        self.items.append(unchanged_item(seen, key, self.state.item(key)))
        if len(self.items) >= SETTLE_AT_ONCE:
            self.commit()

    def commit(self) -> None:
        if self.items:
            self.state.settle(self.run, self.items, self.staged)
            self.intake.arrivals.forget([item.key for item in self.items])
        self.items, self.staged = [], []
        self.settled_at = time.monotonic()

    # -- second step: publish

    def publish(self) -> None:
        summary = self.report.summary
        if self.report.earlier:
            summary.earlier_failed = max(0, self.state.count_failed(self.run) - summary.failed)
        self.report.notes += self.state.drifts(self.run)
        self.state.publish(self.run, self.write)
        if self.report.finished:
            self.state.finish_run(self.run)
            self.intake.close(finished=True)

    def write(self) -> Mapping[Path, int]:
        if self.config.duplicates.enabled:
            self.mark_duplicates()
        lines = only_lines([sink.kind for sink in self.config.run.sinks])
        for one in self.state.staged():
            output = as_written(one.record) if lines else Output(json.loads(one.record), one.files)
            for archive in self.archives:
                archive.write(output)
        for archive in self.archives:
            archive.finish()
        return self.lengths()

    def mark_duplicates(self) -> None:
        """Store in each record the earliest one that it nearly repeats: of an earlier run, or with an earlier date."""
        from cleaner.judge.likeness import bands, similarity

        index = self.state.likeness(self.config.duplicates.threshold, similarity)
        for key in self.state.signed():
            one = self.state.staged_one(key)
            if one is None or one.signature is None or one.version is None:
                continue
            signature = Signature(read_id(one.record), one.version, one.signature, tuple(bands(one.signature)))
            near = index.earliest(signature)
            index.add(signature)
            if near is not None:
                record = json.loads(one.record)
                record["duplicate_of"] = {"id": near.id, "similarity": near.similarity}
                self.state.replace_record(key, dump(record))

    def ended(self) -> Ended:
        summary = self.report.summary
        return Ended(
            _now(), self.run.number, round(self.report.seconds, 3), summary.done, summary.unchanged,
            summary.skipped.total(), summary.failed, self.report.finished, "\n".join(self.report.notes),
        )  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
