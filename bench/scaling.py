"""What a second worker gains, where time and memory go, and what a crawl of billions of pages would take.

    python -m bench.scaling --corpora ../shared/corpora

runs ``cleaner warc`` and ``cleaner scale`` like a user, with one and two workers in turns, on WARC files made from the
pages of the corpora. It prints one table per question. CPU and memory are those of all child processes, read from
/proc. On a shared machine, rates in wall-clock time fall with the load; CPU seconds per page do not.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise, repeat
from pathlib import Path

from bench.warcs import Saved, saved_pages, write_warc

ROOT = Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.25
MEMORY_EVERY = 4  # samples; reading shares of memory from the kernel is slow
SMALL_BYTES = 40_000  # largest page of the memory run, so that it ends soon
CRAWL_PAGES = 2_500_000_000
CRAWL_FILES = 90_000
CRAWL_TB = 90.0  # compressed
CORE_HOUR_DOLLARS = 0.02  # an assumption: the spot price of a virtual core with 2 to 4 GiB
HOUR = 3600


@dataclass(slots=True)
class Usage:
    """The cost of a command: wall seconds, CPU seconds by role of the process, peak memory (MiB, PSS)."""

    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    memory: float = 0.0
    by_role: dict[str, float] = field(default_factory=dict)
    trace: list[tuple[float, float]] = field(default_factory=list)
    output: str = ""

    @property
    def total(self) -> float:
        """CPU seconds of all processes."""
        return sum(self.cpu.values())


@dataclass(frozen=True, slots=True)
class Run:
    """A command with its size and its cost."""

    name: str
    workers: int
    pages: int
    usage: Usage

    @property
    def rate(self) -> float:
        """Pages per second of wall-clock time."""
        return self.pages / self.usage.seconds


def tree(root: int) -> set[int]:
    """A process and all its descendants."""
    parents: dict[int, int] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int(Path(entry.path, "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = wanted = {root}
    while wanted:
        wanted = {pid for pid, parent in parents.items() if parent in wanted}
        found = found | wanted
    return found


def role_of(pid: int, root: int) -> str:
    """The role of a process."""
    line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    if "cleaner.batch.child" in line:
        return "clean"
    if line.startswith("ray::") and "Clean" in line:
        return "read and write"
    return "command" if pid == root else "Ray itself"


def watch(process: subprocess.Popen[str]) -> Usage:
    """Observe a command until it ends."""
    usage = Usage()
    started = time.monotonic()
    seen: dict[int, float] = {}
    roles: dict[int, str] = {}
    samples = 0
    while process.poll() is None:
        pids = tree(process.pid)
        share: dict[str, float] = defaultdict(float)
        for pid in pids:
            try:
                parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                role = roles.get(pid)
                if role is None or role == "Ray itself":  # a worker is recognised by its title, which it gets later
                    role = roles[pid] = role_of(pid, process.pid)
                seen[pid] = (int(parts[11]) + int(parts[12])) / TICK
                if samples % MEMORY_EVERY == 0:
                    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                    share[role] += int(rollup.partition("\nPss:")[2].split()[0]) / 1024
            except (OSError, IndexError, ValueError):
                continue
        if share:
            held = sum(share.values())
            usage.trace.append((time.monotonic() - started, held))
            if held > usage.memory:
                usage.memory, usage.by_role = held, dict(share)
        samples += 1
        time.sleep(SAMPLE_SECONDS)
    usage.seconds = time.monotonic() - started
    for pid, seconds in seen.items():
        usage.cpu[roles[pid]] += seconds
    return usage


def run(name: str, files: Sequence[Path], output: Path, workers: int, pages: int) -> Run:
    """Run a command on files. Raises SystemExit with its message if it fails."""
    for old in (output, output.with_name(output.name + ".partial")):
        shutil.rmtree(old, ignore_errors=True)
        if old.exists():
            old.unlink()
    command = [sys.executable, "-m", "cleaner", name, *map(str, files), "-o", str(output), "-j", str(workers)]
    command += ["-f", "parquet"] if name == "warc" else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    usage = watch(process)
    usage.output = (process.stderr.read() if process.stderr else "").strip()
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command[2:])}: {usage.output}")
    return Run(name, workers, pages, usage)


def make_files(folder: Path, pages: Iterator[Saved], count: int, files: int) -> list[Path]:
    """Distribute pages over WARC files with the same number of pages each."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number:03d}.warc.gz" for number in range(files)]
    each = [count // files + (at < count % files) for at in range(files)]
    for path, size in zip(paths, each, strict=True):
        write_warc(path, islice(pages, size), requests=True)
    return paths


def endless(pages: Sequence[Saved]) -> Iterator[Saved]:
    """The pages again and again, each time with other addresses."""
    for turn, page in chain.from_iterable(zip(repeat(turn), pages, strict=False) for turn in range(10**6)):
        yield Saved(f"{page.url}?{turn}", page.body)


def show(rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table. The first row is its header."""
    head, *body = [[str(cell) for cell in row] for row in rows]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in body:
        print("| " + " | ".join(row) + " |")
    print()


def read_only(files: Sequence[Path]) -> float:
    """CPU seconds for reading the files without cleaning."""
    from cleaner.sources.archive import read_archive

    before = time.process_time()
    for path in files:
        for _ in read_archive(str(path), 20_000_000):
            pass
    return time.process_time() - before


def scaling(work: Path, pages: Sequence[Saved], count: int, rounds: int) -> list[Run]:
    """Run with one and two workers, in turns."""
    files = make_files(work / "in", endless(pages), count, 8)
    size = sum(path.stat().st_size for path in files)
    print(f"{count:,} pages in {len(files)} files, {size / 1e6:.0f} MB, {size / count / 1e3:.1f} kB a page compressed;")
    print(f"reading them takes {read_only(files) * 1000 / count:.2f} ms of CPU a page\n")
    runs = [
        run(name, files, work / f"out-{name}", workers, count)
        for _ in range(rounds)
        for name in ("warc", "scale")
        for workers in (1, 2)
    ]
    best = {(one.name, one.workers): one for one in sorted(runs, key=lambda one: one.rate)}
    rows: list[Sequence[object]] = [
        ("command", "workers", "pages/s", "efficiency", "CPU ms per page", "share of cleaning", "peak memory, MiB")
    ]
    for (name, workers), one in sorted(best.items()):
        base = best[name, 1]
        cpu = one.usage.total * 1000 / count
        rows.append((
            name, workers, f"{one.rate:.1f}", f"{one.rate / base.rate / workers:.2f}", f"{cpu:.1f}",
            f"{one.usage.cpu['clean'] / one.usage.total:.0%}", f"{one.usage.memory:.0f}",
        ))  # fmt: skip
    show(rows)
    sys.stdout.flush()
    return [*best.values()]


def where_it_goes(runs: Sequence[Run], tiny: Run) -> None:
    """CPU and memory by role, and the cost of a run before its first page."""
    largest = next(one for one in runs if one.name == "scale" and one.workers == 2)
    show([
        ("role", "CPU s", "MiB at the peak"),
        *((role, f"{seconds:.1f}", f"{largest.usage.by_role.get(role, 0):.0f}")
          for role, seconds in sorted(largest.usage.cpu.items())),
    ])  # fmt: skip
    start = tiny.usage.seconds
    single = next(one for one in runs if one.name == "scale" and one.workers == 1)
    bare = (single.usage.seconds - start) / (largest.usage.seconds - start) / largest.workers
    print(f"start and end of Ray with one page: {start:.1f} s, {tiny.usage.total:.1f} s of CPU;")
    print(f"efficiency of scale without them: {bare:.2f}\n")


def sameness(work: Path) -> None:
    """Whether ``warc``, ``scale`` and ``clean_many`` make the same records, as JSON bytes."""
    from cleaner.batch import clean_many
    from cleaner.config import load_config
    from cleaner.model import Failure, Page
    from cleaner.record import dump, to_record
    from cleaner.scale.output import output_name
    from cleaner.sinks.parquet import read_records
    from cleaner.sources.archive import read_archive

    files = sorted((work / "in").iterdir())
    config = load_config()
    entries = (entry for path in files for entry in read_archive(str(path), config.clean.max_bytes))
    inputs = (entry for entry in entries if isinstance(entry, Page | Failure))
    here = (to_record(done.outcome, done.page, config) for done in clean_many(inputs, config))
    parts = sorted((work / "out-warc").glob("*.parquet"))
    outputs = [work / "out-scale" / output_name(str(path)) for path in files]
    digests = {}
    for name, records in (
        ("clean_many", here),
        ("warc", chain.from_iterable(map(read_records, parts))),
        ("scale", chain.from_iterable(map(read_records, outputs))),
    ):
        digest, count = hashlib.sha256(), 0
        for record in records:
            digest.update(dump(record).encode() + b"\n")
            count += 1
        digests[name] = (f"{count:,}", digest.hexdigest()[:16])
    show([("made by", "records", "SHA-256 of their JSON lines"), *((name, *found) for name, found in digests.items())])


def memory(work: Path, pages: Sequence[Saved], count: int) -> None:
    """The memory of ``cleaner warc`` in parts of one run, by time. The first part includes its start."""
    small = [page for page in pages if len(page.body) <= SMALL_BYTES]
    files = make_files(work / "many", endless(small), count, 4)
    usage = run("warc", files, work / "out-many", 2, count).usage
    rows: list[Sequence[object]] = [("pages", "average memory, MiB", "peak, MiB")]
    for begin, end in pairwise((0, 0.05, 0.1, 0.6, 1)):
        held = [mib for at, mib in usage.trace if begin < at / usage.seconds <= end] or [0.0]
        rows.append((
            f"{count * begin + 1:,.0f} to {count * end:,.0f}", f"{sum(held) / len(held):.0f}", f"{max(held):.0f}",
        ))  # fmt: skip
    show(rows)


def crawl(runs: Sequence[Run], tiny: Run) -> None:
    """The cost of a month of Common Crawl, from the CPU time per page without the start of Ray."""
    one = next(one for one in runs if one.name == "scale" and one.workers == 2)
    cpu = (one.usage.total - tiny.usage.total) / one.pages
    hours = cpu * CRAWL_PAGES / HOUR
    show([
        ("a crawl of", "pages", "CPU ms per page", "core hours", f"at ${CORE_HOUR_DOLLARS} per core hour",
         "days on 1,000 cores", "a file of 1 GB, minutes"),
        (f"{CRAWL_FILES:,} files, {CRAWL_TB:.0f} TB", f"{CRAWL_PAGES:,}", f"{cpu * 1000:.1f}", f"{hours:,.0f}",
         f"${hours * CORE_HOUR_DOLLARS:,.0f}", f"{hours / 1000 / 24:.1f}",
         f"{cpu * CRAWL_PAGES / CRAWL_FILES / 60:.0f}"),
    ])  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=2, help="runs of each size; the fastest counts")
    parser.add_argument("--many", type=int, default=20_000, help="pages of the memory run; 0 leaves it out")
    options = parser.parse_args()
    pages = [*saved_pages(options.corpora)]
    if not pages:
        parser.error(f"{options.corpora}: no pages here")
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load average {load:.1f} before the start\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        runs = scaling(work, pages[::3], options.pages, options.rounds)
        tiny = run("scale", make_files(work / "tiny", iter(pages[:1]), 1, 1), work / "out-tiny", 1, 1)
        where_it_goes(runs, tiny)
        sameness(work)
        if options.many:
            memory(work, pages, options.many)
        crawl(runs, tiny)


if __name__ == "__main__":
    main()
