"""Many pages: cleaned in killable processes, in order, with memory that does not grow."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.classes import dataclass
from cleaner.errors import CleanError
from cleaner.model import Failure, Page

if TYPE_CHECKING:
    from cleaner.batch.child import Limits, Lost
    from cleaner.batch.pool import PassThrough
    from cleaner.config import BatchSettings, Config

    Given = bytes | str | os.PathLike[str] | Page | Failure | PassThrough | None

IN_PROCESS = -1
# Letters that are words in no language, so that the language detector is called and loads its profiles.
SAMPLE = Page(f"<!doctype html><title>A</title><h1>A</h1><p>{ascii_lowercase * 8}".encode(), content_type="text/html")


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one input: the page (None if a source failed to yield one) and its outcome."""

    page: Page | None
    outcome: Article | Failure


def clean_many(
    pages: Iterable[Given], config: Config | Mapping[str, object] | None = None, workers: int = 0
) -> Iterator[Result]:
    """Clean a stream of pages in parallel and yield one result for each input, in input order.

    A page is anything that ``clean`` accepts: bytes, text, a path or a Page. A Failure in the stream is passed through,
    and None means that the source has nothing yet. ``config`` is a Config or a dict of settings. ``workers`` is the
    number of processes: 0 uses the configuration, IN_PROCESS uses the caller's own process, without limits. A page that
    cannot be read, crashes, hangs or uses too much memory becomes a Failure and affects no other page. An article from
    another process has blocks without ``container``.

    Raises ConfigError for invalid settings and TypeError for wrong arguments at once, before a page is taken. While it
    runs, it raises CleanError if no process can be started, TypeError for a value that is not a page.
    """
    from cleaner.config import as_config

    if isinstance(pages, str | bytes | bytearray | memoryview | os.PathLike | Page):
        raise TypeError(f"pages must be many of them, such as a list, not {type(pages).__name__}; clean takes one")
    if not isinstance(pages, Iterable):
        raise TypeError(f"pages must be many of them, such as a list, not {type(pages).__name__}")
    if not isinstance(workers, int):
        raise TypeError(f"workers must be an int, not {type(workers).__name__}")
    settings = as_config(config)
    if settings.clean.sites_dir is not None or settings.clean.weights is not None or settings.clean.keep:
        from cleaner.pipeline.check import check_files

        check_files(settings)
    return _clean_many(pages, settings, workers)


def _clean_many(pages: Iterable[Given], config: Config, workers: int) -> Iterator[Result]:
    taken = _take(pages, config.clean.max_bytes)
    if workers == IN_PROCESS:
        yield from _clean_here(taken, config)
        return
    from cleaner.batch.pool import PassThrough, Pool
    from cleaner.batch.work import cleaning

    stream = (PassThrough(item) if isinstance(item, Failure) else item for item in taken)
    with Pool(
        cleaning(config), count_workers(config.batch, workers), limits_of(config.batch),
        config.batch.recycle_after, weigh=weigh, sample=SAMPLE,
    ) as pool:  # fmt: skip
        for done in pool.run(stream):
            if isinstance(done.item, PassThrough):
                yield Result(None, done.item.value)
            elif isinstance(done.result, Article | Failure):
                yield _settle(done.item, done.result, config)
            else:
                yield Result(done.item, to_failure(done.item, done.result))


def _clean_here(pages: Iterable[Page | Failure | PassThrough | None], config: Config) -> Iterator[Result]:
    from cleaner.pipeline import run_one

    for item in pages:
        if isinstance(item, Failure):
            yield Result(None, item)
        elif isinstance(item, Page):
            yield _settle(item, run_one(item, config), config)


def _settle(page: Page, outcome: Article | Failure, config: Config) -> Result:
    """The result of a page. Its article gets what its record holds beside the text."""
    if isinstance(outcome, Article):
        from cleaner.record import source_of

        outcome = replace(outcome, source=source_of(page, config))
    return Result(page, outcome)


def _take(pages: Iterable[Given], max_bytes: int) -> Iterator[Page | Failure | PassThrough | None]:
    """The pages of a stream. An input that cannot be read, or is not a page, becomes a Failure in its place."""
    from cleaner.batch.pool import PassThrough
    from cleaner.sources.given import likely_mistake, to_page

    for item in pages:
        if item is None or isinstance(item, Page | Failure | PassThrough):
            yield item
        elif isinstance(item, str) and (other := likely_mistake(item)) is not None:
            yield Failure(item.strip(), "source", "not-text", other)
        else:
            try:
                yield to_page(item, max_bytes)
            except CleanError as error:
                yield Failure(str(item), "source", "unreadable", str(error))


def count_workers(settings: BatchSettings, workers: int = 0) -> int:
    """The number of processes: the argument, or else the configured number, or else one per usable core."""
    if workers > 0 or settings.workers > 0:
        return workers if workers > 0 else settings.workers
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def limits_of(settings: BatchSettings) -> Limits:
    """The limits of one page."""
    from cleaner.batch.child import Limits

    return Limits(settings.page_seconds, settings.page_memory)


def weigh(page: Page) -> int:
    """The size of a waiting page in bytes."""
    return len(page.body)


def to_failure(page: Page, lost: Lost | None) -> Failure:
    """The failure of a page whose process gave no result."""
    if lost is None:
        return Failure(page.origin, "judge", "internal", "no result", url=page.url)
    return Failure(page.origin, "judge", lost.reason, lost.message, url=page.url)
