"""A pool of killable processes that works on a stream in order, with CPU and memory limits for each item.

``concurrent.futures`` fails every pending job when one child dies. Pools that survive this limit wall time instead of
CPU time, and send one job at a time. Here a few items wait in the socket of each worker, so that it is never idle.
Results are returned one by one, and a death costs only the current item. A fresh worker tries that item once more, so
that the traces of an earlier page in a process never decide; then the item is Lost. The caller's ``__main__`` need not
be importable, so scripts without a guard and notebooks work.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from cleaner.batch.child import FORK, LENGTH, REPLY, REQUEST, UNKNOWN, WAIT, Doubtful, Limits, Lost, is_waiting, receive
from cleaner.errors import CleanError

T = TypeVar("T")
R = TypeVar("R")

BOOT = "import sys; sys.path[:] = sys.argv[2:]; from cleaner.batch.child import main; main()"
READ_BYTES = 1 << 18
MAX_WAITING = 6  # items that one worker holds, including the current one
MAX_WAITING_BYTES = 1 << 20  # of items behind the current one
AHEAD_PER_WORKER = 48  # items that are read beyond the oldest unfinished one
MAX_AHEAD_BYTES = 64 << 20
WALL_FACTOR = 10  # a worker hangs if it waits, without a reply, for this many times its CPU limit
POLL_SECONDS = 0.05  # longest wait before a source without input is asked again
CLOSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class PassThrough:
    """A value in the stream that needs no work. It passes through in its place."""

    value: Any


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """An item of the stream with its result; ``result`` is None for a value that passed through."""

    item: T | PassThrough
    result: R | Lost | None


class Task:
    """An item between its arrival and its result."""

    __slots__ = ("again", "item", "result", "size")

    def __init__(self, item: object, size: int) -> None:
        self.item: Any = item
        self.size = size
        self.again = False  # whether a worker has died on it
        self.result: Any = None


class Worker:
    """The parent's end of one worker process."""

    __slots__ = ("channel", "given", "inbox", "last_reply", "outbox", "pid", "retiring", "tasks")

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid, self.channel = pid, channel
        self.tasks: deque[Task] = deque()
        self.inbox = bytearray()
        self.outbox: deque[memoryview] = deque()
        self.given = 0
        self.last_reply = time.monotonic()
        self.retiring = False


