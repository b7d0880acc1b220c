"""URL lists: text, CSV, TSV and JSON Lines, from a file or standard input; and the canonical form of a URL.

A list is read as it goes, so its length costs no memory.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from cleaner.errors import BadInput, InputMissing
from cleaner.fetch.address import normal, scalar, shown
from cleaner.model import Failure

MAX_LINE_CHARS = 65_536
URL_COLUMNS = ("url", "link", "href", "address", "loc", "uri", "page")
# Parameters that say where a reader came from and never which page is meant.
TRACKING = re.compile(
    r"^(utm_\w+|gclid|gclsrc|dclid|fbclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|wt_mc|oly_\w+_id)$", re.I
)
UNRESERVED = re.compile(r"%[0-9A-Fa-f]{2}")


def read_urls(location: str, column: str | None = None) -> Iterator[str | Failure]:
    """Yield the URLs of a list (``-`` for standard input) as they stand there; a line without one is a Failure.

    The suffix tells the format (``.csv``, ``.tsv``, ``.jsonl``, ``.ndjson``, else text). Standard input is CSV where a
    column is named, JSON Lines where its first line begins with a brace. Raises InputMissing and BadInput.
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
        while line and not line.endswith(b"\n"):  # what is longer is no URL; the rest of it is not one either
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


def canonical(url: str) -> str:
    """Return the form under which two URLs count as one: for telling repetitions, never for fetching.

    As a browser writes it (host in ASCII, no default port, no dot segments), without fragment and user name,
    percent-encoding in one spelling (RFC 3986, 6.2.2), no parameters of campaigns. The order of parameters, doubled
    slashes and a slash at the end may mean something, so they stay. What is no URL is returned as it is, but for user
    names and lone surrogates.
    """
    whole = normal(url.strip())
    if whole is None:
        plain = shown(scalar(url))
        return canonical(plain) if plain != url and normal(plain.strip()) is not None else plain
    parts = urlsplit(shown(whole))
    host, colon, port = parts.netloc.partition(":") if "]" not in parts.netloc else (parts.netloc, "", "")
    pairs = [pair for pair in parts.query.split("&") if pair and not TRACKING.match(pair.partition("=")[0])]
    netloc = (host.rstrip(".") or host) + colon + port
    return urlunsplit(SplitResult(parts.scheme, netloc, _spell(parts.path), _spell("&".join(pairs)), ""))


def _spell(text: str) -> str:
    """Write percent-encoding in one way: unreserved characters plain, all else that needs it in upper-case hex."""

    def one(found: re.Match[str]) -> str:
        plain = unquote(found[0], "latin-1")
        return plain if re.fullmatch(r"[A-Za-z0-9._~-]", plain) else found[0].upper()

    return quote(UNRESERVED.sub(one, text), safe="%/:?#[]@!$&'()*+,;=~", errors="replace")
