"""The scheduled job, stopped: by its deadline, a signal, kill -9, a crash, or another run."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from cleaner.jobs import run
from cleaner.jobs.run import run_job
from cleaner.store.job import JobState
from tests.cleaner_cli import cleaner, start
from tests.faultserver import Conn, FaultServer
from tests.faultserver import page as serve
from tests.jobs.test_run import counts, folder_of, job, records, write_config
from tests.pages import page


def test_a_deadline_ends_in_good_order(tmp_path: Path) -> None:
    """What was done is published; the next run goes on with the rest and does nothing twice."""
    folder_of(tmp_path, 30)
    first = run_job(job(tmp_path, sources=[{"kind": "folder", "location": "in"}], deadline=0.001))
    assert not first.finished
    assert first.summary.done < 30
    assert len(records(tmp_path / "out.jsonl")) == first.summary.done
    second = run_job(job(tmp_path, sources=[{"kind": "folder", "location": "in"}]))
    assert second.finished
    assert (second.earlier, second.summary.done) == (first.summary.done, 30 - first.summary.done)
    assert len(records(tmp_path / "out.jsonl")) == 30


def test_two_runs_at_once(tmp_path: Path) -> None:
    """Exactly one works; the other leaves with 75; kill -9 frees the lock."""
    folder_of(tmp_path, 100)
    write_config(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    pair = [start("run", "-c", tmp_path / "job.yaml") for _ in range(2)]
    codes = []
    deadline = time.monotonic() + 60
    while len(codes) < 1 and time.monotonic() < deadline:
        codes = [running.poll() for running in pair if running.poll() is not None]
        time.sleep(0.02)
    assert codes == [75]
    (worker,) = [running for running in pair if running.poll() is None]
    os.kill(worker.pid, signal.SIGKILL)
    for running in pair:
        running.communicate(timeout=30)
    done = cleaner("run", "-c", tmp_path / "job.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(records(tmp_path / "out.jsonl")) == 100


def test_killed_at_any_instant(tmp_path: Path) -> None:
    """Kill -9 again and again: nothing is lost, doubled or torn, and the bytes are those of an undisturbed run."""
    folder_of(tmp_path, 30)
    write_config(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    dice = random.Random(4)
    kills = 0
    for _ in range(40):
        running = start("run", "-c", tmp_path / "job.yaml")
        try:
            running.communicate(timeout=dice.uniform(0.3, 2.2))
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
            kills += 1
            if kills < 4:
                continue
        if running.returncode == 0:
            break
    assert cleaner("run", "-c", tmp_path / "job.yaml").returncode == 0
    found = records(tmp_path / "out.jsonl")
    assert [Path(record["origin"]).name for record in found] == [f"p{n:03}.html" for n in range(30)]
    with sqlite3.connect(tmp_path / "out.jsonl.state" / "state.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    whole = (tmp_path / "out.jsonl").read_bytes()
    (tmp_path / "out.jsonl").unlink()
    shutil.rmtree(tmp_path / "out.jsonl.state")
    assert cleaner("run", "-c", tmp_path / "job.yaml").returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() == whole


def test_a_crash_while_publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that were written before the state knew of them are cut off and written again, and then counted."""
    (folder_of(tmp_path, 4) / "bad.html").write_bytes(b"%PDF-1.7")
    config = job(tmp_path, sources=[{"kind": "folder", "location": "in"}])

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(JobState, "_learn", crash)
        with pytest.raises(KeyboardInterrupt):
            run_job(config)
    assert len((tmp_path / "out.jsonl").read_bytes()) > 1000
    report = run_job(config)
    assert (report.earlier, counts(report)) == (0, (4, 0, 1))
    assert "bad.html: not-text" in report.summary.failures[0]
    assert len(records(tmp_path / "out.jsonl")) == 5
    with monkeypatch.context() as patch:  # again, with a failure that has been written before
        patch.setattr(JobState, "_learn", crash)
        with pytest.raises(KeyboardInterrupt):
            run_job(config)
    report = run_job(config)
    assert (report.earlier, report.summary.earlier_failed, counts(report)) == (5, 1, (0, 0, 0))
    assert report.summary.has_failures


def test_an_interrupted_run_ends_its_fetching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once: while the interpreter ends, Python 3.13 would wait for the thread for ever."""

    async def never(_: Conn) -> None:
        await asyncio.sleep(600)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with FaultServer({"/0": serve(page(0).encode()), "/1": never}, ("127.0.0.1", "127.0.0.2")) as server:
        (tmp_path / "list.txt").write_text("\n".join([server.url("/0"), server.url("/1", "127.0.0.2")]))
        config = job(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}])
        monkeypatch.setattr(run._JobRun, "settle_done", interrupt)
        with pytest.raises(KeyboardInterrupt) as stopped:
            run_job(config)
        assert "fetch" not in {thread.name for thread in threading.enumerate()}
    assert stopped.tb is not None  # it holds all that was suspended


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_end(tmp_path: Path, number: signal.Signals) -> None:
    """It ends within 10 s with 130, saves what was done, and the next run goes on."""

    async def never(_: Conn) -> None:  # so that the run cannot end before the signal
        await asyncio.sleep(600)

    scripts = {f"/{n}": serve(page(n).encode()) for n in range(21)} | {"/20": never}
    with FaultServer(scripts, ("127.0.0.1", "127.0.0.2")) as server:
        urls = [server.url(f"/{n}", "127.0.0.2" if n == 20 else None) for n in range(21)]
        (tmp_path / "list.txt").write_text("\n".join(urls))
        write_config(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}])
        running = start("run", "-c", tmp_path / "job.yaml")
        file = tmp_path / "out.jsonl.state" / "state.sqlite"
        deadline = time.monotonic() + 60
        while not (file.exists() and settled(file) == 20) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(running.pid, number)
        _, err = running.communicate(timeout=10)
        assert running.returncode == 130
        assert err == "cleaner: interrupted; everything done so far is saved, and the next run resumes here\n"
        assert settled(file) == 20
        scripts["/20"] = serve(page(20).encode())
        done = cleaner("run", "-c", tmp_path / "job.yaml", "--verbose")
    assert (done.returncode, done.stderr.startswith("cleaner: 21 done, ")) == (0, True), done.stderr
    assert len(records(tmp_path / "out.jsonl")) == 21
    assert max(server.paths().count(f"/{n}") for n in range(20)) == 1


def settled(file: Path) -> int:
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        count: int = db.execute("SELECT count(*) FROM items").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        db.close()
    return count
