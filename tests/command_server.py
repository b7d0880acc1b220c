"""Runs commands in forks of a process that has imported the package, because each import takes half a second.

    python -m tests.command_server SOCKET

The process has a single thread. A request on the socket is one JSON line: the working directory, additions to the
environment, and the words of the command. Its stdin, stdout and stderr come along as descriptors. The answer is the
exit status in text, or a negative signal number.

The first process that a command starts workers from is forked likewise (``Spare``). Those of ``tests/batch``, and of
commands that ``tests.cleaner_cli.start`` begins, are fresh interpreters, as a user has them.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cleaner.batch.tasks
import cleaner.checks.doctor
import cleaner.cli.app
import cleaner.jobs.folder
import cleaner.jobs.run
import cleaner.jobs.urls
import cleaner.pipeline
import cleaner.report.html
import cleaner.sinks.records  # noqa: F401 - imported for the forks
from cleaner import clean
from cleaner.batch import SAMPLE, pool
from cleaner.batch import child as nursery
from cleaner.cli import main

MAX_REQUEST = 1 << 20
POOLED = (["folder"], ["urls"], ["warc"], ["run"])


class Spare:
    """A process forked from this one, which becomes the first nursery of a pool, as ``subprocess.Popen`` starts one."""

    def __init__(self) -> None:
        self.ours, theirs = socket.socketpair()
        self.returncode: int | None = None
        self.used = False
        self.pid = os.fork()
        if not self.pid:
            try:
                self.ours.close()
                self.become_nursery(theirs)
            finally:
                os._exit(1)
        theirs.close()

    @staticmethod
    def become_nursery(channel: socket.socket) -> None:
        """Wait for the nursery's socket. Without one, end."""
        with Path(os.devnull).open("r+b") as nothing:
            for number in range(3):
                os.dup2(nothing.fileno(), number)
        given, control, _, _ = socket.recv_fds(channel, 1, 1)
        channel.close()
        if given:
            sys.argv = ["-c", str(control[0])]
            nursery.main()

    def start(self, words: list[str], **options: Any) -> Any:
        """What ``subprocess.Popen`` is called with and returns."""
        if self.used:
            return subprocess.Popen(words, **options)
        self.used = True
        socket.send_fds(self.ours, [b"!"], list(options["pass_fds"]))
        return self

    def poll(self) -> int | None:
        if self.returncode is None and os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def wait(self, timeout: float = 60) -> int:
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("nursery", timeout)
            time.sleep(0.001)
        return code

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """End a process that was not needed."""
        self.ours.close()
        if not self.used:
            self.wait()


def run(folder: str, environment: dict[str, str], words: list[str], descriptors: list[int]) -> int:
    """Run one command in a fork. Return its exit status, or a negative signal number."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 1
    spare = None
    try:
        os.chdir(folder)
        os.environ.update(environment)
        if words[:1] in POOLED:
            spare = Spare()
            pool.subprocess = SimpleNamespace(**vars(subprocess) | {"Popen": spare.start})  # type: ignore[assignment]
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        sys.argv = ["cleaner", *words]
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # as Python itself would
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        if spare is not None:
            spare.close()
        os._exit(code)


def serve(channel: socket.socket) -> None:
    """Answer requests until the other side closes."""
    while True:
        request, descriptors, _, _ = socket.recv_fds(channel, MAX_REQUEST, 3)
        if not request:
            return
        folder, environment, words = json.loads(request)
        status = run(folder, environment, words, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        channel.sendall(b"%d" % status)


if __name__ == "__main__":
    clean(SAMPLE.body)  # loads tables and weights for all forks
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
