"""Clean a stream of pages into one output. Each page is cleaned alone, so blocks that recur on others do not matter.

So a page has the same record wherever it is cleaned: here, by ``clean_many`` or on many machines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.batch import SAMPLE, count_workers, limits_of, to_failure, weigh
from cleaner.batch.pool import Done, PassThrough, Pool
from cleaner.batch.tasks import clean_one
from cleaner.errors import InputMissing
from cleaner.jobs.summary import Summary
from cleaner.model import Failure, Page
from cleaner.record import to_record
from cleaner.sinks import Output, as_line, only_lines
from cleaner.sinks.files import render_files
from cleaner.sources.archive import read_archive
from cleaner.sources.skip import Skip

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.sinks import Sink

Entry = Page | Failure | Skip


def make_output(page: Page, config: Config, *, forms: tuple[str, ...]) -> Output:
    """Clean a page and build its output. Called by name in another process."""
    outcome = clean_one(page, config)
    record = to_record(outcome, page, config)
    if only_lines(forms):
        return as_line(record)
    return Output(record, render_files(outcome, forms, config.clean) if isinstance(outcome, Article) else {})


def open_pool(config: Config, workers: int = 0, *, forms: tuple[str, ...] = ()) -> Pool[Page, Output]:
    """The processes that ``clean_stream`` uses. Raises CleanError if none can be started."""
    work = partial(make_output, config=config, forms=forms)
    size = count_workers(config.batch, workers)
    return Pool(work, size, limits_of(config.batch), config.batch.recycle_after, weigh=weigh, sample=SAMPLE)


def clean_stream(
    pool: Pool[Page, Output], entries: Iterable[Entry], sink: Sink, config: Config,
    on_page: Callable[[Skip | None], None] = lambda skip: None,
) -> Summary:  # fmt: skip
    """Clean a stream into a sink, in order. The sink is not committed. Raises OutputError and CleanError.

    ``on_page`` is called after each input, with a Skip if the input is skipped.
    """
    summary = Summary()
    for done in pool.run(entry if isinstance(entry, Page) else PassThrough(entry) for entry in entries):
        value = done.item.value if isinstance(done.item, PassThrough) else None
        if isinstance(value, Skip):
            summary.skipped[value.reason] += 1
            on_page(value)
            continue
        output = settle(done, config)
        sink.write(output)
        summary.count(output.record)
        on_page(None)
    return summary


def settle(done: Done[Page, Output], config: Config) -> Output:
    """The output of a page: the record of its article, or of its failure."""
    if isinstance(done.result, Output):
        return done.result
    if isinstance(done.item, PassThrough):
        return Output(to_record(done.item.value, None, config))
    return Output(to_record(to_failure(done.item, done.result), done.item, config))


def read_archives(locations: list[str], max_bytes: int) -> Iterator[Entry]:
    """The pages of several archives, one after the other. If one of many cannot be opened, it becomes a Failure.

    Raises InputMissing if it is the only one.
    """
    for location in locations:
        try:
            yield from read_archive(location, max_bytes)
        except InputMissing as error:
            if len(locations) == 1:
                raise
            yield Failure(location, "source", "unreadable", str(error), retryable=True)
