"""The command line. stdout carries data only; log, progress and the closing line go to stderr.

Exit codes: 0 all good or nothing new; 1 finished, but some items failed; 2 wrong use; 65 bad input; 66 input missing;
73 cannot write; 75 another run holds the lock; 78 invalid configuration; 130 interrupted, state saved.
"""

from __future__ import annotations

import sys
from typing import NoReturn

from cleaner.cli.stdout import ReaderGone, guarded_stdout
from cleaner.cli.terminal import print_error
from cleaner.collector import paused_collector
from cleaner.errors import CleanError, InputMissing

INTERRUPTED = 130


def main() -> None:
    """Run the command line. A user's mistake ends in one line on stderr and an exit code, never in a traceback."""
    try:
        with guarded_stdout():
            from cleaner.cli.onepage import run_plain

            if run_plain(sys.argv[1:]):
                return
            with paused_collector():
                from cleaner.cli.app import app

            app(prog_name="cleaner")
    except CleanError as error:
        print_error(str(error))
        _end(error.exit_code)
    except OSError as error:
        if error.filename is None:
            raise
        print_error(f"{error.filename}: {error.strerror}")
        sys.exit(InputMissing.exit_code)
    except KeyboardInterrupt:
        print_error("interrupted")
        _end(INTERRUPTED)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer ends so without a word
            print_error("interrupted")
            _end(INTERRUPTED)
        raise
    except ReaderGone:
        sys.exit(0)


def _end(code: int) -> NoReturn:
    """Exit with a code.

    An interrupt that passes through ``exec``, as when a dataclass is made, leaves a mark in CPython 3.11, which then
    ends with the signal in place of the code. The next ``exec`` takes the mark away.
    """
    if code == INTERRUPTED:
        exec("")  # noqa: S102
    sys.exit(code)
