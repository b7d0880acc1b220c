"""Every format of ``cleaner urls``: one file per page or one for all, changed pages, failures, unusual outputs."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import LockHeld, OutputError
from cleaner.jobs.run import run_job
from cleaner.jobs.summary import ListSummary
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.sinks import SinkKind, atomic
from cleaner.sinks.atomic import WholeFiles
from cleaner.sinks.pages import GrowingTree
from cleaner.sinks.text import FAILURES, MirroredTree
from cleaner.store.state import State
from cleaner.vocabulary import OUTPUT_MARK
from tests.faultserver import Conn, FaultServer, Script, page
from tests.jobs.test_run import job as scheduled
from tests.urls_child import job

TREES: tuple[SinkKind, ...] = ("md", "html", "txt")


class Site:
    """Pages that answer 304 to their own validator. The words of a page identify it."""

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


def listed(tmp_path: Path, *urls: str) -> Path:
    path = tmp_path / "list.txt"
    path.write_text("\n".join(urls) + "\n")
    return path


def files(out: Path) -> dict[str, bytes]:
    """The files of pages, without the list of failures and the hidden mark of an output."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in out.rglob("*") if path.is_file() and path.name != FAILURES and not path.name.startswith(OUTPUT_MARK)
    }  # fmt: skip


def counts(tally: ListSummary) -> tuple[int, int, int]:
    return tally.done, tally.unchanged, tally.failed


