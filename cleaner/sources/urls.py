"""Lists of URLs: text, CSV, TSV, JSON, bookmarks, saved feeds and sitemaps, from a file or standard input.

A list is read line by line, so a long list needs no memory. JSON and markup are read as a whole.
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
from contextlib import contextmanager, nullcontext, suppress
from html import unescape
from pathlib import Path
from typing import IO, cast

from cleaner.errors import BadInput, InputMissing
from cleaner.fetch.address import WEB, scalar
from cleaner.model import Failure, Page

MAX_LINE_CHARS = 65_536
GZIP = b"\x1f\x8b"
ESCAPED = re.compile("[\udc80-\udcff]")  # bytes that are no UTF-8, as the error handler surrogateescape reads them
WRAPPED = ('""', "''", "<>")
URL_COLUMNS = ("url", "link", "href", "address", "loc", "uri", "page")
URL_WORDS = frozenset({"url", "urls", "link", "href", "uri"})  # of the name of a column, if it has no exact name
BLANK = " \t\r\n\x0b\x0c\xa0\ufeff\u200b\u200e\u200f\u2060"
SIGNS = frozenset(",;\t")
ITEM = re.compile(r"(?:[-*+\u2022]|\d{1,4}[.)])\s+(?:\[[ x]\]\s+)?(?=https?://|\[|<http)", re.I)
MARKDOWN_LINK = re.compile(r"\]\((https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)(?:\s[^()]*)?\)", re.I)
NOTE = re.compile(r"\t|,? \| |, | [-–—] ")  # OneTab writes "URL | title"
EXPORTS = (".json", ".html", ".htm", ".xml", ".rss", ".atom", ".opml")
EXPORT_STARTS = ("<?xml", "<!doctype", "<html", "<urlset", "<sitemapindex", "<rss", "<feed", "<opml", '["', "[{")
BOOKMARKS = "<!doctype netscape-bookmark"
ROOT = re.compile(r"<(?:(?P<page>!doctype html|html|head|body)|opml|rss|feed|urlset|sitemapindex|rdf:rdf)\b", re.I)
LOOK_CHARS = 2_000
MAX_EXPORT_CHARS = 200_000_000
HREF = re.compile(r"<a\s[^<>]{0,2000}?href\s{0,9}=\s{0,9}(?:\"(https?://[^\"]+)\"|'(https?://[^']+)')", re.I)


def read_urls(location: str, column: str | None = None) -> Iterator[str | Failure]:
    """Yield the URLs of a list (``-`` for standard input) as they are written. A line without a URL is a Failure.

    The suffix gives the format (``.csv``, ``.tsv``, ``.jsonl``, ``.ndjson``, ``.json``, ``.html``, ``.xml``, ``.opml``,
    otherwise text); one more suffix ``.gz`` changes nothing. Standard input is CSV if a column is named, and JSON Lines
    if its first line begins with a brace. Of bookmarks in HTML the links are taken.
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
    with _opened(file, name) as text:
        start = text.readline(MAX_LINE_CHARS)
        is_table = suffix in (".csv", ".tsv", ".jsonl", ".ndjson")
        if suffix in EXPORTS or (not is_table and start.lstrip(BLANK).lower().startswith(EXPORT_STARTS)):
            yield from _from_export(start + text.read(MAX_EXPORT_CHARS), name, column)
            return
        lines = _lines(start, text)
        first = next(lines, None)
        if first is None:
            return
        every = _chain(first, lines)
        if suffix in (".jsonl", ".ndjson") or (not suffix and first.lstrip().startswith("{")):
            yield from _from_jsonl(every, name, column)
        elif suffix in (".csv", ".tsv") or (not suffix and column is not None):
            if first.lower().startswith("sep="):  # a note for spreadsheets
                first = next(lines, "")
                every = _chain(first, lines)
            yield from _from_table(first, every, name, column, "\t" if suffix == ".tsv" else ",;\t")
        else:
            yield from _from_text(every)


