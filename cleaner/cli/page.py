"""``cleaner page``: its options. ``onepage.py`` does the work, and also runs calls without options."""

from __future__ import annotations

from typing import Annotated

import typer

from cleaner.cli.console import AllowPrivateOption, ConfigOption, ModeOption, PreferOption, SetOption, settings
from cleaner.cli.onepage import PRINTS, print_page
from cleaner.cli.output import Format, read_format
from cleaner.errors import UsageError


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
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Address of a saved page.")] = None,
    allow_private: AllowPrivateOption = None,
    config: ConfigOption = None,
    sets: SetOption = None,
    mode: ModeOption = None,
    prefer: PreferOption = None,
) -> None:
    """Clean one page and print it."""
    if explain and diff:
        raise UsageError("--explain and --diff show one page in two ways; choose one")
    if format not in PRINTS:
        raise UsageError(f"page does not print {format}; it prints {', '.join(PRINTS)}")
    merged = settings(config, sets, clean__mode=mode, clean__prefer=prefer, fetch__allow_private=allow_private)
    print_page(source, format, merged, url=url, explain=explain, diff=diff)
