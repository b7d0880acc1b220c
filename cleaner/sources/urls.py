"""Lists of URLs: text, CSV, TSV and JSON Lines, from a file or standard input.

A list is read line by line, so a long list needs no memory.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import IO, cast

from cleaner.errors import BadInput, InputMissing
from cleaner.fetch.address import WEB, scalar
from cleaner.model import Failure

MAX_LINE_CHARS = 65_536
GZIP = b"\x1f\x8b"
ESCAPED = re.compile("[\udc80-\udcff]")  # bytes that are no UTF-8, as the error handler surrogateescape reads them
WRAPPED = ('""', "''", "<>")
URL_COLUMNS = ("url", "link", "href", "address", "loc", "uri", "page")


def read_urls(location: str, column: str | None = None) -> Iterator[str | Failure]:
    """Yield the URLs of a list (``-`` for standard input) as they are written. A line without a URL is a Failure.

    The suffix gives the format (``.csv``, ``.tsv``, ``.jsonl``, ``.ndjson``, otherwise text); one more suffix ``.gz``
    changes nothing. Standard input is CSV if a column is named, and JSON Lines if its first line begins with a brace.
    A list may be compressed with gzip. It is UTF-8, or UTF-16 with a byte order mark. A byte that is no UTF-8 is
    written as in URLs (%E9). Raises InputMissing and BadInput.
    """
    if location == "-":
        yield from _read(sys.stdin.buffer, location, "", column)
        return
    path = Path(location)
    suffix = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()
    try:
        with path.open("rb") as file:
            yield from _read(file, location, suffix, column)
    except OSError as error:
        raise InputMissing(f"{location}: {error.strerror or error}") from None


def _read(file: IO[bytes], name: str, suffix: str, column: str | None) -> Iterator[str | Failure]:
    with closing(_lines(file, name)) as lines:
        first = next(lines, None)
        if first is None:
            return
        every = _chain(first, lines)
        if suffix in (".jsonl", ".ndjson") or (not suffix and first.lstrip().startswith("{")):
            yield from _from_jsonl(every, name, column)
        elif suffix in (".csv", ".tsv") or (not suffix and column is not None):
            yield from _from_table(first, every, name, column, "\t" if suffix == ".tsv" else ",;\t")
        else:
            yield from _from_text(every)


def _lines(file: IO[bytes], name: str) -> Generator[str, None, None]:
    """The lines of a list, whatever ends them. Of a line that is too long for a URL, only its beginning."""
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
    packed = buffered.peek(2)[:2] == GZIP
    try:
        with gzip.open(buffered) if packed else nullcontext(buffered) as plain:
            text = _decoded(cast("io.BufferedReader", plain))
            try:
                while line := text.readline(MAX_LINE_CHARS):
                    whole = line
                    while line and not line.endswith("\n"):
                        line = text.readline(MAX_LINE_CHARS)
                    yield whole if whole.isascii() else ESCAPED.sub(_percent, whole)
            finally:
                text.detach()  # so that it does not close the file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadInput(f"{name}: not a whole gzip file: {error}", "unreadable") from None


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]) - 0xDC00:02X}"


def _decoded(file: io.BufferedReader) -> io.TextIOWrapper:
    if file.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return io.TextIOWrapper(file, "utf-16", "replace")
    return io.TextIOWrapper(file, "utf-8-sig", "surrogateescape")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _from_text(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        text = _bare(re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip("\ufeff \t\r\n"))
        if text:
            yield text


def _bare(text: str) -> str:
    """A URL without the quotes or angle brackets around it, as lists that programs print have them."""
    inner = text.removesuffix(",")
    if len(inner) < 2 or inner[0] + inner[-1] not in WRAPPED:
        return text
    return bare if WEB.match(bare := inner[1:-1].strip()) else text


def _from_table(
    first: str, lines: Iterator[str], name: str, column: str | None, delimiters: str
) -> Iterator[str | Failure]:
    fits = (delimiter for delimiter in delimiters if _has_column(first, column, delimiter))
    rows = csv.reader(lines, delimiter=next(fits, delimiters[0]))
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


def _has_column(line: str, column: str | None, delimiter: str) -> bool:
    try:
        header = next(csv.reader([line], delimiter=delimiter), [])
        index, has_header = _column(header, "", column)
    except (BadInput, csv.Error):
        return False
    return has_header or len(header[index].split()) == 1  # with other cells in it, it is no URL


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
