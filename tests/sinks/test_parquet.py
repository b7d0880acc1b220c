"""Parquet out and in: the values of the JSON record, files that are whole or not there, damage that costs one file."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from bench.warcs import Saved, write_warc
from cleaner.article import Article
from cleaner.config import default_config
from cleaner.errors import LockHeld, OutputError
from cleaner.model import Block, Failure, Page, Removal
from cleaner.record import dump, to_record
from cleaner.schema import RECORD_FIELDS, Record
from cleaner.sinks import Output, open_sink
from cleaner.sources.archive import read_archive
from cleaner.sources.skip import Skip
from tests.cleaner_cli import cleaner

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
import pyarrow.parquet as pq  # noqa: E402 - after the skip

from cleaner.sinks import parquet as sink_module  # noqa: E402
from cleaner.sinks.parquet import (  # noqa: E402
    ParquetArchive,
    ParquetFolderSink,
    arrow_schema,
    read_records,
)

NAUGHTY = [
    "", "None", "null", "\x7f\x1b[31m", "\u2028\u2029\x85", "\ufeff\ufffd\U0001f469\u200d\U0001f467", "\u202e",
    "a\tb\r\nc", "\ud800", "\"\'\\", "=1+1", "<script>",
]  # fmt: skip


def article(text: str, **more: Any) -> Article:
    return Article(
        blocks=(Block(0, "heading", text, level=2), Block(2, "paragraph", "A paragraph.")),
        removed=(Removal(1, "related", "runs", "related-run", text, 0.75),),
        authors=(text, "Ana Ilić"), tags=(text,), title=text, provenance={"title": "og:title", text: text},
        notes=(text,), confidence=0.12345, **more,
    )  # fmt: skip


def record(number: int, text: str = "A heading") -> dict[str, Any]:
    page = Page(
        text.encode("utf-8", "replace"), url=f"https://a.example/{number}", origin=f"in/{number}", http_status=200
    )
    return to_record(article(text, published="2024-05-01"), page, default_config())


def test_the_schema_is_that_of_the_record() -> None:
    """Each field of the record is a column of the same name and order that is nullable where the record may be null."""
    schema = arrow_schema()
    assert tuple(schema.names) == RECORD_FIELDS
    for name, info in Record.model_fields.items():
        assert schema.field(name).nullable == (type(None) in get_args(info.annotation)), name
    assert schema.field("removed").type.value_type.field("offset").type == pa.int64()


def test_values_are_those_of_the_json_record(tmp_path: Path) -> None:
    """What is read back gives the same JSON bytes, for articles, failures and texts that break writers."""
    records = [record(number, text) for number, text in enumerate(NAUGHTY)]
    failure = Failure("in/x", "fetch", "dns", "no such host", True, url="https://b.example/", http_status=503)
    records.append(to_record(failure, None, default_config()))
    records[0]["duplicate_of"] = {"id": "0123456789abcdef", "similarity": 0.93}
    sink = open_sink("parquet", tmp_path / "out.parquet")
    for one in records:
        sink.write(Output(one))
    sink.commit()
    assert [dump(one) for one in read_records(tmp_path / "out.parquet")] == [dump(one) for one in records]
    written = pq.ParquetFile(tmp_path / "out.parquet")
    assert written.schema_arrow.equals(arrow_schema())
    assert written.metadata.row_group(0).column(0).compression == "ZSTD"
    assert [*tmp_path.iterdir()] == [tmp_path / "out.parquet"]


def test_row_groups_bound_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group ends at so many rows or so much text, so no more than one waits in memory."""
    monkeypatch.setattr(sink_module, "ROWS_IN_GROUP", 10)
    monkeypatch.setattr(sink_module, "GROUP_BYTES", 5_000)
    sink = open_sink("parquet", tmp_path / "out.parquet")
    for number in range(25):
        sink.write(Output(record(number)))
    sink.write(Output(record(25, "x" * 6_000)))
    sink.write(Output(record(26)))
    sink.commit()
    metadata = pq.ParquetFile(tmp_path / "out.parquet").metadata
    assert [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)] == [10, 10, 6, 1]


