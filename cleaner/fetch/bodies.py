"""The bounded decoder for pages, robots files, feeds, sitemaps and saved files.

httpx inflates each network read at once: 317 bytes of brotli become 200 MB in one piece. So raw bodies are read
and inflated here, in small steps and only up to a limit. A body may have one content coding and a limited number of
gzip members. A truncated stream is an error, not a shorter page.
"""

from __future__ import annotations

import zlib
from typing import Any, Protocol

import brotli

STEP_BYTES = 65_536  # read and inflated in one step, so no more than this is copied after a gzip member
MAX_GZIP_MEMBERS = 256  # many empty members cost quadratic time elsewhere (aiohttp CVE-2026-128131)
GZIP_MAGIC = b"\x1f\x8b"
ACCEPT_ENCODING = "gzip, deflate, br"


class BodyTooLarge(Exception):
    """The inflated body is larger than the limit."""


class BodyCut(Exception):
    """The compressed stream is truncated."""


class BodyCorrupt(Exception):
    """The body cannot be decoded: it is damaged or mislabelled, or its coding is not supported."""


class _Inflater(Protocol):
    def feed(self, data: bytes, room: int) -> bytes: ...
    @property
    def complete(self) -> bool: ...


class _Plain:
    complete = True

    def feed(self, data: bytes, room: int) -> bytes:
        return data[:room]


class _Zlib:
    """gzip with several members, and deflate with or without the zlib wrapper."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream: Any = zlib.decompressobj(31) if gzip else None
        self._head = b""
        self._members = 1
        self._ended = False
        self._feed_limit = 0
        self.complete = False

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        self._feed_limit = room
        for start in range(0, len(data), STEP_BYTES):
            rest = data[start : start + STEP_BYTES]
            while rest and not self._ended and len(out) < room:
                rest = self._step(rest, room - len(out), out)
        return bytes(out)

    def _step(self, data: bytes, room: int, out: bytearray) -> bytes:
        stream = self._stream
        if stream is None:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return b""
            # RFC 1950 names the wrapper by its first two bytes; some servers send the bare stream of RFC 1951
            wrapped = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
            stream = self._stream = zlib.decompressobj(15 if wrapped else -15)
        limit = min(room, STEP_BYTES)
        try:
            piece = stream.decompress(data, limit)
            out += piece
            # the input is used up and the output was full: zlib may still hold the end of a match
            while len(piece) == limit and not stream.eof and not stream.unconsumed_tail and len(out) < self._feed_limit:
                piece = stream.decompress(b"", limit)
                out += piece
        except zlib.error as error:
            raise BodyCorrupt(str(error)) from None
        self.complete = stream.eof
        if stream.eof:
            return self._next_member(stream.unused_data)
        return bytes(stream.unconsumed_tail)

    def _next_member(self, rest: bytes) -> bytes:
        if not self._gzip or (rest and not rest.startswith(GZIP_MAGIC[: len(rest)])):
            self._ended = True  # bytes after the end are padding, as in gzip(1)
            return b""
        if not rest:
            self._stream = _BetweenMembers()
            return b""
        self._members += 1
        if self._members > MAX_GZIP_MEMBERS:
            raise BodyCorrupt(f"more than {MAX_GZIP_MEMBERS} gzip members")
        self._stream = zlib.decompressobj(31)
        return rest


class _BetweenMembers:
    """Takes the place of the stream after a gzip member: the next read may bring another member, padding or nothing."""

    eof = True
    unconsumed_tail = b""

    def __init__(self) -> None:
        self.unused_data = b""

    def decompress(self, data: bytes, _room: int) -> bytes:
        self.unused_data = data
        return b""


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.complete = False

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        if self.complete:
            return b""
        try:
            piece = self._stream.process(data, output_buffer_limit=min(room, STEP_BYTES))
            while piece:
                out += piece
                if len(out) >= room:
                    break
                # brotli may ask for more input while it still holds output, so empty it first
                piece = self._stream.process(b"", output_buffer_limit=min(room - len(out), STEP_BYTES))
            self.complete = self._stream.is_finished()
        except brotli.error as error:
            raise BodyCorrupt(f"brotli: {error}") from None
        return bytes(out)


class BodyDecoder:
    """Inflates a body piece by piece.

    ``encoding`` is the Content-Encoding header, ``cap`` the largest allowed size of the inflated body in bytes.
    Raises BodyCorrupt for more than one coding, and for any but gzip, deflate, br and identity.
    """

    def __init__(self, encoding: str | None, cap: int) -> None:
        codings = [coding.strip().lower() for coding in (encoding or "").split(",")]
        codings = [coding for coding in codings if coding not in ("", "identity", "none", "utf-8")]
        if len(codings) > 1:
            raise BodyCorrupt(f"{len(codings)} content codings on one body; at most one is supported")
        self._inflater = _inflater(codings[0] if codings else "")
        self._cap = cap
        self._parts = bytearray()
        self._fed = False

    def feed(self, data: bytes) -> None:
        """Add the next bytes as sent. Raises BodyTooLarge or BodyCorrupt."""
        self._fed = self._fed or bool(data)
        self._parts += self._inflater.feed(data, self._cap - len(self._parts) + 1)
        if len(self._parts) > self._cap:
            raise BodyTooLarge(f"more than {self._cap} bytes")

    def partial(self) -> bytes:
        """Return what has been inflated so far, up to the limit."""
        return bytes(self._parts[: self._cap])

    def finish(self) -> bytes:
        """Return the whole body. Raises BodyCut if the compressed stream has no end."""
        if self._fed and not self._inflater.complete:
            raise BodyCut("the compressed body is truncated")
        body = bytes(self._parts)
        self._parts.clear()
        return body


def _inflater(coding: str) -> _Inflater:
    match coding:
        case "":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Zlib(gzip=True)
        case "deflate":
            return _Zlib(gzip=False)
        case "br":
            return _Brotli()
    raise BodyCorrupt(f"the content coding {coding[:40]!r} is not supported")


def gunzip(data: bytes, cap: int) -> bytes:
    """Inflate complete gzip data, such as a ``.gz`` sitemap. Raises BodyTooLarge, BodyCut or BodyCorrupt."""
    decoder = BodyDecoder("gzip", cap)
    decoder.feed(data)
    return decoder.finish()