@contextmanager
def _opened(file: IO[bytes], name: str) -> Generator[io.TextIOWrapper, None, None]:
    """The text of a list, inflated."""
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
    packed = buffered.peek(2)[:2] == GZIP
    try:
        with gzip.open(buffered) if packed else nullcontext(buffered) as plain:
            text = _decoded(cast("io.BufferedReader", plain))
            try:
                yield text
            finally:
                text.detach()  # so that it does not close the file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadInput(f"{name}: not a whole gzip file: {error}", "unreadable") from None


def _lines(line: str, text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a list from ``line`` on, whatever ends them. Of a line too long for a URL, only its beginning."""
    while line:
        whole = line
        while line and not line.endswith("\n"):
            line = text.readline(MAX_LINE_CHARS)
        yield whole if whole.isascii() else ESCAPED.sub(_percent, whole)
        line = text.readline(MAX_LINE_CHARS)


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
        text = ITEM.sub("", re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip(BLANK), count=1)
        words = text.split()
        if len(words) > 1 and WEB.match(text):
            if all(map(WEB.match, words)):
                yield from words
                continue
            text = NOTE.split(text, maxsplit=1)[0].rstrip(BLANK)
        elif inner := _named(text, words):
            yield from inner
            continue
        if text := _bare(text):
            yield text


def _named(text: str, words: list[str]) -> list[str]:
    """The URLs of a line that begins with something else: links of Markdown, or URLs behind a title."""
    if "](" in text and (links := MARKDOWN_LINK.findall(text)):
        return links
    found = [_bare(word.rstrip(",;")) for word in words] if len(words) > 1 else []
    return [word for word in found if WEB.match(word)]


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
        fits = [
            at for at, cell in enumerate(names) if URL_WORDS & set(re.split("[^a-z]+", cell)) and not SIGNS & set(cell)
        ]
        if len(fits) == 1:
            return fits[0], True
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


def _from_export(text: str, name: str, column: str | None) -> Iterator[str | Failure]:
    """The URLs of JSON or markup that some program has written."""
    text = (text if text.isascii() else ESCAPED.sub(_percent, text)).lstrip(BLANK)
    root = None if text.startswith(("[", "{")) else ROOT.search(text, 0, LOOK_CHARS)  # also behind a warning
    is_markup = root is not None or text.startswith("<")
    found = _from_markup(text, name, root) if is_markup else _from_json(text, name, column)
    empty = True
    for entry in found:
        empty = False
        yield entry
    if empty and text:
        column_hint = f"is {column!r} the right --column?" if column else "name its key with --column"
        hint = "a list has one a line, with http:// or https:// in front" if is_markup else column_hint
        raise BadInput(f"{name}: no URL; {hint}", "unreadable")


def _from_markup(text: str, name: str, root: re.Match[str] | None) -> Iterator[str]:
    """The links of bookmarks, or the pages and lists of a feed, a sitemap or an outline. Another page is no list."""
    from cleaner.sources.feed import parse

    if BOOKMARKS in text[:LOOK_CHARS].lower():
        yield from (unescape(one or other) for one, other in HREF.findall(text))
    elif root is None or root["page"] is None:
        with suppress(BadInput):
            links = parse(Page(text.encode("utf-8", "replace"), origin=name), len(text))
            yield from (*links.pages, *links.lists)


def _from_json(text: str, name: str, column: str | None) -> Iterator[str | Failure]:
    """The texts of lists, and what the keys of URLs hold, at any depth. Several documents are read as JSON Lines."""
    try:
        waiting: list[object] = [json.loads(text)]
    except (ValueError, RecursionError):
        yield from _from_jsonl(text.splitlines(), name, column)
        return
    keys = (column,) if column else URL_COLUMNS
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield scalar(value.strip())
        elif isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            waiting.extend(inner for inner in reversed(value.values()) if isinstance(inner, dict | list))
            held = next((value[key] for key in keys if isinstance(value.get(key), str)), "")
            if column or WEB.match(held):
                waiting.append(held)


def _no_url(name: str, line: int) -> Failure:
    return Failure(f"{name}:{line}", "source", "unreadable", "no URL on this line")