def test_shards(tmp_path: Path) -> None:
    """A folder holds shards of bounded size in order, and those of an earlier run are gone when the new ones show."""

    def write(count: int) -> None:
        sink = ParquetFolderSink(tmp_path / "out", shard_bytes=4_000)
        for number in range(count):
            sink.write(Output(record(number, "x" * 900)))
        sink.commit()

    write(12)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "_SUCCESS", "part-00000.parquet", "part-00001.parquet", "part-00002.parquet", "part-00003.parquet",
    ]  # fmt: skip
    origins = [one["origin"] for path in sorted((tmp_path / "out").glob("*.parquet")) for one in read_records(path)]
    assert origins == [f"in/{number}" for number in range(12)]
    write(2)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["_SUCCESS", "part-00000.parquet"]


@pytest.mark.parametrize("name", ["out.parquet", "out"])
def test_an_interruption_leaves_a_readable_rest(tmp_path: Path, name: str) -> None:
    """What was done stays under a partial name and can be read; an earlier output is as it was."""
    first = open_sink("parquet", tmp_path / name)
    first.write(Output(record(1)))
    first.commit()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet") if path.is_file()}
    sink = open_sink("parquet", tmp_path / name)
    sink.write(Output(record(2)))
    left = sink.abandon()
    assert left is not None
    (partial,) = tmp_path.rglob("*.partial")
    assert [one["origin"] for one in read_records(partial)] == ["in/2"]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet") if path.is_file()} == before
    empty = open_sink("parquet", tmp_path / name)
    assert empty.abandon() is None
    assert not [*tmp_path.rglob("*.partial")]


@pytest.mark.parametrize("name", ["out.parquet", "out"])
def test_two_runs_into_one_output(tmp_path: Path, name: str) -> None:
    """The second run is told that the first is at work."""
    sink = open_sink("parquet", tmp_path / name)
    with pytest.raises(LockHeld):
        open_sink("parquet", tmp_path / name)
    sink.commit()
    open_sink("parquet", tmp_path / name).abandon()


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """An output inside a file is the user's mistake, said in one line."""
    (tmp_path / "file").write_text("x")
    for name in ("file/out.parquet", "file/out"):
        with pytest.raises(OutputError):
            open_sink("parquet", tmp_path / name)


def test_the_archive_of_a_job_grows_by_a_file_a_run(tmp_path: Path) -> None:
    """A run that died before its state was committed leaves a file that the next run writes over."""
    known: dict[Path, int] = {}

    def run(numbers: list[int], *, dies: bool = False) -> None:
        archive = ParquetArchive(tmp_path, known.get)
        known.update(archive.lengths())  # as a job does before it writes anything
        for number in numbers:
            archive.write(Output(record(number)))
        archive.finish()
        lengths = archive.lengths()
        archive.close()
        if not dies:
            known.update(lengths)

    run([1, 2])
    run([3], dies=True)
    run([])
    run([3, 4])
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["part-00000.parquet", "part-00001.parquet"]
    assert [one["origin"] for path in sorted(tmp_path.iterdir()) for one in read_records(path)] == [
        "in/1", "in/2", "in/3", "in/4",
    ]  # fmt: skip
    unfinished = ParquetArchive(tmp_path, known.get)
    unfinished.write(Output(record(5)))
    unfinished.close()
    assert len([*tmp_path.iterdir()]) == 2
    with pytest.raises(OutputError, match=r"part-00000\.parquet: this file exists already"):
        ParquetArchive(tmp_path, {}.get)  # another job, or this one without its state


def read(path: Path, limit: int = 1_000_000) -> list[Page | Failure | Skip]:
    return [*read_archive(str(path), limit)]


