"""Politeness as the server sees it: gaps, one request in flight, Retry-After, retries, and no host in another's way."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

import pytest

from cleaner.config import FetchSettings
from cleaner.fetch import Fetched, Seams, fetch_all
from cleaner.fetch.client import MAX_RETRY_AFTER_S, retry_after
from cleaner.fetch.politeness import backoff
from cleaner.fetch.schedule import user_agent
from cleaner.model import Failure, Page
from cleaner.store.hosts import HostTable
from tests.faultserver import Conn, FaultServer, Script, page

DELAY_S = 0.15
TOLERANCE_S = 0.05
SETTINGS = FetchSettings(allow_private=True, delay=DELAY_S, hosts=8, connect_timeout=2, read_timeout=2, timeout=5)
QUICK = SETTINGS.model_copy(update={"delay": 0.0, "respect_robots": False})
SEAMS = Seams(retry_base=0.02)
HOSTS = tuple(f"127.0.0.{n}" for n in range(1, 6))


def gaps(server: FaultServer) -> list[float]:
    """Seconds between the arrivals of each two requests in a row at one host."""
    by_host: dict[str, list[float]] = {}
    for hit in server.hits:
        by_host.setdefault(hit.host, []).append(hit.at)
    return [later - earlier for times in by_host.values() for earlier, later in pairwise(sorted(times))]


async def slowly(conn: Conn) -> None:
    await asyncio.sleep(0.05)
    await conn.reply()


def run(urls: list[str], settings: FetchSettings = SETTINGS) -> list[Fetched]:
    return list(fetch_all(urls, settings, seams=SEAMS))


def test_gap_and_one_in_flight() -> None:
    """Every two requests to a host, robots.txt included, lie a gap apart, and never two are open at once."""
    with FaultServer({"*": slowly}, HOSTS) as server:
        urls = [server.url(f"/{n}", host) for n in range(6) for host in HOSTS]
        started = time.monotonic()
        outcomes = run(urls)
        took = time.monotonic() - started
        assert all(isinstance(outcome, Page) for outcome in outcomes)
        assert len(server.hits) == len(urls) + len(HOSTS)
        assert min(gaps(server)) >= DELAY_S - TOLERANCE_S
        assert server.most_open == 1
    alone = len(HOSTS) * 7 * (DELAY_S + 0.05)
    assert took < alone / 2  # hosts go side by side


def test_gap_holds_for_failures_and_redirects() -> None:
    """What fails, and what redirects to another host, keeps the gap as well."""
    with FaultServer({}, HOSTS) as server:
        server.scripts["/gone"] = page(b"", "404 Not Found")
        server.scripts["/to"] = page(b"", "302 Found", location=server.url("/end", HOSTS[1]))
        server.scripts["/self"] = page(b"", "302 Found", location="/end")
        server.scripts["/end"] = page()
        paths = ("/gone", "/to", "/self", "/end")
        outcomes = run([server.url(path, host) for path in paths for host in HOSTS[:2]] + [server.url("/to", HOSTS[2])])
        assert len(outcomes) == 9
        assert min(gaps(server)) >= DELAY_S - TOLERANCE_S
        assert server.most_open == 1


def test_crawl_delay_is_obeyed() -> None:
    """A Crawl-delay longer than the setting's gap holds."""
    robots = page(b"User-agent: *\nCrawl-delay: 0.4\nDisallow: /x")
    with FaultServer({"/robots.txt": robots, "*": page()}) as server:
        run([server.url(f"/{n}") for n in range(3)])
        assert all(gap >= 0.4 - TOLERANCE_S for gap in gaps(server)[1:])


CHILD = """
import sys
from pathlib import Path
from cleaner.config import FetchSettings
from cleaner.fetch import fetch_all
from cleaner.store.hosts import HostTable
state, owner, delay, *urls = sys.argv[1:]
settings = FetchSettings(allow_private=True, delay=float(delay), hosts=8)
table = HostTable(Path(state), owner, float(delay))
print(sum(1 for _ in fetch_all(urls, settings, ledger=table)), flush=True)
"""


