"""``cleaner warc``: archives of pages on one machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.batch import catch_signals, close_sink, print_summary, watch_pages
from cleaner.cli.console import ConfigOption, ModeOption, PreferOption, QuietOption, SetOption, settings
from cleaner.cli.output import EVERY, FormatOption, choose_format, failures_place
from cleaner.cli.values import JobsOption

FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE", help="WARC, WET or Parquet files: paths, folders, globs, URLs (s3://...), or - for a list."
    ),
]


def run(
    files: FilesArgument,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="OUT", help="File (jsonl, csv, parquet), folder (md, html, txt, parquet) or -."
        ),
    ] = "-",
    format: FormatOption = None,
    workers: JobsOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print every skipped record, and why.")] = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
    sets: SetOption = None,
    mode: ModeOption = None,
    prefer: PreferOption = None,
) -> None:
    """Clean the pages of WARC or Parquet files."""
    from cleaner.jobs.stream import clean_stream, open_pool, read_archives
    from cleaner.sinks import open_sink

    merged = settings(config, sets, clean__mode=mode, clean__prefer=prefer)
    locations = locate(files)
    started = time.monotonic()
    path = Path(os.path.abspath(output)) if output != "-" else None  # noqa: PTH100 - links in the path stay
    chosen = choose_format(output, format, EVERY)
    sink = open_sink(chosen.value, path)

    with catch_signals(), close_sink(sink):
        with (
            open_pool(merged, workers or 0, forms=(chosen.value,)) as pool,
            watch_pages(lambda: None, quiet=quiet, verbose=verbose) as on_page,
        ):
            entries = read_archives(locations, merged.clean.max_bytes)
            summary = clean_stream(pool, entries, sink, merged, on_page)
        sink.commit()
    print_summary(summary, time.monotonic() - started, quiet=quiet, where=failures_place(chosen))
    raise typer.Exit(1 if summary.failed else 0)


def locate(files: list[str]) -> list[str]:
    """The files that the arguments stand for. ``-`` reads locations from stdin, one per line. Raises InputMissing."""
    from cleaner.sources.archive import expand

    named: list[str] = []
    for name in files:
        named += [line.strip() for line in sys.stdin if line.strip()] if name == "-" else [name]
    return expand(named)
