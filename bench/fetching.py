"""Pages per second from a list of URLs, for cleaner and Scrapy, on the same local hosts with the same politeness.

    python -m bench.fetching [--hosts 32] [--pages 20] [--delay 0.25] [--in-flight 8] [--rounds 3]

Both only fetch. They request robots.txt, send one request at a time to each host, and are timed over the whole process.
``--delay 0`` shows the overhead of each. ``--kills N`` instead kills our whole command N times and counts pages that
are lost or duplicated.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
BODY = (
    b"<html><head><title>A page</title></head><body>"
    + b"<p>Some text of a page that is fetched.</p>" * 300
    + b"</body></html>"
)

OURS = """
import sys
from cleaner.config import FetchSettings
from cleaner.fetch import fetch_all
from cleaner.model import Page
urls = open(sys.argv[1]).read().split()
settings = FetchSettings(allow_private=True, delay=float(sys.argv[2]), hosts=int(sys.argv[3]))
print(sum(isinstance(outcome, Page) for outcome in fetch_all(urls, settings)))
"""
SCRAPY = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess
urls = open(sys.argv[1]).read().split()
class Spider(scrapy.Spider):
    name = "bench"
    pages = 0
    async def start(self):
        for url in urls:
            yield scrapy.Request(url, dont_filter=True)
    def parse(self, response):
        Spider.pages += 1
process = CrawlerProcess({
    "ROBOTSTXT_OBEY": True, "DOWNLOAD_DELAY": float(sys.argv[2]), "RANDOMIZE_DOWNLOAD_DELAY": False,
    "CONCURRENT_REQUESTS": int(sys.argv[3]), "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False, "COOKIES_ENABLED": False, "REFERER_ENABLED": False,
})
process.crawl(Spider)
process.start()
print(Spider.pages)
"""


def serve(addresses: list[str], port: int, ready: multiprocessing.synchronize.Event) -> None:  # type: ignore[name-defined]
    """Answer every GET on all addresses with one page, keep-alive."""
    import asyncio

    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readuntil(b"\r\n\r\n"):
                writer.write(missing if line.startswith(b"GET /robots.txt") else head + BODY)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, addresses, port, backlog=512)
        ready.set()
        async with server:
            await server.serve_forever()

    asyncio.run(main())


def timed(code: str, *words: str) -> tuple[int, float]:
    """Run a fetcher in its own process. Return its pages and seconds."""
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return int(done.stdout.split()[-1]), time.monotonic() - started


def compare(urls: Path, count: int, options: argparse.Namespace) -> None:
    """Print pages per second of both, in alternating rounds, and the ratio of the medians."""
    rates: dict[str, list[float]] = {"cleaner": [], "scrapy": []}
    for _ in range(options.rounds):
        for name, code in (("cleaner", OURS), ("scrapy", SCRAPY)):
            pages, seconds = timed(code, str(urls), str(options.delay), str(options.in_flight))
            if pages != count:
                sys.exit(f"{name}: {pages} of {count} pages")
            rates[name].append(pages / seconds)
    print(f"{options.hosts} hosts, {count} pages, delay {options.delay} s, {options.in_flight} in flight")
    for name, found in rates.items():
        print(
            f"{name:8} {statistics.median(found):8.1f} pages/s   rounds: {', '.join(f'{rate:.1f}' for rate in found)}"
        )
    print(f"ratio    {statistics.median(rates['cleaner']) / statistics.median(rates['scrapy']):8.2f}")


def kill_often(urls: Path, count: int, kills: int, folder: Path) -> None:
    """Kill a run at random moments. Print what was lost, duplicated, incomplete and fetched again."""
    rng, out, done = random.Random(5), folder / "out.jsonl", 0
    words = [sys.executable, "-m", "tests.urls_child", str(urls), str(out)]
    rounds = 0
    while done < kills:
        rounds += 1
        child = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            child.wait(rng.uniform(0.5, 2.0))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            done += 1
        else:
            check(out, urls, count)
            out.unlink()
    subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    check(out, urls, count)
    print(f"{done} kills: every list came to its end, 0 lost, 0 doubled, 0 torn")


def check(out: Path, urls: Path, count: int) -> None:
    """Stop with a message if a finished output is wrong."""
    origins = Counter(json.loads(line)["origin"] for line in out.read_text().split("\n")[:-1])
    if len(origins) != count or set(origins.values()) != {1} or set(origins) != set(urls.read_text().split()):
        sys.exit(f"lost {count - len(origins)}, doubled {sum(origins.values()) - len(origins)}")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=32)
    parser.add_argument("--pages", type=int, default=20, help="pages of each host")
    parser.add_argument("--delay", type=float, default=0.25, help="seconds between two requests to a host")
    parser.add_argument("--in-flight", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    addresses = [f"127.0.{1 + n // 250}.{1 + n % 250}" for n in range(options.hosts)]
    port = 20_000 + os.getpid() % 20_000
    ready = multiprocessing.Event()
    server = multiprocessing.Process(target=serve, args=(addresses, port, ready), daemon=True)
    server.start()
    ready.wait(20)
    with tempfile.TemporaryDirectory() as name:
        urls = Path(name) / "urls.txt"
        listed = [f"http://{host}:{port}/{n}" for host in addresses for n in range(options.pages)]
        urls.write_text("\n".join(listed) + "\n")
        if options.kills:
            kill_often(urls, len(listed), options.kills, Path(name))
        else:
            compare(urls, len(listed), options)
    server.terminate()


if __name__ == "__main__":
    main()