@pytest.mark.parametrize("kind", TREES)
def test_a_folder_of_one_file_a_page(tmp_path: Path, kind: SinkKind) -> None:
    """A failed page has its record in the list, a changed page replaces its file, unchanged pages keep theirs."""
    site, out = Site("/a/Story", "/b"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a/Story"), server.url("/b"), server.url("/gone"), server.url("/b"))
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
        urls = listed(tmp_path, server.url("/a"), server.url("/gone"))
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


def test_a_spelling_of_the_address_makes_no_second_file(tmp_path: Path) -> None:
    site, out = Site("/a"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        run_urls(job(listed(tmp_path, server.url("/a")), out, "txt"))
        site.words["/a"] = "new"
        again = run_urls(job(listed(tmp_path, server.url("/./a#part")), out, "txt"))
    assert counts(again) == (1, 0, 0)
    assert [*files(out).values()] == [b"new\n"]


@pytest.mark.parametrize("kind", TREES)
def test_a_folder_that_is_gone_is_begun_anew(tmp_path: Path, kind: SinkKind) -> None:
    """So is an empty folder. Removing only the list of failures or a page's file has no other effect."""
    site, out = Site("/a", "/b"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"), server.url("/b"), server.url("/gone"))
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


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is written into it, and nothing is fetched."""
    site, out = Site("/a"), tmp_path / "mine"
    out.mkdir()
    (out / "letter.md").write_text("mine")
    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"))
        with pytest.raises(OutputError, match="no earlier run wrote"):
            run_urls(job(urls, out, "md"))
        (tmp_path / "file").write_text("mine")
        with pytest.raises(OutputError):
            run_urls(job(urls, tmp_path / "file", "md"))
        assert server.hits == []
    assert [path.name for path in out.iterdir()] == ["letter.md"]


def test_what_is_edited_in_the_list_of_failures_is_not_cut_away(tmp_path: Path) -> None:
    site, out = Site("/a"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"), server.url("/gone"))
        run_urls(job(urls, out, "md"))
        with (out / FAILURES).open("a") as file:
            file.write("a note of mine\n")
        with pytest.raises(OutputError, match=f"{FAILURES}: 15 bytes after"):
            run_urls(job(urls, out, "md"))
    assert (out / FAILURES).read_text().endswith("a note of mine\n")


@pytest.mark.parametrize("kind", ["md", "csv", "parquet"])
def test_two_states_on_one_output(tmp_path: Path, kind: SinkKind) -> None:
    """A second run with another state is refused while the first is active, and after it."""
    site, out = Site("/a", "/b"), tmp_path / "out"
    refused: list[Exception] = []

    def during(_: ListSummary) -> None:
        if not refused:
            try:
                run_urls(replace(job(urls, out, kind), state_dir=tmp_path / "another"))
            except (LockHeld, OutputError) as error:
                refused.append(error)

    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"), server.url("/b"))
        run_urls(job(urls, out, kind), during)
        assert len(refused) == 1
        with pytest.raises(OutputError, match="earlier run"):
            run_urls(replace(job(urls, out, kind), state_dir=tmp_path / "third"))
        assert counts(run_urls(job(urls, out, kind))) == (0, 2, 0)


def test_two_forms_in_one_folder(tmp_path: Path) -> None:
    """The second format is written for every page, although none has changed."""
    site, out = Site("/a", "/b"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"), server.url("/b"))
        run_urls(job(urls, out, "md"))
        assert counts(run_urls(job(urls, out, "txt"))) == (2, 0, 0)
    assert sorted(Path(name).suffix for name in files(out)) == [".md", ".md", ".txt", ".txt"]


@pytest.mark.parametrize(("first", "second"), [("jsonl", "csv"), ("csv", "jsonl")])
def test_two_formats_in_one_file(tmp_path: Path, first: SinkKind, second: SinkKind) -> None:
    site, out = Site("/a"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"))
        run_urls(job(urls, out, first))
        before = out.read_bytes()
        with pytest.raises(OutputError, match="another format"):
            run_urls(job(urls, out, second))
    assert out.read_bytes() == before


def test_a_name_depends_on_the_address_alone(tmp_path: Path) -> None:
    """No state is kept for names. Those of pages that differ only in the query differ by 64 bits of a hash."""
    tree = MirroredTree(tmp_path / "out", "md", hashed=True)
    urls = [f"https://example.org/index.php?id={n}" for n in range(5_000)]
    places = [tree.place(url) for url in urls]
    assert len(set(places)) == len(urls)
    assert tree.used == set()
    assert [tree.place(url) for url in reversed(urls)] == places[::-1]
    assert {len(place.stem) for place in places} == {len("index.php-") + 16}


def test_a_torn_file_gets_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose file does not fit on the disk gets none, even if later files are given their names."""
    whole = WholeFiles()
    whole.write(tmp_path / "a.md", b"all of it")
    real = os.fdopen

    def torn(fd: int, mode: str) -> Any:
        file = real(fd, mode)
        write = file.write

        def short(data: bytes) -> int:
            write(data[:3])
            raise OSError(28, "No space left on device")

        class Short:
            def __enter__(self) -> Any:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            write = staticmethod(short)

        return Short()

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", torn)
        with pytest.raises(OutputError, match="No space left"):
            whole.write(tmp_path / "b.md", b"all of it")
    whole.flush()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.md": b"all of it"}


@pytest.mark.parametrize("step", ["tree", "failures"])
def test_a_fault_between_files_and_state(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a run dies between the two, the next one writes the page again, into the same file."""
    site, out = Site("/a"), tmp_path / "out"

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"))
        with monkeypatch.context() as patch:
            patch.setattr(*((MirroredTree, "commit") if step == "tree" else (State, "commit")), fail)
            with pytest.raises(KeyboardInterrupt):
                run_urls(job(urls, out, "txt"))
        assert len(files(out)) == (step == "failures")
        assert counts(run_urls(job(urls, out, "txt"))) == (1, 0, 0)
    assert [*files(out).values()] == [b"first words of /a\n"]


@pytest.mark.parametrize("step", ["_sync", "sync_folder"])
def test_what_was_not_made_durable_is_not_settled(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A short fault of the disk costs the run but no page: after the error, the run commits nothing more."""
    site, out = Site("/a", "/b"), tmp_path / "out"
    real, calls = getattr(atomic, step), []

    def once(path: Path) -> None:
        calls.append(path)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")
        real(path)

    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"), server.url("/b"))
        with monkeypatch.context() as patch:
            patch.setattr(atomic, step, once)
            with pytest.raises(OutputError, match="No space left"):
                run_urls(job(urls, out, "txt"))
        assert not run_urls(job(urls, out, "txt")).failed
    assert sorted(files(out).values()) == [b"first words of /a\n", b"first words of /b\n"]


def test_a_tree_is_one_writers(tmp_path: Path) -> None:
    with State(tmp_path / "state.sqlite", "job") as state:
        first = GrowingTree(tmp_path / "out", "md", state)
        with pytest.raises(LockHeld):
            GrowingTree(tmp_path / "out", "html", state)
        first.close()
        GrowingTree(tmp_path / "out", "html", state).close()


LONG = " ".join(f"word{n}" for n in range(300))


def test_near_duplicates_are_marked(tmp_path: Path) -> None:
    """The later record names the earlier one, in this run and in later ones; never the other way round."""
    site, out = Site("/a"), tmp_path / "out.jsonl"

    def record(name: str) -> dict[str, Any]:
        lines = [json.loads(line) for line in out.read_text().splitlines()]
        return next(line for line in reversed(lines) if line["origin"].endswith(name))

    with FaultServer(site.scripts) as server:
        site.words = {"/a": LONG, "/b": LONG + " and an end", "/c": " ".join(reversed(LONG.split()))}
        run_urls(job(listed(tmp_path, server.url("/a")), out))
        every = listed(tmp_path, *(server.url(name) for name in site.words))
        run_urls(job(every, out))
        assert record("/b")["duplicate_of"] == {"id": record("/a")["id"], "similarity": pytest.approx(0.98, abs=0.03)}
        assert record("/a")["duplicate_of"] is record("/c")["duplicate_of"] is None
        site.words["/a"] = LONG + " changed"
        run_urls(job(every, out))
        assert (record("/a")["version"], record("/a")["duplicate_of"]) == (2, None)
        out.unlink()
        run_urls(job(listed(tmp_path, server.url("/b")), out))
        assert record("/b")["duplicate_of"] is None  # the signature of the other page is gone with the output


def test_duplicates_may_be_switched_off(tmp_path: Path) -> None:
    site, out = Site("/a", "/b"), tmp_path / "out.jsonl"
    site.words = {"/a": LONG, "/b": LONG}
    with FaultServer(site.scripts) as server:
        one = job(listed(tmp_path, server.url("/a"), server.url("/b")), out)
        duplicates = one.config.duplicates.model_copy(update={"enabled": False})
        run_urls(replace(one, config=one.config.model_copy(update={"duplicates": duplicates})))
    assert all(json.loads(line)["duplicate_of"] is None for line in out.read_text().splitlines())


def test_versions(tmp_path: Path) -> None:
    """Each record of a page has its number, also a failure. A known failure gets no new record."""
    site, out = Site("/a"), tmp_path / "out.jsonl"
    with FaultServer(site.scripts) as server:
        urls = listed(tmp_path, server.url("/a"), server.url("/b"))
        for words in ("one", "one", "two", None, None, "three"):
            site.words = {"/a": words} if words else {}
            run_urls(job(urls, out))
    seen = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(line["version"], line["text"]) for line in seen if line["origin"].endswith("/a")] == [
        (1, "one"), (2, "two"), (3, ""), (4, "three"),
    ]  # fmt: skip
    assert [line["version"] for line in seen if line["origin"].endswith("/b")] == [1]


def test_a_run_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    """There is no folder of state and nothing else. An existing one stays."""
    mine = tmp_path / "mine.jsonl"
    mine.write_text("mine\n")
    one = job(listed(tmp_path, "http://127.0.0.1:9/"), mine)
    config = scheduled(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}],
                       sinks=[{"kind": "jsonl", "path": "mine.jsonl"}])  # fmt: skip
    for run in (lambda: run_urls(one), lambda: run_job(config)):
        with pytest.raises(OutputError, match="no earlier run wrote it"):
            run()
        assert {path.name for path in tmp_path.iterdir()} == {"job.yaml", "list.txt", "mine.jsonl"}
    (tmp_path / "mine.jsonl.state").mkdir()
    with pytest.raises(OutputError, match="no earlier run wrote it"):
        run_urls(one)
    assert (tmp_path / "mine.jsonl.state").is_dir()


def test_what_is_skipped_is_named(tmp_path: Path) -> None:
    """Repeated URLs and those that the site refuses are named with the reason, on request."""
    named: list[tuple[str, str]] = []
    scripts = {"/robots.txt": page(b"User-agent: *\nDisallow: /no"), "*": page()}
    with FaultServer(scripts) as server:
        urls = listed(tmp_path, server.url("/a"), server.url("/a#x"), server.url("/no"))
        one: UrlJob = job(urls, tmp_path / "out.jsonl")
        tally = run_urls(replace(one, on_skip=lambda url, why: named.append((url, why))))
        assert tally.skipped.total() == 2
        assert (tally.failures, tally.unreported) == ([], 0)
        assert sorted(named) == [
            (server.url("/a#x"), "repeated"), (server.url("/no"), "robots: robots.txt does not allow it"),
        ]  # fmt: skip


def test_a_failure_is_named_by_one_run(tmp_path: Path) -> None:
    """A permanent failure is named once, a temporary one by every run."""
    scripts = {"/gone": page(b"", "404 Not Found"), "/busy": page(b"", "500 Oh"), "*": page()}
    with FaultServer(scripts) as server:
        urls = listed(tmp_path, server.url("/gone"), server.url("/busy"))
        one = job(urls, tmp_path / "out.jsonl", retries=0)
        first, second = run_urls(one), run_urls(one)
    assert len(first.failures) == 2
    assert [line.partition(": ")[2] for line in second.failures] == ["http-status: 500 Internal Server Error"]
    assert (second.failed, second.known) == (2, 1)
