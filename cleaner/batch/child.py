"""The far side of the pool: a nursery process that imports the work once, and the workers forked from it.

The nursery is a fresh interpreter with a single thread, so forking it is safe, and a replacement for a dead or worn-out
worker is ready in milliseconds instead of the half second that imports take. Before the first fork it works on a
sample, if it was given one, so that the tables and weights which the work reads at its first use lie in memory once
for all workers. It never sees a piece of the stream. It obeys two requests on its control socket, each of nine bytes
(a letter and a number):

    F 0     fork a worker that serves the socket sent along; the answer is its process id
    W pid   wait for the end of a worker; the answer is its wait status, or UNKNOWN

The sockets carry frames: the length in eight bytes, then a pickle.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Literal, NoReturn

LENGTH = struct.Struct("!Q")
REQUEST = struct.Struct("!cq")
REPLY = struct.Struct("!q")
FORK = b"F"
WAIT = b"W"
UNKNOWN = -1
MEBIBYTE = 1 << 20
WAITING = b"STt"  # states of a process that sleeps or is stopped, in proc(5)
# One thread a process: the pool is the parallelism, and sums in one order are the same sums everywhere.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True, slots=True)
class Lost:
    """Work that came to no result: why (``internal``: it raised), and what there is to say about it."""

    reason: Literal["crash", "timeout", "memory", "internal"]
    message: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A result that another process might not have come to: for want of memory, or by a fault of any kind."""

    result: Any


class Doubt(Exception):
    """Raised by work to hand in a result as doubtful."""

    def __init__(self, result: object) -> None:
        super().__init__("doubtful")
        self.result = result


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may take: CPU seconds, and MiB of address space over what its process began with."""

    seconds: float
    memory: int


def receive(channel: socket.socket, size: int) -> bytes | None:
    """Read exactly ``size`` bytes, or None where the other side has gone."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    at = 0
    while at < size:
        got = channel.recv_into(view[at:])
        if not got:
            return None
        at += got
    return bytes(buffer)


def is_waiting(pid: int) -> bool:
    """Whether a process waits for something other than the CPU. True where the kernel does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] in WAITING
    except (OSError, IndexError):
        return True


def main() -> NoReturn:
    """Run the nursery on the control socket whose descriptor the command line names."""
    for name in THREAD_VARIABLES:
        os.environ[name] = "1"
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the parent decides when to end; workers leave when its socket closes
    control = socket.socket(fileno=int(sys.argv[1]))
    header = receive(control, LENGTH.size)
    payload = receive(control, LENGTH.unpack(header)[0]) if header else None
    if payload is None:
        os._exit(0)
    try:
        work, limits, sample = pickle.loads(payload)  # noqa: S301 - written by the parent process, never by a page
    except Exception as error:
        message = f"{type(error).__name__}: {error}".encode("utf-8", "replace")
        control.sendall(LENGTH.pack(len(message)) + message)
        os._exit(1)
    if sample is not None:
        with suppress(Exception):  # what is wrong with the work shows at the first piece
            work(sample)
    control.sendall(LENGTH.pack(0))
    gc.collect()
    gc.freeze()
    tend(control, work, limits)


def tend(control: socket.socket, work: Callable[[Any], Any], limits: Limits) -> NoReturn:
    """Answer the parent's requests until it goes away, then end every worker."""
    living: set[int] = set()
    while True:
        request, fds, _, _ = socket.recv_fds(control, REQUEST.size, 1)
        if len(request) < REQUEST.size:  # a request is sent whole, so a short one means that the parent is gone
            break
        letter, number = REQUEST.unpack(request)
        if letter == FORK:
            number = fork(control, fds[0], work, limits)
            living.add(number)
        else:
            living.discard(number)
            try:
                number = os.waitpid(number, 0)[1]
            except ChildProcessError:  # a worker of a nursery before this one
                number = UNKNOWN
        control.sendall(REPLY.pack(number))
    for pid in living:
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            continue
    os._exit(0)


def fork(control: socket.socket, fd: int, work: Callable[[Any], Any], limits: Limits) -> int:
    """Fork one worker that serves ``fd``. Returns its process id, or minus the error number where there is none."""
    try:
        pid = os.fork()
    except OSError as error:
        os.close(fd)
        return -(error.errno or 1)
    if pid:
        os.close(fd)
        return pid
    try:
        control.close()
        serve(socket.socket(fileno=fd), work, limits)
    finally:
        os._exit(1)


def serve(channel: socket.socket, work: Callable[[Any], Any], limits: Limits) -> NoReturn:
    """Work on one piece after another, each under the limits, until the parent hangs up."""
    limit_memory(limits.memory)
    while True:
        header = receive(channel, LENGTH.size)
        payload = receive(channel, LENGTH.unpack(header)[0]) if header else None
        if payload is None:
            os._exit(0)
        allow_cpu(limits.seconds)
        answer = attempt(work, payload)
        try:
            channel.sendall(LENGTH.pack(len(answer)))
            channel.sendall(answer)
        except OSError:
            os._exit(0)


def attempt(work: Callable[[Any], Any], payload: bytes) -> bytes:
    """The pickled result of the work; whatever it raises is a Doubtful Lost."""
    try:
        return pickle.dumps(work(pickle.loads(payload)), protocol=5)  # noqa: S301 - as above
    except Doubt as doubt:
        result = doubt.result
    except MemoryError:
        result = Lost("memory", "the page took more memory than allowed (batch.page_memory)")
    except Exception as error:  # any fault costs this piece of work alone
        result = Lost("internal", f"{type(error).__name__}: {error}")
    return pickle.dumps(Doubtful(result), protocol=5)


def limit_memory(mebibytes: int) -> None:
    """Let the address space grow by so much over what it is now. No effect where the kernel does not tell its size."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    try:
        now = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = now + mebibytes * MEBIBYTE
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def allow_cpu(seconds: float) -> None:
    """Have the kernel end this process (SIGXCPU) once it has used so much more CPU time, within a second."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
