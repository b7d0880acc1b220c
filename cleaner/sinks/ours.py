"""Whether a file may be replaced: only one that is an output of ours, never a device, a pipe or somebody's own file."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from cleaner.errors import OutputError
from cleaner.sinks.atomic import write_whole, writing
from cleaner.vocabulary import OUTPUT_MARK

LOOK_BYTES = 2048
RECORD_START = b'{"schema_version":'


def place_for(path: Path, is_ours: Callable[[Path], bool]) -> Path:
    """The path that a whole output takes; of a symbolic link, what it points to, so that the link stays.

    Raises OutputError where something stands there that must not be replaced.
    """
    with writing(path):
        place = path.resolve() if path.is_symlink() else path
        if not place.exists():
            return place
        mode = place.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(21, "it is a folder")
        if not stat.S_ISREG(mode):
            raise OutputError(f"{path}: a device or a pipe; write there with -o - and your shell's >")
        if place.stat().st_size and not is_ours(place):
            raise OutputError(f"{path}: there is such a file already, and it is no output of this kind; move it away")
    return place


def is_lines(path: Path) -> bool:
    """Whether a file begins as one of JSON Lines with our records."""
    with path.open("rb") as file:
        return file.read(len(RECORD_START)) == RECORD_START


def write_own(path: Path, data: bytes, mark: bytes) -> None:
    """Write one whole file; one that is there already is replaced if ``mark`` stands at its beginning.

    Raises OutputError for anything else that stands there, and where it cannot be written.
    """
    write_whole(own_place(path, mark), data)


def own_place(path: Path, mark: bytes) -> Path:
    """The place where ``write_own`` would write. Raises OutputError as it does, before any work is done."""
    return place_for(path, lambda file: _begins_with(file, mark))


def _begins_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return mark in file.read(LOOK_BYTES)


def claim_folder(root: Path) -> None:
    """Make a folder for files with plain names, and mark it as ours.

    Raises OutputError for one that holds something and has no mark: files in it could be written over.
    """
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        mark = root / OUTPUT_MARK
        if not mark.exists():
            if any(root.iterdir()):
                raise OutputError(f"{root}: it holds files that are no output of an earlier run; name a new folder")
            mark.touch()
