"""Ends a writer of growing Parquet output at each durable step in turn: ``python -m tests.parts_child FOLDER``.

The process ends before and after every step, by ``os._exit``. A second process then continues to the end, and the
contents of the folder are compared with the expected records.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cleaner.config import Config
from cleaner.model import Failure
from cleaner.record import to_record
from cleaner.sinks import parts
from cleaner.sinks.parquet import PARTS, read_records
from cleaner.store.state import Item, State

KEYS = [f"https://a.example/{number}" for number in range(6)]
KILLED = 9


def write(folder: Path) -> None:
    """Do what ``cleaner urls`` does with outcomes: two per transaction, and a part whenever the journal is long."""
    parts.PART_BYTES = 3_000  # more than two records and less than four
    with State(folder / "state.sqlite", "job") as state:
        output = parts.ParquetParts(folder / "out", state, folder / "journal.jsonl")
        run = state.begin_run()
        left = [key for key in KEYS if key not in state.settled(KEYS, run)]
        for at in range(0, len(left), 2):
            for key in left[at : at + 2]:
                output.append(to_record(Failure(key, "fetch", "dns", "no such host" * 30), None, Config()))
            output.commit(run, [Item(key, key, "done") for key in left[at : at + 2]])
        output.finish(run)
        state.finish_run(run)
        output.close()


def in_process(work: Callable[[], None]) -> int:
    """The exit code of some work in a forked process."""
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def ending_at(number: int) -> Callable[[str], None]:
    """A function that ends the process when it is called for the ``number``-th time."""
    count = 0

    def step(_: str) -> None:
        nonlocal count
        count += 1
        if count == number:
            os._exit(KILLED)

    return step


def instrument(step: Callable[[str], None]) -> None:
    """Make every durable operation call ``step`` before and after."""

    def wrap(owner: Any, name: str) -> None:
        inner = getattr(owner, name)

        def outer(*arguments: Any, **more: Any) -> Any:
            step(name)
            result = inner(*arguments, **more)
            step(name)
            return result

        setattr(owner, name, outer)

    wrap(os, "fsync")
    wrap(os, "ftruncate")
    wrap(Path, "replace")
    for name in ("adopt", "commit", "begin_run"):  # after a finished run, the next one requests all pages again
        wrap(State, name)


def read(folder: Path) -> list[str]:
    return [record["origin"] for path in sorted((folder / "out").glob(PARTS)) for record in read_records(path)]


def main(root: Path) -> int:
    """End a writer at every step and check the result each time. Return the number of steps."""
    to_record(Failure("", "fetch", "dns", ""), None, Config())  # loads what is loaded once, before the forks
    parts.import_pyarrow().Table.from_pylist([{"a": 1}])
    number = 0
    while True:
        number += 1
        folder = root / str(number)
        folder.mkdir()

        def ended(folder: Path = folder, number: int = number) -> None:
            instrument(ending_at(number))
            write(folder)

        code = in_process(ended)
        assert code in (0, KILLED), code
        seen = read(folder)
        assert len(seen) == len(set(seen)), (number, seen)  # no record is ever duplicated
        if code == KILLED:
            assert in_process(lambda folder=folder: write(folder)) == 0, number
        assert sorted(read(folder)) == sorted(KEYS), (number, read(folder))
        if code == 0:
            return number - 1


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]))}\n")
