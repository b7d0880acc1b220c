"""``cleaner urls`` as a command, and stopped by signals."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import REPO
from tests.cleaner_cli import cleaner
from tests.faultserver import FaultServer, page
from tests.jobs.url_lists import listing, records

WEIGHTS = REPO / "cleaner" / "data" / "tagger.npz"
needs_weights = pytest.mark.skipif(not WEIGHTS.exists(), reason="the tagger's weights have not been made here")


@needs_weights
def test_the_command(tmp_path: Path) -> None:
    """One closing line, exit codes, no traceback, nothing but data on stdout."""
    with FaultServer({"*": page(), "/gone": page(b"", "410 Gone")}) as server:
        good, bad = [server.url("/a"), server.url("/b")], server.url("/gone")
        quick = ("--allow-private", "--set", "fetch.delay=0")
        out = tmp_path / "o.jsonl"
        first = cleaner("urls", str(listing(tmp_path, good)), "-o", str(out), *quick)
        assert (first.returncode, first.stdout, first.stderr.count("\n")) == (0, "", 1), first.stderr
        assert "2 done of 2 URLs" in first.stderr
        second = cleaner("urls", str(listing(tmp_path, [*good, bad])), "-o", str(out), *quick)
        assert second.returncode == 1
        assert "0 done, 2 unchanged, 1 failed (http-status 1) of 3 URLs" in second.stderr
        piped = cleaner("urls", "-", "-o", "-", *quick, "--quiet", text=good[0] + "\n")
        assert (piped.returncode, piped.stderr) == (0, "")
        assert json.loads(piped.stdout)["origin"] == good[0]
        closed = cleaner("urls", str(listing(tmp_path, good)), "-o", str(tmp_path / "p"))
        assert closed.returncode == 1
        assert "not in the public Internet" in (tmp_path / "p").read_text()
    assert cleaner("urls", str(tmp_path / "none"), "-o", str(out)).returncode == 66
    (tmp_path / "mine").write_text("mine\n")
    refused = cleaner("urls", str(tmp_path / "list.txt"), "-o", str(tmp_path / "mine"))
    assert (refused.returncode, refused.stderr.count("\n")) == (73, 1)
    assert cleaner("urls", str(tmp_path / "list.txt"), "-o", "-", "--offline").returncode == 2
    unfit = cleaner("urls", str(tmp_path / "list.txt"), "-o", "-", "--format", "parquet")
    assert (unfit.returncode, unfit.stderr.count("\n")) == (2, 1)


@needs_weights
def test_the_command_takes_feeds(tmp_path: Path) -> None:
    feed = b"<rss><item><link>/a</link></item><item><link>/b</link></item></rss>"
    with FaultServer({"/feed": page(feed, content_type="application/rss+xml"), "*": page()}) as server:
        out = tmp_path / "o.jsonl"
        quick = ("--allow-private", "--set", "fetch.delay=0.05")
        got = cleaner("urls", server.url("/feed"), "--kind", "feed", "-o", str(out), *quick)
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
        assert said.endswith("cleaner: interrupted; what is done is saved, and the same command does the rest\n")
        assert "Traceback" not in said
        assert 3 <= len(records(out)) < 30
        rest = subprocess.run([*words, "fetch.delay=0"], capture_output=True, text=True, timeout=60, check=False)
        assert rest.returncode == 0
        assert "settled before the interruption" in rest.stderr
    assert len({record["origin"] for record in records(out)}) == len(records(out)) == 30
