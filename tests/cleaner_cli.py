"""Runs the command line like a user."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from tests import REPO

COMMAND = [sys.executable, "-m", "cleaner"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPO), "PYTHONWARNINGS": "error", "COLUMNS": "120"}


@cache
def server() -> tuple[subprocess.Popen[bytes], socket.socket]:
    """The process that commands are forked from, and its socket. It ends when that closes."""
    near, far = socket.socketpair()
    with far:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.command_server", str(far.fileno())], env=ENVIRONMENT, cwd=REPO,
            pass_fds=[far.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    atexit.register(lambda: (near.close(), process.wait()))
    return process, near


def cleaner(
    *words: object, timeout: float = 120, text: str | None = None, cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a fork of a process that has imported the package. stdout and stderr are UTF-8.

    ``start`` and COMMAND begin a fresh interpreter, as a user does. ``env`` adds to ENVIRONMENT what is read when the
    command runs.
    """
    arguments = [*map(str, words)]
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write((text or "").encode())
        given.seek(0)
        request = json.dumps([str(cwd or Path.cwd()), env, arguments]).encode()
        channel = server()[1]
        channel.settimeout(timeout)
        socket.send_fds(channel, [request], [given.fileno(), out.fileno(), err.fileno()])
        try:
            status = int(channel.recv(32))
        except TimeoutError:
            server()[0].kill()  # the command goes on without it
            server.cache_clear()
            raise
        for stream in (out, err):
            stream.seek(0)
        return subprocess.CompletedProcess(arguments, status, out.read().decode(), err.read().decode())


def start(*words: object) -> subprocess.Popen[str]:
    """Start a command in its own process group."""
    return subprocess.Popen(
        [*COMMAND, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env=ENVIRONMENT, start_new_session=True,
    )  # fmt: skip
