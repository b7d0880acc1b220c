"""``cleaner report``: a page for a browser that shows what was kept and removed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.given import path_of
from cleaner.cli.terminal import printable
from cleaner.cli.values import whole
from cleaner.errors import UsageError, check_place

DEFAULT_PAGES = 1000
DEFAULT = Path("report.html")
MARK = b"<title>Cleaning report: "


def run(
    records: Annotated[
        Path, typer.Argument(help="Records that cleaner wrote (JSON Lines).", metavar="OUT.jsonl", parser=path_of)
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", parser=path_of, metavar="FILE", help="File of the report, or - for stdout."),
    ] = DEFAULT,
    pages: Annotated[
        int,
        typer.Option(
            "--pages",
            parser=whole(0),
            metavar="N",
            help="Number of pages shown in full, least confident first. Totals cover all pages.",
        ),
    ] = DEFAULT_PAGES,
) -> None:
    """Write a report of what was kept and removed: one page that needs no network."""
    from cleaner.report.html import render_report
    from cleaner.report.summary import check, read_records, summarise
    from cleaner.sinks.ours import write_own
    from cleaner.sinks.records import NewestRecords, check_records

    check_place(output)
    check_records(records)
    if output.exists() and records.exists() and output.samefile(records):
        raise UsageError(f"{output}: is the file of records; name another with -o")
    to_stdout = str(output) == "-"
    if not to_stdout and output.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{output}: a report is a page; name it *.html")
    newest = NewestRecords(lambda: read_records(records))
    summary = summarise(newest, pages)
    check(summary, records)
    report = render_report(summary, records.name)
    if to_stdout:
        typer.echo(report, nl=False)
    else:
        write_own(output, report.encode(), MARK)
    note = f", {newest.earlier:,} earlier records of them left out" if newest.earlier else ""
    note += f", {summary.unreadable:,} lines that are no records left out" if summary.unreadable else ""
    where = "" if to_stdout else f": {printable(str(output))}"
    sys.stderr.write(f"cleaner: report of {summary.records:,} pages{note}{where}\n")
