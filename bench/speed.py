"""CPU time and memory of the systems, on the same pages, one system at a time."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.corpora import GoldPage
from bench.make import make_system
from bench.systems import OURS, Output, RawPage, System, decode
from bench.workers import Died, Hung, Worker

ALL = "+metadata"  # marks the time of a system's slower call, which also returns metadata


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds of every system on one page, by name, and of cleaner's stages in the same call, by mode and stage.

    ``raised`` names the systems whose time ended early with an exception.
    """

    page: str
    seconds: dict[str, float]
    stages: dict[str, dict[str, float]]
    raised: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """Peak resident memory of a process that ran one system on all pages, and its memory before the first, in bytes."""

    system: str
    start: int
    peak: int
    died: int


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """The handler of the timing process: all systems in one process, page by page."""

    systems: dict[str, System]

    @classmethod
    def make(cls, names: tuple[str, ...]) -> Stopwatch:
        """Import all systems."""
        return cls({name: make_system(name) for name in names})

    def __call__(self, task: TimingTask) -> Timing:
        """Time one page. The order of systems changes from page to page, so that none always finds warm caches."""
        raw = RawPage(task.page.html, decode(task.page.html), task.page.url)
        calls = {name: system.extract for name, system in self.systems.items()}
        calls |= {name + ALL: system.extract_all for name, system in self.systems.items() if system.extract_all}
        order = [*calls][task.number % len(calls) :] + [*calls][: task.number % len(calls)]
        seconds: dict[str, float] = {}
        stages: dict[str, dict[str, float]] = {}
        raised: list[str] = []
        for name in order:
            gc.collect()
            start = time.process_time()
            try:
                if name in OURS:
                    from bench import ours

                    stages[name] = dict(ours.time_stages(raw, name))
                else:
                    calls[name](raw)
            except Exception:  # any error of a system is counted
                raised.append(name)
            seconds[name] = time.process_time() - start
        return Timing(task.page.key, seconds, stages, tuple(raised))


@dataclass(frozen=True, slots=True)
class TimingTask:
    """A page to time, and its number in the run."""

    page: GoldPage
    number: int


def time_pages(pages: Iterable[GoldPage], names: Sequence[str]) -> tuple[list[Timing], list[str]]:
    """Time all systems on all pages. Return the timings, and the pages left out because a system hung or died there.

    The first page is processed twice and timed once, so that imports and first calls do not count. If a system raises,
    the time until then counts, and the timing says so.
    """
    timings: list[Timing] = []
    left_out: list[str] = []
    with Worker[TimingTask, Timing](partial(Stopwatch.make, tuple(names)), cpu_limit=None) as worker:
        warm = False
        for number, page in enumerate(pages):
            try:
                if not warm:
                    worker.run(TimingTask(page, number))
                timings.append(worker.run(TimingTask(page, number)))
                warm = True
            except (Hung, Died):
                left_out.append(page.key)
                warm = False
    return timings, left_out


@dataclass(frozen=True, slots=True)
class Scale:
    """The handler of a child process that runs one system and reports the peak memory of the process so far."""

    system: System

    @classmethod
    def make(cls, name: str) -> Scale:
        """Import the system."""
        return cls(make_system(name))

    def __call__(self, page: GoldPage | None) -> int:
        """Run the system on a page, or on none. Return the peak so far in bytes."""
        if page is not None:
            raw = RawPage(page.html, decode(page.html), page.url)
            with suppress(Exception):
                self._run(raw)
        return peak_memory()

    def _run(self, raw: RawPage) -> Output:
        return (self.system.extract_all or self.system.extract)(raw)


def weigh(pages: Iterable[GoldPage], name: str) -> Memory:
    """Run one system on all pages in its own process. Return its peak memory, or the last known one if it died."""
    start = peak = died = 0
    with Worker[GoldPage | None, int](partial(Scale.make, name)) as worker:
        start = worker.run(None)
        for page in pages:
            try:
                peak = max(peak, worker.run(page))
            except (Hung, Died):
                died += 1
    return Memory(name, start, peak, died)


def peak_memory() -> int:
    """Return the peak resident memory of this process in bytes.

    Linux's ``VmHWM``, because ``ru_maxrss`` of a child starts at the peak of the parent that it was forked from.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
