"""The formats of ``cleaner urls``: one file for each page or one for all, and what later runs change in them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cleaner.jobs.urls import run_urls
from cleaner.sinks import SinkKind
from cleaner.sinks.text import FAILURES, MirroredTree
from tests.faultserver import FaultServer
from tests.jobs.url_lists import Site, counts, files, listing
from tests.urls_child import job

TREES: tuple[SinkKind, ...] = ("md", "html", "txt")


@pytest.mark.parametrize("kind", TREES)
def test_a_folder_of_one_file_a_page(tmp_path: Path, kind: SinkKind) -> None:
    """A failed page has its record in the list, a changed page replaces its file, unchanged pages keep theirs."""
    site, out = Site("/a/Story", "/b"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listing(tmp_path, [server.url("/a/Story"), server.url("/b"), server.url("/gone"), server.url("/b")])
        assert counts(run_urls(job(urls, out, kind))) == (2, 0, 1)
        before = files(out)
        assert len(before) == 2
        assert all(name.endswith(f".{kind}") for name in before)
        assert any(f"127.0.0.1_{server.port}/a/Story-" in name for name in before)
        assert b"first words of /b" in b"".join(before.values())
        (failed,) = [json.loads(line) for line in (out / FAILURES).read_text().splitlines()]
        assert (failed["origin"], failed["error"]["reason"]) == (server.url("/gone"), "http-status")
        assert counts(run_urls(job(urls, out, kind))) == (0, 2, 1)
        assert files(out) == before
        site.words["/b"] = "other words"
        site.words["/gone"] = "back again"
        assert counts(run_urls(job(urls, out, kind))) == (2, 1, 0)
    after = files(out)
    assert len(after) == 3
    assert set(before) < set(after)
    assert sum(b"other words" in data for data in after.values()) == 1
    assert not any(b"first words of /b" in data for data in after.values())
    assert len((out / FAILURES).read_text().splitlines()) == 1


def test_a_table(tmp_path: Path) -> None:
    """There is one header. A failure and each version of a page have a row. A run without records adds nothing."""
    site, out = Site("/a"), tmp_path / "out.csv"
    with FaultServer(site.scripts) as server:
        empty = tmp_path / "none.txt"
        empty.write_text("")
        run_urls(job(empty, out, "csv"))
        head = out.read_bytes()
        assert head.startswith(b"\xef\xbb\xbforigin,url,")
        urls = listing(tmp_path, [server.url("/a"), server.url("/gone")])
        run_urls(job(urls, out, "csv"))
        site.words["/a"] = 'a "second" version,\nof two lines'
        run_urls(job(urls, out, "csv"))
        assert out.read_bytes().count(head) == 1
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            (row["origin"].rpartition("/")[2], row["error"], row["version"], row["text"])
            for row in csv.DictReader(file)
        ]
    assert sorted(rows[:2]) == [("a", "", "1", "first words of /a"), ("gone", "http-status", "1", "")]
    assert rows[2:] == [("a", "", "2", 'a "second" version,\nof two lines')]


def test_another_spelling_of_a_url_makes_no_second_file(tmp_path: Path) -> None:
    site, out = Site("/a"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        run_urls(job(listing(tmp_path, [server.url("/a")]), out, "txt"))
        site.words["/a"] = "new"
        again = run_urls(job(listing(tmp_path, [server.url("/./a#part")]), out, "txt"))
    assert counts(again) == (1, 0, 0)
    assert [*files(out).values()] == [b"new\n"]


@pytest.mark.parametrize("kind", TREES)
def test_a_deleted_folder_is_written_again(tmp_path: Path, kind: SinkKind) -> None:
    """So is an emptied one. Removing only the list of failures or a page's file has no other effect."""
    site, out = Site("/a", "/b"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/b"), server.url("/gone")])
        run_urls(job(urls, out, kind))
        before = files(out)
        out.rename(tmp_path / "elsewhere")
        assert counts(run_urls(job(urls, out, kind))) == (2, 0, 1)
        assert files(out) == before
        assert len((out / FAILURES).read_text().splitlines()) == 1
        (out / FAILURES).unlink()
        assert counts(run_urls(job(urls, out, kind))) == (0, 2, 1)
        next(path for path in out.rglob(f"*.{kind}")).unlink()
        assert counts(run_urls(job(urls, out, kind))) == (0, 2, 1)
        assert len(files(out)) == 1


def test_two_formats_in_one_folder(tmp_path: Path) -> None:
    """The second format is written for every page, although none has changed."""
    site, out = Site("/a", "/b"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/b")])
        run_urls(job(urls, out, "md"))
        assert counts(run_urls(job(urls, out, "txt"))) == (2, 0, 0)
    assert sorted(Path(name).suffix for name in files(out)) == [".md", ".md", ".txt", ".txt"]


def test_a_file_name_depends_only_on_the_url(tmp_path: Path) -> None:
    """No state is kept for names. Those of pages that differ only in the query differ by 64 bits of a hash."""
    tree = MirroredTree(tmp_path / "out", "md", hashed=True)
    urls = [f"https://example.org/index.php?id={n}" for n in range(5_000)]
    places = [tree.place(url) for url in urls]
    assert len(set(places)) == len(urls)
    assert tree.used == set()
    assert [tree.place(url) for url in reversed(urls)] == places[::-1]
    assert {len(place.stem) for place in places} == {len("index.php-") + 16}
