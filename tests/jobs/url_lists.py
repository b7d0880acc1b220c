"""Shared by the tests of lists of URLs: records, files, lists, and sites that answer conditional requests."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from cleaner.jobs.summary import ListSummary
from cleaner.sinks.table import HEAD
from cleaner.sinks.text import FAILURES
from cleaner.vocabulary import OUTPUT_MARK
from tests.faultserver import PAGE, Conn, Script, page

URL = re.compile(r"^url: (\S+)$", re.MULTILINE)
HOSTS = tuple(f"127.0.0.{n}" for n in range(1, 9))


def records(out: Path) -> list[dict[str, Any]]:
    """The records of an output of any kind. For one file per page, only the URL, the text and the error."""
    if (out / FAILURES).exists():
        found = [json.loads(line) for line in (out / FAILURES).read_text("utf-8").splitlines()]
        files = [path for path in out.rglob("[!.]*") if path.is_file() and path != out / FAILURES]
        texts = [path.read_text("utf-8") for path in files]
        return found + [{"origin": URL.findall(text)[0], "text": text, "error": None} for text in texts]
    if out.is_file() and out.read_bytes().startswith(HEAD):
        with out.open(encoding="utf-8-sig", newline="") as file:
            return [row | {"error": row["error"] or None} for row in csv.DictReader(file)]
    if out.is_dir():
        from cleaner.sinks.parquet import PARTS, read_records

        return [record for path in sorted(out.glob(PARTS)) for record in read_records(path)]
    return [json.loads(line) for line in out.read_text("utf-8").split("\n")[:-1]]


def listing(tmp_path: Path, urls: list[str]) -> Path:
    path = tmp_path / "list.txt"
    path.write_text("\n".join(urls) + "\n")
    return path


def balanced(tally: ListSummary) -> bool:
    return tally.listed == tally.done + tally.unchanged + tally.skipped.total() + tally.failed + tally.earlier


def conditional(by: str = "etag", weak: bool = False) -> Script:
    """A page that answers 304 to the validator that it gave."""

    async def script(conn: Conn) -> None:
        body = PAGE.replace(b"Some", conn.hit.path.encode())
        value = ('W/"v1"' if weak else '"v1"') if by == "etag" else "Wed, 21 Oct 2015 07:28:00 GMT"
        asked = conn.hit.headers.get("if-none-match" if by == "etag" else "if-modified-since")
        headers = {"etag": value} if by == "etag" else {"last_modified": value}
        if asked == value:
            head = f"HTTP/1.1 304 Not Modified\r\n{by.replace('_', '-')}: {value}\r\n\r\n"
            await conn.send(head.encode())
        else:
            await conn.reply(body, **headers)

    return script


class Site:
    """Pages that answer 304 to a request with their own ETag. The words of a page make its ETag."""

    def __init__(self, *names: str) -> None:
        self.words = {name: f"first words of {name}" for name in names}

    @property
    def scripts(self) -> dict[str, Script]:
        return {"/robots.txt": page(b"", "404 Not Found"), "*": self.answer}

    async def answer(self, conn: Conn) -> None:
        words = self.words.get(conn.hit.path)
        if words is None:
            await conn.reply(b"", "404 Not Found")
        elif conn.hit.headers.get("if-none-match") == (etag := f'"{hash(words)}"'):
            await conn.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        else:
            await conn.reply(words.encode(), etag=etag)


def files(out: Path) -> dict[str, bytes]:
    """The files of pages, without the list of failures and the hidden mark of an output."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in out.rglob("*") if path.is_file() and path.name != FAILURES and not path.name.startswith(OUTPUT_MARK)
    }  # fmt: skip


def counts(tally: ListSummary) -> tuple[int, int, int]:
    return tally.done, tally.unchanged, tally.failed
