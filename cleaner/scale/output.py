"""The folder that all machines write to: on a file system that each of them sees, or behind a URL."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from cleaner.errors import InputMissing, OutputError
from cleaner.sinks.atomic import sync_folder, write_whole, writing
from cleaner.sinks.parquet import ENDING
from cleaner.sources.location import import_fsspec, is_url, translated

MAX_NAME_CHARS = 120
PARTIAL = ".partial"


def output_name(location: str) -> str:
    """The name of an archive's output: its own name, made safe, with a hash of its location.

    >>> output_name("s3://bucket/crawl/a.warc.gz")
    'a.warc.gz-8fa8ce0dcbd7.parquet'
    """
    name = re.sub(r"[^\w.+-]", "_", posixpath.basename(location.rstrip("/")), flags=re.A)
    digest = hashlib.blake2b(location.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    return f"{name[-MAX_NAME_CHARS:].lstrip('.')}-{digest}{ENDING}"


class OutputFolder:
    """A folder of files that appear as a whole or not at all. Raises OutputError if it cannot be written."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.remote = is_url(root)

    def path(self, name: str) -> str:
        """The path of the file with this name."""
        return f"{self.root.rstrip('/')}/{name}"

    def names(self) -> set[str]:
        """The names of the existing files. Creates the folder if it does not exist."""
        if not self.remote:
            with writing(Path(self.root)):
                Path(self.root).mkdir(parents=True, exist_ok=True)
                return {entry.name for entry in os.scandir(self.root)}
        with writing_remote(self.root):
            fs, path = import_fsspec().core.url_to_fs(self.root)
            fs.invalidate_cache()
            try:
                return {posixpath.basename(str(name).rstrip("/")) for name in fs.ls(path, detail=False)}
            except FileNotFoundError:
                fs.makedirs(path, exist_ok=True)
                return set()

    def read(self, name: str) -> bytes:
        """The content of a small file."""
        if not self.remote:
            with writing(Path(self.path(name))):
                return Path(self.path(name)).read_bytes()
        with writing_remote(self.root), import_fsspec().open(self.path(name), "rb") as file:
            data: bytes = file.read()
            return data

    def write(self, name: str, data: bytes) -> None:
        """Write a small file as a whole."""
        if not self.remote:
            write_whole(Path(self.path(name)), data)
            return
        with writing_remote(self.root), import_fsspec().open(self.path(name), "wb") as file:
            file.write(data)

    def remove(self, name: str) -> None:
        """Remove a file."""
        if not self.remote:
            with writing(Path(self.path(name))):
                Path(self.path(name)).unlink(missing_ok=True)
            return
        with writing_remote(self.root), suppress(FileNotFoundError):
            fs, path = import_fsspec().core.url_to_fs(self.path(name))
            fs.rm(path)

    def create(self, name: str) -> AbstractContextManager[Any]:
        """Open a file that appears under its name if the block ends without an error, and not at all otherwise."""
        return self._create_remote(name) if self.remote else self._create_local(Path(self.path(name)))

    @contextmanager
    def _create_local(self, path: Path) -> Iterator[Any]:
        # an actor that seems dead may still write while another has its file, so each uses a name of its own
        beside = path.with_name(f".{path.name}.{os.urandom(6).hex()}{PARTIAL}")
        try:
            with writing(path), beside.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                beside.replace(path)
                sync_folder(path.parent)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    @contextmanager
    def _create_remote(self, name: str) -> Iterator[Any]:
        with writing_remote(self.root):
            fs, path = import_fsspec().core.url_to_fs(self.path(name))
            file = fs.open(path, "wb", autocommit=False)
        try:
            yield file
        except BaseException:
            with suppress(Exception):
                file.discard()
            raise
        with writing_remote(self.root):
            file.close()
            file.commit()


@contextmanager
def writing_remote(location: str) -> Iterator[None]:
    """Turn the errors of a remote file system into an OutputError that names the place."""
    try:
        with translated(location):
            yield
    except InputMissing as error:
        raise OutputError(str(error)) from None
