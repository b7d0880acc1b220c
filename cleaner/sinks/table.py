"""Records as CSV for a spreadsheet: one row per article, in UTF-8 with a byte order mark, which Excel needs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import partial
from typing import Any

from cleaner.sinks.jsonl import JsonlFile
from cleaner.sinks.lines import LinesFile
from cleaner.sinks.ours import begins_with
from cleaner.sinks.output import Output

COLUMNS = ("origin", "url", "title", "authors", "published", "site", "language", "status", "confidence", "text")
START = ("\ufeff" + ",".join((*COLUMNS, "error"))).encode("utf-8")
HEAD = START + b",version\r\n"
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
APOSTROPHE = "'"


def cell(value: object) -> str:
    """A value as a cell. An apostrophe protects against cells that a spreadsheet would run as a formula.

    >>> cell("=1+1"), cell(["A", "B"]), cell(0.5), cell(None)
    ("'=1+1", 'A; B', '0.5', '')
    """
    if value is None:
        return ""
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return APOSTROPHE + text if text.startswith(ACTIVE) else text


def to_row(record: Mapping[str, Any]) -> bytes:
    """A record as a row of CSV (RFC 4180). The reason of its failure and its version come last."""
    error = record["error"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    last = (error["reason"] if error else None, record["version"])
    writer.writerow([*(cell(record[name]) for name in COLUMNS), *map(cell, last)])
    return out.getvalue().encode("utf-8", "replace")


def row_of(output: Output) -> bytes:
    """The row of a page."""
    return to_row(output.record)


class TableFile(LinesFile):
    """A CSV file that gets its name when everything is written, like the file of JSON Lines."""

    HEAD = HEAD
    is_ours = staticmethod(partial(begins_with, START))
    encode = staticmethod(row_of)


class GrowingTable(JsonlFile):
    """A CSV file that grows together with the state."""

    HEAD = START = HEAD
    encode = staticmethod(row_of)
