"""Runs a browser and outlives it: ``python guardian.py COMMANDS REPLIES WATCH ALONE PROFILE PROGRAM FLAGS...``.

A run that is killed cannot clean up, so this process does it. The run holds one end of a pipe, and this process holds
the other. The pipe closes when the run ends, for whatever reason. Then, or when the browser ends by itself, every
process of the browser is killed and its profile is deleted. This is a separate script without imports of ours, so that
it starts quickly.

``COMMANDS`` and ``REPLIES`` are the descriptors of the pipes of the DevTools protocol, which Chromium expects as 3 and
4. ``WATCH`` is our end of the run's pipe. ``ALONE`` is 1 for a browser without a network, if the system allows that.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import select
import shutil
import signal
import sys
import time

HIGH = 64  # copies from this number on cannot be 3 or 4
LOOK_SECONDS = 0.2
KILL_SECONDS = 5.0
PR_SET_CHILD_SUBREAPER = 36
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def main(commands: int, replies: int, watch: int, profile: str, line: list[str], *, alone: bool) -> None:
    """Start the browser, wait until it or the run ends, and clean up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the closed pipe is the only signal to end
    _adopt_orphans()
    if alone:
        _leave_network()
    pid = _start(commands, replies, profile, line)
    try:
        while not _ended(pid):
            if select.select([watch], [], [], LOOK_SECONDS)[0]:
                break
    finally:
        _kill(pid)
        shutil.rmtree(profile, ignore_errors=True)


def _start(commands: int, replies: int, profile: str, line: list[str]) -> int:
    far_commands, far_replies = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, HIGH) for end in (commands, replies))
    os.close(commands)
    os.close(replies)
    log = os.open(os.path.join(profile, "stderr.txt"), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)  # noqa: PTH118
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        return os.posix_spawn(
            line[0], line, os.environ, setpgroup=0,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, nothing, 1), (os.POSIX_SPAWN_DUP2, log, 2),
                (os.POSIX_SPAWN_DUP2, far_commands, 3), (os.POSIX_SPAWN_DUP2, far_replies, 4),
            ],
        )  # fmt: skip
    finally:
        for end in (far_commands, far_replies, log, nothing):
            os.close(end)


def _adopt_orphans() -> None:
    """Become the parent of every process whose own parent ends, so that none is lost (Linux)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _leave_network() -> None:
    """Move into a new network namespace in which there is nothing, not even the loopback (Linux).

    Root may do so. Others may if the system allows them a user namespace, in which they keep their user id.
    """
    if sys.platform != "linux":
        return
    user, group = os.geteuid(), os.getegid()
    with contextlib.suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None).unshare
        if unshare(CLONE_NEWNET) == 0 or unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
            return
        for name, text in (
            ("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")
        ):  # fmt: skip
            with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123 - pathlib takes longer to import
                file.write(text)


def _ended(pid: int) -> bool:
    """Whether the browser has ended. It is reaped only after its group is killed, so its number stays in use."""
    for orphan in _children():
        if orphan != pid:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(orphan, os.WNOHANG)
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _kill(pid: int) -> None:
    """Kill the browser's process group, then all orphans that we adopted, until none is left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    until = time.monotonic() + KILL_SECONDS
    while time.monotonic() < until:
        for orphan in _children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGKILL)
        try:
            reaped, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not reaped:
            time.sleep(0.01)


def _children() -> list[int]:
    """The child processes of this one (Linux)."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:  # noqa: PTH123 - pathlib takes longer to import
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


if __name__ == "__main__":
    first, second, third, by_itself = map(int, sys.argv[1:5])
    main(first, second, third, sys.argv[5], sys.argv[6:], alone=bool(by_itself))
