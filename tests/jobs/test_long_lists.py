"""Lists with very many lines and hosts: no work and no memory that grows with what is waiting."""

from __future__ import annotations

import time
from pathlib import Path

from cleaner.jobs import listing as module
from cleaner.jobs.urls import run_urls
from cleaner.store.queue import Queue, Waiting
from cleaner.store.state import Run
from tests.faultserver import FaultServer, page
from tests.urls_child import job

HOSTS = 1_000


def test_hosts_that_wait_are_not_looked_through_again_and_again() -> None:
    """Once every host is busy, the next question costs nothing; a new one is found, and one that comes back."""
    queue = Queue()
    queue.add(Waiting(f"h{n:04}", f"{n}/{part}", "") for part in range(2) for n in range(HOSTS))
    busy: set[str] = set()
    while (host := queue.next_host(busy)) is not None:
        busy.add(host)
        assert queue.take(host) is not None
    assert len(busy) == HOSTS
    asked: list[str] = []
    queue._connection.set_trace_callback(asked.append)
    for _ in range(100):
        assert queue.next_host(busy) is None
    assert asked == []
    queue.add([Waiting("new", "k", "")])
    assert queue.next_host(busy) == "new"
    busy.add("new")
    for host in sorted(busy):
        while queue.take(host) is not None:
            pass
        busy.remove(host)
    queue.add([Waiting("h0001", "again", "")])
    assert queue.next_host(busy) == "h0001"
    assert queue.take("h0001") == Waiting("h0001", "again", "")
    assert queue.next_host(()) is None
    queue.close()


def test_a_list_is_not_read_ahead_of_those_who_take() -> None:
    """Lines that name no page wait to be taken, a bounded number of them; an end while they wait is an end."""
    from cleaner.model import Failure

    lines = [Failure(f"l:{n}", "source", "unreadable", "no URL on this line") for n in range(module.MAX_AHEAD * 2)]
    queues = Queue(), Queue()
    read = module.Listing(lambda: iter(lines), queues[0], Run(1, False), None, None)
    read.start()
    while read._failures.qsize() < module.MAX_AHEAD:
        time.sleep(0.01)
    assert read._waiting.is_open()
    taken = 0
    while read._waiting.is_open() or not read._failures.empty():
        taken += sum(1 for _ in read.failures())
        time.sleep(0.001)
    assert taken == len(lines)
    again = module.Listing(lambda: iter(lines), queues[1], Run(1, False), None, None)
    again.start()
    while again._failures.qsize() < module.MAX_AHEAD:
        time.sleep(0.01)
    again.stop()
    assert not again._thread.is_alive()
    for queue in queues:
        queue.close()


def test_many_hosts_with_a_pause_each(tmp_path: Path) -> None:
    """Hosts that wait for their next turn are all served, each page once."""
    hosts = tuple(f"127.0.1.{n}" for n in range(1, 41))
    with FaultServer({"*": page()}, hosts) as server:
        urls = [server.url(f"/{part}", host) for part in range(3) for host in hosts]
        (tmp_path / "list.txt").write_text("\n".join(urls) + "\n")
        tally = run_urls(job(tmp_path / "list.txt", tmp_path / "out", delay=0.2, respect_robots=False))
        asked = sorted(f"{hit.host}{hit.path}" for hit in server.hits)
    assert (tally.done, tally.failed) == (120, 0)
    assert asked == sorted(f"{host}/{part}" for part in range(3) for host in hosts)
