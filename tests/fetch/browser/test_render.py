"""Pages that scripts fill, rendered by a real Chromium."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config, FetchSettings
from cleaner.fetch import Seams
from cleaner.jobs.summary import ListSummary
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.pipeline import run_one
from tests.faultserver import Conn, FaultServer, page
from tests.rendered import FILL, FILLED, GET, SENTENCES, browser, needs_browser, scripts, shell, story

FETCH = FetchSettings(allow_private=True, delay=0, connect_timeout=5, read_timeout=20, render="when-empty")
SEAMS = Seams(retry_base=0.02)


def config(fetch: FetchSettings = FETCH, **settings: object) -> Config:
    return Config(fetch=fetch, browser=browser(**settings))


def run(urls: list[str], out: Path, setting: Config, seams: Seams = SEAMS) -> tuple[dict[str, Any], ListSummary]:
    """The new records by path, and how the run ended."""
    before = len(out.read_text("utf-8").splitlines()) if out.exists() else 0
    tally = run_urls(UrlJob(lambda _: iter(urls), setting, out, seams=seams, clean=run_one))
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()[before:]]
    return {record["origin"].partition("/")[2].partition("/")[2].partition("/")[2]: record for record in records}, tally


Seen = tuple[dict[str, Any], FaultServer]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """The records of all pages, from one run, and the server."""
    hosts = tuple(f"127.0.0.{n}" for n in range(1, 6))
    with FaultServer(scripts(), hosts) as server:
        urls = [server.url(f"/{name}", hosts[nth % 5]) for nth, name in enumerate(FILLED)]
        records, tally = run([*urls, server.url("/again")], tmp_path_factory.mktemp("out") / "out.jsonl", config())
        assert tally.notes == []
        yield records, server


@needs_browser
@pytest.mark.parametrize("name", FILLED)
def test_text_that_scripts_bring_is_read(seen: Seen, name: str) -> None:
    """Every sentence of the story is there, once, and the record names the browser."""
    record = seen[0][name]
    asked = {"moved": "fetched", "sent": "again"}.get(name, name)
    assert record["status"] == "ok", record["error"] or record["text"]
    missing = [nth for nth, sentence in enumerate(SENTENCES) if sentence.format(asked) not in record["text"]]
    assert missing == []
    assert "elsewhere" not in record["text"]
    assert "cookies" not in record["text"]
    if name != "sent":  # the page where it ends needs no scripts
        assert record["fetch"]["rendered"].startswith("Chrom")
    if name in ("moved", "sent"):
        assert record["final_url"].endswith(f"/{asked}")
        assert record["url"].endswith(f"/{name}")


@needs_browser
def test_what_needs_no_browser_is_read_without_one(seen: Seen) -> None:
    """A page that holds its text is not rendered where only empty ones are."""
    assert seen[0]["again"]["status"] == "ok"
    assert seen[0]["again"]["fetch"]["rendered"] is None


@needs_browser
def test_only_what_text_comes_from_is_asked_for(seen: Seen) -> None:
    """No image, style, icon or window; every request is our own fetcher's; a script that may be kept comes once."""
    server = seen[1]
    paths = server.paths()
    assert not {"/picture.png", "/back.png", "/icon.png", "/favicon.ico", "/style.css", "/opened"} & set(paths)
    assert {hit.headers["user-agent"].partition("/")[0] for hit in server.hits} == {"cleaner"}
    for host in {hit.host for hit in server.hits}:
        assert server.paths(host).count("/library.js") == 1
        assert server.paths(host).count("/robots.txt") == 1
    assert paths.count("/late") == 1, "the page itself is asked for once"


HOSTILE = {
    "looping": "for (;;);",
    "polling": "setInterval(() => fetch('/late.json?' + Math.random()), 50);",
    "waiting": "fetch('/hanging').then(() => 1);",
    "alerting": "for (;;) alert('again');",
    "growing": "document.body.append(document.createComment('x'.repeat(6e6)));",
    "working": "new Worker(URL.createObjectURL(new Blob(['for (;;);'])));",
}