def test_gap_across_two_processes(tmp_path: Path) -> None:
    """Two processes with one state keep the gap and the one request in flight between them."""
    with FaultServer({"*": slowly}, HOSTS[:3]) as server:
        children = [
            subprocess.Popen(
                [sys.executable, "-c", CHILD, str(tmp_path / "s.sqlite"), name, str(DELAY_S)]
                + [server.url(f"/{name}/{n}", host) for n in range(5) for host in server.addresses],
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in ("one", "two")
        ]
        counts = [child.communicate(timeout=60)[0].strip() for child in children]
        assert counts == ["15", "15"]
        assert min(gaps(server)) >= DELAY_S - TOLERANCE_S
        assert server.most_open == 1
        # the second process finds the robots files of the first, but for those that both asked for at the start
        assert server.paths().count("/robots.txt") <= 6


def test_gap_after_a_crash(tmp_path: Path) -> None:
    """A process that is killed in the middle of a request leaves the gap behind, not an eternal turn."""
    path = tmp_path / "s.sqlite"
    first = HostTable(path, "job", 0.3)
    assert first.claim("h", time.time(), 60) == 0
    first.close()  # as the kernel does it: the turn was never given back
    other = HostTable(path, "other", 0.3)
    assert 0 < other.claim("h", time.time(), 60) <= 0.3
    again = HostTable(path, "job", 0.3)
    wait = again.claim("h", time.time(), 60)
    assert 0.2 < wait <= 0.3
    assert again.claim("h", time.time() + wait + 0.01, 60) == 0
    again.release("h", time.time() + 5)
    assert other.claim("h", time.time(), 60) > 4
    other.close()
    again.close()


def test_abandoned_turn_of_another_job_ends(tmp_path: Path) -> None:
    """A turn whose holder never came back ends with its lease, and the gap is still kept after it."""
    table, other = HostTable(tmp_path / "s", "a", 0.3), HostTable(tmp_path / "s", "b", 0.3)
    now = time.time()
    assert table.claim("h", now, 10) == 0
    assert other.claim("h", now + 9, 10) > 0
    assert other.claim("h", now + 11, 10) == pytest.approx(0.3)
    assert other.claim("h", now + 11.4, 10) == 0
    table.close()
    other.close()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5", 5), (" 120 ", 120), ("0", 0), ("-1", None), ("soon", None), ("", None), (None, None), ("1.5", 1.5),
     ("5s", 5), ("5, 9", 5), ("2015-10-21T07:28:00Z", 0), ("2015-99-01T", None), ("5 apples", None),
     ("9" * 40, MAX_RETRY_AFTER_S), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Wed, 99 Foo 2015", None), ("٣", None)],
)  # fmt: skip
def test_retry_after_forms(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, time.time()) == seconds


def test_retry_after_date() -> None:
    now = time.time()
    assert retry_after(formatdate(now + 60, usegmt=True), now) == pytest.approx(60, abs=1.1)


def again_after(header: str | None, status: str = "503 Busy") -> Script:
    async def script(conn: Conn) -> None:
        if conn.nth == 1:
            await conn.reply(b"", status, **({"retry_after": header} if header else {}))
        else:
            await conn.reply()

    return script


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Busy"])
def test_retry_after_is_obeyed(status: str) -> None:
    """The host is left alone for as long as it asks, other pages of it included; other hosts go on."""
    with FaultServer({"/busy": again_after("1", status), "*": page()}, HOSTS[:2]) as server:
        urls = [server.url("/busy"), server.url("/a"), server.url("/b"), server.url("/c", HOSTS[1])]
        outcomes = run(urls, QUICK)
        assert all(isinstance(outcome, Page) for outcome in outcomes)
        times = [hit.at for hit in server.hits if hit.host == HOSTS[0]]
        first = next(hit.at for hit in server.hits if hit.path == "/busy")
        assert not [at for at in times if first < at < first + 1 - TOLERANCE_S]


def test_long_retry_after_puts_the_host_off() -> None:
    """A longer wait than a run may take: the page fails as deferred, so do the host's other pages, without requests."""
    settings = QUICK.model_copy(update={"max_retry_after": 1.0})
    with FaultServer({"*": page(b"", "429 Too Many Requests", retry_after="3600")}, HOSTS[:2]) as server:
        outcomes = run([server.url(f"/{n}") for n in range(4)], settings)
        assert [outcome.reason for outcome in outcomes if isinstance(outcome, Failure)] == ["deferred"] * 4
        assert len(server.hits) == 1


