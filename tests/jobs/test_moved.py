"""A job that is moved with its outputs and its state goes on where it was."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import OutputError
from cleaner.jobs.places import STATE, job_name
from cleaner.jobs.places import state_dir as state_dir_of
from cleaner.jobs.plan import plan_job
from cleaner.jobs.run import run_job
from cleaner.jobs.urls import run_urls
from cleaner.sinks import SinkKind
from tests.disks import NoPool
from tests.faultserver import FaultServer, page
from tests.jobs.test_run import counts, folder_of, job
from tests.jobs.url_lists import listing
from tests.pages import page as page_of
from tests.urls_child import job as url_job

SINKS = [
    [{"kind": "jsonl", "path": "out/a.jsonl"}, {"kind": "md", "path": "md"}, {"kind": "csv", "path": "b.csv"}],
    [{"kind": "md", "path": "md"}],
    [{"kind": "jsonl", "path": "a.jsonl", "rotate": "day"}],
]


def contents(root: Path) -> dict[str, bytes]:
    """The outputs below a folder."""
    ends = (".jsonl", ".md", ".csv")
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.suffix in ends}


@pytest.mark.parametrize("state_dir", [None, "state"])
@pytest.mark.parametrize("sinks", SINKS, ids=["files", "tree", "days"])
@pytest.mark.parametrize("take", [shutil.move, shutil.copytree])
def test_a_job_in_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, take: Callable[[Path, Path], Any], sinks: list[Any],
    state_dir: str | None,
) -> None:  # fmt: skip
    """All its files are known there; only what changes is written again."""
    monkeypatch.setattr("cleaner.jobs.run.Pool", NoPool)
    settings: dict[str, Any] = {"sources": [{"kind": "folder", "location": "in"}], "sinks": sinks}
    settings |= {"state_dir": state_dir} if state_dir else {}
    old, new = tmp_path / "old", tmp_path / "deep" / "new"
    old.mkdir()
    new.parent.mkdir()
    folder_of(old, 3)
    run_job(job(old, **settings))
    before = contents(old)
    take(old, new)
    config = job(new, **settings)
    with closing(sqlite3.connect(state_dir_of(config) / STATE)) as db:  # a first run there was refused
        db.execute("INSERT INTO runs VALUES (?, 1, 1)", (job_name(config),))
        db.commit()
    assert "0 new and 3 known" in next(iter(plan_job(config)))
    assert counts(run_job(config)) == (0, 3, 0)
    assert contents(new) == before
    (new / "in" / "p001.html").write_text(page_of(44))
    assert counts(run_job(config)) == (1, 2, 0)
    assert counts(run_job(config)) == (0, 3, 0)


@pytest.mark.parametrize("kind", ["jsonl", "md", "parquet"])
def test_a_list_in_another_folder(tmp_path: Path, kind: SinkKind) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    old, new = tmp_path / "old", tmp_path / "new"
    with FaultServer({"*": page()}) as server:
        urls = listing(tmp_path, [server.url(f"/{n}") for n in range(3)])
        assert run_urls(url_job(urls, old / "out", kind)).done == 3
        shutil.move(old, new)
        assert run_urls(url_job(urls, new / "out", kind)).unchanged == 3
        listing(tmp_path, [server.url(f"/{n}") for n in range(4)])
        tally = run_urls(url_job(urls, new / "out", kind))
    assert (tally.done, tally.unchanged) == (1, 3)


@pytest.mark.parametrize("case", ["copy", "shorter", "other name"])
def test_what_is_not_the_same_job(tmp_path: Path, case: str) -> None:
    """A copy beside the old output with the same state, and a file that is not as the state knows it, stay refused."""
    old, new, state = tmp_path / "old" / "out.jsonl", tmp_path / "new" / "out.jsonl", tmp_path / "state"
    with FaultServer({"*": page()}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        run_urls(replace(url_job(urls, old), state_dir=state))
        new.parent.mkdir()
        if case == "other name":
            new = new.with_name("other.jsonl")
        (shutil.copy if case == "copy" else shutil.move)(old, new)
        if case == "shorter":
            new.write_bytes(new.read_bytes()[:-30])
        with pytest.raises(OutputError, match="no earlier run wrote it"):
            run_urls(replace(url_job(urls, new), state_dir=state))
        if case == "copy":
            assert run_urls(replace(url_job(urls, old), state_dir=state)).unchanged == 1


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("outputs", [("a.jsonl", "b.jsonl"), ("a/out.jsonl", "b/out.jsonl")])
def test_two_jobs_with_one_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outputs: tuple[str, str], first: int
) -> None:
    """Both go on, whichever runs first in the new place."""
    monkeypatch.setattr("cleaner.jobs.run.Pool", NoPool)
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    folder_of(old, 2)

    def run(root: Path, nth: int) -> tuple[int, int, int]:
        sinks = [{"kind": "jsonl", "path": outputs[nth]}]
        settings: dict[str, Any] = {"sources": [{"kind": "folder", "location": "in"}], "sinks": sinks}
        return counts(run_job(job(root, state_dir="state", **settings)))

    assert [run(old, 0), run(old, 1)] == [(2, 0, 0)] * 2
    before = contents(old)
    shutil.move(old, new)
    assert [run(new, first), run(new, 1 - first), run(new, first)] == [(0, 2, 0)] * 3
    assert contents(new) == before
