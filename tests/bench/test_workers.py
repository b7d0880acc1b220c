"""The child processes of the bench: hangs, deaths, exceptions and memory stay each child's own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bench import speed, workers
from bench.workers import Died, Hung, Worker


def misbehave(task: str) -> str:
    if task == "spin":
        while True:
            pass
    if task == "sleep":
        time.sleep(600)
    if task == "die":
        os._exit(3)
    if task == "raise":
        raise ValueError(task)
    return task.upper()


def make_misbehave() -> Callable[[str], str]:
    return misbehave


def test_worker_outlives_a_hang_a_death_and_an_exception():
    with Worker[str, str](make_misbehave, cpu_limit=1) as worker:
        assert worker.run("a") == "A"
        with pytest.raises(Hung, match="more than 1 s"):
            worker.run("spin")
        assert worker.run("b") == "B"
        with pytest.raises(Died, match="code 3"):
            worker.run("die")
        with pytest.raises(ValueError, match="raise"):
            worker.run("raise")
        assert worker.run("c") == "C"


def test_worker_kills_a_task_that_waits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers, "STUCK_SECONDS", 2)
    monkeypatch.setattr(workers, "STOP_SECONDS", 0.1)
    with Worker[str, str](make_misbehave) as worker:
        with pytest.raises(Hung, match="no answer"):
            worker.run("sleep")
        monkeypatch.setattr(workers, "STUCK_SECONDS", 60)
        assert worker.run("a") == "A"


def test_items_are_shared_out_and_faults_end_the_run():
    done: list[str] = []

    def work(worker: Worker[str, str], item: str) -> None:
        done.append(worker.run(item))

    workers.run_all(["a", "b", "c"], work, partial(Worker, make_misbehave), jobs=2)
    assert sorted(done) == ["A", "B", "C"]
    with pytest.raises(ValueError, match="raise"):
        workers.run_all(["raise", "a"], work, partial(Worker, make_misbehave), jobs=1)


def measure_memory(task: int) -> int:
    return speed.peak_memory()


def make_measure_memory() -> Callable[[int], int]:
    return measure_memory


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's own peak")
def test_peak_memory_of_a_child_is_its_own():
    ballast = b"x" * 400_000_000
    with Worker[int, int](make_measure_memory) as worker:
        child = worker.run(0)
    assert speed.peak_memory() > len(ballast) > child
