"""Archives of pages, WARC or Parquet, on disk or behind any URL that fsspec opens."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cleaner.errors import InputMissing, check_input
from cleaner.model import Failure, Page
from cleaner.sources.location import import_fsspec, is_url, open_location, translated
from cleaner.sources.skip import Skip

WARC_ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4", ".wet", ".wet.gz")
PARQUET_ENDINGS = (".parquet", ".pq")
MAGIC = "*?["
PARQUET_MAGIC = b"PAR1"


def expand(locations: Iterable[str]) -> list[str]:
    """The files behind paths, folders, globs and URLs, each once. They keep the given order; a pattern sorts by name.

    A folder stands for all WARC and Parquet files below it. Raises InputMissing if there are none.
    """
    found: dict[str, None] = {}
    for location in locations:
        matches = _expand_url(location) if is_url(location) else _expand_path(location)
        if not matches:
            raise InputMissing(f"{location}: no such file")
        found.update(dict.fromkeys(matches))
    return [*found]


def _expand_path(location: str) -> list[str]:
    path = Path(location)
    check_input(path)
    if path.is_dir():
        inner = sorted(str(file) for file in path.rglob("*") if file.name.lower().endswith(_ENDINGS) and file.is_file())
        if not inner:
            raise InputMissing(f"{location}: no WARC or Parquet file in this folder")
        return inner
    if path.exists():
        return [location]
    if any(mark in location for mark in MAGIC):
        names = glob.glob(location, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        return sorted(name for name in names if Path(name).is_file())
    return []


_ENDINGS = WARC_ENDINGS + PARQUET_ENDINGS


def _expand_url(location: str) -> list[str]:
    if not any(mark in location for mark in MAGIC):
        return [location]
    fsspec = import_fsspec()
    with translated(location):
        files = fsspec.open_files(location, mode="rb")
        return sorted(str(file.full_name) for file in files)


def read_archive(location: str, max_bytes: int, name: str | None = None) -> Iterator[Page | Failure | Skip]:
    """Every page of a WARC or Parquet file, in the order of the file. Each input has exactly one outcome.

    ``max_bytes`` limits a decoded body. Origins are ``name#place``; the name is the location unless given. Raises
    InputMissing if the file cannot be opened, UsageError if the extra that reads it is not installed.
    """
    if is_parquet(location):
        from cleaner.sources.parquet import read_parquet

        return read_parquet(location, max_bytes, name)
    from cleaner.sources.warc import read_warc

    return read_warc(location, max_bytes, name)


def is_parquet(location: str) -> bool:
    """Whether a file is Parquet, by its name or by its first bytes."""
    name = location.lower()
    if name.endswith(PARQUET_ENDINGS):
        return True
    if name.endswith(WARC_ENDINGS):
        return False
    with open_location(location) as file:
        return file.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC


def absolute(location: str) -> str:
    """A location that is valid in every working directory."""
    return location if is_url(location) else os.path.abspath(location)  # noqa: PTH100 - links in the path stay
