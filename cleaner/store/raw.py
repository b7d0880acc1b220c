"""Fetched bodies as compressed files named by their SHA-256, so that pages can be cleaned again without the network."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError
from cleaner.model import UsageStatement

LEVEL = 6


class RawStore:
    """Bodies in one folder. A body is written as a whole or not at all, and only once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(
        self, sha256: str, body: bytes, key: str = "", usage: tuple[UsageStatement, ...] = (),
        rendered: str | None = None,
    ) -> None:  # fmt: skip
        """Store ``body``, with the usage statements about the page ``key`` and the browser that rendered it.

        Raises OutputError if that fails.
        """
        path = self._path(sha256)
        if not path.exists():
            self._write(path, gzip.compress(body, LEVEL, mtime=0))
        beside = self._beside(sha256, key)
        if usage or rendered:
            notes = {"usage": [asdict(said) for said in usage], "rendered": rendered}
            self._write(beside, json.dumps(notes).encode())
        else:
            beside.unlink(missing_ok=True)

    def usage(self, sha256: str, key: str) -> tuple[UsageStatement, ...]:
        """The usage statements about a page from the time when its body was stored."""
        try:
            return tuple(
                UsageStatement(**one | {"refused": tuple(one["refused"]), "allowed": tuple(one["allowed"])})
                for one in self._notes(sha256, key)["usage"]
            )
        except (TypeError, KeyError):
            return ()

    def rendered(self, sha256: str, key: str) -> str | None:
        """The browser that rendered a stored page, or None."""
        found = self._notes(sha256, key).get("rendered")
        return found if isinstance(found, str) else None

    def _notes(self, sha256: str, key: str) -> dict[str, Any]:
        """The notes stored beside a body. Empty if there are none, or if they are damaged."""
        try:
            notes = json.loads(self._beside(sha256, key).read_bytes())
        except (OSError, ValueError):
            return {}
        # versions before 0.1.0 stored only the statements
        return notes if isinstance(notes, dict) else {"usage": notes}

    def _write(self, path: Path, data: bytes) -> None:
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OutputError(f"{path}: cannot be written: {error.strerror}") from None

    def get(self, sha256: str, cap: int) -> bytes | None:
        """Return a stored body of at most ``cap`` bytes, or None if it is missing or damaged."""
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

    def _beside(self, sha256: str, key: str) -> Path:
        name = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        return self._folder / sha256[:2] / f"{sha256}.{name}.json"

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.gz"
