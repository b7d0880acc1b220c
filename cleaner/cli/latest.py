"""``cleaner latest``: the newest record of each page, from a file that several runs wrote."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.batch import catch_signals, close_sink
from cleaner.cli.console import QuietOption
from cleaner.cli.given import path_of
from cleaner.cli.output import RECORDED, Format, choose_format, format_option
from cleaner.errors import UsageError


def run(
    records: Annotated[
        Path,
        typer.Argument(help="Records that cleaner wrote (JSON Lines, Parquet).", metavar="RECORDS", parser=path_of),
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="OUT", help="File (jsonl, csv, parquet), or - for stdout.")
    ] = "-",
    format: Annotated[Format | None, format_option(RECORDED)] = None,
    quiet: QuietOption = False,
) -> None:
    """Write the newest record of each page: its last article, or its last failure if there never was an article."""
    from cleaner.schema import Record
    from cleaner.sinks import Output, open_sink
    from cleaner.sinks.records import NewestRecords, check_records, read_records

    path = Path(os.path.abspath(output)) if output != "-" else None  # noqa: PTH100 - links in the path stay
    chosen = choose_format(output, format, RECORDED)
    check_records(records)
    if path is not None and records.exists() and path.exists() and path.samefile(records):
        raise UsageError(f"{output}: is the file of records; name another with -o")
    newest = NewestRecords(lambda: read_records(records))
    # Fields that a record of an older version may lack. Fields that exist only on request do not count.
    required = [name for name, field in Record.model_fields.items() if field.is_required()]
    lacking = {**dict.fromkeys(required), "version": 1}
    kept = 0
    entries = iter(newest)
    record = next(entries, None)  # errors in the records are reported before the output is touched
    sink = open_sink(chosen.value, path)
    with catch_signals(), close_sink(sink):
        while record is not None:
            sink.write(Output({**lacking, **record}))
            kept += 1
            record = next(entries, None)
        sink.commit()
    if not quiet:
        sys.stderr.write(f"cleaner: {kept:,} pages, {newest.earlier:,} earlier records left out\n")
