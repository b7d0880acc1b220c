"""``cleaner urls``: fetches a list of URLs politely, cleans the pages and writes them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.batch import catch_signals, one_line, print_hints
from cleaner.cli.console import (
    AllowPrivateOption,
    ConfigOption,
    ModeOption,
    PreferOption,
    QuietOption,
    SetOption,
    settings,
    shows_progress,
    stderr_console,
)
from cleaner.cli.given import check_list, is_address, is_readable, missing, path_of
from cleaner.cli.output import EVERY, Format, FormatOption, choose_format, failures_place
from cleaner.cli.values import one_of
from cleaner.errors import UsageError, check_input, check_place
from cleaner.vocabulary import STATE_ENDING

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.fetch.politeness import HostLedger
    from cleaner.jobs.summary import ListSummary
    from cleaner.jobs.urls import Source
    from cleaner.model import Failure
    from cleaner.sources.entries import Link

REFRESH_S = 0.2
LOOK_ENTRIES = 100  # first entries of a list, at least one of which must be a URL
STOPPED = "interrupted; what is done is saved, and the same command does the rest"


class Kind(StrEnum):
    """What the list contains."""

    urls = "urls"
    feed = "feed"
    sitemap = "sitemap"


OutputOption = Annotated[
    str,
    typer.Option(
        "--output", "-o", metavar="OUT",
        help="File (jsonl, csv), folder (md, html, txt, parquet), or - for stdout (no state then).",
    ),
]  # fmt: skip
KindOption = Annotated[
    Kind,
    typer.Option(
        "--kind", parser=one_of(Kind), metavar="|".join(Kind), help="What the URLs name: pages, feeds or sitemaps."
    ),
]


def run(
    source: Annotated[
        str, typer.Argument(metavar="LIST|URL|-", help="File of URLs (text, CSV, TSV, JSONL), one URL, or - for stdin.")
    ],
    output: OutputOption,
    format: FormatOption = None,
    kind: KindOption = Kind.urls,
    column: Annotated[
        str | None, typer.Option("--column", metavar="NAME", help="Name of the column or key that holds the URL.")
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option("--state", parser=path_of, metavar="DIR", help="Folder of the state. Default: OUT.state."),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Clean stored bodies again, without fetching.")] = False,
    keep_raw: Annotated[bool | None, typer.Option("--keep-raw/--no-keep-raw", help="Store the fetched bodies.")] = None,
    allow_private: AllowPrivateOption = None,
    config: ConfigOption = None,
    sets: SetOption = None,
    mode: ModeOption = None,
    prefer: PreferOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print every skipped URL, and why.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch a list of URLs politely, clean the pages and write them. A run that was stopped resumes by itself."""
    from cleaner.jobs.urls import UrlJob, run_urls

    merged = settings(
        config, sets, clean__mode=mode, clean__prefer=prefer,
        fetch__keep_raw=keep_raw, fetch__allow_private=allow_private,
    )  # fmt: skip
    to_stdout = output == "-"
    if to_stdout and (offline or state is not None):
        raise UsageError("--offline and --state need an output file: standard output keeps no state")
    chosen = choose_format(output, format, EVERY)
    if not to_stdout:
        check_place(state if state is not None else output + STATE_ENDING)
    if to_stdout and chosen is not Format.jsonl:
        raise UsageError(f"{chosen} needs an output; standard output takes jsonl only")
    job = UrlJob(
        source_of(source, kind, column, merged),
        merged,
        None if to_stdout else Path(output),
        state,
        offline,
        format=chosen.value,
        on_skip=_print_skip if verbose else None,
    )
    with catch_signals("interrupted" if to_stdout else STOPPED), progress(shows=shows_progress(quiet)) as watch:
        summary = run_urls(job, watch)
    print_summary(summary, failures_place(chosen), quiet=quiet)
    if summary.has_failures:
        raise typer.Exit(1)


def print_summary(summary: ListSummary, where: str, *, quiet: bool) -> None:
    """Print the failures that no earlier run has printed, and the closing line. ``where`` names all failures."""
    for failure in summary.failures:
        sys.stderr.write(f"cleaner: {one_line(failure)}\n")
    if summary.unreported > 0:
        sys.stderr.write(f"cleaner: and {summary.unreported:,} more; {where} names them all\n")
    if summary.failures:
        print_hints(summary.reasons)
    if not quiet:
        sys.stderr.write(f"cleaner: {closing_line(summary)}\n")


def _print_skip(url: str, why: str) -> None:
    sys.stderr.write(f"cleaner: {one_line(url)}: skipped: {one_line(why)}\n")


def source_of(source: str, kind: Kind, column: str | None, config: Config) -> Source:
    """The URLs that the argument stands for. Raises InputMissing and BadInput before anything is started."""
    from cleaner.sources.urls import read_urls

    is_url = source != "-" and is_address(source)
    if not is_url and source != "-":
        check_input(source)
        if not is_readable(Path(source)):
            raise missing(source)

    def listed() -> Iterator[str | Failure]:
        if is_url:
            return iter([source])
        entries = read_urls(source, column)
        first = list(islice(entries, LOOK_ENTRIES))
        check_list(source, first, column)
        return chain(first, entries)

    if not is_url and Path(source).is_file():
        listed()  # a file that is not a list is reported before anything is started

    def pages(ledger: HostLedger) -> Iterable[str | Link | Failure | None]:
        if kind is Kind.urls:
            return listed()
        from cleaner.sources.feed import expand

        return expand(listed(), config.fetch, ledger)

    return pages


def closing_line(summary: ListSummary) -> str:
    """One line that accounts for every URL of the list."""
    seconds = time.monotonic() - summary.started
    return f"{summary.counts(summary.earlier)} of {summary.listed:,} URLs, {seconds:.0f} s, {summary.rate:.1f} pages/s"


@contextmanager
def progress(*, shows: bool) -> Iterator[Callable[[ListSummary], None]]:
    """Yield a function that shows the progress of a run: a live line on a terminal, otherwise nothing."""
    if not shows:
        yield lambda _: None
        return
    drawn = 0.0
    with stderr_console().status("reading the list") as status:

        def watch(summary: ListSummary) -> None:
            nonlocal drawn
            if time.monotonic() - drawn < REFRESH_S:
                return
            drawn = time.monotonic()
            gauge = summary.gauge
            status.update(
                f"{summary.inputs:,} of {summary.listed:,} · {summary.failed:,} failed · "
                f"{summary.unchanged:,} unchanged · {gauge.hosts:,} hosts, {gauge.in_flight} at work · "
                f"{summary.rate:.1f} pages/s"
            )

        yield watch
