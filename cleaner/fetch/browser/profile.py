"""The folder of a browser: its profile, home and temporary files, and a lock while it is in use.

The run, the guardian and the browser all hold the lock; the browser inherits it. If nobody holds the lock of a folder,
a run was killed together with its guardian. The next browser that starts deletes the folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

PREFIX = "cleaner-browser-"
LOCK = "in-use"
END_SECONDS = 5.0
LOOK_SECONDS = 0.02


class Profile:
    """A new folder for one browser. ``lock`` is a descriptor that its processes inherit."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix=PREFIX)
        # the file gets its name after it is locked, so that nobody can ever find the lock free
        early = Path(self.folder, f"{LOCK}.new")
        self.lock = os.open(early, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        early.rename(early.with_name(LOCK))

    def leave(self) -> None:
        """Release the lock; the folder stays."""
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1

    def delete(self) -> None:
        """Release the lock, and delete the folder when nobody else holds it: a browser that is ending still writes.

        If it does not end within END_SECONDS, the folder stays. The next ``sweep`` deletes it.
        """
        self.leave()
        until = time.monotonic() + END_SECONDS
        while time.monotonic() < until:
            try:
                _delete_unheld(Path(self.folder))
            except BlockingIOError:
                time.sleep(LOOK_SECONDS)
            except OSError:  # the guardian has deleted it
                return
            else:
                return


def sweep() -> None:
    """Delete the folders of this user's browsers that nobody holds any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
                _delete_unheld(folder)


def _delete_unheld(folder: Path) -> None:
    """Delete a folder. Raises BlockingIOError if somebody holds its lock, another OSError if it has none."""
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
