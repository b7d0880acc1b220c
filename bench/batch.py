"""Measures batches and the scheduled job at full size: ``python -m bench.batch [--scale 0.1] [--only kills,pairs]``.

Prints one Markdown row per figure, with its goal. Exit code 1 means that a figure misses its goal.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import yaml

from cleaner.batch import clean_many
from cleaner.batch.child import Limits, Lost
from cleaner.batch.pool import Pool
from cleaner.config import load_config
from cleaner.jobs.run import run_job
from cleaner.model import Failure, Page

REPO = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "cleaner"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPO)}
MIB = 1 << 20
SENTENCE = "Below the old bridge the river bends to the north, and the road to the town follows it for some miles. "


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: what was measured, the value, the goal, and whether it is met."""

    name: str
    value: str
    goal: str
    reached: bool


def body(number: int) -> bytes:
    """A page with a text of its own."""
    dice = random.Random(number)
    words = SENTENCE.split()
    text = "".join(f"<p>{' '.join(dice.choice(words) for _ in range(60))}.</p>" for _ in range(8))
    return (
        f"<html lang='en'><head><title>Page {number}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Page {number}</h1>{text}</article></body></html>"
    ).encode()


def make_job(root: Path, pages: int) -> Path:
    """Write a folder of pages and the configuration of a job for it."""
    (root / "in").mkdir()
    for number in range(pages):
        (root / "in" / f"p{number:05}.html").write_bytes(body(number))
    path = root / "job.yaml"
    run = {
        "sources": [{"kind": "folder", "location": "in"}],
        "sinks": [{"kind": "jsonl", "path": "out.jsonl"}],
    }
    path.write_text(yaml.safe_dump({"run": run, "batch": {"workers": 2}}))
    return path


def origins(path: Path) -> list[str]:
    """The origins of an output's records. Raises ValueError for an incomplete line."""
    return [json.loads(line)["origin"] for line in path.read_text("utf-8").split("\n")[:-1]]


