"""Clean a folder of saved pages into one output, in two passes if recurring blocks are to be dropped.

The first pass cleans every page by itself and collects its template keys. Pages with kept blocks that recur on their
host are then cleaned once more. All others are written as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cleaner.batch import SAMPLE, count_workers, limits_of, to_failure
from cleaner.batch.pool import Done, PassThrough, Pool
from cleaner.batch.spool import Spool
from cleaner.batch.work import Cleaned, Task, producing
from cleaner.jobs.marker import Marker
from cleaner.jobs.recurrence import KeyCounts, Sieve, unpack
from cleaner.jobs.summary import Summary
from cleaner.judge.template import NOTHING, Recurring, hash_key
from cleaner.model import Failure, Page
from cleaner.record import to_record
from cleaner.sinks import Output, Sink
from cleaner.sources.folder import read_again, read_folder
from cleaner.sources.skip import Skip

if TYPE_CHECKING:
    from cleaner.config import Config

Entry = Page | Failure | Skip


class _Keys(NamedTuple):
    """The template keys of a page and its group. They are stored apart from the record, because all are read thrice."""

    group: str
    keys: bytes
    kept: bytes


@dataclass(frozen=True, slots=True)
class FolderJob:
    """The job: the folder, the output (and its path, which is not read), settings and number of workers."""

    root: Path
    sink: Sink
    output: Path | None
    config: Config
    workers: int = 0
    forms: tuple[str, ...] = ()


def clean_folder(job: FolderJob, on_page: Callable[[Skip | None], None] = lambda skip: None) -> Summary:
    """Clean every page in a folder into the job's sink, in the order of their paths. The sink is not committed.

    ``on_page`` is called after each input of the first pass, with a Skip if the input is skipped.
    Raises InputMissing, OutputError and CleanError.
    """
    config = job.config
    summary = Summary()
    entries = read_folder(job.root, config.clean.max_bytes, job.output)
    work = producing(config, forms=job.forms)
    with (
        Pool(work, count_workers(config.batch, job.workers), limits_of(config.batch), config.batch.recycle_after,
             weigh=weigh_task, sample=Task(SAMPLE)) as pool,
        Marker(config) as marker,
    ):  # fmt: skip
        cleaned = _first_pass(pool, entries, config, summary, on_page)
        if config.template.enabled:
            folder = job.output.parent if job.output is not None else None
            with Spool[Cleaned](folder) as spool, Spool[_Keys](folder) as keys:
                for one in cleaned:
                    keys.append(_Keys(_group(one), one.keys, one.kept))
                    spool.append(replace(one, keys=b"", kept=b""))
                for one in _second_pass(pool, spool, keys, job):
                    _write(marker.mark(one), job.sink, summary)
        else:
            for one in cleaned:
                _write(marker.mark(one), job.sink, summary)
    return summary


def weigh_task(task: Task) -> int:
    """The size of a waiting page in bytes."""
    return len(task.page.body)


def group_of(url: str | None, origin: str) -> str:
    """The group of pages that share a template: those of one host, or of one top folder if there is no host."""
    host = (urlsplit(url).hostname or "") if url and "[" not in url else ""
    return host.removeprefix("www.") or "/" + origin.rpartition("/")[0].partition("/")[0]


def _write(output: Output, sink: Sink, summary: Summary) -> None:
    sink.write(output)
    summary.count(output.record)


def _first_pass(
    pool: Pool[Task, Cleaned], entries: Iterable[Entry], config: Config, summary: Summary,
    on_page: Callable[[Skip | None], None],
) -> Iterator[Cleaned]:  # fmt: skip
    stream = (Task(entry) if isinstance(entry, Page) else PassThrough(entry) for entry in entries)
    for done in pool.run(stream):
        value = done.item.value if isinstance(done.item, PassThrough) else None
        if isinstance(value, Skip):
            summary.skipped[value.reason] += 1
            on_page(value)
            continue
        yield _settle(done, config)
        on_page(None)


def _settle(done: Done[Task, Cleaned], config: Config) -> Cleaned:
    """The outcome of a page: cleaned, or the record of its failure."""
    if isinstance(done.result, Cleaned):
        return done.result
    if isinstance(done.item, PassThrough):
        return Cleaned(Output(to_record(done.item.value, None, config)))
    page = done.item.page
    return Cleaned(Output(to_record(to_failure(page, done.result), page, config)))


def _second_pass(
    pool: Pool[Task, Cleaned], spool: Spool[Cleaned], keys: Spool[_Keys], job: FolderJob
) -> Iterator[Cleaned]:  # fmt: skip
    """Yield all results in order. Pages with recurring blocks are cleaned again."""
    config = job.config
    recurring = _recurring(keys, config)

    def stream() -> Iterator[Task | PassThrough]:
        for one, own in zip(spool, keys, strict=True):
            known = recurring.get(own.group, NOTHING)
            if known.common.isdisjoint(unpack(own.kept)):
                yield PassThrough(one)
                continue
            record = one.output.record
            page = read_again(job.root, record["origin"], config.clean.max_bytes)
            if isinstance(page, Page) and hashlib.sha256(page.body).hexdigest() == record["fetch"]["sha256"]:
                yield Task(page, known)
            else:
                failure = Failure(record["origin"], "source", "changed-while-read", "the file changed meanwhile", True)
                yield PassThrough(Cleaned(Output(to_record(failure, None, config))))

    for done in pool.run(stream()):
        if isinstance(done.item, PassThrough):
            yield done.item.value
        else:
            yield _settle(done, config)


def _group(one: Cleaned) -> str:
    return group_of(one.url, one.output.record["origin"])


def _recurring(keys: Spool[_Keys], config: Config) -> dict[str, Recurring]:
    """The blocks that recur in each group of pages."""
    sieve = Sieve(config.template.min_pages)
    for own in keys:
        if own.keys:
            sieve.add(hash_key(own.group), own.keys)
    counts = KeyCounts()
    for own in keys:
        if own.keys:
            counts.add(own.group, sieve.may_recur(hash_key(own.group), own.keys))
    found = {group: counts.recurring(group, config.template) for group in counts.pages}
    return {group: known for group, known in found.items() if known}
