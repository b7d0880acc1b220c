"""``cleaner folder``: a folder of saved pages."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.batch import catch_signals, close_sink, print_summary, watch_pages
from cleaner.cli.console import ConfigOption, ModeOption, PreferOption, QuietOption, SetOption, settings
from cleaner.cli.given import path_of
from cleaner.cli.output import EVERY, FormatOption, check_output, choose_format, failures_place
from cleaner.cli.values import JobsOption


def run(
    folder: Annotated[
        Path, typer.Argument(help="A folder of saved pages, HTML or text.", metavar="DIR", parser=path_of)
    ],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="OUT", help="File (jsonl, csv, parquet), folder (md, html, txt) or -."),
    ] = "-",
    format: FormatOption = None,
    workers: JobsOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print every skipped file, and why.")] = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    sets: SetOption = None,
    mode: ModeOption = None,
    prefer: PreferOption = None,
) -> None:
    """Clean a folder of saved pages, recursively."""
    from cleaner.jobs.folder import FolderJob, clean_folder
    from cleaner.sinks import open_sink
    from cleaner.sources.folder import count_files

    merged = settings(config, sets, clean__mode=mode, clean__prefer=prefer)
    started = time.monotonic()
    path = Path(os.path.abspath(output)) if output != "-" else None  # noqa: PTH100 - links in the path stay
    chosen = choose_format(output, format, EVERY)
    check_output(folder, path, chosen)
    sink = open_sink(chosen.value, path)

    with catch_signals(), close_sink(sink):
        job = FolderJob(folder, sink, path, merged, workers or 0, forms=(chosen.value,))
        with watch_pages(lambda: count_files(folder, path), quiet=quiet, verbose=verbose) as on_page:
            summary = clean_folder(job, on_page)
        sink.commit()
    print_summary(summary, time.monotonic() - started, quiet=quiet, where=failures_place(chosen))
    raise typer.Exit(1 if summary.failed else 0)
