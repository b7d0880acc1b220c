"""Shared by the commands over many pages: signals, the progress bar and the closing line."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from cleaner.cli.console import shows_progress, stderr_console
from cleaner.cli.terminal import printable
from cleaner.errors import Interrupted

if TYPE_CHECKING:
    from cleaner.jobs.summary import Summary
    from cleaner.sinks import Sink
    from cleaner.sources.skip import Skip


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def catch_signals(message: str = "interrupted") -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the work cleanly, as Ctrl-C does. Raises Interrupted with the message."""
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(message) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def close_sink(sink: Sink) -> Iterator[None]:
    """Close a sink cleanly if the work ends early, and print where its output so far is."""
    try:
        yield
    except BaseException:
        left = sink.abandon()
        if left is not None:
            sys.stderr.write(f"cleaner: what was done so far is in {printable(left)}\n")
        raise


@contextmanager
def progress_bar(quiet: bool, total: Callable[[], int | None]) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal. Elsewhere nothing is drawn, and ``total`` (None: unknown) is not called."""
    if not shows_progress(quiet):
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr_console(), transient=True) as bar:
        task = bar.add_task("cleaning", total=total())
        yield lambda: bar.advance(task)


@contextmanager
def watch_pages(
    total: Callable[[], int | None], *, quiet: bool, verbose: bool
) -> Iterator[Callable[[Skip | None], None]]:
    """A function to call after each input, with a Skip if it is skipped: it moves the bar, and says why if ``verbose``.

    See ``progress_bar`` for ``total``.
    """
    with progress_bar(quiet, total) as advance:

        def on_page(skip: Skip | None) -> None:
            if skip is not None and verbose:
                sys.stderr.write(f"cleaner: {printable(skip.origin)}: skipped: {skip.reason}\n")
            advance()

        yield on_page


def print_summary(summary: Summary, seconds: float, *, quiet: bool, where: str) -> None:
    """Print the failures and the closing line. ``where`` names the place of all failures."""
    for failure in summary.failures:
        sys.stderr.write(f"cleaner: {one_line(failure)}\n")
    more = summary.failed - len(summary.failures)
    if more > 0:
        sys.stderr.write(f"cleaner: and {more} more failed; {where} names them all\n")
    if not quiet:
        sys.stderr.write(f"cleaner: {summary.line(seconds)}\n")


def print_hints(reasons: Counter[str]) -> None:
    """Print a hint, once, for failures that a setting can avoid."""
    if reasons["not-public"]:
        from cleaner.fetch.blocking import PRIVATE_HINT

        sys.stderr.write(f"cleaner: {PRIVATE_HINT}\n")


def one_line(text: str) -> str:
    """Text made safe for a terminal, on one line."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")
