"""Files that are no archive, addresses of archives, and the command."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bench.warcs import Saved, make_record, write_warc
from cleaner.errors import InputMissing
from cleaner.model import Failure, Page
from cleaner.sources.archive import expand
from cleaner.sources.payload import decode_payload
from cleaner.sources.saved import open_saved
from tests.cleaner_cli import cleaner
from tests.sources.test_folder import mhtml
from tests.sources.test_warc import BODY, LIMIT, numbers, one, pages, read, records


def test_files_that_are_no_archive(tmp_path: Path) -> None:
    """A file of another kind is one failure; an empty one holds nothing; one piece of gzip is read."""
    path = tmp_path / "a.warc"
    path.write_bytes(b"<!doctype html><p>a page</p>" * 100)
    (entry,) = read(path)
    assert isinstance(entry, Failure)
    assert (entry.origin, entry.reason) == (str(path), "unreadable")
    path.write_bytes(b"")
    assert read(path) == []
    path.write_bytes(gzip.compress(b"".join(records(5))))
    entries = read(path)
    assert numbers(entries) == ["0", "1", "2", "3", "4"]
    assert len({entry.origin for entry in entries}) == 5
    with pytest.raises(InputMissing):
        read(tmp_path / "none.warc")


def test_what_a_browser_saved_is_a_page(tmp_path: Path) -> None:
    saved = mhtml("<p>The ferries return.</p>", "https://a.example/inner")
    entry = one(tmp_path, Saved("https://a.example/m", saved, "multipart/related; boundary=b"))
    assert isinstance(entry, Page)
    assert open_saved(entry, LIMIT).body.strip() == b"<p>The ferries return.</p>"


def test_an_older_archive_is_named(tmp_path: Path) -> None:
    old = b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain 76\n1 0 InternetArchive\n\n"
    for body in (old, gzip.compress(old) * 2):
        (tmp_path / "a.arc.gz").write_bytes(body)
        (entry,) = read(tmp_path / "a.arc.gz")
        assert isinstance(entry, Failure)
        assert "warcio recompress" in entry.message


def test_a_headless_http_record_is_one_outcome(tmp_path: Path) -> None:
    """Responses with bare line feeds, endless headers or no status line do not stop the file."""
    parts = records(3)
    block = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + BODY % 8
    endless = b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n" + BODY % 9
    parts[1:1] = [make_record(block, "https://a.example/8"), make_record(endless, "https://a.example/9")]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(part) for part in parts))
    entries = read(path)
    assert numbers(entries) == ["0", "8", None, "1", "2"]
    assert isinstance(entries[2], Failure)


def test_locations(tmp_path: Path) -> None:
    """Paths, folders, globs and URLs each stand for files, once and in order."""
    (tmp_path / "in").mkdir()
    for name in ("b.warc.gz", "a.warc", "in/c.parquet", "notes.txt"):
        (tmp_path / name).touch()
    every = [str(tmp_path / name) for name in ("a.warc", "b.warc.gz", "in/c.parquet")]
    assert expand([str(tmp_path)]) == every
    assert expand([f"{tmp_path}/*.warc*", every[0]]) == every[:2]
    assert expand([f"file://{tmp_path}/*.warc"]) == [f"file://{tmp_path}/a.warc"]
    for missing in (f"{tmp_path}/none.warc", f"{tmp_path}/*.zip", f"file://{tmp_path}/*.zip"):
        with pytest.raises(InputMissing):
            expand([missing])


def test_urls_are_read_through_fsspec(tmp_path: Path) -> None:
    """A URL of a file gives the pages that its path gives; one that cannot be opened is missing."""
    write_warc(tmp_path / "a.warc.gz", pages(3))
    entries = read(f"file://{tmp_path}/a.warc.gz")
    assert numbers(entries) == ["0", "1", "2"]
    for url in (f"file://{tmp_path}/none.warc.gz", "nosuchscheme://a/b.warc.gz", "s3:///"):
        with pytest.raises(InputMissing):
            read(url)


def test_the_command(tmp_path: Path) -> None:
    """``cleaner warc`` writes one record a page, accounts for the rest and says by its exit code how it went."""
    saved = [*pages(4), Saved("https://a.example/i", b"\x89PNG", "image/png")]
    write_warc(tmp_path / "a.warc.gz", saved)
    done = cleaner("warc", "a.warc.gz", "-o", "out.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("cleaner: 4 done, 1 skipped (not-a-page 1), ")
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["url"] for line in lines] == [page.url for page in saved[:4]]
    listed = cleaner("warc", "-", "-o", "again.jsonl", "-j", "1", cwd=tmp_path, text="a.warc.gz\n")
    assert listed.returncode == 0
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()

    data = (tmp_path / "a.warc.gz").read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(data[: len(data) // 2])
    (tmp_path / "no.warc").write_bytes(b"nothing")
    bad = cleaner("warc", "cut.warc.gz", "no.warc", "a.warc.gz", cwd=tmp_path)
    assert bad.returncode == 1
    outcomes = [json.loads(line) for line in bad.stdout.splitlines()]
    assert [record["error"]["reason"] for record in outcomes if record["error"]][-1] == "unreadable"
    assert [record["url"] for record in outcomes[-4:]] == [page.url for page in saved[:4]]

    missing = cleaner("warc", "none.warc", "-o", "x.jsonl", cwd=tmp_path)
    assert (missing.returncode, missing.stderr) == (66, "cleaner: none.warc: no such file\n")
    assert not (tmp_path / "x.jsonl").exists()


def test_a_page_with_a_wrong_check_sum_is_whole() -> None:
    page = b"<html><body><p>All of it is there.</p></body></html>"
    sent = bytearray(gzip.compress(page))
    sent[-6] ^= 5
    assert decode_payload(bytes(sent), None, "gzip", 1000).data == page
