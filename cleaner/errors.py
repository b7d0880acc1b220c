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

from typing import ClassVar


def extra_hint(needs: str, extra: str) -> str:
    """One line for the user: what is missing, and the command that installs it for this interpreter."""
    import shlex
    import sys

    return f"{needs}: in cleaner's checkout, {shlex.quote(sys.executable)} -m pip install '.[{extra}]'"


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


class LockHeld(CleanError):
    """Another run holds the lock."""

    exit_code = 75


class ConfigError(CleanError):
    """The configuration has an unknown key or a wrong value, or cannot be read."""

    exit_code = 78


class Interrupted(CleanError):
    """Ctrl-C or a signal. Everything done so far is saved, and the message says where, or how to resume."""

    exit_code = 130
