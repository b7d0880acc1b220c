"""The JSON lines of the scheduled job: what somebody wrote into them stays, what a dead run left is cut off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.config import Config, load_config
from cleaner.errors import OutputError
from cleaner.jobs.run import run_job


def job(root: Path) -> Config:
    (root / "in").mkdir(exist_ok=True)
    (root / "in" / "a.txt").write_text(
        "The council voted on Tuesday to bring the night ferries back, members said.\n" * 3
    )
    run = {
        "state_dir": str(root / "state"),
        "sources": [{"kind": "folder", "location": str(root / "in")}],
        "sinks": [{"kind": "jsonl", "path": str(root / "out.jsonl")}],
    }
    return load_config(env={}, overrides={"run": run})


@pytest.mark.parametrize("more", [b"my own line\n", json.dumps({"id": "mine"}).encode() + b"\n"])
def test_lines_that_somebody_appended_are_kept_and_named(tmp_path: Path, more: bytes) -> None:
    """The run ends with one line that names the file, and takes nothing away."""
    config = job(tmp_path)
    run_job(config)
    out = tmp_path / "out.jsonl"
    out.write_bytes(out.read_bytes() + more)
    before = out.read_bytes()
    (tmp_path / "in" / "b.txt").write_text(
        "The board voted on Friday to keep the old pier open until the spring.\n" * 3
    )
    with pytest.raises(OutputError, match=r"out\.jsonl"):
        run_job(config)
    assert out.read_bytes() == before
