"""stdout in a pipeline: a closed reader is not an error, and a full disk gives one clear line.

Typer turns a broken pipe into exit code 1, and Python reports it again at the final flush. So errors of writing become
exceptions that only ``cleaner.cli.main`` handles.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from cleaner.errors import OutputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class ReaderGone(Exception):
    """The reader of stdout has closed, like ``| head``. It is not an OSError, so no other code catches it."""


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
    """Guard all writing inside, and flush at the end. After that, nothing is left that could fail again.

    What is written is UTF-8, whatever the locale says. Only a terminal with another encoding gets that, with a "?" for
    letters that it cannot show. Raises ReaderGone, and OutputError if stdout cannot be written.
    """
    plain = _open_streams()
    encoding, errors = plain.encoding, plain.errors
    if codecs.lookup(encoding).name != "utf-8":
        of_terminal = plain.isatty() and codecs.lookup(encoding).name != "ascii"
        encoding, errors = (encoding, "replace") if of_terminal else ("utf-8", errors)
    buffer = io.BufferedWriter(_Stdout(plain.fileno(), "w", closefd=False))
    guarded = io.TextIOWrapper(buffer, encoding, errors, line_buffering=plain.isatty())
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


def _open_streams() -> TextIO:
    """Open the streams that the parent process closed, on the null device, lowest first. Gives stdout."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open until the end
    return sys.stdout


def _give_up(stream: io.TextIOWrapper) -> None:
    """Discard the rest of the buffer, so that closing the stream cannot fail."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
    with suppress(ReaderGone, OutputError):
        stream.flush()
