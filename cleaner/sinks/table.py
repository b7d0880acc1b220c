"""Records as CSV for a spreadsheet: one row an article, UTF-8 with a mark, so that Excel reads it too."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cleaner.sinks.jsonl import JsonlFile
from cleaner.sinks.lines import LinesFile

COLUMNS = ("origin", "url", "title", "authors", "published", "site", "language", "status", "confidence", "text")
START = ("\ufeff" + ",".join((*COLUMNS, "error"))).encode("utf-8")
HEAD = START + b",version\r\n"
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
APOSTROPHE = "'"


def cell(value: object) -> str:
    """A value as a cell. What a spreadsheet would take for a formula begins with an apostrophe: it comes from a page.

    >>> cell("=1+1"), cell(["A", "B"]), cell(0.5), cell(None)
    ("'=1+1", 'A; B', '0.5', '')
    """
    if value is None:
        return ""
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return APOSTROPHE + text if text.startswith(ACTIVE) else text


def to_row(record: Mapping[str, Any]) -> bytes:
    """A record as a row of CSV (RFC 4180), with the word for its failure and its version last."""
    error = record["error"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    last = (error["reason"] if error else None, record["version"])
    writer.writerow([*(cell(record[name]) for name in COLUMNS), *map(cell, last)])
    return out.getvalue().encode("utf-8", "replace")


def is_csv(path: Path) -> bool:
    """Whether a file begins as one of ours."""
    with path.open("rb") as file:
        return file.read(len(START)) == START


class TableFile(LinesFile):
    """A CSV file that takes its name when all is written, as JSON Lines do."""

    HEAD = HEAD
    is_ours = staticmethod(is_csv)
    encode = staticmethod(to_row)


class GrowingTable(JsonlFile):
    """A CSV file that grows together with the state."""

    HEAD = START = HEAD
    encode = staticmethod(to_row)
