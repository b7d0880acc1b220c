"""Fetching from Python."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cleaner import (
    FetchError,
    Page,
    afetch,
    clean,
    clean_many,
    fetch,
)
from cleaner.fetch import politeness
from tests.cleaner_cli import ENVIRONMENT
from tests.faultserver import FaultServer, page
from tests.test_python import HTML, LOCAL, pickled


def test_fetch_and_clean() -> None:
    """Robots.txt is asked for once in a process, and what it forbids is not fetched."""
    robots = page(b"User-agent: *\nDisallow: /private\n", content_type="text/plain")
    with FaultServer({"/robots.txt": robots, "*": page(HTML.encode())}) as server:
        came = fetch(server.url("/a"), LOCAL)
        assert isinstance(came, Page)
        assert clean(came).title == "Night ferries return"
        assert clean(came).to_dict()["fetch"]["http_status"] == 200
        asyncio.run(_gathered([server.url("/b"), server.url("/c")]))
        with pytest.raises(FetchError, match="does not allow it") as caught:
            fetch(server.url("/private/d"), LOCAL)
        assert (caught.value.reason, caught.value.retryable) == ("robots", False)
        assert sorted(server.paths()) == ["/a", "/b", "/c", "/robots.txt"]


async def _gathered(urls: list[str]) -> list[Page]:
    return await asyncio.gather(*(afetch(url, LOCAL) for url in urls))


def test_turns_are_shared() -> None:
    """Calls from threads and tasks wait for one another where they ask the same host."""
    with FaultServer({"/robots.txt": page(b"", "404 Not Found"), "*": page(HTML.encode())}) as server:
        slow = {**LOCAL, "fetch.delay": 0.2}
        with ThreadPoolExecutor(3) as pool:
            pages = [*pool.map(lambda nth: fetch(server.url(f"/{nth}"), slow), range(3))]
        assert len(pages) == 3
        at = [hit.at for hit in server.hits]
        assert all(later - earlier > 0.15 for earlier, later in itertools.pairwise(at))
        assert server.most_open == 1


def test_a_running_loop() -> None:
    """As in Jupyter: ``fetch``, ``clean`` and ``clean_many`` work where a loop runs already."""
    with FaultServer({"*": page(HTML.encode())}) as server:

        async def cell() -> tuple[Page, Page, list[str | None]]:
            here = fetch(server.url("/a"), LOCAL)
            there = await afetch(server.url("/a"), LOCAL)
            outcomes = [result.outcome for result in clean_many([here, there], workers=1)]
            return here, there, [getattr(one, "title", None) for one in outcomes]

        here, there, titles = asyncio.run(cell())
    assert here.body == there.body == HTML.encode()
    assert titles == ["Night ferries return"] * 2


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize(
    ("path", "reason", "status"),
    [("/gone", "http-status", 404), ("/image", "content-type", 200), ("", "bad-url", None)],
)
def test_errors_are_our_own(path: str, reason: str, status: int | None, asynchronous: bool) -> None:
    scripts = {
        "/robots.txt": page(b"", "404 Not Found"), "/gone": page(b"", "404 Not Found"),
        "/image": page(b"x", content_type="image/png"),
    }  # fmt: skip
    with FaultServer(scripts) as server:
        url = server.url(path) if path else "courier.example/ferries"
        with pytest.raises(FetchError) as caught:
            asyncio.run(afetch(url, LOCAL)) if asynchronous else fetch(url, LOCAL)
    error = pickled(caught.value)
    assert (error.reason, error.http_status, error.url) == (reason, status, url)
    assert str(error).startswith(f"{url}: ")
    assert error.exit_code == 66


def test_wrong_arguments_of_fetch() -> None:
    with pytest.raises(FetchError, match=r"public"):
        fetch("http://127.0.0.1:9/")
    with pytest.raises(TypeError, match="one address, not list"):
        fetch(["https://a.example/"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="one address, not bytes"):
        asyncio.run(afetch(b"https://a.example/"))  # type: ignore[arg-type]


def test_a_child_has_turns_of_its_own() -> None:
    """A turn that is held when a process forks is no turn of the child, which would wait for its end for good."""
    code = (
        "import os\nfrom cleaner.fetch.single import shared_ledger\nledger = shared_ledger()\n"
        "assert ledger.claim('busy.example', 1.0, 60.0) == 0.0\nchild = os.fork()\n"
        "if not child:\n    os._exit(shared_ledger().claim('busy.example', 1.0, 60.0) > 0)\n"
        "assert os.waitpid(child, 0)[1] == 0\nassert shared_ledger() is ledger"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_shared_ledger_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest hosts and robots files stay."""
    monkeypatch.setattr(politeness, "MAX_TURNS", 3)
    monkeypatch.setattr(politeness, "MAX_ROBOTS_BYTES", 10)
    ledger = politeness.MemoryLedger()
    for nth in range(6):
        ledger.claim(f"h{nth}", 1.0, 60.0)
        ledger.release(f"h{nth}", 1e12)
        ledger.save_robots(f"h{nth}", b"four", 9.0)
    assert [ledger.claim(f"h{nth}", 1.0, 60.0) > 0 for nth in range(6)] == [False] * 3 + [True] * 3
    assert [ledger.load_robots(f"h{nth}", 1.0) for nth in range(6)] == [None] * 4 + [b"four"] * 2


def test_a_cancelled_fetch_gives_its_turn_back() -> None:
    async def hang(conn: Any) -> None:
        await asyncio.sleep(5)

    with FaultServer({"/robots.txt": page(b"", "404 Not Found"), "/slow": hang, "*": page(HTML.encode())}) as server:

        async def impatient() -> Page:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(afetch(server.url("/slow"), LOCAL), 0.5)
            return await afetch(server.url("/a"), LOCAL)

        assert asyncio.run(impatient()).http_status == 200
