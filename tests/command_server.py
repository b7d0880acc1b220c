"""Runs commands in forks of a process that has imported the package, because each import takes half a second.

    python -m tests.command_server SOCKET

The process has a single thread. A request on the socket is one JSON line: the working directory, additions to the
environment, and the words of the command. Its stdin, stdout and stderr come along as descriptors. The answer is the
exit status in text, or a negative signal number.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import traceback

import cleaner.cli.app
import cleaner.jobs.folder
import cleaner.jobs.run
import cleaner.jobs.urls
import cleaner.pipeline  # noqa: F401 - imported for the forks
from cleaner.cli import main

MAX_REQUEST = 1 << 20


def run(folder: str, environment: dict[str, str], words: list[str], descriptors: list[int]) -> int:
    """Run one command in a fork. Return its exit status, or a negative signal number."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 1
    try:
        os.chdir(folder)
        os.environ.update(environment)
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
        os._exit(code)


def serve(channel: socket.socket) -> None:
    """Answer requests until the other side closes."""
    while True:
        request, descriptors, _, _ = socket.recv_fds(channel, MAX_REQUEST, 3)
        if not request:
            return
        status = run(*json.loads(request), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        channel.sendall(b"%d" % status)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