def start(job: Path) -> subprocess.Popen[bytes]:
    """Start a run of a job in its own process group."""
    return subprocess.Popen(
        [*COMMAND, "run", "-c", str(job)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT,
        start_new_session=True,
    )  # fmt: skip


def bench_kills(scale: float) -> Iterator[Figure]:
    """Kill -9 at random moments, in a new folder after each finished run."""
    wanted = max(5, int(200 * scale))
    kills = faults = rounds = 0
    dice = random.Random(1)
    while kills < wanted:
        with tempfile.TemporaryDirectory() as name:
            job = make_job(Path(name), 200)
            rounds += 1
            while True:
                running = start(job)
                try:
                    running.wait(dice.uniform(0.2, 2.5) if kills < wanted else None)
                except subprocess.TimeoutExpired:
                    os.killpg(running.pid, signal.SIGKILL)
                    running.wait()
                    kills += 1
                    if not (Path(name) / "out.jsonl.state" / "state.sqlite").exists():
                        continue
                    with closing(sqlite3.connect(Path(name) / "out.jsonl.state" / "state.sqlite")) as db:
                        faults += db.execute("PRAGMA integrity_check").fetchone() != ("ok",)
                    continue
                break
            found = origins(Path(name) / "out.jsonl")
            faults += len(set(range(200)) ^ {int(origin[-10:-5]) for origin in found}) + len(found) - len(set(found))
    yield Figure("kill -9 at random instants", f"{kills} kills, {faults} lost, doubled or torn", "0", faults == 0)


def bench_pairs(scale: float) -> Iterator[Figure]:
    """Pairs of runs that start at the same time."""
    wanted = max(3, int(100 * scale))
    good, slowest = 0, 0.0
    with tempfile.TemporaryDirectory() as name:
        job = make_job(Path(name), 2000)
        for _ in range(wanted):
            begun = time.monotonic()
            pair = [start(job), start(job)]
            while all(running.poll() is None for running in pair):
                time.sleep(0.005)
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(0.1)
            codes = [running.poll() for running in pair]
            good += sorted(codes, key=str) == [75, None]
            for running in pair:
                if running.poll() is None:
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
    yield Figure("two runs at once: exactly one works", f"{good} of {wanted} pairs", "all", good == wanted)
    yield Figure("the other one leaves within", f"{slowest:.2f} s", "2 s", slowest < 2)


def bench_year(scale: float) -> Iterator[Figure]:
    """One run per day over a site that changes."""
    from tests.site import Site

    days = max(20, int(365 * scale))
    dice = random.Random(3)
    expected, states, seconds = 0, [], []
    with tempfile.TemporaryDirectory() as name, Site() as site:
        root = Path(name)
        path = root / "job.yaml"
        run = {
            "sources": [{"kind": "sitemap", "location": f"{site.root}/map.xml"}],
            "sinks": [{"kind": "jsonl", "path": "out.jsonl"}],
        }
        fetch = {"allow_private": True, "delay": 0, "respect_robots": False}
        path.write_text(yaml.safe_dump({"run": run, "fetch": fetch, "batch": {"workers": 1}}))
        config = load_config(path, env={})
        for day in range(days):
            front = range(day, day + 20)
            for number in front:
                if f"/{number}" not in site.pages or dice.random() < 0.03:
                    site.pages[f"/{number}"] = body(100_000 * day + number)
                    expected += 1
            links = "".join(f"<url><loc>{site.root}/{number}</loc></url>" for number in front)
            site.pages["/map.xml"] = f"<urlset>{links}</urlset>".encode()
            begun = time.monotonic()
            run_job(config)
            seconds.append(time.monotonic() - begun)
            states.append((root / "out.jsonl.state" / "state.sqlite").stat().st_size)
        found = origins(root / "out.jsonl")
    exact = len(found) == expected and len(set(found)) == days + 19
    yield Figure(f"{days} daily runs: versions written", f"{len(found)} of {expected}", "all, each once", exact)
    tenth = days // 10
    first, last = (sorted(part)[len(part) // 2] for part in (seconds[tenth : 2 * tenth], seconds[-tenth:]))
    yield Figure("run time, median early and late", f"{first:.2f} s, {last:.2f} s", "flat (x1.5)", last < 1.5 * first)
    growth = (states[-1] - states[days // 2]) / (days - days // 2)
    yield Figure("state a new article", f"{growth / 1024:.1f} KiB", "4 KiB", growth < 4096)


def resident(pid: int) -> int:
    """Resident bytes of a process and its descendants."""
    total = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            total += resident(int(child))
    return total


def bench_memory(scale: float) -> Iterator[Figure]:
    """Resident memory of the whole process tree from page 1,000 to page 10,000."""
    last = max(2000, int(10_000 * scale))
    sizes: dict[int, int] = {}
    config = load_config(env={}, overrides={"clean.mode": "fast"})
    begun = time.monotonic()
    pages = (Page(body(number), content_type="text/html", origin=str(number)) for number in range(last))
    for number, _ in enumerate(clean_many(pages, config, 2), 1):
        if number == 1000 or number > last - 50:
            sizes[number] = resident(os.getpid())
    rate = last / (time.monotonic() - begun)
    growth = sorted(size for number, size in sizes.items() if number > 1000)[len(sizes) // 2] - sizes[1000]
    yield Figure(f"memory, page 1,000 to {last:,}", f"{growth / MIB:+.1f} MiB", "10 MiB", growth < 10 * MIB)
    yield Figure("pages a second, 2 workers, small pages", f"{rate:.0f}", "none", True)


def lethal(number: int) -> int:
    """Work that kills its process once."""
    if number == 500:
        os.abort()
    return number


def bench_deaths(_: float) -> Iterator[Figure]:
    """One of a thousand items kills its worker: how long until the next result?"""
    from bench.batch import lethal  # by its module name, because workers do not know this module as __main__

    with Pool(lethal, 2, Limits(30, 1024), 500) as pool:
        results, gaps, before = [], [], time.monotonic()
        for done in pool.run(range(1000)):
            now = time.monotonic()
            gaps.append(now - before)
            before = now
            results.append(done.result)
    lost = [number for number, result in enumerate(results) if isinstance(result, Lost)]
    yield Figure("a worker dies at piece 500 of 1,000", f"lost {lost}", "[500]", lost == [500])
    yield Figure("healthy again within", f"{max(gaps[1:]):.3f} s", "1 s", max(gaps[1:]) < 1)
    begun = time.monotonic()
    with Pool(lethal, 2, Limits(30, 1024), 10**6) as pool:
        count = sum(1 for _ in pool.run(1000 + number for number in range(20_000)))
    cost = (time.monotonic() - begun) / count * 1e6
    yield Figure("cost of a piece through the pool", f"{cost:.0f} us", "none", True)


def bench_same(scale: float) -> Iterator[Figure]:
    """Clean the same pages with one and with eight workers, repeatedly."""
    rounds = max(2, int(10 * scale))
    given = [Page(body(number), content_type="text/html", origin=str(number)) for number in range(100)]
    seen = set()
    for turn in range(rounds):
        results = clean_many(iter(given), None, 1 if turn % 2 else 8)
        seen.add(hash(tuple(repr(result.outcome) for result in results)))
    yield Figure("1 and 8 workers", f"{rounds} runs, {len(seen)} outcomes", "1 outcome", len(seen) == 1)
    failed = [r for r in clean_many(iter(given[:3]), None, 1) if isinstance(r.outcome, Failure)]
    yield Figure("pages that failed", str(len(failed)), "0", not failed)


BENCHES: dict[str, Callable[[float], Iterator[Figure]]] = {
    "deaths": bench_deaths, "same": bench_same, "memory": bench_memory, "pairs": bench_pairs, "kills": bench_kills,
    "year": bench_year,
}  # fmt: skip


def main() -> int:
    """Run the chosen benches."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    parser.add_argument("--only", default=",".join(BENCHES), help="comma-separated names")
    given = parser.parse_args()
    print("| what | measured | to reach | |\n|---|---|---|---|", flush=True)
    missed = False
    for name in given.only.split(","):
        for figure in BENCHES[name](given.scale):
            mark = "" if figure.reached else "missed"
            print(f"| {figure.name} | {figure.value} | {figure.goal} | {mark} |", flush=True)
            missed = missed or not figure.reached
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
