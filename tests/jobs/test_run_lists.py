"""What the scheduled job does with lists: slow ones, kills, addresses of one's own network, failures told before."""

from __future__ import annotations

import csv
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli.run import _print_report
from cleaner.config import Config, load_config
from cleaner.fetch import fetch_polled
from cleaner.fetch.blocking import PRIVATE_HINT
from cleaner.fetch.canonical import canonical
from cleaner.jobs.run import run_job
from cleaner.model import Page
from cleaner.store.arrivals import Arrivals
from cleaner.store.job import JobState
from cleaner.store.moved import mark_of
from tests.cleaner_cli import cleaner
from tests.faultserver import PAGE, Conn, FaultServer, page
from tests.jobs.test_run import counts, folder_of, job, records, write_config
from tests.pages import page as story
from tests.urls_child import QUICK


def patient(tmp_path: Path, **run: Any) -> Config:
    """A job whose requests are waited for longer than any test takes."""
    config = job(tmp_path, **run)
    return config.model_copy(update={"fetch": config.fetch.model_copy(update={"read_timeout": 600, "timeout": 600})})


class Late:
    """A clock by which the deadline has come once an event is set."""

    def __init__(self, event: threading.Event) -> None:
        self.event = event

    def monotonic(self) -> float:
        return time.monotonic() + (10_000 if self.event.is_set() else 0)


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_the_deadline_holds_while_lists_load(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that does not come keeps no run from its end; what was done is published, the list is asked again."""
    release, asked = threading.Event(), threading.Event()

    async def never(conn: Conn) -> None:
        asked.set()
        if not release.is_set():
            await conn.reader.read()  # until the other side hangs up
        await conn.reply(b"<rss><item><link>/a</link></item></rss>" if kind == "feed"
                         else b"<urlset><url><loc>/a</loc></url></urlset>", content_type="application/xml")  # fmt: skip

    with FaultServer({"/list.xml": never, "*": page()}) as server:
        folder_of(tmp_path, 2)
        sources = [{"kind": "folder", "location": "in"}, {"kind": kind, "location": server.url("/list.xml")}]
        with monkeypatch.context() as patch:
            patch.setattr("cleaner.jobs.run.time", Late(asked))
            first = run_job(patient(tmp_path, sources=sources, deadline=5_000))
        assert asked.is_set()
        assert (first.finished, first.summary.done, first.summary.failed) == (False, 2, 0)
        assert len(records(tmp_path / "out.jsonl")) == 2
        release.set()
        second = run_job(patient(tmp_path, sources=sources))
    assert (second.finished, second.earlier, second.summary.done) == (True, 2, 1)


def test_a_job_uses_what_was_fetched_before_a_kill(tmp_path: Path) -> None:
    """Pages that wait for their record are cleaned without a request, by the run that goes on and by no later one."""
    with FaultServer({"*": page()}) as server:
        urls = [server.url(f"/{n}") for n in range(5)]
        (tmp_path / "list.txt").write_text("\n".join(urls) + "\n")
        config = job(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}])
        state, name = tmp_path / "out.jsonl.state" / "state.sqlite", str(tmp_path / "out.jsonl")
        with JobState(state, name) as begun:
            begun.begin_run()
        arrivals = state.with_name(f"{mark_of(name)}.arrivals")
        store = Arrivals(arrivals, resumed=False)
        for outcome in fetch_polled(urls[:3], QUICK):
            assert isinstance(outcome, Page)
            store.put(canonical(outcome.origin), outcome)
        store.close()
        server.hits.clear()
        assert counts(run_job(config)) == (5, 0, 0)
        assert sorted(server.paths()) == ["/3", "/4"]
        assert not arrivals.exists()
        server.hits.clear()
        assert counts(run_job(config)) == (0, 5, 0)
        assert len(server.hits) == 5
    assert [record["version"] for record in records(tmp_path / "out.jsonl")] == [1] * 5


def said_by(config: Config, capsys: pytest.CaptureFixture[str]) -> str:
    """What a run says on stderr that nobody watches, such as one of cron's."""
    report = run_job(config)
    capsys.readouterr()
    _print_report(report, quiet=False, always=False)
    return capsys.readouterr().err


@pytest.mark.parametrize("robots", [True, False])
def test_the_hint_to_allow_private_addresses(
    tmp_path: Path, robots: bool, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    """It comes once for all URLs, whether the address is met on robots.txt or on the page, and not in the next run."""
    (tmp_path / "list.txt").write_text("".join(f"http://127.0.0.{n}:9/{n}\n" for n in range(1, 4)))
    config = job(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}])
    fetch = config.fetch.model_copy(update={"allow_private": False, "respect_robots": robots})
    config = config.model_copy(update={"fetch": fetch})
    first = said_by(config, capsys)
    assert (first.count(PRIVATE_HINT), first.count(": not-public: ")) == (1, 3)
    assert said_by(config, capsys) == ""


