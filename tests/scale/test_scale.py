"""Ray Data: the records of one machine, whatever dies on the way, and a rerun that does what is left.

Real Ray on this machine, with two actors. Skipped where ray is not installed; ``make test-all`` runs the slow ones too.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest

from bench.warcs import Saved, saved_pages, write_warc
from cleaner.batch import clean_many
from cleaner.config import load_config
from cleaner.model import Failure, Page
from cleaner.record import dump, to_record
from cleaner.sources.archive import read_archive
from tests import REPO, SHARED

if importlib.util.find_spec("ray") is None:
    pytest.skip("the extra ray is not installed", allow_module_level=True)

from cleaner.scale.actor import Cleaner
from cleaner.scale.output import OutputFolder, output_name
from cleaner.sinks.parquet import read_records

DEADLINE = 240  # seconds, for a run that takes a few
PAGE_SECONDS = 2
BODY = "<!doctype html><title>River %d</title><article><h1>River %d</h1><p>%s</p></article>"
# more work than PAGE_SECONDS of CPU: the kernel ends the process at it
HEAVY = ("<!doctype html><article>" + "<p>A paragraph <b>of</b> <a href=x>words</a>.</p>" * 150_000).encode()


def pages(count: int) -> list[Saved]:
    """Made pages, and some of the corpora where they are."""
    made = [
        Saved(f"https://a.example/{number}", (BODY % (number, number, "It carries boats. " * 20)).encode())
        for number in range(count)
    ]
    corpora = SHARED / "corpora"
    return made + ([*islice(saved_pages(corpora), 0, 200, 5)] if corpora.is_dir() else [])


def start(cwd: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "cleaner", *arguments], cwd=cwd, env={**os.environ, "PYTHONPATH": str(REPO)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(cwd: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and stderr of a command; its stdout must be empty."""
    process = start(cwd, *arguments)
    out, err = process.communicate(timeout=DEADLINE)
    assert out == b""
    return process.returncode, err.decode()


def lines(folder: Path, names: list[str]) -> list[str]:
    """The records in the outputs of archives, as JSON lines, in the order of the archives."""
    return [dump(one) for name in names for one in read_records(folder / output_name(name))]


