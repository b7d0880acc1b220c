"""Names in a folder that may not be opened: ``Path.exists`` raises for them, and the user gets one clear line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Root may open every folder, unless it lays that right down.
WITHOUT_RIGHTS = [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
]
AS_USER = WITHOUT_RIGHTS if os.getuid() == 0 else []

pytestmark = pytest.mark.skipif(bool(AS_USER) and shutil.which("setpriv") is None, reason="root without setpriv")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "boats.html").write_text("<!doctype html><title>Boats</title><p>The council voted for boats.")
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "boats.html").write_text("<p>Boats")
    (tmp_path / "closed.jsonl").touch(0)
    closed.chmod(0)
    yield tmp_path
    closed.chmod(0o700)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("page closed/boats.html", 66),
        ("folder closed/inner -o a.jsonl", 66),
        ("urls closed/list.txt -o a.jsonl", 66),
        ("warc closed/a.warc -o a.jsonl", 66),
        ("latest closed/a.jsonl", 66),
        ("report closed/a.jsonl -o a.html", 66),
        ("report a.jsonl -o closed/a.html", 73),
        ("folder saved -o closed/a.jsonl", 73),
        ("folder saved -o closed/a.csv", 73),
        ("folder saved -o closed/a -f md", 73),
        ("urls http://127.0.0.1:1/ -o closed/a.jsonl", 73),
        ("urls http://127.0.0.1:1/ -o a.jsonl --state closed/state", 73),
        ("config show -c closed/a.yaml", 78),
        ("report closed.jsonl -o a.html", 66),
        ("rules test closed.jsonl saved", 78),
    ],
)
def test_a_closed_folder_costs_one_line(place: Path, line: str, code: int) -> None:
    said = run(place, *line.split(), code=code)
    assert said.startswith("cleaner: closed")
    assert said.endswith(": Permission denied\n")


@pytest.mark.parametrize(
    ("location", "sink", "more", "code"),
    [
        ("closed/inner", "a.jsonl", "", 66),
        ("saved", "closed/a.jsonl", "", 73),
        ("saved", "a.jsonl", "state_dir: closed/state", 73),
    ],
)
def test_a_job_with_a_closed_folder(place: Path, location: str, sink: str, more: str, code: int) -> None:
    sources, sinks = f"[{{kind: folder, location: {location}}}]", f"[{{kind: jsonl, path: {sink}}}]"
    (place / "job.yaml").write_text(f"run:\n  sources: {sources}\n  sinks: {sinks}\n  {more}\n")
    for arguments in (["run", "-c", "job.yaml"], ["run", "-c", "job.yaml", "--dry-run"]):
        assert run(place, *arguments, code=code).endswith(": Permission denied\n")


def run(place: Path, *arguments: str, code: int) -> str:
    """What a run says on stderr. It must be one line, with this exit code."""
    command = [*AS_USER, sys.executable, "-m", "cleaner", *arguments]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1), done.stderr
    return done.stderr