def test_the_hint_of_the_command_for_lists(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("".join(f"http://127.0.0.{n}:9/{n}\n" for n in range(1, 4)))
    done = cleaner("urls", tmp_path / "list.txt", "-o", tmp_path / "o.jsonl", "--set", "fetch.delay=0")
    assert (done.returncode, done.stderr.count(PRIVATE_HINT)) == (1, 1)
    assert done.stderr.count(": not-public: ") == 3


def test_silence_after_a_failure_that_was_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that is gone for good makes one run speak; another failure of it, or one that may pass, speaks again."""
    scripts = {"/gone": page(b"", "404 Not Found"), "*": page(story(1).encode())}
    with FaultServer(scripts) as server:
        (tmp_path / "list.txt").write_text(f"{server.url('/a')}\n{server.url('/gone')}\n")
        config = job(tmp_path, sources=[{"kind": "urls", "location": "list.txt"}])
        said: list[str] = []
        for status in ("404 Not Found", "404 Not Found", "410 Gone", "410 Gone", "503 Busy", "503 Busy", "200 OK"):
            server.scripts["/gone"] = page(PAGE, status)
            said.append(said_by(config, capsys))
    assert ["gone: http-status" in text for text in said] == [True, False, True, False, True, True, False]
    assert [text for text in said if "gone" not in text] == ["", "", ""]
    gone = [record for record in records(tmp_path / "out.jsonl") if record["origin"].endswith("/gone")]
    assert [(record["version"], record["fetch"]["http_status"]) for record in gone] == [
        (1, 404), (2, 410), (3, 503), (4, 200),
    ]  # fmt: skip


def test_all_forms_of_one_job(tmp_path: Path) -> None:
    """Lines, a table and folders, changed pages and failures in each."""
    place = folder_of(tmp_path, 3)
    (place / "bad.html").write_bytes(b"%PDF-1.7")
    sinks = [{"kind": kind, "path": f"out-{kind}"} for kind in ("jsonl", "csv", "md", "html", "txt")]
    config = job(tmp_path, sources=[{"kind": "folder", "location": "in"}], sinks=sinks)
    assert counts(run_job(config)) == (3, 0, 1)
    (place / "p000.html").write_text(story(50))
    assert counts(run_job(config)) == (1, 2, 1)
    assert [record["version"] for record in records(tmp_path / "out-jsonl")] == [1, 1, 1, 1, 2]
    with (tmp_path / "out-csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [row["version"] for row in rows] == ["1", "1", "1", "1", "2"]
    for kind in ("md", "html", "txt"):
        assert len([*(tmp_path / f"out-{kind}").rglob(f"*.{kind}")]) == 3
        (failed,) = records(tmp_path / f"out-{kind}" / "failures.jsonl")
        assert failed["error"]["reason"] == "not-text"


@pytest.mark.parametrize("rest", ["torn", "rows", "mine"])
def test_what_stands_behind_a_table(tmp_path: Path, rest: str) -> None:
    """Rows of a run that died while it published are written anew; somebody's own are refused."""
    from cleaner.errors import OutputError
    from cleaner.jobs import run as module

    place = folder_of(tmp_path, 3)
    sinks = [{"kind": "csv", "path": "out.csv"}]
    config = job(tmp_path, sources=[{"kind": "folder", "location": "in"}], sinks=sinks)
    run_job(config)
    whole = (tmp_path / "out.csv").read_bytes()
    (place / "p009.html").write_text(story(9))
    inner = module._JobRun.write

    def dies(bench: Any) -> Any:
        inner(bench)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module._JobRun, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            run_job(config)
    written = (tmp_path / "out.csv").read_bytes()
    assert written.startswith(whole)
    assert written != whole
    if rest == "torn":
        (tmp_path / "out.csv").write_bytes(written[:-20])
    if rest == "mine":
        (tmp_path / "out.csv").write_bytes(whole + b"my,own,row\r\nand,another,one\r\n")
        with pytest.raises(OutputError, match="holds more than"):
            run_job(config)
        return
    assert counts(run_job(config))[0] in (0, 1)
    assert (tmp_path / "out.csv").read_bytes() == written


def test_a_configuration_knows_every_format(tmp_path: Path) -> None:
    for kind in ("jsonl", "csv", "parquet", "md", "html", "txt"):
        config = load_config(write_config(tmp_path, sinks=[{"kind": kind, "path": "out"}]), env={})
        assert config.run.sinks[0].kind == kind
