"""The pool: order, streaming, limits, and the cost of a dying worker. The workers here are real processes."""

from __future__ import annotations

import importlib
import itertools
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.batch.child import Limits, Lost
from cleaner.batch.pool import AHEAD_PER_WORKER, PassThrough, Pool
from cleaner.errors import CleanError
from tests.batch.orders import obey

LIMITS = Limits(seconds=1.0, memory=256)


def run(orders: list[str], size: int = 2, recycle_after: int = 500, limits: Limits = LIMITS) -> list[Any]:
    with Pool(obey, size, limits, recycle_after) as pool:
        return [done.result for done in pool.run(orders)]


@pytest.mark.parametrize("size", [1, 3])
def test_results_come_in_order(size: int) -> None:
    """Items that take different times are returned in their order."""
    orders = [f"sleep {(7 * n) % 5 / 500}" if n % 3 else f"double {n}" for n in range(200)]
    expected = [order if order.startswith("sleep") else int(order.split()[1]) * 2 for order in orders]
    assert run(orders, size) == expected


@pytest.mark.parametrize(
    ("order", "reason"),
    [("abort", "crash"), ("segfault", "crash"), ("kill", "crash"), ("exit", "crash"), ("raise bad", "internal"),
     ("eat", "memory"), ("spin", "timeout")],
)  # fmt: skip
def test_a_death_costs_one_piece(order: str, reason: str) -> None:
    """Whatever ends a worker costs only the current item."""
    orders = [f"double {n}" for n in range(60)]
    orders[23] = order
    results = run(orders)
    assert isinstance(results[23], Lost)
    assert results[23].reason == reason
    assert [*results[:23], *results[24:]] == [n * 2 for n in range(60) if n != 23]


def test_every_piece_may_die() -> None:
    """A pool whose workers all die continues to the end."""
    orders = ["abort" if n % 2 else f"double {n}" for n in range(24)]
    results = run(orders, size=4)
    assert [isinstance(result, Lost) for result in results] == [bool(n % 2) for n in range(24)]


def test_what_an_earlier_piece_left_behind_does_not_decide() -> None:
    """An item that fails for lack of memory in a used worker succeeds in a fresh one."""
    assert Lost not in {type(result) for result in run(["leak"] * 40, size=1)}


def test_a_worker_killed_from_outside_costs_nothing() -> None:
    """A fresh worker tries the current item again."""
    with Pool(obey, 1, LIMITS, 500) as pool:
        stream = pool.run(["pid", *["sleep 0.02"] * 20, "pid"])
        first = next(stream).result
        assert isinstance(first, int)
        os.kill(first, signal.SIGKILL)
        results = [done.result for done in stream]
    assert results[:-1] == ["sleep 0.02"] * 20
    assert results[-1] not in (first, None)


def test_the_nursery_killed_from_outside_costs_nothing() -> None:
    """Workers continue without it, and a new one is started when it is needed."""
    with Pool(obey, 2, LIMITS, 10) as pool:
        stream = pool.run(f"double {n}" for n in range(200))
        results = [next(stream).result]
        assert pool.nursery is not None
        os.kill(pool.nursery.process.pid, signal.SIGKILL)
        results += [done.result for done in stream]
    assert results == [n * 2 for n in range(200)]


def test_a_piece_that_sleeps_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting uses no CPU time, so a longer limit of wall time applies as well."""
    monkeypatch.setattr("cleaner.batch.pool.WALL_FACTOR", 0.5)
    results = run(["double 1", "sleep 600", "double 2"])
    assert isinstance(results[1], Lost)
    assert (results[0], results[1].reason, results[2]) == (2, "timeout", 4)
    assert "waiting" in results[1].message


def test_a_busy_machine_does_not_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """An item that computes gets its CPU time, however long that takes. Beyond it, the CPU limit ends it."""
    monkeypatch.setattr("cleaner.batch.pool.WALL_FACTOR", 0.05)
    results = run(["work 0.5", "spin", "work 0.4"])
    assert (results[0], results[2]) == ("work 0.5", "work 0.4")
    assert results[1] == Lost("timeout", "the page took more than 1 CPU seconds (batch.page_seconds)")


def test_a_caller_that_pauses_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that waits for the rest of a large item, while the caller is busy, does not count as hung."""
    monkeypatch.setattr("cleaner.batch.pool.WALL_FACTOR", 0.3)
    orders = [f"say {letter * (8 << 20)}" for letter in "abcd"]
    with Pool(obey, 1, LIMITS, 500, weigh=len) as pool:
        results = []
        for done in pool.run(orders):
            results.append(done.result)
            time.sleep(0.5)
    assert results == orders


