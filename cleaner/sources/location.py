"""Opens files of pages on disk or behind any URL that fsspec opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cleaner.errors import InputMissing, UsageError, extra_hint

REDIRECT_STATUS = 300  # from this status on, the response is not the requested page


def is_url(location: str) -> bool:
    """Whether fsspec must open a location.

    >>> is_url("s3://bucket/a.warc.gz"), is_url("a.warc.gz")
    (True, False)
    """
    scheme, found, _ = location.partition("://")
    return bool(found) and scheme.replace("+", "").isalnum()


@contextmanager
def open_location(location: str) -> Iterator[IO[bytes]]:
    """Open a path or URL for reading, seekable. Raises InputMissing."""
    if is_url(location):
        fsspec = import_fsspec()
        with translated(location):
            file = fsspec.open(location, mode="rb").open()
        with file:
            yield file
        return
    with translated(location):
        local = Path(location).open("rb")  # noqa: SIM115 - closed below; faults of reading are not those of opening
    with local:
        yield local


@contextmanager
def translated(location: str) -> Iterator[None]:
    """Turn the errors of file systems into InputMissing, since each has its own."""
    try:
        yield
    except InputMissing:
        raise
    except FileNotFoundError:
        raise InputMissing(f"{location}: no such file") from None
    except OSError as error:
        raise InputMissing(f"{location}: {error.strerror or error}") from None
    except Exception as error:
        raise InputMissing(f"{location}: {str(error).partition(chr(10))[0] or type(error).__name__}") from None


def import_fsspec() -> Any:  # noqa: ANN401 - fsspec has no types
    """The fsspec module. Raises UsageError that names the extra if it is not installed."""
    try:
        import fsspec
    except ImportError:
        raise UsageError(extra_hint("URLs of files need fsspec", "warc")) from None
    return fsspec
