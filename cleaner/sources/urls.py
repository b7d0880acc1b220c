"""Lists of URLs: text, CSV, TSV and JSON Lines, from a file or standard input.

A list is read line by line, so a long list needs no memory.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from cleaner.errors import BadInput, InputMissing
from cleaner.fetch.address import scalar
from cleaner.model import Failure

MAX_LINE_CHARS = 65_536
URL_COLUMNS = ("url", "link", "href", "address", "loc", "uri", "page")


def read_urls(location: str, column: str | None = None) -> Iterator[str | Failure]:
    """Yield the URLs of a list (``-`` for standard input) as they are written. A line without a URL is a Failure.

    The suffix gives the format (``.csv``, ``.tsv``, ``.jsonl``, ``.ndjson``, otherwise text). Standard input is CSV if
    a column is named, and JSON Lines if its first line begins with a brace. Raises InputMissing and BadInput.
    """
    if location == "-":
        yield from _read(sys.stdin.buffer, location, "", column)
        return
    path = Path(location)
    try:
        with path.open("rb") as file:
            yield from _read(file, location, path.suffix.lower(), column)
    except OSError as error:
        raise InputMissing(f"{location}: {error.strerror or error}") from None


def _read(file: IO[bytes], name: str, suffix: str, column: str | None) -> Iterator[str | Failure]:
    lines = _lines(file)
    first = next(lines, None)
    if first is None:
        return
    lines = _chain(first.removeprefix("\ufeff"), lines)
    if suffix in (".jsonl", ".ndjson") or (not suffix and first.lstrip("\ufeff \t").startswith("{")):
        yield from _from_jsonl(lines, name, column)
    elif suffix in (".csv", ".tsv") or (not suffix and column is not None):
        yield from _from_table(lines, name, column, "\t" if suffix == ".tsv" else ",")
    else:
        yield from _from_text(lines)


def _lines(file: IO[bytes]) -> Iterator[str]:
    while line := file.readline(MAX_LINE_CHARS):
        whole = line
        while line and not line.endswith(b"\n"):  # the line is too long for a URL; skip the rest of it
            line = file.readline(MAX_LINE_CHARS)
        yield whole.decode("utf-8", "replace")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _from_text(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        text = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if text:
            yield text


def _from_table(lines: Iterator[str], name: str, column: str | None, delimiter: str) -> Iterator[str | Failure]:
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        header = next(rows, [])
        index, has_header = _column(header, name, column)
        if not has_header:
            yield header[index].strip()
        for row in rows:
            if index < len(row) and row[index].strip():
                yield row[index].strip()
            elif any(cell.strip() for cell in row):
                yield _no_url(name, rows.line_num)
    except csv.Error as error:
        raise BadInput(f"{name}: line {rows.line_num}: not a table: {error}", "unreadable") from None


def _column(header: list[str], name: str, column: str | None) -> tuple[int, bool]:
    names = [cell.strip().lower() for cell in header]
    for wanted in (column.lower(),) if column else URL_COLUMNS:
        if wanted in names:
            return names.index(wanted), True
    if column is None:
        for index, cell in enumerate(names):
            if cell.startswith(("http://", "https://")):
                return index, False
    known = ", ".join(cell.strip() for cell in header)[:200]
    raise BadInput(f"{name}: no column {column or 'url'!r}; there are: {known}", "unreadable")


def _from_jsonl(lines: Iterable[str], name: str, column: str | None) -> Iterator[str | Failure]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield _no_url(name, number)
            continue
        if isinstance(value, dict):
            value = next((value[key] for key in ((column,) if column else URL_COLUMNS) if key in value), None)
        yield scalar(value.strip()) if isinstance(value, str) and value.strip() else _no_url(name, number)


def _no_url(name: str, line: int) -> Failure:
    return Failure(f"{name}:{line}", "source", "unreadable", "no URL on this line")