@needs_browser
def test_a_hostile_page_costs_its_record(tmp_path: Path) -> None:
    """Loops, endless requests and dialogs, a page that is too large: each has its outcome, the others theirs."""
    answers = scripts()
    for name, script in HOSTILE.items():
        answers[f"/{name}"] = page(shell(script))
    answers["/hanging"] = hanging
    hosts = tuple(f"127.0.0.{n}" for n in range(1, 5))
    with FaultServer(answers, hosts) as server:
        urls = [server.url(f"/{name}", hosts[nth % 4]) for nth, name in enumerate((*HOSTILE, "fetched", "late"))]
        fetch = FETCH.model_copy(update={"max_body_bytes": 5_000_000})
        setting = config(fetch, page_seconds=8, page_requests=20)
        records, tally = run(urls, tmp_path / "out.jsonl", setting)
        asked = sum(path.startswith("/late.json?") for path in server.paths())
    errors = {name: (record["error"] or {}).get("reason") for name, record in records.items()}
    assert errors["looping"] == errors["alerting"] == "timeout"
    assert errors["growing"] == "too-large"
    assert records["polling"]["status"] == records["waiting"]["status"] == records["working"]["status"] == "shell"
    assert 0 < asked <= 20
    assert records["fetched"]["status"] == records["late"]["status"] == "ok"
    assert tally.failed == 3


@needs_browser
def test_a_page_that_fills_memory_costs_its_record(tmp_path: Path) -> None:
    """Its process is killed, and no other page is touched."""
    script = "const all = [new Uint8Array(3e8).fill(1)]; for (;;) all.length;"
    with FaultServer({**scripts(), "/hungry": page(shell(script))}, ("127.0.0.1", "127.0.0.2")) as server:
        urls = [server.url("/hungry"), server.url("/fetched", "127.0.0.2"), server.url("/late")]
        setting = config(page_seconds=200, page_memory=150)
        records, tally = run(urls, tmp_path / "out.jsonl", setting)
    assert records["hungry"]["error"]["reason"] == "memory"
    assert records["fetched"]["status"] == records["late"]["status"] == "ok"
    assert tally.failed == 1


@needs_browser
@pytest.mark.parametrize(
    "script",
    [
        "const all = []; for (let n = 0; n < 40; n++) all.push(new Blob([new Uint8Array(3e7).fill(n)]));",
        "fetch('/x', {method: 'POST', body: new Blob([new Uint8Array(9e8)])});",
    ],
    ids=["blobs", "post"],
)
def test_a_page_that_fills_the_browser_itself_costs_its_record(tmp_path: Path, script: str) -> None:
    """What a page stores in the browser's first process ends all of it; pages that were open beside it come anew."""

    async def slow(conn: Conn) -> None:
        await asyncio.sleep(3)
        await conn.reply(json.dumps({"html": story("late")}).encode(), content_type="application/json")

    answers = {**scripts(), "/hungry": page(shell(script)), "/late.json": slow}
    with FaultServer(answers, ("127.0.0.1", "127.0.0.2")) as server:
        urls = [server.url("/hungry"), server.url("/late", "127.0.0.2")]
        records, tally = run(urls, tmp_path / "out.jsonl", config(page_seconds=30, page_memory=300))
    assert records["late"]["status"] == "ok", records["late"]["error"]
    assert records["hungry"]["error"]["reason"] == "memory"
    assert tally.failed == 1


@needs_browser
def test_a_page_that_takes_itself_away_is_empty(tmp_path: Path) -> None:
    """Without a root there is nothing to measure, to scroll or to read."""
    away = shell("document.documentElement.remove();")
    with FaultServer({**scripts(), "/away": page(away)}) as server:
        records, tally = run([server.url("/away")], tmp_path / "out.jsonl", config())
    assert (records["away"]["status"], tally.failed) == ("empty", 0)


async def hanging(conn: Conn) -> None:
    """Never answer."""
    await asyncio.sleep(60)


@needs_browser
def test_a_crashed_browser_is_started_again(tmp_path: Path) -> None:
    """Whoever kills the browser, the page at hand is rendered by the next one."""
    killed: list[int] = []

    async def killing(conn: Conn) -> None:
        if not killed:
            (guardian,) = guardians(os.getpid())
            killed.append(next(int(pid) for pid in children(guardian) if b"remote-debugging-pipe" in line_of(pid)))
            os.kill(killed[0], signal.SIGKILL)
        await conn.reply(b"{}", content_type="application/json")

    script = f"{FILL} fetch('/killing.json').then(() => {GET.format('late')});"
    answers = {**scripts(), "/killing": page(shell(script)), "/killing.json": killing}
    with FaultServer(answers) as server:
        records, tally = run([server.url("/killing"), server.url("/fetched")], tmp_path / "out.jsonl", config())
    assert killed
    assert records["killing"]["status"] == records["fetched"]["status"] == "ok", records["killing"]["error"]
    assert tally.failed == 0


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(entry.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.parent.name))
    return found


def line_of(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def guardians(pid: int) -> list[int]:
    return [child for child in children(pid) if b"guardian.py" in line_of(child)]
