"""``cleaner scale``: archives of pages on many machines, through Ray Data."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.batch import catch_signals, one_line
from cleaner.cli.console import (
    ConfigOption,
    ModeOption,
    PreferOption,
    QuietOption,
    SetOption,
    settings,
    shows_progress,
    stderr_console,
)
from cleaner.cli.values import whole
from cleaner.cli.warc import FilesArgument, locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleaner.scale.actor import FileOutcome


def run(
    files: FilesArgument,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="OUT", help="Folder or URL for the output: one Parquet file per input file."
        ),
    ],
    workers: Annotated[
        int | None,
        typer.Option("--jobs", "-j", parser=whole(1), metavar="N", help="Number of actors. Default: one per core."),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            "--address", metavar="NAME", help="A running Ray cluster (auto: this machine's). Default: start one."
        ),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Clean again what an earlier run has finished.")] = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    sets: SetOption = None,
    mode: ModeOption = None,
    prefer: PreferOption = None,
) -> None:
    """Clean the pages of many WARC or Parquet files on many machines (Ray Data). A second run does what is left."""
    from cleaner.scale import ScaleJob, scale

    merged = settings(config, sets, clean__mode=mode, clean__prefer=prefer)
    job = ScaleJob(tuple(locate(files)), output, merged, workers or 0, address, again)
    started = time.monotonic()
    with (
        catch_signals("interrupted; the same command does what is left"),
        open(os.devnull, "w", encoding="utf-8") as nowhere,  # noqa: PTH123 - no file
        redirect_stdout(nowhere),  # Ray prints tracebacks of other machines there, even if it is configured to be quiet
        file_bar(quiet) as watch,
    ):
        totals = scale(job, watch)
    for error in totals.errors:
        sys.stderr.write(f"cleaner: {one_line(error)}\n")
    if not quiet:
        sys.stderr.write(f"cleaner: {totals.line(time.monotonic() - started)}\n")
    raise typer.Exit(1 if totals.failed or totals.lost else 0)


@contextmanager
def file_bar(quiet: bool) -> Iterator[Callable[[FileOutcome | None, int], None]]:
    """A progress bar over files on a terminal. Elsewhere nothing is drawn."""
    if not shows_progress(quiet):
        yield lambda outcome, left: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr_console(), transient=True) as bar:
        task = bar.add_task("files", total=None)
        pages = 0

        def watch(outcome: FileOutcome | None, left: int) -> None:
            nonlocal pages
            if outcome is None:
                bar.update(task, total=left)
                return
            pages += outcome.done + outcome.failed
            bar.update(task, advance=1, description=f"files ({pages:,} pages)")

        yield watch
