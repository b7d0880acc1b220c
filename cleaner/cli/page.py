"""``cleaner page``: one page to stdout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.console import (
    AllowPrivateOption,
    ConfigOption,
    ModeOption,
    PreferOption,
    SetOption,
    printable,
    settings,
)
from cleaner.cli.given import is_address, missing
from cleaner.cli.output import Format, read_format
from cleaner.collector import paused_collector
from cleaner.errors import BadInput, UsageError, check_input
from cleaner.model import Page

if TYPE_CHECKING:
    from cleaner.config import Config


PRINTS = (Format.txt, Format.md, Format.html, Format.jsonl)


def run(
    source: Annotated[str, typer.Argument(help="A file, a URL, or - for stdin.", metavar="FILE|URL|-")],
    format: Annotated[
        Format,
        typer.Option("--format", "-f", help="Format of the output.", parser=read_format, metavar="|".join(PRINTS)),
    ] = Format.txt,
    explain: Annotated[bool, typer.Option("--explain", help="Show every block, kept or removed, and why.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Compare with trafilatura's text: - only trafilatura, + only cleaner.")
    ] = False,
    url: Annotated[str | None, typer.Option("--url", help="Address of a saved page.")] = None,
    allow_private: AllowPrivateOption = None,
    config: ConfigOption = None,
    sets: SetOption = None,
    mode: ModeOption = None,
    prefer: PreferOption = None,
) -> None:
    """Clean one page and print it."""
    with paused_collector():
        from cleaner.pipeline import clean_page
    from cleaner.usage.vocabulary import refusal

    if explain and diff:
        raise UsageError("--explain and --diff show one page in two ways; choose one")
    if format not in PRINTS:
        raise UsageError(f"page does not print {format}; it prints {', '.join(PRINTS)}")
    merged = settings(config, sets, clean__mode=mode, clean__prefer=prefer, fetch__allow_private=allow_private)
    page = read_source(source, url, merged)
    try:
        article = clean_page(page, merged)
    except BadInput as error:
        raise BadInput(f"{page.origin}: {error}", error.reason) from None
    if (why := refusal(article.usage, merged.fetch.honour_usage)) is not None:
        raise BadInput(f"{page.origin}: {why}", "usage")
    if explain:
        from cleaner.report.explain import explain_article

        explain_article(article, sys.stdout)
    elif diff:
        from cleaner.report.diff import write_diff

        write_diff(article, page, merged.clean.max_bytes, sys.stdout)
    elif format is Format.jsonl:
        from cleaner.record import dump, to_record

        typer.echo(dump(to_record(article, page, merged)))
    elif format in (Format.md, Format.html):
        from cleaner.sinks.files import render_file

        typer.echo(render_file(article, "md" if format is Format.md else "html", merged.clean), nl=False)
    elif article.text:
        typer.echo(article.text)
    if article.status not in ("ok", "partial"):
        sys.stderr.write(f"cleaner: {printable(page.origin)}: status {article.status}\n")


def read_source(source: str, url: str | None, config: Config) -> Page:
    """The page that an argument names. Raises InputMissing and BadInput with messages for the user."""
    if not source:
        raise UsageError("page: the name of the file is empty")
    if source == "-":
        return Page(sys.stdin.buffer.read(config.clean.max_bytes + 1), url=url, origin="stdin")
    if is_address(source):
        from cleaner.fetch import fetch_one
        from cleaner.jobs.rendering import rendering_of

        notes: list[str] = []
        page = fetch_one(source, config.fetch, rendering_of(config, notes))
        for note in notes:
            sys.stderr.write(f"cleaner: {printable(note)}\n")
        return page
    check_input(source)
    if not Path(source).exists():
        raise missing(source)
    from cleaner.sources.file import read_file

    return read_file(Path(source), config.clean.max_bytes, url)
