"""Errors that a user can cause or fix, each with the exit code of the command line.

    CleanError
    ├── UsageError     2   wrong use of a command or an argument
    ├── BadInput      65   an input that cannot be read as a page
    ├── InputMissing  66   an input that does not exist or may not be opened
    │   └── FetchError     a page that cannot be fetched from its address
    ├── OutputError   73   an output that cannot be written
    ├── LockHeld      75   another run is active; try later
    ├── ConfigError   78   an invalid configuration
    └── Interrupted  130   Ctrl-C or a signal; everything done so far is saved

Exit codes 65 to 78 are those of BSD ``sysexits.h``.
"""

from __future__ import annotations

import errno
import os
from typing import ClassVar


def extra_hint(needs: str, extra: str) -> str:
    """One line for the user: what is missing, and the command that installs it for this interpreter."""
    import shlex
    import sys

    return f"{needs}: in cleaner's checkout, {shlex.quote(sys.executable)} -m pip install '.[{extra}]'"


def why_no_place(path: str | os.PathLike[str]) -> str | None:
    """Why nothing can be read or written under this name, or None. A name that is only free is no reason.

    ``Path.exists`` and ``is_file`` raise for such a name: it is too long, or its folder may not be opened.
    """
    try:
        os.stat(path)  # noqa: PTH116 - the name may be a plain string
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        return "the name holds a null character"
    except OSError as error:
        return None if error.errno == errno.ELOOP else error.strerror
    return None


def without_null(value: object) -> object:
    """A setting as it is. Raises ValueError for a text with a null character, which no file name may hold."""
    if isinstance(value, str) and "\0" in value:
        raise ValueError("holds a null character")
    return value


def named(value: object) -> object:
    """A setting as it is. Raises ValueError for an empty text where a file or folder is to be named."""
    if isinstance(value, str) and not value.strip():
        raise ValueError("names no file or folder")
    return value


class CleanError(Exception):
    """Base of all errors that cleaner raises on purpose. Its text is one line for the user."""

    exit_code: ClassVar[int] = 1


class UsageError(CleanError):
    """A command or function was called with wrong or conflicting arguments."""

    exit_code = 2


class BadInput(CleanError):
    """An input cannot be read as a page. ``reason`` is the reason in the record."""

    exit_code = 65

    def __init__(self, message: str, reason: str = "not-text") -> None:
        super().__init__(message)
        self.reason = reason


class InputMissing(CleanError):
    """An input does not exist or may not be opened."""

    exit_code = 66


def check_input(path: str | os.PathLike[str]) -> None:
    """Raise InputMissing if nothing can be read under this name."""
    if why := why_no_place(path):
        raise InputMissing(f"{os.fspath(path)}: {why}")


class FetchError(InputMissing):
    """A page cannot be fetched. ``reason`` is the reason in the record.

    ``http_status`` is None if there was no response. ``retryable`` is true if a later attempt may help.
    """

    def __init__(
        self, message: str, reason: str = "internal", *, url: str = "", http_status: int | None = None,
        retryable: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.reason, self.url, self.http_status, self.retryable = reason, url, http_status, retryable


class OutputError(CleanError):
    """An output cannot be written. The message names the file."""

    exit_code = 73


def check_place(path: str | os.PathLike[str]) -> None:
    """Raise OutputError if nothing can be written under this name."""
    name = os.fspath(path)
    if why := why_no_place(name):
        raise OutputError(f"{name}: cannot write: {why}")


class LockHeld(CleanError):
    """Another run holds the lock."""

    exit_code = 75


class ConfigError(CleanError):
    """The configuration has an unknown key or a wrong value, or cannot be read."""

    exit_code = 78


class Interrupted(CleanError):
    """Ctrl-C or a signal. Everything done so far is saved, and the message says where, or how to resume."""

    exit_code = 130
