"""``cleaner urls`` from end to end: accounts, second runs, kills, kept bodies, the command itself."""

from __future__ import annotations

import csv
import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner.config import CleanSettings
from cleaner.errors import InputMissing, LockHeld, OutputError, UsageError
from cleaner.jobs.summary import ListSummary
from cleaner.jobs.urls import run_urls, state_folder
from cleaner.model import Failure
from cleaner.sinks.table import HEAD
from cleaner.sinks.text import FAILURES
from cleaner.store.lock import hold
from tests.faultserver import PAGE, Conn, FaultServer, Script, page
from tests.urls_child import QUICK, job

URL = re.compile(r"^url: (\S+)$", re.MULTILINE)
HOSTS = tuple(f"127.0.0.{n}" for n in range(1, 9))


def records(out: Path) -> list[dict[str, Any]]:
    """What an output of any kind holds, as far as it goes: of a page's file its address and text."""
    if (out / FAILURES).exists():
        found = [json.loads(line) for line in (out / FAILURES).read_text("utf-8").splitlines()]
        files = [path for path in out.rglob("[!.]*") if path.is_file() and path != out / FAILURES]
        texts = [path.read_text("utf-8") for path in files]
        return found + [{"origin": URL.findall(text)[0], "text": text, "error": None} for text in texts]
    if out.is_file() and out.read_bytes().startswith(HEAD):
        with out.open(encoding="utf-8-sig", newline="") as file:
            return [row | {"error": row["error"] or None} for row in csv.DictReader(file)]
    if out.is_dir():
        from cleaner.sinks.parquet import PARTS, read_records

        return [record for path in sorted(out.glob(PARTS)) for record in read_records(path)]
    return [json.loads(line) for line in out.read_text("utf-8").split("\n")[:-1]]


def listing(tmp_path: Path, urls: list[str]) -> Path:
    path = tmp_path / "list.txt"
    path.write_text("\n".join(urls) + "\n")
    return path


def balanced(tally: ListSummary) -> bool:
    return tally.listed == tally.done + tally.unchanged + tally.skipped.total() + tally.failed + tally.earlier


def conditional(by: str = "etag", weak: bool = False) -> Script:
    """A page that answers 304 to the validator that it gave."""

    async def script(conn: Conn) -> None:
        body = PAGE.replace(b"Some", conn.hit.path.encode())
        value = ('W/"v1"' if weak else '"v1"') if by == "etag" else "Wed, 21 Oct 2015 07:28:00 GMT"
        asked = conn.hit.headers.get("if-none-match" if by == "etag" else "if-modified-since")
        headers = {"etag": value} if by == "etag" else {"last_modified": value}
        if asked == value:
            head = f"HTTP/1.1 304 Not Modified\r\n{by.replace('_', '-')}: {value}\r\n\r\n"
            await conn.send(head.encode())
        else:
            await conn.reply(body, **headers)

    return script


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


@pytest.mark.parametrize(("by", "weak"), [("etag", False), ("etag", True), ("last_modified", False)])
def test_second_run_is_unchanged(tmp_path: Path, by: str, weak: bool) -> None:
    """At least 99% of the pages answer 304, nothing is written, nothing is cleaned."""
    out = tmp_path / "out.jsonl"
    with FaultServer({"*": conditional(by, weak)}, HOSTS) as server:
        urls = listing(tmp_path, [server.url(f"/{n}", HOSTS[n % 8]) for n in range(120)])
        assert run_urls(job(urls, out)).done == 120
        before = out.read_bytes()
        server.hits.clear()

        def never(*_: object) -> Any:
            raise AssertionError("cleaned again")

        tally = run_urls(replace(job(urls, out), clean=never))
        conditional_hits = [hit for hit in server.hits if hit.headers.keys() & {"if-none-match", "if-modified-since"}]
        assert len(server.hits) == len(conditional_hits) == 120  # robots files come from the state too
    assert (tally.unchanged, tally.listed) == (120, 120)
    assert out.read_bytes() == before


