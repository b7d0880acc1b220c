"""``cleaner urls`` from end to end: accounts, second runs, kills, kept bodies, the command itself."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import InputMissing, LockHeld, OutputError, UsageError
from cleaner.jobs.urls import run_urls, state_folder
from cleaner.model import Failure
from cleaner.store.lock import hold
from tests.faultserver import FaultServer, page
from tests.jobs.url_lists import HOSTS, balanced, conditional, listing, records
from tests.urls_child import QUICK, job


def test_every_line_has_one_outcome(tmp_path: Path) -> None:
    """Done, repeated, refused, failed and no URL at all: the account balances and each has its record."""
    scripts = {"/robots.txt": page(b"User-agent: *\nDisallow: /no"), "/gone": page(b"", "410 Gone"), "*": page()}
    with FaultServer(scripts, HOSTS[:2]) as server:
        urls = [server.url(path, host) for host in HOSTS[:2] for path in ("/a", "/b", "/gone", "/no", "/a#again")]
        out = tmp_path / "out.jsonl"
        tally = run_urls(job(listing(tmp_path, [*urls, "nonsense"]), out))
    assert balanced(tally)
    assert (tally.listed, tally.done, tally.failed) == (11, 4, 3)
    assert tally.reasons == {"http-status": 2, "bad-url": 1}
    assert tally.skipped == {"robots": 2, "repeated": 2}
    got = {record["origin"]: record for record in records(out)}
    assert len(got) == len(records(out)) == 9
    assert got[server.url("/gone")]["error"]["reason"] == "http-status"
    assert got[server.url("/no")]["error"] == {
        "stage": "fetch", "reason": "robots", "message": "robots.txt does not allow it", "retryable": False,
    }  # fmt: skip
    assert got[server.url("/a")]["fetch"]["http_status"] == 200


def test_lines_that_are_no_url_are_records(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    with FaultServer({"*": page()}) as server:
        path.write_text(f'{{"url": "{server.url("/a")}"}}\nbroken\n')
        tally = run_urls(job(path, tmp_path / "out.jsonl"))
    assert balanced(tally)
    assert (tally.done, tally.failed) == (1, 1)
    assert [r["error"]["stage"] for r in records(tmp_path / "out.jsonl") if r["error"]] == ["source"]


def test_two_runs_at_once(tmp_path: Path) -> None:
    """The second one ends at once and touches nothing; another output with the same state may run."""
    with FaultServer({"*": page()}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        out = tmp_path / "o"
        run_urls(job(urls, out))
        (lock,) = state_folder(out).glob("*.lock")
        with hold(lock):
            with pytest.raises(LockHeld):
                run_urls(job(urls, out))
            assert run_urls(replace(job(urls, tmp_path / "p"), state_dir=state_folder(out))).done == 1


def test_stdout_keeps_no_state(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with FaultServer({"*": page()}) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/a"), server.url("/b")])
        tally = run_urls(replace(job(urls, tmp_path / "o"), output=None))
    assert balanced(tally)
    assert capfdbinary.readouterr().out.count(b"\n") == tally.done == 2
    assert [path.name for path in tmp_path.iterdir()] == ["list.txt"]


def test_a_source_that_breaks_is_named_after_its_pages(tmp_path: Path) -> None:
    """What came before the fault is settled and kept; the next run goes on."""
    with FaultServer({"*": page()}) as server:

        def broken(_: object) -> Any:
            yield server.url("/a")
            yield Failure("x:2", "source", "unreadable", "no URL on this line")
            raise InputMissing("list: gone")

        one = replace(job(tmp_path / "none", tmp_path / "o"), source=broken)
        with pytest.raises(InputMissing, match="gone"):
            run_urls(one)
        (ok,) = [record for record in records(tmp_path / "o") if record["error"] is None]
        assert ok["origin"] == server.url("/a")


# csv grows by the code of jsonl; make test-all tries it too
@pytest.mark.parametrize("format", ["jsonl", "parquet", "md", pytest.param("csv", marks=pytest.mark.slow)])
def test_kill_at_any_instant(tmp_path: Path, format: str) -> None:
    """Killed again and again, a run ends with every URL once, no torn line, and few pages fetched twice."""
    rng = random.Random(11)
    out = tmp_path / "out"
    hosts, pages, kills = HOSTS, 240, 0
    with FaultServer({"*": conditional()}, hosts) as server:
        urls = listing(tmp_path, [server.url(f"/{n}", hosts[n % 8]) for n in range(pages)])
        for attempt in range(60):
            words = [sys.executable, "-m", "tests.urls_child", str(urls), str(out), format]
            child = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
            before = len(server.hits)
            while len(server.hits) == before and child.poll() is None:
                time.sleep(0.002)
            time.sleep(rng.uniform(0, 0.06))
            if attempt < 10:
                child.kill()
            done, _ = child.communicate(timeout=60)
            if done:
                break
            kills += 1
        asked = Counter((hit.host, hit.path) for hit in server.hits if hit.path != "/robots.txt")
    got = records(out)
    assert sorted(record["origin"] for record in got) == sorted(urls.read_text().split())
    assert all(record["error"] is None for record in got)
    assert kills >= 5
    again = sum(count - 1 for count in asked.values())
    assert again <= kills * 2 * (QUICK.hosts + 40)
    state = sqlite3.connect(state_folder(out) / "state.sqlite")
    assert state.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    state.close()


def test_an_output_of_parquet_grows_by_a_part_a_run(tmp_path: Path) -> None:
    """A run with something new adds one file; parts that go are missed, and all of them are begun anew."""
    out = tmp_path / "out"
    with FaultServer({"*": conditional()}) as server:
        first = listing(tmp_path, [server.url("/a"), server.url("/b")])
        assert run_urls(job(first, out, "parquet")).done == 2
        assert run_urls(job(first, out, "parquet")).unchanged == 2
        more = listing(tmp_path, [server.url(f"/{letter}") for letter in "abc"])
        assert run_urls(job(more, out, "parquet")).done == 1
        assert [path.name for path in sorted(out.iterdir())] == ["part-00000.parquet", "part-00001.parquet"]
        assert [record["origin"][-1] for record in records(out)] == ["a", "b", "c"]
        (out / "part-00000.parquet").rename(tmp_path / "kept")
        with pytest.raises(OutputError, match=r"part-00000.parquet: it is gone"):
            run_urls(job(more, out, "parquet"))
        (out / "part-00000.parquet").write_bytes(b"mine")
        with pytest.raises(OutputError, match="4 bytes, not the"):
            run_urls(job(more, out, "parquet"))
        for path in out.iterdir():
            path.unlink()
        assert run_urls(job(more, out, "parquet")).listed == 3
        assert sorted(record["origin"][-1] for record in records(out)) == ["a", "b", "c"]
        with pytest.raises(OutputError, match="no earlier run wrote it"):
            run_urls(replace(job(more, out, "parquet"), state_dir=tmp_path / "another"))
        with pytest.raises(UsageError, match="give it another name"):
            run_urls(job(more, tmp_path / "one.parquet", "parquet"))


def test_parquet_is_ended_at_each_step(tmp_path: Path) -> None:
    """Wherever a writer of parts is ended, nothing is lost and nothing stands twice, at that time and after."""
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore::DeprecationWarning",
            "-m",
            "tests.parts_child",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) >= 30
