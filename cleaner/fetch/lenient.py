"""Heads of replies without the lines that browsers skip, but for which h11 refuses the whole reply.

Such are lines without a colon (of a program's warning), names with a space in them, an empty Content-Length, and the
Transfer-Encoding ``identity``. What frames the body otherwise is not touched.
"""

from __future__ import annotations

import re
import ssl
from typing import Any

import httpcore

MAX_HEAD_BYTES = 100 << 10  # as in h11; also of all heads of one reply, or interim ones would go on for ever
HEAD_END = re.compile(rb"\n\r?\n")
SKIPPED = re.compile(
    rb"\n(?![!#$%&'*+.^_`|~0-9A-Za-z-]+:|[ \t]|\r?\n)[^\n]*(?=\n)"
    rb"|\n(?:content-length:[ \t]*|transfer-encoding:[ \t]*identity[ \t]*)\r?(?=\n)",
    re.I,
)
INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d\b")


class LenientStream(httpcore.AsyncNetworkStream):
    """A connection. The head of the reply to each request is read to its end and then passed on."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._in_head = False
        self._held = bytearray()
        self._taken = 0  # bytes of interim heads before the one that is awaited

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes, a head in one piece."""
        while self._in_head:
            data = await self._inner.read(max_bytes, timeout)
            searched = max(0, len(self._held) - 3)
            self._held += data
            end = HEAD_END.search(self._held, searched)
            if self._taken + (end.end() if end is not None else len(self._held)) > MAX_HEAD_BYTES:
                raise httpcore.RemoteProtocolError(f"a head of more than {MAX_HEAD_BYTES:,} bytes")
            if end is not None:
                return self._take(end.end())
            if not data:
                self._in_head = False
                return self._give(b"")
        return await self._inner.read(max_bytes, timeout)

    def _take(self, end: int) -> bytes:
        """Return what is held, with its heads cleaned. The first ends at ``end``."""
        out = b""
        while True:
            head = bytes(self._held[:end])
            del self._held[:end]
            self._taken += end
            out += SKIPPED.sub(b"", head)
            if INTERIM.match(head) is None:
                self._in_head = False
                return self._give(out)
            further = HEAD_END.search(self._held)
            if further is None:
                return out
            end = further.end()

    def _give(self, head: bytes) -> bytes:
        out = head + bytes(self._held)
        self._held.clear()
        return out

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes. A head follows."""
        self._in_head, self._taken = True, 0
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Return the encrypted connection."""
        return LenientStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as in httpcore
        """Return what the connection knows of itself."""
        return self._inner.get_extra_info(info)
