"""A disk that fills at any of its sizes, under ``urls`` and ``run``, in every format."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cleaner_cli import ENVIRONMENT
from tests.full_disk_child import SIZES

ALONE = ["unshare", "-rm"]  # a user and a mount name space of one's own


def may_mount() -> bool:
    try:
        words = [*ALONE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        return subprocess.run(words, capture_output=True, check=False, timeout=60).returncode == 0
    except OSError:
        return False


QUICK = {("urls", "parquet"), ("urls", "md"), ("run", "jsonl")}  # make test-all tries every pair


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        pytest.param(command, kind, marks=() if (command, kind) in QUICK else pytest.mark.slow)
        for command in ("urls", "run")
        for kind in ("jsonl", "parquet", "md", "csv")
    ],
)
def test_a_full_disk(tmp_path: Path, command: str, kind: str) -> None:
    """One clear error; once there is room, the next run goes on, and nothing is lost, doubled or torn."""
    if not may_mount():
        pytest.skip("no name space to mount in")
    done = subprocess.run(
        [*ALONE, sys.executable, "-m", "tests.full_disk_child", str(tmp_path), command, kind],
        capture_output=True, text=True, check=False, env=ENVIRONMENT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(SIZES[command]) >= int(done.stdout) > 2
