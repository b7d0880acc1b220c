"""Outputs of ``cleaner urls`` that are refused, and those that a fault of the disk or a kill interrupts."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import LockHeld, OutputError
from cleaner.jobs.run import run_job
from cleaner.jobs.summary import ListSummary
from cleaner.jobs.urls import run_urls
from cleaner.sinks import SinkKind, atomic
from cleaner.sinks.atomic import WholeFiles
from cleaner.sinks.pages import GrowingTree
from cleaner.sinks.text import FAILURES, MirroredTree
from cleaner.store.state import State
from tests.faultserver import FaultServer
from tests.jobs.test_run import job as scheduled
from tests.jobs.url_lists import Site, counts, files, listing
from tests.urls_child import job


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is written into it, and nothing is fetched."""
    site, out = Site("/a"), tmp_path / "mine"
    out.mkdir()
    (out / "letter.md").write_text("mine")
    with FaultServer(site.scripts) as server:
        urls = listing(tmp_path, [server.url("/a")])
        with pytest.raises(OutputError, match="no earlier run wrote"):
            run_urls(job(urls, out, "md"))
        (tmp_path / "file").write_text("mine")
        with pytest.raises(OutputError):
            run_urls(job(urls, tmp_path / "file", "md"))
        assert server.hits == []
    assert [path.name for path in out.iterdir()] == ["letter.md"]


def test_an_edited_list_of_failures_is_not_truncated(tmp_path: Path) -> None:
    site, out = Site("/a"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/gone")])
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
        urls = listing(tmp_path, [server.url("/a"), server.url("/b")])
        run_urls(job(urls, out, kind), during)
        assert len(refused) == 1
        with pytest.raises(OutputError, match="earlier run"):
            run_urls(replace(job(urls, out, kind), state_dir=tmp_path / "third"))
        assert counts(run_urls(job(urls, out, kind))) == (0, 2, 0)


@pytest.mark.parametrize(("first", "second"), [("jsonl", "csv"), ("csv", "jsonl")])
def test_two_formats_in_one_file(tmp_path: Path, first: SinkKind, second: SinkKind) -> None:
    site, out = Site("/a"), tmp_path / "out"
    with FaultServer(site.scripts) as server:
        urls = listing(tmp_path, [server.url("/a")])
        run_urls(job(urls, out, first))
        before = out.read_bytes()
        with pytest.raises(OutputError, match="another format"):
            run_urls(job(urls, out, second))
    assert out.read_bytes() == before


def test_a_partly_written_file_gets_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        urls = listing(tmp_path, [server.url("/a")])
        with monkeypatch.context() as patch:
            patch.setattr(*((MirroredTree, "commit") if step == "tree" else (State, "commit")), fail)
            with pytest.raises(KeyboardInterrupt):
                run_urls(job(urls, out, "txt"))
        assert len(files(out)) == (step == "failures")
        assert counts(run_urls(job(urls, out, "txt"))) == (1, 0, 0)
    assert [*files(out).values()] == [b"first words of /a\n"]


@pytest.mark.parametrize("step", ["_sync", "sync_folder"])
def test_nothing_is_committed_after_a_failed_sync(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A short fault of the disk costs the run but no page: after the error, the run commits nothing more."""
    site, out = Site("/a", "/b"), tmp_path / "out"
    real, calls = getattr(atomic, step), []

    def once(path: Path) -> None:
        calls.append(path)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")
        real(path)

    with FaultServer(site.scripts) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/b")])
        with monkeypatch.context() as patch:
            patch.setattr(atomic, step, once)
            with pytest.raises(OutputError, match="No space left"):
                run_urls(job(urls, out, "txt"))
        assert not run_urls(job(urls, out, "txt")).failed
    assert sorted(files(out).values()) == [b"first words of /a\n", b"first words of /b\n"]


def test_a_tree_has_one_writer(tmp_path: Path) -> None:
    with State(tmp_path / "state.sqlite", "job") as state:
        first = GrowingTree(tmp_path / "out", "md", state)
        with pytest.raises(LockHeld):
            GrowingTree(tmp_path / "out", "html", state)
        first.close()
        GrowingTree(tmp_path / "out", "html", state).close()


def test_a_run_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    """There is no folder of state and nothing else. An existing one stays."""
    mine = tmp_path / "mine.jsonl"
    mine.write_text("mine\n")
    one = job(listing(tmp_path, ["http://127.0.0.1:9/"]), mine)
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


def test_a_folder_is_no_file_of_lines(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").mkdir()
    one = job(listing(tmp_path, ["http://127.0.0.1:9/"]), tmp_path / "mine.jsonl")
    config = scheduled(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}],
                       sinks=[{"kind": "jsonl", "path": "mine.jsonl"}])  # fmt: skip
    for run in (lambda: run_urls(one), lambda: run_job(config)):
        with pytest.raises(OutputError, match=r"mine\.jsonl: cannot write: it is a folder"):
            run()
