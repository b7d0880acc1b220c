"""Arguments that name an input: an address, a file, a pipe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from cleaner.errors import BadInput, CleanError, InputMissing, UsageError
from cleaner.model import Failure
from cleaner.patterns import later

SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30})://", re.IGNORECASE)
WEB = ("http", "https")
LIKE_ADDRESS = later(r"(?:www\.[^/\s]+|[^/\s.][^/\s]*\.[a-z]{2,20}(?::\d{1,5})?/)[^\s]*", re.IGNORECASE)


def is_address(given: str) -> bool:
    """Whether an argument is an address to fetch, not a file name. Raises InputMissing for other schemes."""
    found = SCHEME.match(given)
    if found is None:
        return False
    scheme = found[1].lower()
    if scheme in WEB:
        return True
    why = (
        "name the file itself, without file://"
        if scheme == "file"
        else f"only http and https are fetched, not {scheme}"
    )
    raise InputMissing(f"{given}: {why}")


def missing(given: str) -> CleanError:
    """The error for an argument that is not a file. If nothing exists there, it suggests an address."""
    if not given:
        return UsageError("urls: the name of the file is empty")
    if Path(given).exists():
        return InputMissing(f"{given}: {'a folder' if Path(given).is_dir() else 'a device'}, not a file")
    meant = f"; did you mean https://{given}?" if LIKE_ADDRESS.fullmatch(given) else ""
    return InputMissing(f"{given}: no such file{meant}")


def path_of(given: str) -> Path:
    """An argument as a path. Refuses an empty one, from an unset shell variable: it would mean the current folder."""
    if not given:
        import typer

        raise typer.BadParameter("the name is empty")
    return Path(given)


def check_list(name: str, first: Sequence[str | Failure], column: str | None) -> None:
    """Raise BadInput if none of the first entries is an address: it is not a list, or it needs another column."""
    if not first or any(isinstance(entry, str) and is_web(entry) for entry in first):
        return
    where = f"{name}: no URL in its first {len(first)} lines" if len(first) > 1 else f"{name}: no URL"
    if column is not None:
        hint = f"; is {column!r} the right --column?"
    elif any(isinstance(entry, str) for entry in first):
        hint = "; a list has one a line, with http:// or https:// in front"
    else:
        hint = "; name its key with --column"
    raise BadInput(f"{where}{hint}", "unreadable")


def is_web(given: str) -> bool:
    """Whether a text begins like an address."""
    found = SCHEME.match(given.strip())
    return found is not None and found[1].lower() in WEB


def is_readable(path: Path) -> bool:
    """Whether a path can be read as a file; a pipe such as a shell's ``<(command)`` counts."""
    return path.is_file() or path.is_fifo()
