"""Faults of disk and settings that once were a raw error, a torn line or a wrong word."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.cli.urls import closing_line
from cleaner.config import load_config
from cleaner.errors import ConfigError, OutputError
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.sinks import Output
from cleaner.sinks.archive import LinesArchive
from cleaner.store.database import connect
from cleaner.store.queue import Queue, Waiting
from tests.faultserver import FaultServer, page


def test_a_full_disk_under_the_queue() -> None:
    """The message names the folder's variables, not SQLite's error alone."""
    queue = Queue()
    queue._connection.execute("PRAGMA max_page_count = 8")
    with pytest.raises(OutputError, match=r"TMPDIR.*full"):
        queue.add(Waiting("host", f"http://host/{number}", "x" * 100) for number in range(2000))
    queue.close()


def test_a_damaged_name_in_the_state(tmp_path: Path) -> None:
    """SQLite quotes it in its message, and Python cannot decode that."""
    path = tmp_path / "state.sqlite"
    connect(path).close()
    data = path.read_bytes()
    damaged = data.replace(b"tableitemsitems", b"table\xff\xfe\xfa\xf9\xf8items")
    damaged = damaged.replace(b"CREATE TABLE items", b"CREATE TABLE (((((")
    assert damaged != data
    path.write_bytes(damaged)
    with pytest.raises(OutputError, match="damaged"):
        connect(path)
    assert path.read_bytes() == damaged


def test_lines_that_were_not_finished(tmp_path: Path) -> None:
    """No reader meets a torn line, or a whole one that the next run writes again; what was finished stays."""
    path = tmp_path / "out.jsonl"
    first = LinesArchive(path, None, frozenset)
    first.write(Output({"schema_version": 1, "id": "a"}))
    first.finish()
    first.close()
    before = path.read_bytes()
    assert before.endswith(b'"a"}\n')
    second = LinesArchive(path, len(before), frozenset)
    second.write(Output({"schema_version": 1, "id": "b"}))
    second.file.write(b'{"schema_version":1,"id":"c')
    second.file.flush()
    assert path.stat().st_size > len(before)
    second.close()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("fetch.delay", float("inf"), "finite"), ("fetch.timeout", float("nan"), "fetch.timeout"),
        ("fetch.user_agent", "a\nb", "printable ASCII"), ("fetch.contact", "mø@example.org", "printable ASCII"),
        ("batch.workers", 10**20, "batch.workers"),
    ],
)  # fmt: skip
def test_values_that_no_run_could_use(key: str, value: object, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(env={}, overrides={key: value})


@pytest.mark.parametrize(
    ("key", "value"), [("run.sinks", {"kind": "x"}), ("fetch.honour_usage", ["x"]), ("run.sources", [1])]
)
def test_the_layer_of_a_wrong_value(key: str, value: object) -> None:
    """It is the one that holds it, also where the fault lies above or below the key."""
    with pytest.raises(ConfigError, match=rf"^environment: {key}"):
        load_config(env={f"CLEANER_{key.upper().replace('.', '__')}": str(value)}, overrides={"fetch.delay": 1})


def test_the_closing_line_tells_refusals_apart(tmp_path: Path) -> None:
    """A page whose site refuses a use is skipped for that, not for robots.txt."""
    scripts = {"/free": page(), "/kept": page(Content_Usage="train-ai=n")}
    keys = {"fetch.allow_private": True, "fetch.delay": 0, "fetch.honour_usage": ["train-ai"], "batch.workers": 1}
    with FaultServer(scripts) as server:
        urls = [server.url("/free"), server.url("/kept")]
        tally = run_urls(UrlJob(lambda _: urls, load_config(env={}, overrides=keys), tmp_path / "out.jsonl"))
    assert (tally.done, tally.failed, tally.inputs) == (1, 0, 2)
    assert closing_line(tally).startswith("1 done, 1 skipped (usage 1) of 2 URLs, ")
