"""The format and place of an output, from ``-o`` and ``--format``, for all commands over many pages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo

from cleaner.cli.values import one_of
from cleaner.errors import UsageError, check_place


class Format(StrEnum):
    """The format of an output."""

    jsonl = "jsonl"
    md = "md"
    html = "html"
    txt = "txt"
    parquet = "parquet"
    csv = "csv"


OTHER_NAMES = {"text": Format.txt, "json": Format.jsonl, "ndjson": Format.jsonl, "markdown": Format.md}
read_format = one_of(Format, OTHER_NAMES)


def format_option(known: Sequence[Format]) -> OptionInfo:
    """The option ``--format`` of a command that writes ``known``."""
    option: OptionInfo = typer.Option(
        "--format", "-f", help="Format of the output. Default: by the suffix of the output, or jsonl.",
        show_default=False, parser=read_format, metavar="|".join(known),
    )  # fmt: skip
    return option


EVERY = tuple(Format)
FormatOption = Annotated[Format | None, format_option(EVERY)]
RECORDED = (Format.jsonl, Format.parquet, Format.csv)  # formats that hold records in one output
TREES = (Format.md, Format.html, Format.txt)


def choose_format(output: str, given: Format | None, known: Sequence[Format]) -> Format:
    """The format of an output: the given one, or else the one of the name's suffix, or else JSON Lines.

    ``known`` are the formats that the command writes. Raises UsageError if name and format contradict each other, so
    that a file always holds what its name says.
    """
    from cleaner.sinks.names import COMPRESSED, SUFFIXES, suffix_of

    if output == "-":
        return given or Format.jsonl
    if not output.strip():
        raise UsageError("-o: the name is empty")
    check_place(output)
    folder = output.endswith("/") or Path(output).is_dir()
    suffix = "" if folder else suffix_of(output)
    stated = Format(SUFFIXES[suffix]) if suffix in SUFFIXES else None
    if given is None:
        if folder:
            raise UsageError(f"{output}: a folder; choose the format with --format ({', '.join(known)})")
        if suffix and stated is None:
            raise UsageError(f"{output}: {suffix} is not an output format; use --format, or name the output *.jsonl")
        given = stated or Format.jsonl
    elif suffix in COMPRESSED:
        raise UsageError(f"{output}: no output is compressed; name it without {suffix}, or use -o - and your shell's |")
    elif stated is not None and stated is not given:
        raise UsageError(f"{output}: the name says {stated} and --format says {given}; which of them?")
    if given not in known:
        raise UsageError(f"{output}: this command does not write {given}; it writes {', '.join(known)}")
    if given in TREES and stated is not None:
        raise UsageError(
            f"{output}: {given} is a folder with a file for each page; name a folder, with --format {given}"
        )
    return given


def failures_place(format: Format) -> str:
    """The place where all failures are named."""
    return "failures.jsonl in the output" if format in TREES else "the output"


def check_output(folder: Path, output: Path | None, format: Format) -> None:
    """Raise UsageError if the output is the input folder, because a later run would read what this one wrote."""
    if (
        output is not None
        and format in (*TREES, Format.parquet)
        and os.path.realpath(output) == os.path.realpath(folder)
    ):
        raise UsageError(f"{output}: the input folder itself; name another folder for the output")
