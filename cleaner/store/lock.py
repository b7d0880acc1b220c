"""One run of a job at a time. The kernel releases the lock when its holder ends, for whatever reason."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleaner.errors import LockHeld, OutputError


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``.

    Raises LockHeld if another process has it, OutputError if it cannot be created or its file system has no locks.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputError(f"{path.parent}: cannot be a folder: a file of this name exists") from None
    except OSError as error:
        raise OutputError(f"{path.parent}: cannot be created: {error.strerror}") from None
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise LockHeld(f"{path}: another run is active") from None
        except OSError as error:  # some network file systems have none
            raise OutputError(f"{path}: its file system gives no locks: {error.strerror}") from None
        yield
    finally:
        os.close(descriptor)
