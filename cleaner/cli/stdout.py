"""stdout in a pipeline: a reader that goes away is no error, and a full disk gives one clear line.

Typer turns a broken pipe into exit code 1, and Python complains once more when it flushes at its end. So the faults of
writing become exceptions that only ``cleaner.cli.main`` knows.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cleaner.errors import OutputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class ReaderGone(Exception):
    """The reader of our output went away, as ``| head`` does. No OSError, so nothing on the way takes it for one."""


class _Stdout(io.FileIO):
    def write(self, part: ReadableBuffer, /) -> int:
        try:
            return super().write(part)
        except BrokenPipeError:
            raise ReaderGone from None
        except OSError as error:
            raise OutputError(f"stdout: cannot write: {error.strerror or error}") from None


@contextmanager
def guarded_stdout() -> Iterator[None]:
    """Write through the guard inside, and flush at the end. Afterwards nothing is left that could fail once more.

    Raises ReaderGone, and OutputError where stdout cannot be written.
    """
    plain = sys.stdout
    if plain is None:  # closed by whoever started us; nothing can be written then
        yield
        return
    buffer = io.BufferedWriter(_Stdout(plain.fileno(), "w", closefd=False))
    guarded = io.TextIOWrapper(buffer, plain.encoding, plain.errors, line_buffering=plain.isatty())
    sys.stdout = guarded
    try:
        yield
    finally:
        try:
            guarded.flush()
        except (ReaderGone, OutputError):
            _give_up(guarded)
            raise
        finally:
            sys.stdout = plain


def _give_up(stream: io.TextIOWrapper) -> None:
    """Send what is left in the buffer nowhere, so that closing the stream cannot fail."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
    with suppress(ReaderGone, OutputError):
        stream.flush()
