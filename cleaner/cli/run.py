"""``cleaner run``: the scheduled job."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.batch import catch_signals, one_line, print_hints, progress_bar
from cleaner.cli.console import ConfigOption, QuietOption, SetOption, settings
from cleaner.cli.terminal import print_error
from cleaner.cli.values import JobsOption, read_seconds
from cleaner.errors import CleanError, LockHeld

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.jobs.run import Report

STOPPED = "interrupted; everything done so far is saved, and the next run resumes here"


def run(
    config: ConfigOption = None,
    deadline: Annotated[
        float | None,
        typer.Option("--deadline", parser=read_seconds, metavar="SECONDS", help="Stop cleanly after this time."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be done, without fetching or writing.")
    ] = False,
    workers: JobsOption = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print the closing line even if all is well.")
    ] = False,
    quiet: QuietOption = False,
    sets: SetOption = None,
) -> None:
    """Run the scheduled job of a configuration: new and changed inputs go into its outputs.

    Prints nothing if all is well, unless stderr is a terminal.
    """
    from cleaner.jobs.places import check_health_file, check_lock

    merged = settings(config, sets, run__deadline=deadline)
    if dry_run:
        _print_plan(merged)
        return
    check_health_file(merged)
    check_lock(merged)
    from cleaner.jobs.run import run_job

    started = time.monotonic()
    try:
        with catch_signals(STOPPED), progress_bar(quiet, lambda: None) as advance:
            report = run_job(merged, workers or 0, advance)
    except LockHeld:
        raise
    except CleanError:
        try:
            _write_health(merged, None, time.monotonic() - started)
        except CleanError as error:  # such as of the same full disk; what ended the run is told too
            print_error(str(error))
        raise
    try:
        _write_health(merged, report, report.seconds)
    finally:
        _print_report(report, quiet=quiet, always=verbose or sys.stderr.isatty())
    raise typer.Exit(1 if report.summary.has_failures else 0)


def _print_report(report: Report, *, quiet: bool, always: bool) -> None:
    """Print one line and everything that needs attention. Nothing if all is well and stderr is no terminal."""
    summary = report.summary
    news = bool(summary.failed > summary.known or report.notes or not report.finished)
    if not quiet and (news or always):
        unfinished = "" if report.finished else "; stopped by its deadline, and the next run resumes here"
        sys.stderr.write(f"cleaner: {summary.line(report.seconds, report.earlier)}{unfinished}\n")
    for line in (*report.notes, *summary.failures):
        sys.stderr.write(f"cleaner: {one_line(line)}\n")
    more = summary.failed - summary.known - len(summary.failures)
    if more > 0:
        sys.stderr.write(f"cleaner: and {more} more failed; the output names them all\n")
    if news:
        print_hints(summary.reasons)


def _print_plan(config: Config) -> None:
    """Print what a run would do, on stdout. Nothing is fetched or written."""
    from cleaner.jobs.plan import plan_job

    for line in plan_job(config):
        typer.echo(one_line(line))


def _write_health(config: Config, report: Report | None, seconds: float) -> None:
    """Write the health file if the user wants one. It also names the error that ended a run."""
    path: Path | None = config.run.health_file
    if path is None:
        return
    from cleaner.jobs.places import HEALTH_MARK
    from cleaner.report.health import render_health
    from cleaner.sinks.ours import write_own

    summary = report.summary if report is not None else None
    outcomes = {
        "done": summary.done if summary else 0,
        "unchanged": summary.unchanged if summary else 0,
        "skipped": summary.skipped.total() if summary else 0,
        "failed": summary.failed if summary else 0,
    }
    text = render_health(
        outcomes, seconds, time.time(), success=report is not None,
        finished=report is not None and report.finished, notes=len(report.notes) if report else 0,
    )  # fmt: skip
    write_own(path, text.encode(), HEALTH_MARK)
