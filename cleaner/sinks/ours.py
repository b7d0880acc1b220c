"""Whether a file may be replaced: only an output of cleaner, never a device, a pipe or somebody else's file."""

from __future__ import annotations

import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cleaner.errors import OutputError
from cleaner.sinks.atomic import write_whole, writing
from cleaner.vocabulary import OUTPUT_MARK, STATE_ENDING

LOOK_BYTES = 2048
RECORD_START = b'{"schema_version":'


def output_path(path: Path, is_ours: Callable[[Path], bool]) -> Path:
    """The path where a complete output is written. For a symbolic link it is the target, so that the link stays.

    Raises OutputError if something exists there that must not be replaced.
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
        state = path.with_name(path.name + STATE_ENDING)
        if state.is_dir():
            raise OutputError(f"{path}: an output of urls or run (see {state.name}); name another one")
        if place.stat().st_size and not is_ours(place):
            raise OutputError(f"{path}: this file exists already, and it is not an output of this kind; move it away")
    return place


def begins_with(start: bytes, path: Path) -> bool:
    """Whether a file begins with these bytes."""
    with path.open("rb") as file:
        return file.read(len(start)) == start


is_lines = partial(begins_with, RECORD_START)  # JSON Lines with records of cleaner


def write_own(path: Path, data: bytes, mark: bytes) -> None:
    """Write one whole file. An existing file is replaced if it begins with ``mark``.

    Raises OutputError for any other existing file, and if the file cannot be written.
    """
    write_whole(owned_path(path, mark), data)


def owned_path(path: Path, mark: bytes) -> Path:
    """The path where ``write_own`` would write. Raises OutputError like it, before any work is done."""
    return output_path(path, lambda file: _begins_with(file, mark))


def _begins_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return mark in file.read(LOOK_BYTES)


def claim_folder(root: Path) -> None:
    """Create a folder for files with plain names, and mark it as an output of cleaner.

    Raises OutputError for a folder that is not empty and has no mark, because its files could be overwritten.
    """
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        mark = root / OUTPUT_MARK
        if not mark.exists():
            if any(root.iterdir()):
                raise OutputError(f"{root}: the folder holds files that no earlier run wrote; name a new folder")
            mark.touch()
