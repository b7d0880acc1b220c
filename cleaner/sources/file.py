"""Reads one saved page, compressed or in an archive of a browser, for ``cleaner page`` and ``clean``."""

from __future__ import annotations

from pathlib import Path

from cleaner.errors import BadInput, InputMissing
from cleaner.model import Page
from cleaner.sources.folder import media_type
from cleaner.sources.packed import open_packed
from cleaner.sources.saved import open_saved


def read_file(path: Path, max_bytes: int, url: str | None = None) -> Page:
    """The page in a file. Its origin is the path as given, its media type follows from the name.

    Raises InputMissing if there is no such file, BadInput if it holds no page or more than ``max_bytes`` bytes.
    """
    try:
        if not (path.is_file() or path.is_fifo()):  # a shell's <(command) is a pipe
            raise InputMissing(f"{path}: {_why_no_file(path)}")
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise InputMissing(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if len(body) > max_bytes:
        raise BadInput(f"{path}: larger than clean.max_bytes ({max_bytes:,} bytes)", "too-large")
    cut = None
    try:
        unpacked = open_packed(path.name, body, max_bytes)
        if unpacked is not None:
            body, cut = unpacked.data, unpacked.cut
        page = Page(body, url=url, content_type=media_type(path.name), origin=str(path), truncated=cut)
        return open_saved(page, max_bytes)
    except BadInput as error:
        raise BadInput(f"{path}: {error}", error.reason) from None


def _why_no_file(path: Path) -> str:
    """Why a path is not a file with a page."""
    if path.is_dir():
        return "is a folder; use cleaner folder"
    return "a device, not a file" if path.exists() else "no such file"