class Nursery:
    """The process that workers are forked from."""

    def __init__(self, work: Callable[[Any], Any], limits: Limits, sample: object = None) -> None:
        payload = pickle.dumps((work, limits, sample), protocol=5)
        self.control, far = socket.socketpair()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own code
                [sys.executable, "-P", "-c", BOOT, str(far.fileno()), *sys.path],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=(far.fileno(),),
            )  # fmt: skip
        except OSError as error:
            raise CleanError(f"cannot start a worker process: {error.strerror}") from None
        finally:
            far.close()
        self.ready = False
        with suppress(OSError):
            self.control.sendall(LENGTH.pack(len(payload)) + payload)

    def fork(self) -> Worker | None:
        """A new worker, or None if this process has ended. Raises CleanError if no worker can be started."""
        if not self.ready:
            self.await_start()
        near, far = socket.socketpair()
        try:
            socket.send_fds(self.control, [REQUEST.pack(FORK, 0)], [far.fileno()])
            pid = self.answer()
        except OSError:
            pid = None
        finally:
            far.close()
        if pid is not None and pid > 0:
            near.setblocking(False)
            return Worker(pid, near)
        near.close()
        if pid is not None:
            raise CleanError(f"cannot start a worker process: {os.strerror(-pid)}")
        return None

    def await_start(self) -> None:
        """Wait until the work is imported. Raises CleanError with the reason if that fails."""
        header = receive(self.control, LENGTH.size)
        size = LENGTH.unpack(header)[0] if header else None
        if size == 0:
            self.ready = True
            return
        message = receive(self.control, size) if size else None
        raise CleanError(f"cannot start a worker process: {(message or b'it ended at once').decode()}")

    def status(self, pid: int) -> int | None:
        """The wait status of a worker that has ended or is about to, or None if it is no longer known."""
        try:
            self.control.sendall(REQUEST.pack(WAIT, pid))
            status = self.answer()
            return None if status == UNKNOWN else status
        except OSError:
            return None

    def answer(self) -> int | None:
        """The nursery's reply, or None if it has ended."""
        reply = receive(self.control, REPLY.size)
        return REPLY.unpack(reply)[0] if reply else None

    def close(self) -> None:
        """End the nursery and every worker."""
        self.control.close()
        try:
            self.process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Pool(Generic[T, R]):
    """Up to ``size`` workers that each call ``work`` on pickled items. ``work`` must be importable by name.

    A worker is replaced after ``recycle_after`` items. ``weigh`` gives the size of an item in bytes, which limits the
    look-ahead. ``sample`` is an item on which the work is tried before any worker is forked, so that all share what the
    first use builds. Use the pool as a context manager, or close it.
    """

    def __init__(
        self, work: Callable[[T], R], size: int, limits: Limits, recycle_after: int,
        weigh: Callable[[T], int] = lambda item: 0, *, sample: T | None = None,
    ) -> None:  # fmt: skip
        self.work, self.size, self.limits, self.sample = work, size, limits, sample
        self.recycle_after, self.weigh = recycle_after, weigh
        self.nursery: Nursery | None = None  # started with the first item, so an empty stream starts no process
        self.selector = selectors.DefaultSelector()
        self.workers: list[Worker] = []
        self.backlog: deque[Task] = deque()

    def __enter__(self) -> Pool[T, R]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process of the pool, busy or not."""
        for worker in self.workers:
            worker.channel.close()
        self.workers.clear()
        self.selector.close()
        if self.nursery is not None:
            self.nursery.close()

    def run(self, items: Iterable[T | PassThrough | None]) -> Iterator[Done[T, R]]:
        """Yield each item with its result, in order.

        None in the stream means that nothing has arrived yet, BUSY that the source has more but nothing to work on. At
        most AHEAD_PER_WORKER items per worker, and MAX_AHEAD_BYTES, are read beyond the oldest unfinished one.
        """
        source = iter(items)
        window: deque[Task] = deque()
        held = 0
        more = True
        while more or window:
            idle = True
            if more and len(window) < AHEAD_PER_WORKER * self.size and (held < MAX_AHEAD_BYTES or not window):
                try:
                    item = next(source)
                except StopIteration:
                    more = False
                else:
                    if item is BUSY:
                        idle = False
                    elif item is not None:
                        idle = False
                        task = self.take(item)
                        window.append(task)
                        held += task.size
            self.dispatch()
            while window and window[0].result is not None:
                task = window.popleft()
                held -= task.size
                yield Done(task.item, None if task.result is PASSED else task.result)
                idle = False
            if window or idle:
                self.poll(POLL_SECONDS if idle and (window or more) else 0)

    def take(self, item: T | PassThrough) -> Task:
        """Put an item into the backlog, unless it needs no work."""
        if isinstance(item, PassThrough):
            task = Task(item, 0)
            task.result = PASSED
            return task
        if self.nursery is None:
            self.nursery = Nursery(self.work, self.limits, self.sample)
        task = Task(item, self.weigh(item))
        self.backlog.append(task)
        return task

    def dispatch(self) -> None:
        """Give the backlog to workers with room. Start new ones while all are busy and more are allowed."""
        while self.backlog:
            task = self.backlog[0]
            worker = min(
                (one for one in self.workers if self.has_room(one, task)), key=lambda one: len(one.tasks), default=None
            )
            active = sum(not one.retiring for one in self.workers)
            if (worker is None or worker.tasks) and (active < self.size or (task.again and worker is None)):
                worker = self.start() or worker
            if worker is None:
                return
            self.backlog.popleft()
            self.give(worker, task)

    def has_room(self, worker: Worker, task: Task) -> bool:
        """Whether a worker can get a task now. A second attempt needs a fresh worker."""
        if worker.retiring or (task.again and worker.given):
            return False
        waiting = len(worker.tasks)
        if waiting and worker.tasks[0].again:
            return False
        size = sum(held.size for held in worker.tasks) + task.size
        return not waiting or (waiting < MAX_WAITING and size <= MAX_WAITING_BYTES)

    def start(self) -> Worker | None:
        """A new worker, or None if there are some already and no more can be started."""
        nursery = self.nursery or Nursery(self.work, self.limits, self.sample)
        try:
            worker = nursery.fork()
            if worker is None:  # somebody ended the nursery; its workers run until their sockets close
                nursery.close()
                self.nursery = nursery = Nursery(self.work, self.limits, self.sample)
                worker = nursery.fork()
            if worker is None:
                raise CleanError("cannot start a worker process: it is killed from outside repeatedly")
        except CleanError:
            if not self.workers:
                raise
            return None
        self.workers.append(worker)
        self.selector.register(worker.channel, selectors.EVENT_READ, worker)
        return worker

    def give(self, worker: Worker, task: Task) -> None:
        """Send a task to a worker."""
        payload = pickle.dumps(task.item, protocol=5)
        if not worker.tasks:
            worker.last_reply = time.monotonic()
        worker.tasks.append(task)
        worker.given += 1
        worker.retiring = worker.given >= self.recycle_after or task.again
        worker.outbox.append(memoryview(LENGTH.pack(len(payload)) + payload))
        self.send(worker)

    def send(self, worker: Worker) -> None:
        """Write as much as the socket accepts. The rest waits for the selector."""
        events = selectors.EVENT_READ
        try:
            while worker.outbox:
                sent = worker.channel.send(worker.outbox[0])
                worker.last_reply = time.monotonic()  # it may have waited for this while the caller was busy
                rest = worker.outbox[0][sent:]
                worker.outbox.popleft()
                if rest:
                    worker.outbox.appendleft(rest)
        except BlockingIOError:
            events |= selectors.EVENT_WRITE
        except OSError:
            worker.outbox.clear()  # the worker has died, which shows when its end is read
        if self.selector.get_key(worker.channel).events != events:
            self.selector.modify(worker.channel, events, worker)

    def poll(self, seconds: float) -> None:
        """Read the replies of workers for at most this time, and end workers that hang."""
        if not self.workers:
            time.sleep(seconds)
            return
        for key, events in self.selector.select(seconds):
            if events & selectors.EVENT_WRITE:
                self.send(key.data)
            if events & selectors.EVENT_READ:
                self.read(key.data)
        patience = time.monotonic() - self.limits.seconds * WALL_FACTOR
        for worker in [one for one in self.workers if one.tasks and one.last_reply < patience]:
            # a worker that computes has its CPU limit, whatever the load; if it only waits for its next item, its reply
            # is in the socket by now
            if is_waiting(worker.pid) and worker not in [key.data for key, _ in self.selector.select(0)]:
                os.kill(worker.pid, signal.SIGKILL)
                self.discard(worker, hung=True)

    def read(self, worker: Worker) -> None:
        """Read a worker's replies. The end of its stream means that it died, or stopped after its last item."""
        try:
            chunk = worker.channel.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self.discard(worker)
            return
        worker.last_reply = time.monotonic()
        worker.inbox += chunk
        while len(worker.inbox) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(worker.inbox)[0]
            if len(worker.inbox) < end:
                break
            payload = bytes(memoryview(worker.inbox)[LENGTH.size : end])
            del worker.inbox[:end]
            task = worker.tasks.popleft()
            result = pickle.loads(payload)  # noqa: S301 - written by our own worker
            if isinstance(result, Doubtful):
                self.retry(worker, task, result.result)
                return
            task.result = result
        if worker.retiring and not worker.tasks:
            self.discard(worker)

    def retry(self, worker: Worker, task: Task, result: object) -> None:
        """End a worker that returned a doubtful result. A fresh one tries again, and its result counts."""
        worker.tasks.appendleft(task)
        os.kill(worker.pid, signal.SIGKILL)
        self.discard(worker, result=result)

    def discard(self, worker: Worker, *, hung: bool = False, result: object = None) -> None:
        """Remove a worker. The task on which it died is tried again or lost; the tasks behind it go to others."""
        self.selector.unregister(worker.channel)
        worker.channel.close()
        self.workers.remove(worker)
        status = self.nursery.status(worker.pid) if self.nursery is not None else None
        if not worker.tasks:
            return
        guilty = worker.tasks.popleft()
        self.backlog.extendleft(reversed(worker.tasks))
        if result is None:
            result = self.explain(status, hung=hung)
        if guilty.again or (isinstance(result, Lost) and result.reason == "timeout"):
            guilty.result = result
        else:
            guilty.again = True
            self.backlog.appendleft(guilty)

    def explain(self, status: int | None, *, hung: bool) -> Lost:
        """Why a task was lost with its worker."""
        if hung:
            waited = self.limits.seconds * WALL_FACTOR
            return Lost("timeout", f"the page kept its process waiting for over {waited:g} s (batch.page_seconds)")
        if status is not None and os.WIFSIGNALED(status):
            if os.WTERMSIG(status) == signal.SIGXCPU:
                return Lost(
                    "timeout", f"the page took more than {self.limits.seconds:g} CPU seconds (batch.page_seconds)"
                )
            number = os.WTERMSIG(status)
            return Lost(
                "crash", f"the page ended its process: {signal.strsignal(number) or f'signal {number}'}".lower()
            )
        return Lost("crash", "the page ended its process")


PASSED = object()
BUSY: Final = PassThrough(None)  # in a stream: there is nothing to work on, but the source has more; ask again at once