def test_same_bytes_without_validators_are_unchanged(tmp_path: Path) -> None:
    with FaultServer({"*": page()}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        assert run_urls(job(urls, tmp_path / "o")).done == 1
        assert run_urls(job(urls, tmp_path / "o")).unchanged == 1
    assert len(records(tmp_path / "o")) == 1


def test_a_changed_page_is_written_again(tmp_path: Path) -> None:
    """304, then 200 with other bytes and another validator, then 304 to that one."""
    version = "v1"

    async def script(conn: Conn) -> None:
        if conn.hit.headers.get("if-none-match") == f'"{version}"':
            await conn.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        else:
            await conn.reply(version.encode(), etag=f'"{version}"')

    with FaultServer({"*": script}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        seen = [run_urls(job(urls, tmp_path / "o")) for _ in range(2)]
        version = "v2"
        seen += [run_urls(job(urls, tmp_path / "o")) for _ in range(2)]
    assert [(tally.done, tally.unchanged) for tally in seen] == [(1, 0), (0, 1), (1, 0), (0, 1)]
    assert [record["text"] for record in records(tmp_path / "o")] == ["v1", "v2"]


def test_304_with_a_new_validator(tmp_path: Path) -> None:
    """The validator that came with the 304 is the one that is asked with next."""
    asked: list[str | None] = []

    async def script(conn: Conn) -> None:
        asked.append(conn.hit.headers.get("if-none-match"))
        if asked[-1] is None:
            await conn.reply(etag='"one"')
        else:
            await conn.send(b'HTTP/1.1 304 Not Modified\r\nETag: "two"\r\n\r\n')

    with FaultServer({"*": script}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        for _ in range(3):
            run_urls(job(urls, tmp_path / "o"))
    assert asked == [None, '"one"', '"two"']


def test_validators_go_to_no_other_url(tmp_path: Path) -> None:
    """They belong to where the page was in the end, not to what redirects there."""
    with FaultServer({"/a": page(b"", "302 Found", location="/end"), "/end": conditional()}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        run_urls(job(urls, tmp_path / "o"))
        server.hits.clear()
        assert run_urls(job(urls, tmp_path / "o")).unchanged == 1
        assert [(hit.path, "if-none-match" in hit.headers) for hit in server.hits] == [("/a", False), ("/end", True)]


def test_failure_is_known_once_and_recovery_is_written(tmp_path: Path) -> None:
    status = "404 Not Found"

    async def script(conn: Conn) -> None:
        await conn.reply(PAGE, status, etag='"x"')

    with FaultServer({"*": script}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        tallies = [run_urls(job(urls, tmp_path / "o")) for _ in range(2)]
        status = "410 Gone"
        tallies.append(run_urls(job(urls, tmp_path / "o")))
        status = "200 OK"
        tallies.append(run_urls(job(urls, tmp_path / "o")))
    assert [tally.failed for tally in tallies] == [1, 1, 1, 0]
    assert [record["fetch"]["http_status"] for record in records(tmp_path / "o")] == [404, 410, 200]


def test_new_settings_clean_again_from_kept_bodies(tmp_path: Path) -> None:
    """With ``keep_raw`` a 304 is enough for cleaning anew, and ``offline`` needs no request at all."""
    out = tmp_path / "o"
    with FaultServer({"*": conditional()}) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/b")])
        first = job(urls, out, keep_raw=True)
        run_urls(first)
        other = replace(first, config=first.config.model_copy(update={"clean": CleanSettings(max_loss=0.1)}))
        server.hits.clear()
        assert run_urls(other).done == 2
        assert all("if-none-match" in hit.headers for hit in server.hits)
        third = replace(other, config=first.config.model_copy(update={"clean": CleanSettings(max_loss=0.2)}))
        server.hits.clear()
        listing(tmp_path, [server.url("/a"), server.url("/b"), server.url("/never")])
        tally = run_urls(replace(third, offline=True))
        assert (tally.done, tally.failed, server.hits) == (2, 1, [])
    texts = [record["text"] for record in records(out) if record["error"] is None]
    assert len(texts) == 6
    assert set(Counter(texts).values()) == {3}


def test_new_settings_fetch_whole_without_kept_bodies(tmp_path: Path) -> None:
    """A 304 would leave nothing to clean, so no validator is sent."""
    with FaultServer({"*": conditional()}) as server:
        first = job(listing(tmp_path, [server.url("/a")]), tmp_path / "o")
        run_urls(first)
        other = replace(first, config=first.config.model_copy(update={"clean": CleanSettings(max_loss=0.1)}))
        assert run_urls(other).done == 1


def test_removed_output_is_written_anew(tmp_path: Path) -> None:
    with FaultServer({"*": conditional(), "/gone": page(b"", "410 Gone")}) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/gone")])
        run_urls(job(urls, tmp_path / "o"))
        before = {record["origin"] for record in records(tmp_path / "o")}
        (tmp_path / "o").unlink()
        run_urls(job(urls, tmp_path / "o"))
        assert {record["origin"] for record in records(tmp_path / "o")} == before


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


@pytest.mark.parametrize("format", ["jsonl", "parquet", "csv", "md"])
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
        with pytest.raises(OutputError, match="not from an earlier run"):
            run_urls(replace(job(more, out, "parquet"), state_dir=tmp_path / "another"))
        with pytest.raises(UsageError, match="give it another name"):
            run_urls(job(more, tmp_path / "one.parquet", "parquet"))


def test_parquet_is_ended_at_each_step(tmp_path: Path) -> None:
    """Wherever a writer of parts is ended, nothing is lost and nothing stands twice, at that time and after."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.parts_child", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) >= 30


WEIGHTS = Path(cleaner.__file__).parent / "data" / "tagger.npz"
needs_weights = pytest.mark.skipif(not WEIGHTS.exists(), reason="the tagger's weights have not been made here")


def command(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cleaner", "urls", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **more,
    )


@needs_weights
def test_the_command(tmp_path: Path) -> None:
    """One closing line, exit codes, no traceback, nothing but data on stdout."""
    with FaultServer({"*": page(), "/gone": page(b"", "410 Gone")}) as server:
        good, bad = [server.url("/a"), server.url("/b")], server.url("/gone")
        quick = ("--allow-private", "--set", "fetch.delay=0")
        out = tmp_path / "o.jsonl"
        first = command(str(listing(tmp_path, good)), "-o", str(out), *quick)
        assert (first.returncode, first.stdout, first.stderr.count("\n")) == (0, "", 1), first.stderr
        assert "2 done of 2 URLs" in first.stderr
        second = command(str(listing(tmp_path, [*good, bad])), "-o", str(out), *quick)
        assert second.returncode == 1
        assert "0 done, 2 unchanged, 1 failed (http-status 1) of 3 URLs" in second.stderr
        piped = command("-", "-o", "-", *quick, "--quiet", input=good[0] + "\n")
        assert (piped.returncode, piped.stderr) == (0, "")
        assert json.loads(piped.stdout)["origin"] == good[0]
        closed = command(str(listing(tmp_path, good)), "-o", str(tmp_path / "p"))
        assert closed.returncode == 1
        assert "not in the public Internet" in (tmp_path / "p").read_text()
    assert command(str(tmp_path / "none"), "-o", str(out)).returncode == 66
    (tmp_path / "mine").write_text("mine\n")
    refused = command(str(tmp_path / "list.txt"), "-o", str(tmp_path / "mine"))
    assert (refused.returncode, refused.stderr.count("\n")) == (73, 1)
    assert command(str(tmp_path / "list.txt"), "-o", "-", "--offline").returncode == 2
    unfit = command(str(tmp_path / "list.txt"), "-o", "-", "--format", "parquet")
    assert (unfit.returncode, unfit.stderr.count("\n")) == (2, 1)


@needs_weights
def test_the_command_takes_feeds(tmp_path: Path) -> None:
    feed = b"<rss><item><link>/a</link></item><item><link>/b</link></item></rss>"
    with FaultServer({"/feed": page(feed, content_type="application/rss+xml"), "*": page()}) as server:
        out = tmp_path / "o.jsonl"
        quick = ("--allow-private", "--set", "fetch.delay=0.05")
        got = command(server.url("/feed"), "--kind", "feed", "-o", str(out), *quick)
        assert got.returncode == 0, got.stderr
        assert {record["origin"] for record in records(out)} == {server.url("/a"), server.url("/b")}


@needs_weights
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_command_goes_on(tmp_path: Path, sign: signal.Signals) -> None:
    """A signal ends a run with 130 within ten seconds, its work is kept, and the next run does the rest."""
    with FaultServer({"*": page()}) as server:
        urls = listing(tmp_path, [server.url(f"/{n}") for n in range(30)])
        out = tmp_path / "o.jsonl"
        words = [sys.executable, "-m", "cleaner", "urls", str(urls), "-o", str(out), "--allow-private", "--set"]
        child = subprocess.Popen([*words, "fetch.delay=0.1"], stderr=subprocess.PIPE, text=True)
        while not out.exists() or len(records(out)) < 3:
            time.sleep(0.02)
        child.send_signal(sign)
        _, said = child.communicate(timeout=10)
        assert child.returncode == 130, said
        assert "Traceback" not in said
        assert 3 <= len(records(out)) < 30
        rest = subprocess.run([*words, "fetch.delay=0"], capture_output=True, text=True, timeout=60, check=False)
        assert rest.returncode == 0
        assert "settled before the interruption" in rest.stderr
    assert len({record["origin"] for record in records(out)}) == len(records(out)) == 30
