"""The child side of the pool: a nursery process that imports the work once, and the workers forked from it.

The nursery is a fresh interpreter with a single thread, so it can be forked safely. A replacement for a dead or
worn-out worker is ready in milliseconds, instead of the half second that imports take. If there is a sample, the
nursery works on it before the first fork. Then the tables and weights that the work loads at its first use are in
memory once, for all workers. The nursery never gets an item of the stream. It obeys two requests on its control socket,
each of nine bytes (a letter and a number):

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
# One thread per process: the pool makes work parallel, and sums in a fixed order are equal everywhere.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True, slots=True)
class Lost:
    """Work without a result: the reason (``internal`` if it raised), and a message."""

    reason: Literal["crash", "timeout", "memory", "internal"]
    message: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A result that another process might not have reached, because memory was short or some error occurred."""

    result: Any


class Doubt(Exception):
    """Raised by work to return a result as doubtful."""

    def __init__(self, result: object) -> None:
        super().__init__("doubtful")
        self.result = result


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one item: CPU seconds, and MiB of address space beyond what its process began with."""

    seconds: float
    memory: int


def receive(channel: socket.socket, size: int) -> bytearray | None:
    """Read exactly ``size`` bytes, or return None if the other side has closed."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    at = 0
    while at < size:
        got = channel.recv_into(view[at:])
        if not got:
            return None
        at += got
    return buffer


def is_waiting(pid: int) -> bool:
    """Whether a process waits for something other than the CPU. True if the kernel does not say."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] in WAITING
    except (OSError, IndexError):
        return True


def main() -> NoReturn:
    """Run the nursery on the control socket whose descriptor the command line names."""
    for name in THREAD_VARIABLES:
        os.environ[name] = "1"
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the parent decides when to end; workers end when its socket closes
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
        with suppress(Exception):  # an error of the work will show at the first item
            work(sample)
    control.sendall(LENGTH.pack(0))
    gc.collect()
    gc.freeze()
    run_nursery(control, work, limits)


def run_nursery(control: socket.socket, work: Callable[[Any], Any], limits: Limits) -> NoReturn:
    """Answer the parent's requests until it ends, then end every worker."""
    living: set[int] = set()
    while True:
        request, fds, _, _ = socket.recv_fds(control, REQUEST.size, 1)
        if len(request) < REQUEST.size:  # a request is sent whole, so a short one means that the parent has ended
            break
        letter, number = REQUEST.unpack(request)
        if letter == FORK:
            number = fork(control, fds[0], work, limits)
            living.add(number)
        else:
            living.discard(number)
            try:
                number = os.waitpid(number, 0)[1]
            except ChildProcessError:  # a worker of an earlier nursery
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
    """Fork one worker that serves ``fd``. Return its process id, or the negative error number if that fails."""
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
    """Work on one item after another, each under the limits, until the parent closes the socket."""
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


def attempt(work: Callable[[Any], Any], payload: bytearray) -> bytes:
    """The pickled result of the work. An exception becomes a Doubtful Lost."""
    try:
        return pickle.dumps(work(pickle.loads(payload)), protocol=5)  # noqa: S301 - as above
    except Doubt as doubt:
        result = doubt.result
    except MemoryError:
        result = Lost("memory", "the page took more memory than allowed (batch.page_memory)")
    except Exception as error:  # any error costs only this item
        result = Lost("internal", f"{type(error).__name__}: {error}")
    return pickle.dumps(Doubtful(result), protocol=5)


def limit_memory(mebibytes: int) -> None:
    """Let the address space grow by this much from now on. No effect if the kernel does not state its size."""
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
    """Let the kernel end this process (SIGXCPU) within a second after it has used this much more CPU time."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
