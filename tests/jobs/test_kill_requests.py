"""A run that is killed asks no site again for what it has fetched."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from cleaner.batch import clean_many
from cleaner.batch.pool import BUSY, Pool
from cleaner.config import Config
from cleaner.fetch import fetch_polled
from cleaner.fetch.canonical import canonical
from cleaner.jobs.urls import run_urls, state_folder
from cleaner.model import Page
from cleaner.store.arrivals import Arrivals
from cleaner.store.state import State
from tests import REPO
from tests.faultserver import Conn, FaultServer
from tests.jobs.url_lists import conditional, records
from tests.urls_child import QUICK, job

IN_FLIGHT = QUICK.hosts


def test_fetched_pages_outlive_a_kill(tmp_path: Path) -> None:
    """However often it is killed, nothing is lost or doubled, and only requests in flight are sent again."""
    hosts = tuple(f"127.0.0.{n}" for n in range(1, 5))
    kills = 5
    reached = threading.Event()

    async def answer(conn: Conn) -> None:
        if len(server.hits) >= limit:
            reached.set()
        await conn.reply(conn.hit.path.encode())

    listing, out = tmp_path / "list.txt", tmp_path / "out.jsonl"
    with FaultServer({"*": answer}, hosts) as server:
        urls = [server.url(f"/{n}", hosts[n % 4]) for n in range(400)]
        listing.write_text("\n".join(urls) + "\n")
        for n in range(kills):
            limit = 4 + 60 * (n + 1)
            reached.clear()
            command = [sys.executable, "-m", "tests.urls_child", str(listing), str(out), "jsonl"]
            child = subprocess.Popen(command, cwd=REPO, stdout=subprocess.DEVNULL)
            assert reached.wait(60)
            child.send_signal(signal.SIGKILL)
            child.wait()
        tally = run_urls(job(listing, out))
        asked = Counter(hit.host + hit.path for hit in server.hits if hit.path != "/robots.txt")
    assert tally.done + tally.earlier == tally.listed == 400
    assert sorted(record["origin"] for record in records(out)) == sorted(urls)
    assert len(asked) == 400
    assert sum(asked.values()) - 400 <= kills * IN_FLIGHT
    assert not list(state_folder(out).glob("*.arrivals*"))


def test_what_was_fetched_is_used(tmp_path: Path) -> None:
    """Pages that wait for their record are cleaned without a request by the run that goes on, and by no later one."""
    listing, out = tmp_path / "list.txt", tmp_path / "out.jsonl"
    with FaultServer({"*": conditional()}) as server:
        urls = [server.url(f"/{n}") for n in range(5)]
        listing.write_text("\n".join(urls) + "\n")
        folder = state_folder(out)
        folder.mkdir()
        with State(folder / "state.sqlite", str(out)) as state:
            state.begin_run()
        from cleaner.store.moved import mark_of

        store = Arrivals(folder / f"{mark_of(str(out))}.arrivals", resumed=False)
        for outcome in fetch_polled(urls[:3], QUICK):
            assert isinstance(outcome, Page)
            store.put(canonical(outcome.origin), outcome)
        store.close()
        server.hits.clear()
        assert run_urls(job(listing, out)).done == 5
        assert sorted(path for path in server.paths() if path != "/robots.txt") == ["/3", "/4"]
        server.hits.clear()
        assert run_urls(job(listing, out)).unchanged == 5
        assert len(server.hits) == 5


def test_settled_urls_are_not_slept_over(tmp_path: Path) -> None:
    """A second run, where nothing is to be cleaned, waits for nothing but the network."""
    slept: list[float] = []
    real = Pool.poll

    def poll(self: Pool[object, object], seconds: float) -> None:
        slept.append(seconds)
        real(self, seconds)

    Pool.poll = poll  # type: ignore[method-assign] # put back below
    try:
        pages = [BUSY] * 500
        assert list(clean_many(pages, Config(), 1)) == []
        assert not any(slept)
        assert list(clean_many([None, None], Config(), 1)) == []
        assert sum(seconds > 0 for seconds in slept) == 2
    finally:
        Pool.poll = real  # type: ignore[method-assign]
