"""What the workers of a pool do in the tests. It imports little, since each process that starts workers imports it."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time
from typing import Any

LEAKED: list[bytearray] = []


def obey(order: str) -> Any:
    """Do what the order says, in a worker process."""
    word, _, rest = order.partition(" ")
    if word == "double":
        return int(rest) * 2
    if word == "abort":
        os.abort()
    if word == "segfault":
        ctypes.string_at(0)
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "exit":
        os._exit(3)
    if word == "raise":
        raise ValueError(rest)
    if word == "eat":
        return len(bytearray(10**9))
    if word == "spin":
        re.match("(a+)+$", "a" * 60 + "b")  # one endless call in C
    if word == "pid":
        return os.getpid()
    if word == "work":
        until = time.process_time() + float(rest)
        while time.process_time() < until:
            pass
    if word == "sleep":
        time.sleep(float(rest))
    if word == "leak":
        LEAKED.append(bytearray(30 << 20))
        return len(LEAKED)
    if word == "big":
        return "x" * int(rest)
    return order
