"""Runs the command line like a user."""

from __future__ import annotations

import os
import subprocess
import sys

from tests import REPO

COMMAND = [sys.executable, "-m", "cleaner"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPO), "PYTHONWARNINGS": "error", "COLUMNS": "120"}


def cleaner(*words: object, timeout: float = 120, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. stdout and stderr are UTF-8."""
    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, encoding="utf-8", timeout=timeout, env=ENVIRONMENT,
        check=False, input=text,
    )  # fmt: skip


def start(*words: object) -> subprocess.Popen[str]:
    """Start a command in its own process group."""
    return subprocess.Popen(
        [*COMMAND, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env=ENVIRONMENT, start_new_session=True,
    )  # fmt: skip
