"""``cleaner report``: what was kept and removed, as one page for a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.console import printable
from cleaner.errors import UsageError

DEFAULT_PAGES = 1000


def run(
    records: Annotated[Path, typer.Argument(help="Records that cleaner wrote (JSON Lines).", metavar="OUT.jsonl")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("report.html"),
    pages: Annotated[
        int, typer.Option("--pages", min=0, help="Pages shown in full, the least confident ones; totals are of all.")
    ] = DEFAULT_PAGES,
) -> None:
    """Write a report of what was kept and removed: one page that opens without network."""
    from cleaner.report.html import render_report
    from cleaner.report.summary import check, read_records, summarise
    from cleaner.sinks.atomic import write_whole
    from cleaner.sinks.records import NewestRecords

    if output.exists() and records.exists() and output.samefile(records):
        raise UsageError(f"{output}: is the file of records; name another with -o")
    newest = NewestRecords(lambda: read_records(records))
    summary = summarise(newest, pages)
    check(summary, records)
    write_whole(output, render_report(summary, records.name).encode())
    note = f", {newest.earlier:,} earlier records of them left out" if newest.earlier else ""
    note += f", {summary.unreadable:,} lines that are no records left out" if summary.unreadable else ""
    sys.stderr.write(f"cleaner: report of {summary.records:,} pages{note}: {printable(str(output))}\n")
