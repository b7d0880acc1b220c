"""State files that are cut, have flipped bytes, or are of another make: one clear error, or a run that goes on."""

from __future__ import annotations

import gc
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import FetchSettings
from cleaner.errors import CleanError, OutputError
from cleaner.fetch import fetch_all
from cleaner.fetch.politeness import MemoryLedger
from cleaner.jobs.run import run_job
from cleaner.jobs.urls import run_urls, state_folder
from cleaner.model import Page
from cleaner.store.arrivals import Arrivals
from tests.faultserver import FaultServer, page
from tests.jobs.test_run import folder_of
from tests.jobs.test_run import job as scheduled
from tests.urls_child import job

ALLOWED = (73, 75)
ROUNDS = 1_000  # a few rounds of every format are in tests/jobs/test_disk_and_state.py


def damage(data: bytes, rng: random.Random) -> bytes:
    """One kind of damage: cut, flipped bytes, a page of zeros, pages changed places, bytes in front or behind."""
    kind = rng.randrange(6)
    if kind == 0:
        return data[: rng.randrange(len(data))]
    if kind == 1:
        changed = bytearray(data)
        for _ in range(rng.choice((1, 20, 2_000))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        return bytes(changed)
    at = rng.randrange(len(data) // 4096) * 4096
    if kind == 2:
        return data[:at] + bytes(4096) + data[at + 4096 :]
    if kind == 3:
        return data[:at] + data[:4096] + data[at + 4096 :]
    return rng.randbytes(100) + data if kind == 4 else data[:at] + rng.randbytes(4096) + data[at + 4096 :]


def whole(state: Path) -> bytes:
    """The bytes of a state file with everything in it."""
    connection = sqlite3.connect(state)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return state.read_bytes()


def put(state: Path, data: bytes) -> None:
    """Write a state file that nobody holds open any more; a thread that reads a list may take a moment to end."""
    for _ in range(100):
        gc.collect()
        held = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.exists()]
        if str(state) not in held:
            break
        time.sleep(0.1)
    else:
        pytest.fail("left open")
    for ending in ("-wal", "-shm"):
        state.with_name(state.name + ending).unlink(missing_ok=True)
    state.write_bytes(data)


def fault_of(again: Callable[[], Any]) -> CleanError | None:
    try:
        again()
    except CleanError as error:
        return error
    return None


def check(again: Callable[[], Any], state: Path, out: Path, count: int, seed: int) -> None:
    """Damage the state in many ways; each run ends well or with a CleanError that names the state or the output."""
    sound, lines = whole(state), out.read_bytes()
    rng = random.Random(seed)
    refused = 0
    for _ in range(count):
        put(state, damage(sound, rng))
        out.write_bytes(lines)
        error = fault_of(again)
        if error is not None:
            refused += 1
            assert error.exit_code in ALLOWED, error
            assert "\n" not in str(error)
            assert out.read_bytes().startswith(lines)
    assert refused > count // 4
    put(state, sound)
    out.write_bytes(lines)
    again()
    assert out.read_bytes() == lines


@pytest.mark.slow
@pytest.mark.timeout(3_000)
def test_urls(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with FaultServer({"*": page(etag='"a"')}) as server:
        listing = tmp_path / "list.txt"
        listing.write_text("".join(f"{server.url(f'/{n}')}\n" for n in range(40)))
        run_urls(job(listing, out))
        check(lambda: run_urls(job(listing, out)), state_folder(out) / "state.sqlite", out, ROUNDS, 17)


@pytest.mark.slow
@pytest.mark.timeout(3_000)
def test_run(tmp_path: Path) -> None:
    folder_of(tmp_path, 8)
    config = scheduled(tmp_path, sources=[{"kind": "folder", "location": "in"}])
    out = tmp_path / "out.jsonl"
    run_job(config)
    check(lambda: run_job(config), tmp_path / "out.jsonl.state" / "state.sqlite", out, ROUNDS, 18)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_state_of_an_older_version_is_taken_on(tmp_path: Path, version: int) -> None:
    """What it knows still holds, and the file it belongs to grows on."""
    from cleaner.store import database

    out = tmp_path / "out.jsonl"
    with FaultServer({"*": page(etag='"a"')}) as server:
        listing = tmp_path / "list.txt"
        listing.write_text(f"{server.url('/a')}\n")
        run_urls(job(listing, out))
        before = out.read_bytes()
        state = state_folder(out) / "state.sqlite"
        old = tmp_path / "old.sqlite"
        connection = sqlite3.connect(old)
        for script in database.MIGRATIONS[:version]:
            connection.executescript(script)
        connection.execute("ATTACH ? AS new", (str(state),))
        for table in ("runs", "items", "outputs"):
            names = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} SELECT {names} FROM new.{table}")  # noqa: S608 - names of ours
        connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
        connection.close()
        put(state, old.read_bytes())
        listing.write_text(f"{server.url('/a')}\n{server.url('/b')}\n")
        tally = run_urls(job(listing, out))
    assert (tally.done, tally.failed) == (1, 0)
    assert out.read_bytes().startswith(before)
    assert out.read_bytes().count(b"\n") == 2
    with closing(sqlite3.connect(state)) as connection:
        assert connection.execute("SELECT min(version), max(version) FROM items").fetchone() == (1, 1)


def test_damaged_arrivals_cost_a_request_alone(tmp_path: Path) -> None:
    """The bodies that wait for their record are a help: a damaged file is made anew."""
    path = tmp_path / "a"
    store = Arrivals(path, resumed=False)
    for n in range(50):
        store.put(str(n), Page(bytes([n]) * 500, url="http://h/", origin="http://h/"))
    store.close()
    sound = whole(path)
    rng = random.Random(5)
    for _ in range(20):
        put(path, damage(sound, rng))
        store = Arrivals(path, resumed=True)
        for key in store.held(map(str, range(50))):
            found = store.get(key)
            assert found is None or isinstance(found, Page)
        store.put("x", Page(b"x", origin="x"))
        store.forget(["x", "1"])
        store.close()
    shutil.rmtree(tmp_path / "nowhere", ignore_errors=True)
    broken = Arrivals(tmp_path / "nowhere" / "a", resumed=True)
    broken.put("x", Page(b"x", origin="x"))
    assert (broken.held(["x"]), broken.get("x")) == (set(), None)
    broken.close(finished=True)


def test_what_is_kept_can_be_read_on_a_full_disk(tmp_path: Path) -> None:
    """A page that finds no room is not kept; those that are stay readable, else a full disk would cost them."""
    store = Arrivals(tmp_path / "a", resumed=False)
    kept = Page(origin="https://a.example/1", body=b"first", url="https://a.example/1")
    store.put("1", kept)
    assert store._connection is not None
    store._connection.execute("PRAGMA max_page_count = 1")  # no less than there are
    store.put("2", replace(kept, body=bytes(100_000)))
    assert store.get("1") == kept
    assert store.get("2") is None
    store.close()


class FullLedger(MemoryLedger):
    """The state on a full disk: turns cannot be given back."""

    def release(self, host: str, next_at: float) -> None:
        raise OutputError("state.sqlite: the state cannot be written: database or disk is full")


def test_a_full_disk_is_no_fault_of_a_page() -> None:
    """It ends the run, which can go on later; a record of a failure would make the page done."""
    with FaultServer({"*": page(b"words")}) as server, pytest.raises(OutputError, match="disk is full"):
        list(fetch_all([server.url("/a")], FetchSettings(allow_private=True, delay=0), ledger=FullLedger()))