def descendants(root: int) -> dict[int, str]:
    """Command lines of every process under one."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found: dict[int, str] = {}
    wanted = {root}
    while wanted:
        wanted = {pid for pid, parent in parents.items() if parent in wanted}
        for pid in wanted:
            try:
                found[pid] = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
    return found


def test_fixture_pages(tmp_path: Path) -> None:
    """Two actors of a real Ray write what ``warc`` writes, and the same command then finds nothing to do."""
    bodies = [path.read_bytes() for path in sorted(REPO.glob("fixtures/pages/*/page.html"))]
    assert len(bodies) >= 30
    saved = [Saved(f"https://a.example/{at}", body) for at, body in enumerate(bodies)]
    names = ["a.warc.gz", "b.warc.gz", "c.warc.gz"]
    for at, name in enumerate(names):
        write_warc(tmp_path / name, saved[at::3], requests=True)
    data = (tmp_path / "c.warc.gz").read_bytes()
    (tmp_path / "c.warc.gz").write_bytes(data[:-300])
    code, told = run(tmp_path, "scale", *names, "-o", "out", "-j", "2")
    assert (code, told.count("\n")) == (1, 1), told
    code, _ = run(tmp_path, "warc", *names, "-o", "out.jsonl", "-j", "1")
    assert code == 1
    one_machine = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert lines(tmp_path / "out", names) == one_machine
    assert [record["error"]["reason"] for record in map(json.loads, one_machine) if record["error"]] == ["truncated"]
    assert len(one_machine) == len(bodies)
    assert run(tmp_path, "scale", *names, "-o", "out") == (0, "cleaner: nothing new; 3 files done earlier\n")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        [".lock", "_SUCCESS", "_cleaner.json", *map(output_name, names)]
    )


def test_a_node_of_another_version_writes_nothing(tmp_path: Path) -> None:
    """Its files are named with the reason, and no output stands beside those of another recipe."""
    write_warc(tmp_path / "a.warc", pages(1)[:1])
    actor = Cleaner(load_config(env={}), str(tmp_path / "out"), "0.0.9/x/y")
    got = actor({"location": ["a.warc"], "path": [str(tmp_path / "a.warc")]})
    assert "not 0.0.9/x/y" in got["error"][0]
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_records_of_one_machine(tmp_path: Path) -> None:
    """``scale``, ``warc`` and ``clean_many`` give the same JSON bytes, damage and a page that kills included."""
    saved = [*pages(30), Saved("https://a.example/heavy", HEAVY)]
    names = ["a.warc.gz", "b.warc.gz", "c.warc"]
    for at, name in enumerate(names):
        write_warc(tmp_path / name, saved[at::3], requests=True)
    data = (tmp_path / "b.warc.gz").read_bytes()
    (tmp_path / "b.warc.gz").write_bytes(data[: len(data) // 2] + bytes(50) + data[len(data) // 2 + 50 :])
    limit = ("--set", f"batch.page_seconds={PAGE_SECONDS}")
    code, told = run(tmp_path, "scale", *names, "-o", "out", "-j", "2", *limit)
    assert (code, told.count("\n")) == (1, 1), told
    code, _ = run(tmp_path, "warc", *names, "-o", "out.jsonl", *limit)
    assert code == 1
    one_machine = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert len(one_machine) >= len(saved) - 1
    assert lines(tmp_path / "out", names) == one_machine
    reasons = [record["error"]["reason"] for record in map(json.loads, one_machine) if record["error"]]
    assert "timeout" in reasons
    assert len(reasons) == 2

    config = load_config(env={}, overrides={"batch.page_seconds": PAGE_SECONDS})
    entries = (entry for name in names for entry in read_archive(str(tmp_path / name), 20_000_000, name))
    inputs = (entry for entry in entries if isinstance(entry, Page | Failure))
    again = [dump(to_record(result.outcome, result.page, config)) for result in clean_many(inputs, config)]
    assert again == one_machine

    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.parquet")}
    gone = tmp_path / "out" / output_name(names[2])
    content = gone.read_bytes()
    gone.unlink()
    code, told = run(tmp_path, "scale", *names, "none*.warc", "-o", "out", "-j", "1", *limit)
    assert (code, told) == (66, "cleaner: none*.warc: no such file\n")
    code, told = run(tmp_path, "scale", *names, "-o", "out", "-j", "1", *limit)
    assert "2 files done earlier" in told
    assert gone.read_bytes() == content
    kept = {path: path.stat().st_mtime_ns for path in before if path != gone}
    assert kept == {path: time_ns for path, time_ns in before.items() if path != gone}
    code, told = run(tmp_path, "scale", *names, "-o", "out", "--set", "clean.max_loss=0.1")
    assert code == 2
    assert "other settings" in told


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    """An actor that is killed in mid-file is replaced, its file is done again, and the output is what it would be."""
    names = [f"{number}.warc.gz" for number in range(4)]
    for at, name in enumerate(names):
        made = pages(400)[at::4]
        write_warc(tmp_path / name, made)
    process = start(tmp_path, "scale", *names, "-o", "out", "-j", "2")
    killed = 0
    deadline = time.monotonic() + DEADLINE
    while process.poll() is None and time.monotonic() < deadline:
        writing = [*tmp_path.glob("out/.*.partial")]
        actors = [pid for pid, line in descendants(process.pid).items() if line.startswith("ray::") and "Clean" in line]
        if len(writing) >= 2 and actors and not killed:
            killed = actors[0]
            os.kill(killed, signal.SIGKILL)
        time.sleep(0.05)
    out, told = process.communicate(timeout=DEADLINE)
    assert killed, told
    assert out == b""
    assert process.returncode == 0, told
    assert (tmp_path / "out" / "_SUCCESS").exists()
    run(tmp_path, "warc", *names, "-o", "out.jsonl")
    assert lines(tmp_path / "out", names) == (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    code, told_again = run(tmp_path, "scale", *names, "-o", "out")
    assert (code, told_again) == (0, "cleaner: nothing new; 4 files done earlier\n")
    assert not [*tmp_path.glob("out/.*.partial")]


@pytest.mark.slow
def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    """SIGTERM ends a run in order with 130; the same command does what is left, and says what it could not read."""
    names = [f"{number}.warc.gz" for number in range(3)]
    for at, name in enumerate(names):
        write_warc(tmp_path / name, pages(300)[at::3])
    process = start(tmp_path, "scale", *names, "-o", "out", "-j", "1")
    deadline = time.monotonic() + DEADLINE
    while not [*tmp_path.glob("out/*.parquet")] and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=DEADLINE)
    assert (process.returncode, told) == (130, b"cleaner: interrupted; the same command does what is left\n")
    code, told_again = run(tmp_path, "scale", *names, f"file://{tmp_path}/none.warc", "-o", "out", "-j", "1")
    assert code == 1
    assert "done earlier; 1 file failed" in told_again
    assert "none.warc: no such file" in told_again
    assert not (tmp_path / "out" / "_SUCCESS").exists()
    run(tmp_path, "warc", *names, "-o", "out.jsonl")
    assert lines(tmp_path / "out", names) == (tmp_path / "out.jsonl").read_text("utf-8").splitlines()


CLUSTER = """
import json, sys
from ray.cluster_utils import Cluster
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
nodes = [cluster.add_node(num_cpus=1, object_store_memory=100 << 20) for _ in range(2)]
cluster.wait_for_nodes()
print(cluster.address, flush=True)
sys.stdin.readline()
cluster.remove_node(nodes[0], allow_graceful=False)
print("removed", flush=True)
sys.stdin.readline()
cluster.shutdown()
"""


WITHOUT_PACKAGE = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "cleaner":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""


def start_cluster(path: Path) -> subprocess.Popen[str]:
    """Two working nodes, in processes that find modules under ``path``; stdout begins with the address."""
    return subprocess.Popen(
        [sys.executable, "-c", CLUSTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": str(path)}, text=True,
    )  # fmt: skip


@pytest.mark.slow
def test_a_node_without_the_package(tmp_path: Path) -> None:
    """What Ray says of it is one line that names the remedy."""
    (tmp_path / "node").mkdir()
    (tmp_path / "node" / "sitecustomize.py").write_text(WITHOUT_PACKAGE)
    write_warc(tmp_path / "a.warc", pages(3)[:3])
    cluster = start_cluster(tmp_path / "node")
    assert cluster.stdout
    try:
        code, told = run(tmp_path, "scale", "a.warc", "-o", "out", "--address", cluster.stdout.readline().strip())
    finally:
        cluster.communicate("\n\n", timeout=DEADLINE)
    assert (code, told.count("\n")) == (1, 1), told
    assert "No module named 'cleaner'; every node needs this package and its extra ray" in told


@pytest.mark.slow
def test_a_killed_node_loses_nothing(tmp_path: Path) -> None:
    """In a cluster of two working nodes, one goes while both clean: its files are done again by the other."""
    names = [f"{number}.warc.gz" for number in range(4)]
    for at, name in enumerate(names):
        write_warc(tmp_path / name, pages(400)[at::4])
    cluster = start_cluster(REPO)
    assert cluster.stdin
    assert cluster.stdout
    address = cluster.stdout.readline().strip()
    process = start(tmp_path, "scale", *names, "-o", "out", "--address", address)
    deadline = time.monotonic() + DEADLINE
    while len([*tmp_path.glob("out/.*.partial")]) < 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    print(file=cluster.stdin, flush=True)
    assert cluster.stdout.readline().strip() == "removed"
    assert process.poll() is None, process.communicate()  # it went in the middle of the run
    out, told = process.communicate(timeout=DEADLINE)
    cluster.communicate("\n", timeout=DEADLINE)
    assert (process.returncode, out, told.count(b"\n")) == (0, b"", 1), (out, told)
    run(tmp_path, "warc", *names, "-o", "out.jsonl")
    assert lines(tmp_path / "out", names) == (tmp_path / "out.jsonl").read_text("utf-8").splitlines()


def test_outputs_behind_a_url(tmp_path: Path) -> None:
    """A folder behind a URL takes whole files or none, as one on disk does."""
    for root in (str(tmp_path / "disk"), f"file://{tmp_path}/url"):
        folder = OutputFolder(root)
        assert folder.names() == set()
        folder.write("note", b"x")
        with folder.create("whole.parquet") as file:
            file.write(b"abc")
            assert "whole.parquet" not in folder.names()
        with suppress(KeyError), folder.create("broken.parquet") as file:
            file.write(b"abc")
            raise KeyError
        assert folder.names() == {"note", "whole.parquet"}
        assert (folder.read("whole.parquet"), folder.read("note")) == (b"abc", b"x")
        folder.remove("note")
        folder.remove("note")
        assert folder.names() == {"whole.parquet"}