def test_workers_are_replaced() -> None:
    """No process gets more items than allowed."""
    pids = run(["pid"] * 50, size=2, recycle_after=5)
    assert max(pids.count(pid) for pid in pids) <= 5


def test_the_source_is_read_only_so_far_ahead() -> None:
    """An endless source works, and an item that hangs does not let the window grow."""
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        for taken in itertools.count(1):
            yield "sleep 0.5" if taken == 1 else "double 1"

    with Pool(obey, 2, LIMITS, 500) as pool:
        stream = pool.run(endless())
        next(stream)
        assert taken <= 2 * AHEAD_PER_WORKER
        assert [next(stream).result for _ in range(300)] == [2] * 300


def test_heavy_items_bound_the_look_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look-ahead is limited in bytes too."""
    monkeypatch.setattr("cleaner.batch.pool.MAX_AHEAD_BYTES", 10)
    taken: list[str] = []

    def source() -> Iterator[str]:
        for number in range(50):
            taken.append(f"double {number}")
            yield taken[-1]

    with Pool(obey, 2, LIMITS, 500, weigh=lambda item: 5) as pool:
        for at, _done in enumerate(pool.run(source())):
            assert len(taken) <= at + 3


def test_large_pieces_and_results_pass_both_ways() -> None:
    """Neither side waits for the other to read."""
    orders = ["x" * 3_000_000 if n % 2 else "big 3000000" for n in range(20)]
    assert [len(result) for result in run(orders)] == [3_000_000] * 20


def test_a_slow_source_holds_nothing_back() -> None:
    """Results are returned while the source has nothing."""
    seen: list[float] = []

    def source() -> Iterator[str | None]:
        yield "double 1"
        deadline = time.monotonic() + 20
        while not seen and time.monotonic() < deadline:
            yield None
        yield "double 2"

    with Pool(obey, 1, LIMITS, 500) as pool:
        for done in pool.run(source()):
            seen.append(time.monotonic())
            assert done.result in (2, 4)
    assert len(seen) == 2


def test_things_aside_keep_their_place() -> None:
    """Values that need no work pass through in order."""
    with Pool(obey, 2, LIMITS, 500) as pool:
        stream = list(pool.run(["sleep 0.1", PassThrough("note"), "double 4"]))
    assert [done.result for done in stream] == ["sleep 0.1", None, 8]
    assert isinstance(stream[1].item, PassThrough)


def test_leaving_early_leaves_no_process() -> None:
    """Closing the pool during work ends its workers and leaves no zombies."""
    with Pool(obey, 2, LIMITS, 500) as pool:
        stream = pool.run(["pid", "pid", "spin", "sleep 60"])
        pids = [next(stream).result, next(stream).result]
        assert pool.nursery is not None
        pids.append(pool.nursery.process.pid)
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


class Elsewhere:
    """Work that a worker process cannot import."""

    def __call__(self, item: str) -> str:
        return item

    def __reduce__(self) -> tuple[Any, ...]:
        return importlib.import_module, ("no_such_module",)


def test_work_that_cannot_be_imported_is_an_error() -> None:
    """The message says why no worker can start."""
    with Pool(Elsewhere(), 1, LIMITS, 500) as pool, pytest.raises(CleanError, match="No module named 'no_such_module'"):
        list(pool.run(["x"]))