def test_put_off_holds_in_the_next_run(tmp_path: Path) -> None:
    """A wait that a host asked for is remembered: the next run asks it for nothing."""
    settings = QUICK.model_copy(update={"max_retry_after": 1.0})
    with FaultServer({"*": page(b"", "503 Busy", retry_after="3600")}) as server:
        for _ in range(2):
            table = HostTable(tmp_path / "s", "job", 0)
            (outcome,) = fetch_all([server.url("/")], settings, ledger=table)
            table.close()
            assert isinstance(outcome, Failure)
            assert outcome.reason == "deferred"
        assert len(server.hits) == 1


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad", "503 Busy", "504 Late", "429 Too Many", "408 Slow"])
def test_three_requests_at_most(status: str) -> None:
    """A page in lasting trouble costs three requests, and says so."""
    with FaultServer({"*": page(b"", status)}) as server:
        (outcome,) = run([server.url("/")], QUICK)
        assert isinstance(outcome, Failure)
        assert (outcome.reason, outcome.retryable, len(server.hits)) == ("http-status", True, 3)


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden", "400 Bad", "451 Law"])
def test_no_retry_where_none_helps(status: str) -> None:
    with FaultServer({"*": page(b"", status)}) as server:
        (outcome,) = run([server.url("/")], QUICK)
        assert isinstance(outcome, Failure)
        assert (outcome.retryable, len(server.hits)) == (False, 1)


def test_flapping_page_comes() -> None:
    """Trouble that passes is survived."""
    with FaultServer({"*": again_after(None)}) as server:
        (outcome,) = run([server.url("/")], QUICK)
        assert isinstance(outcome, Page)
        assert len(server.hits) == 2


def test_broken_host_is_left_alone() -> None:
    """After five pages in a row that failed by the host's fault the rest is put off, without requests."""
    settings = QUICK.model_copy(update={"retries": 0})
    with FaultServer({"*": page(b"", "500 Oops")}, HOSTS[:2]) as server:
        outcomes = run([server.url(f"/{n}") for n in range(12)], settings)
        reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, Failure)]
        assert (reasons.count("http-status"), reasons.count("deferred")) == (5, 7)
        assert len(server.hits) == 5


def test_missing_pages_do_not_break_a_host() -> None:
    """Pages that are gone say nothing against their host."""
    with FaultServer({"*": page(b"", "404 Not Found")}) as server:
        outcomes = run([server.url(f"/{n}") for n in range(12)], QUICK)
        assert {outcome.reason for outcome in outcomes if isinstance(outcome, Failure)} == {"http-status"}


def test_slow_hosts_do_not_starve_the_others() -> None:
    """Hosts with a long gap, as many as there are places, stand first in the list; a quick host is done before them."""
    settings = SETTINGS.model_copy(update={"hosts": 2, "delay": 0.0})
    hosts = tuple(f"127.0.0.{n}" for n in range(1, 7))

    async def robots(conn: Conn) -> None:
        slow = conn.hit.host != hosts[-1]
        await conn.reply(b"User-agent: *\nCrawl-delay: 0.5\nDisallow: /x" if slow else b"")

    with FaultServer({"/robots.txt": robots, "*": page()}, hosts) as server:
        urls = [server.url(f"/{n}", host) for host in hosts for n in range(4)]
        order = [outcome.origin for outcome in run(urls, settings)]
        quick = [place for place, origin in enumerate(order) if hosts[-1] in origin]
    assert len(order) == 24
    assert max(quick) < 14


def test_a_long_iterator_is_read_as_it_goes() -> None:
    """Of an iterator no more is taken than fits the window, and stopping early is clean."""
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield server.url(f"/{taken}", HOSTS[taken % 5])

    with FaultServer({"*": page()}, HOSTS) as server:
        run_ = fetch_all(endless(), QUICK)
        got = [next(run_) for _ in range(50)]
        run_.close()
    assert len(got) == 50
    assert taken < 20_000


def test_backoff_grows_and_varies() -> None:
    waits = [[backoff(attempt) for _ in range(50)] for attempt in range(3)]
    assert all(0.5 * 2**n <= wait <= 2**n for n, row in enumerate(waits) for wait in row)
    assert len(set(waits[0])) > 10


def test_user_agent_names_a_contact() -> None:
    assert user_agent(FetchSettings(contact="mailto:me@example.org")).endswith(" (+mailto:me@example.org)")
    assert user_agent(FetchSettings()).startswith("cleaner/")
    with FaultServer({"*": page()}) as server:
        run([server.url("/")], QUICK.model_copy(update={"contact": "https://example.org/bot"}))
        assert server.hits[0].headers["user-agent"].endswith("(+https://example.org/bot)")
