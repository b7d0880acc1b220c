"""Pages per second with and without rendering, and the memory of both, on our own pages that scripts fill.

    python -m bench.rendering [--pages 100] [--hosts 8] [--tabs 2] [--browser PROGRAM]

Pages are fetched from a server on loopback addresses, without a gap between requests, and not cleaned. Each page needs
one script and one request for its text. CPU seconds are those of our process and of the browser, including its start
and end. Unlike pages per second, they do not depend on the load of the machine. Memory is the peak of our process, and
the peak of all processes of the browser together (USS, which would be free if they ended), sampled four times a second.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event

import psutil

from cleaner.config import BrowserSettings, FetchSettings
from cleaner.fetch import Rendering, fetch_all
from cleaner.model import Page
from tests.faultserver import FaultServer, page
from tests.rendered import FILL, GET, shell, story

LOOK_SECONDS = 0.25


def serve(pages: int, hosts: tuple[str, ...], answer: Connection, stop: Event) -> None:
    """Serve pages in a separate process, so that its cost does not count as ours."""
    scripts = {"/library.js": page(b"window.library = 1", content_type="text/javascript")}
    for n in range(pages):
        scripts[f"/{n}"] = page(shell(f"{FILL} {GET.format(n)};"))
        text = json.dumps({"html": story(f"Valley {n}")}).encode()
        scripts[f"/{n}.json"] = page(text, content_type="application/json")
    with FaultServer(scripts, hosts) as server:
        answer.send(server.port)
        stop.wait()


class Watch:
    """Samples the memory of this process and of the browser until it is stopped."""

    def __init__(self) -> None:
        self.own = self.browser = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        me = psutil.Process()
        while not self._stop.wait(LOOK_SECONDS):
            self.own = max(self.own, me.memory_full_info().uss)
            total = 0
            for child in me.children():
                try:
                    if "guardian.py" in " ".join(child.cmdline()):
                        total += sum(one.memory_full_info().uss for one in child.children(recursive=True))
                except psutil.Error:
                    continue
            self.browser = max(self.browser, total)


def children_seconds() -> float:
    """The CPU seconds of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(urls: list[str], rendering: Rendering | None, tabs: int) -> None:
    """Fetch all pages and print the cost."""
    settings = FetchSettings(allow_private=True, delay=0, hosts=max(8, tabs))
    started, own, browser = time.monotonic(), time.process_time(), children_seconds()
    with Watch() as watch:
        outcomes = list(fetch_all(urls, settings, rendering=rendering))
        seconds = time.monotonic() - started
    own, browser = time.process_time() - own, children_seconds() - browser
    filled = sum(isinstance(one, Page) and b"<p>" in one.body for one in outcomes)
    name = "rendered" if rendering is not None else "as sent"
    print(
        f"{name:9} {len(urls) / seconds:7.1f} pages/s   {filled} of {len(urls)} with text   "
        f"CPU a page {1000 * own / len(urls):.0f} ms, browser {1000 * browser / len(urls):.0f} ms   "
        f"memory {watch.own >> 20} MiB, browser {watch.browser >> 20} MiB"
    )
    for note in rendering.notes if rendering is not None else ():
        print(note)


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--tabs", type=int, default=2, help="pages that are rendered at once")
    parser.add_argument("--browser", help="the program; default: the first that is found")
    options = parser.parse_args()
    hosts = tuple(f"127.0.0.{n + 1}" for n in range(options.hosts))
    near, far = multiprocessing.Pipe()
    stop = multiprocessing.Event()
    server = multiprocessing.Process(target=serve, args=(options.pages, hosts, far, stop))
    server.start()
    try:
        port = near.recv()
        urls = [f"http://{hosts[n % len(hosts)]}:{port}/{n}" for n in range(options.pages)]
        measure(urls, None, options.tabs)
        browser = BrowserSettings(path=options.browser, pages=options.tabs)
        measure(urls, Rendering(browser, True, lambda _: True), options.tabs)
    finally:
        stop.set()
        server.join()


if __name__ == "__main__":
    main()
