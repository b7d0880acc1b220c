"""Fetched bodies kept as files named by their SHA-256, compressed, so that cleaning again needs no network."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path

from cleaner.errors import OutputError

LEVEL = 6


class RawStore:
    """Bodies under one folder. A body is written whole or not at all, and once however often it comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, sha256: str, body: bytes) -> None:
        """Keep ``body``. Raises OutputError where it cannot be written."""
        path = self._path(sha256)
        if path.exists():
            return
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(gzip.compress(body, LEVEL, mtime=0))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OutputError(f"{path}: cannot be written: {error.strerror}") from None

    def get(self, sha256: str, cap: int) -> bytes | None:
        """Return a kept body of at most ``cap`` bytes, or None where it is not there or is damaged."""
        try:
            data = self._path(sha256).read_bytes()
        except OSError:
            return None
        stream = zlib.decompressobj(31)
        try:
            body = stream.decompress(data, cap)
        except zlib.error:
            return None
        return body if stream.eof else None

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.gz"
