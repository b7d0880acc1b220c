"""The queue of waiting inputs: hosts in turn, and no memory for a long list."""

from __future__ import annotations

import subprocess
import sys

from cleaner.store.queue import Queue, Waiting


def test_queue_serves_hosts_in_turn() -> None:
    queue = Queue()
    assert queue.unseen(["a", "b", "a"]) == [True, True, False]
    queue.add([Waiting("h1", "a", "A"), Waiting("h2", "b", "B"), Waiting("h1", "c", "C")])
    assert queue.next_host(()) == "h1"
    assert queue.next_host(()) == "h2"
    assert queue.next_host(()) == "h1"
    assert queue.next_host({"h1", "h2"}) is None
    assert [queue.take("h1"), queue.take("h1"), queue.take("h1")] == [
        Waiting("h1", "a", "A"), Waiting("h1", "c", "C"), None,
    ]  # fmt: skip
    assert queue.next_host(()) == "h2"
    queue.close()


MILLION = """
import resource, sys
from cleaner.store.queue import Queue, Waiting
from cleaner.fetch.canonical import canonical
from cleaner.fetch import host_of
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
queue, count = Queue(), int(sys.argv[1])
before = peak()
for start in range(0, count, 1000):
    numbers = range(start, start + 1000)
    urls = [f"https://site-{n % 5003}.example/articles/{n}/a-rather-long-headline-of-an-article" for n in numbers]
    keys = [canonical(url) for url in urls]
    queue.unseen(keys)
    queue.add([Waiting(host_of(url), key, url) for url, key in zip(urls, keys)])
print(peak() - before)
"""


def test_a_long_list_takes_no_memory() -> None:
    """100,000 waiting URLs take less than 50 MB more than none (a million: the same, see the bench)."""
    grown = subprocess.run([sys.executable, "-c", MILLION, "100000"], capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 50 * 1024
