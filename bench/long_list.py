"""Memory over a long list of URLs: ``python -m bench.long_list [--urls 1000000] [--pages 1000]``.

Runs ``cleaner urls`` over a list in which ``--pages`` URLs are pages of a local server, and its robots.txt refuses all
others. So every URL passes through the list, the queue, the turns of its host, the state and the output, but only a few
pages must be cleaned. Prints the memory of the main process at several shares of the list, one Markdown row each. Then
runs again, with every URL known. Exit code 1 means that memory grew by more than a tenth, and by more than 16 MiB,
between a tenth of the list and its end.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

from bench.batch import ENVIRONMENT, body

MIB = 1 << 20
SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
MOST_GROWTH = 0.1
LEAST_GROWTH_MIB = 16


class Site(BaseHTTPRequestHandler):
    """Pages with texts of their own and validators. Everything under /no/ is refused."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one request."""
        status, data = 200, b"User-agent: *\nDisallow: /no/\n"
        if self.path != "/robots.txt":
            data = body(int(self.path.rpartition("/")[2]))
        if self.headers.get("If-None-Match") == f'"{self.path}"':
            status, data = 304, b""
        self.send_response(status)
        self.send_header("ETag", f'"{self.path}"')
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def write_list(path: Path, port: int, urls: int, pages: int, hosts: int) -> None:
    """Write the list, with the pages spread evenly over it."""
    step = max(1, urls // max(1, pages))
    with path.open("w") as file:
        for number in range(urls):
            part = "page" if number % step == 0 and number // step < pages else "no"
            file.write(f"http://127.0.0.{1 + number % hosts}:{port}/{part}/{number}\n")


def memory(pid: int) -> int:
    """The resident memory of a process in bytes, or 0 if it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0


def cpu_of_children() -> float:
    """CPU seconds of all children that have ended, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(words: list[str], out: Path) -> tuple[list[tuple[float, int, int]], float, float, str]:
    """Samples of (seconds, bytes of output, bytes of memory) of a run, its time, its CPU time, and its closing line."""
    started, cpu = time.monotonic(), cpu_of_children()
    samples: list[tuple[float, int, int]] = []
    with subprocess.Popen(words, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as child:
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.extend(child.stderr or ()))
        reader.start()
        while child.poll() is None:
            time.sleep(0.5)
            size = out.stat().st_size if out.exists() else 0
            samples.append((time.monotonic() - started, size, memory(child.pid)))
        reader.join()
    closing = said[-1].strip() if said else ""
    return [sample for sample in samples if sample[2]], time.monotonic() - started, cpu_of_children() - cpu, closing


def at_share(samples: list[tuple[float, int, int]], share: float, *, by: int) -> int:
    """The memory when this share of a run was done, by time (0) or by output (1)."""
    last = samples[-1][by]
    return next(sample[2] for sample in samples if sample[by] >= share * last)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("--urls", 1_000_000), ("--pages", 1_000), ("--hosts", 64)):
        parser.add_argument(name, type=int, default=value)
    parser.add_argument("--dir", type=Path, help="where list, state and output lie (some 2 GB for a million)")
    options = parser.parse_args()
    server = ThreadingHTTPServer(("0.0.0.0", 0), Site)  # noqa: S104 - every 127.0.0.x is a host of its own
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    grew = False
    with tempfile.TemporaryDirectory(dir=options.dir) as name:
        root = Path(name)
        write_list(root / "list.txt", server.server_port, options.urls, options.pages, options.hosts)
        out = root / "out.jsonl"
        words = [sys.executable, "-m", "cleaner", "urls", str(root / "list.txt"), "-o", str(out), "--allow-private",
                 "--set", "fetch.delay=0"]  # fmt: skip
        print("| run | of the list | MiB | seconds | CPU seconds |\n|---|---:|---:|---:|---:|")
        for number, by in zip(count(1), (1, 0), strict=False):  # the second run writes nothing new
            samples, seconds, cpu, line = run(words, out)
            shown = [(share, at_share(samples, share, by=by)) for share in SHARES]
            for share, used in shown:
                times = f"{seconds:.0f} | {cpu:.0f}" if share == 1 else " | "
                print(f"| {number} | {share:.0%} | {used / MIB:.0f} | {times} |", flush=True)
            print(f"<!-- {line} -->", flush=True)
            growth = shown[-1][1] - shown[0][1]
            grew = grew or growth > max(MOST_GROWTH * shown[0][1], LEAST_GROWTH_MIB * MIB)
    server.shutdown()
    return int(grew)


if __name__ == "__main__":
    sys.exit(main())
