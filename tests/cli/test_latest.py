"""One record a page: ``cleaner latest``, and reports that count pages."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.errors import BadInput, InputMissing, UsageError
from cleaner.model import Failure
from cleaner.record import to_record
from cleaner.report.summary import read_records as read_lines
from cleaner.report.summary import summarise
from cleaner.sinks.records import NewestRecords, read_records
from cleaner.store.versions import Newest
from tests.cleaner_cli import cleaner


def record(name: str, version: int, text: str | None) -> dict[str, Any]:
    """A record of ours; without text a failure."""
    made = to_record(Failure(f"https://a.example/{name}", "fetch", "dns", "no such host"), None, Config())
    if text is not None:
        made |= {"error": None, "status": "ok", "text": text, "confidence": 0.9}
    return made | {"version": version}


LINES = [
    record("a", 1, "first"), record("b", 1, None), record("c", 1, "only"), record("a", 2, "second"),
    record("b", 2, "came"), record("c", 2, None), record("d", 1, None), record("d", 2, None),
]  # fmt: skip
NEWEST = [("c", 1, "only"), ("a", 2, "second"), ("b", 2, "came"), ("d", 2, "")]


def write(path: Path, lines: list[Any]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def seen(records: Any) -> list[tuple[str, int, str]]:
    return [(one["origin"].rpartition("/")[2], int(one["version"]), one["text"]) for one in records]


def test_the_newest_of_each_page() -> None:
    """The last article, where there is one; else the last failure; in the order of the file."""
    newest = NewestRecords(lambda: LINES)
    assert seen(newest) == NEWEST
    assert newest.earlier == 4


def test_lines_that_are_no_records_pass() -> None:
    """What has no id is its own page; a line that came after the first look is left for the next time."""
    odd: list[Any] = [None, {"no": "id"}, {"id": 7}, {"id": "ü"}, {"id": "x"}]
    assert [*NewestRecords(lambda: odd)] == odd
    with Newest([{"id": "x"}]) as newest:
        assert newest.holds(0, {"id": "x"})
        assert not newest.holds(1, {"id": "x"})
        assert not newest.holds(1, {"id": "y"})


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_the_command(tmp_path: Path, kind: str) -> None:
    source, out = write(tmp_path / "in.jsonl", LINES), tmp_path / f"out.{kind}"
    done = cleaner("latest", source, "-o", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "cleaner: 4 pages, 4 earlier records left out\n")
    if kind == "csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            assert seen(csv.DictReader(file)) == NEWEST
    else:
        assert seen(read_records(out)) == NEWEST
        assert [*read_records(out)] == [LINES[2], LINES[3], LINES[4], LINES[7]]
    if kind == "parquet":
        again = cleaner("latest", out, "--quiet")
        assert [json.loads(line) for line in again.stdout.splitlines()] == [*read_records(out)]


def test_records_of_an_older_version_have_no_version(tmp_path: Path) -> None:
    lines = [{key: value for key, value in line.items() if key != "version"} for line in LINES]
    done = cleaner("latest", write(tmp_path / "in.jsonl", lines), "-q")
    assert [name for name, _, _ in seen(map(json.loads, done.stdout.splitlines()))] == ["c", "a", "b", "d"]


def test_mistakes(tmp_path: Path) -> None:
    """Each is told in one line before anything is written."""
    source = write(tmp_path / "in.jsonl", LINES)
    with pytest.raises(InputMissing, match="no such file"):
        next(read_records(tmp_path / "none.jsonl"))
    with pytest.raises(UsageError, match="JSON Lines and Parquet"):
        next(read_records(write(tmp_path / "a.csv", [])))
    with pytest.raises(UsageError, match="no Parquet parts"):
        next(read_records(tmp_path))
    with pytest.raises(BadInput, match=r"b.jsonl:2: not a record"):
        [*read_records(write(tmp_path / "b.jsonl", [LINES[0], {"a": 1}]))]
    with pytest.raises(BadInput, match="no records"):
        next(read_records(write(tmp_path / "c.parquet", [])))
    same = cleaner("latest", source, "-o", source)
    assert (same.returncode, same.stderr.count("\n")) == (2, 1)
    assert cleaner("latest", source, "-o", tmp_path / "out", "-f", "md").returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.jsonl", "c.parquet", "in.jsonl"]


def test_reports_count_pages(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", LINES)
    newest = NewestRecords(lambda: read_lines(source))
    summary = summarise(newest, 10)
    assert (summary.records, summary.failed, newest.earlier) == (4, 1, 4)
    done = cleaner("report", source, "-o", tmp_path / "r.html")
    assert done.returncode == 0
    assert "report of 4 pages, 4 earlier records of them left out" in done.stderr