def test_pages_in(tmp_path: Path) -> None:
    """Rows become pages: columns named like a page's fields hold them, text is UTF-8 whatever its markup declares."""
    table = pa.table(
        {
            "url": ["https://a.example/0", None, "https://a.example/2", "https://a.example/3", "https://a.example/4"],
            "html": [b"<p>zero", None, b"<p>two" * 100, b"<p>three", b"<p>four"],
            "content_type": ["text/html; charset=latin-1", None, None, None, "text/plain"],
            "http_status": [200, 200, 200, 404, 200],
            "fetched_at": [datetime(2024, 5, 1, 12, tzinfo=UTC)] * 5,
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    entries = read(tmp_path / "a.parquet", 100)
    first, empty, large, missing, plain = entries
    assert isinstance(first, Page)
    assert (first.body, first.url, first.content_type) == (b"<p>zero", "https://a.example/0", "text/html")
    assert (first.charset_hint, first.http_status, first.fetched_at) == ("latin-1", 200, "2024-05-01T12:00:00Z")
    assert first.origin == f"{tmp_path}/a.parquet#0"
    assert (isinstance(empty, Skip), isinstance(missing, Skip)) == (True, True)
    assert isinstance(large, Failure)
    assert large.reason == "too-large"
    assert isinstance(plain, Page)
    assert plain.content_type == "text/plain"
    pq.write_table(pa.table({"text": ["Žluť"], "origin": ["mine"]}), tmp_path / "b.pq")
    (text,) = read(tmp_path / "b.pq")
    assert isinstance(text, Page)
    assert (text.body.decode(), text.charset_hint, text.origin) == ("Žluť", "utf-8", "mine")


def test_files_that_are_no_pages(tmp_path: Path) -> None:
    """A damaged file and one without a column of pages are one failure each; what could be read is kept."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"name": ["x"]}), path)
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert "no column of pages" in failure.message
    bodies = [os.urandom(2_000).hex() for _ in range(200)]
    pq.write_table(pa.table({"body": bodies}), path, row_group_size=20, compression="none")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = b"\xff" * 20_000
    path.write_bytes(data)
    entries = read(path)
    assert isinstance(entries[0], Page)
    assert all(isinstance(entry, Page) for entry in entries[:-1])
    path.write_bytes(data[:-100])
    (cut,) = read(path)
    assert isinstance(cut, Failure)
    assert cut.origin == str(path)


def test_the_commands(tmp_path: Path) -> None:
    """``cleaner warc`` and ``cleaner folder`` write Parquet with the values of their JSON lines."""
    body = b"<!doctype html><title>T</title><article><h1>T</h1><p>A paragraph about river %d and boats.</p></article>"
    write_warc(tmp_path / "a.warc.gz", (Saved(f"https://a.example/{number}", body % number) for number in range(5)))
    (tmp_path / "saved").mkdir()
    for number in range(3):
        (tmp_path / "saved" / f"{number}.html").write_bytes(body % number)
    for command, source in (("warc", "a.warc.gz"), ("folder", "saved")):
        for output in (f"{command}.jsonl", f"{command}.parquet", command):
            kind = "jsonl" if output.endswith("jsonl") else "parquet"
            done = cleaner(command, source, "-o", output, "-f", kind, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
        lines = (tmp_path / f"{command}.jsonl").read_text("utf-8").splitlines()
        assert len(lines) == (5 if command == "warc" else 3)
        for path in (tmp_path / f"{command}.parquet", tmp_path / command / "part-00000.parquet"):
            assert [dump(one) for one in read_records(path)] == lines
            assert all(json.loads(line)["text"] for line in lines)


def test_the_scheduled_job_writes_parquet(tmp_path: Path) -> None:
    """Each run adds a file with what is new; a run without news adds none."""
    (tmp_path / "saved").mkdir()
    (tmp_path / "job.yaml").write_text(
        "run:\n  sources: [{kind: folder, location: saved}]\n  sinks: [{kind: parquet, path: out}]\n"
    )
    for name in ("a", "b", None):
        if name is not None:
            page = f"<!doctype html><article><p>Of {name} and boats.</p></article>"
            (tmp_path / "saved" / f"{name}.html").write_text(page)
        done = cleaner("run", "-c", "job.yaml", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    parts = sorted((tmp_path / "out").glob("*"))
    assert [path.name for path in parts] == ["part-00000.parquet", "part-00001.parquet"]
    origins = [[one["origin"].rpartition("/")[2] for one in read_records(path)] for path in parts]
    assert origins == [["a.html"], ["b.html"]]
