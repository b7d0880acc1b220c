"""Child processes that do one task at a time and can be killed, so that a peer's crash costs one page, not the run."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

try:
    import resource
except ImportError:  # not on Windows, where only the wall clock limits a task
    resource = None  # type: ignore[assignment]

Item = TypeVar("Item")
Task = TypeVar("Task")
Result = TypeVar("Result")

HANG_SECONDS = 60  # CPU seconds after which a task counts as hung, however busy the machine is
STUCK_SECONDS = 300  # wall clock seconds after which a task that waits for something counts as hung
STOP_SECONDS = 5  # wall clock seconds in which a child must end by itself
CONTEXT = multiprocessing.get_context("spawn")


class Hung(Exception):
    """A task took too long, and its process was killed."""


class Died(Exception):
    """The process of a task ended by itself: a crash in native code, or lack of memory."""


class Worker(Generic[Task, Result]):
    """A child process that handles tasks with a handler made inside it. It is restarted after every hang or death.

    ``cpu_limit`` is in CPU seconds per task. With None, only the wall clock limits a task: with a limit, Linux reads
    the CPU clock of a process in ticks of 4 ms, which is too coarse for timing pages.
    """

    def __init__(
        self, make_handler: Callable[[], Callable[[Task], Result]], cpu_limit: int | None = HANG_SECONDS
    ) -> None:
        self._make_handler = make_handler
        self._cpu_limit = cpu_limit
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Worker[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, task: Task) -> Result:
        """Do a task. Raises Hung or Died, and any exception of the handler."""
        if self._pipe is None or self._process is None:
            self._start()
        assert self._pipe is not None
        assert self._process is not None
        try:
            self._pipe.send(task)
            if not self._pipe.poll(STUCK_SECONDS):
                self.stop()
                raise Hung(f"no answer in {STUCK_SECONDS} s")
            answer = self._pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self._process.join()
            code = self._process.exitcode
            self.stop()
            if code == -getattr(signal, "SIGXCPU", 0):
                raise Hung(f"more than {self._cpu_limit} s of CPU time") from None
            raise Died(f"its process ended with code {code}") from None
        if isinstance(answer, BaseException):
            raise answer
        return answer  # type: ignore[no-any-return]

    def stop(self) -> None:
        """End the child by closing its pipe, or by killing it if necessary."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(0 if self._pipe is None else STOP_SECONDS)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
        self._pipe = self._process = None

    def _start(self) -> None:
        self._pipe, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=_serve, args=(theirs, self._make_handler, self._cpu_limit), daemon=True)
        self._process.start()
        theirs.close()


def run_all(
    items: Iterable[Item],
    work: Callable[[Worker[Task, Result], Item], None],
    make: Callable[[], Worker[Task, Result]],
    jobs: int,
) -> None:
    """Give every item to ``work`` together with a worker, on ``jobs`` worker processes at the same time.

    Items are drawn one by one, so that few are in memory. An exception of ``work`` or of the iterable ends the run and
    is raised here.
    """
    source, lock, faults = iter(items), threading.Lock(), list[BaseException]()

    def draw() -> Iterator[Item]:
        while not faults:
            with lock:
                try:
                    item = next(source)
                except StopIteration:
                    return
            yield item

    def drain() -> None:
        try:
            with make() as worker:
                for item in draw():
                    work(worker, item)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=drain, daemon=True) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def _serve(pipe: Connection, make_handler: Callable[[], Callable[[Any], object]], cpu_limit: int | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    handler: Callable[[Any], object] | None = None
    with suppress(EOFError, BrokenPipeError):
        while True:
            task = pipe.recv()
            if cpu_limit is not None:
                _limit_cpu(cpu_limit)
            try:
                handler = handler or make_handler()
                answer: object = handler(task)
            except Exception as fault:
                answer = fault
            pipe.send(answer)


def _limit_cpu(seconds: int) -> None:
    """Let the kernel kill this process after this much more CPU time, which also stops native code."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))
