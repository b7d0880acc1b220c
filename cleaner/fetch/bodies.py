"""The bounded decoder for pages, robots files, feeds, sitemaps and saved files.

httpx inflates each network read at once: 317 bytes of brotli become 200 MB in one piece. So raw bodies are read
and inflated here, in small steps and only up to a limit. A body may have two content codings and a limited number of
gzip members. A truncated stream is an error, not a shorter page.

Servers name codings that a body does not have: a page that is not compressed at all, a charset, gzip named twice by two
programs. So the first bytes of a body count more than its header.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator
from typing import Any, Protocol

import brotli

STEP_BYTES = 65_536  # read and inflated in one step, so no more than this is copied after a gzip member
MAX_GZIP_MEMBERS = 256  # many empty members cost quadratic time elsewhere (aiohttp CVE-2026-128131)
MAX_CODINGS = 2
GZIP_MAGIC = b"\x1f\x8b"
TAIL_BYTES = 100  # in which a whole page ends
GZIP_CODINGS = ("gzip", "x-gzip")
HEAD_BYTES = 16  # that show whether a body is compressed at all
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|html|head|body|meta|title)", re.I)
ACCEPT_ENCODING = "gzip, deflate, br"


class BodyTooLarge(Exception):
    """The inflated body is larger than the limit."""


class BodyCut(Exception):
    """The compressed stream is truncated."""


class BodyCorrupt(Exception):
    """The body cannot be decoded: it is damaged or mislabelled, or its coding is not supported."""


class _Inflater(Protocol):
    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        """Yield what the next bytes inflate to: small pieces, of ``room`` bytes at most in all."""

    @property
    def complete(self) -> bool: ...


class _Plain:
    complete = True

    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        yield data[:room]


class _Zlib:
    """gzip with several members, and deflate with or without the zlib wrapper."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream: Any = zlib.decompressobj(31) if gzip else None
        self._head = b""
        self._members = 1
        self._ended = False
        self._room = 0
        self.complete = False

    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        self._room = room
        for start in range(0, len(data), STEP_BYTES):
            rest = data[start : start + STEP_BYTES]
            while rest and not self._ended and self._room > 0:
                rest = yield from self._step(rest)

    def _step(self, data: bytes) -> Generator[bytes, None, bytes]:
        stream = self._stream
        if stream is None:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return b""
            # RFC 1950 names the wrapper by its first two bytes; some servers send the bare stream of RFC 1951
            wrapped = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
            stream = self._stream = zlib.decompressobj(15 if wrapped else -15)
        limit = min(self._room, STEP_BYTES)
        before = stream.copy()
        try:
            piece = stream.decompress(data, limit)
            self._room -= len(piece)
            yield piece
            # the input is used up and the output was full: zlib may still hold the end of a match
            while len(piece) == limit and not stream.eof and not stream.unconsumed_tail and self._room > 0:
                piece = stream.decompress(b"", limit)
                self._room -= len(piece)
                yield piece
        except zlib.error as error:
            yield _up_to_fault(before, data, limit)
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

    def copy(self) -> _BetweenMembers:
        return self


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.complete = False

    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        if self.complete:
            return
        try:
            piece = self._stream.process(data, output_buffer_limit=min(room, STEP_BYTES))
            while piece:
                yield piece
                room -= len(piece)
                if room <= 0:
                    break
                # brotli may ask for more input while it still holds output, so empty it first
                piece = self._stream.process(b"", output_buffer_limit=min(room, STEP_BYTES))
            self.complete = self._stream.is_finished()
        except brotli.error as error:
            raise BodyCorrupt(f"brotli: {error}") from None


class _Layer:
    """One content coding. Its inflater is chosen when the first bytes are known."""

    def __init__(self, coding: str, *, inner: bool) -> None:
        self._coding, self._inner = coding, inner
        self._inflater: _Inflater | None = None
        self._head = b""
        self.size = 0

    def feed(self, data: bytes, room: int, *, last: bool = False) -> Iterator[bytes]:
        """Yield what the next bytes inflate to. ``last`` says that no more follow, so that a short head must do."""
        if self._inflater is None:
            data = self._head = self._head + data
            if not data or (len(data) < HEAD_BYTES and not last):
                return
            self._inflater = _inflater(self._coding, data, inner=self._inner)
            self._head = b""
        if data:
            for piece in self._inflater.feed(data, room):
                self.size += len(piece)
                yield piece

    @property
    def complete(self) -> bool:
        """Whether the stream has come to its end."""
        return self._inflater is None or self._inflater.complete


class BodyDecoder:
    """Inflates a body piece by piece.

    ``encoding`` is the Content-Encoding header, ``cap`` the largest allowed size of the inflated body in bytes.
    Raises BodyCorrupt for more than two codings.
    """

    def __init__(self, encoding: str | None, cap: int) -> None:
        codings = [coding.strip().lower() for coding in (encoding or "").split(",")]
        codings = [coding for coding in codings if coding not in ("", "identity", "none", "utf-8")]
        if len(codings) > MAX_CODINGS:
            raise BodyCorrupt(f"{len(codings)} content codings on one body; at most {MAX_CODINGS} are supported")
        self._layers = [_Layer(coding, inner=at > 0) for at, coding in enumerate(reversed(codings))]
        self._cap = cap
        self._blocks: list[bytes] = []  # not one bytearray: its growth leaves holes in the heap, as large as itself
        self._tail = bytearray()
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Add the next bytes as sent. Raises BodyTooLarge, and BodyCorrupt if they have no coding that we know."""
        self._feed(0, data)

    def _feed(self, at: int, data: bytes, *, last: bool = False) -> None:
        """Pass bytes on to the layer ``at``, each inflated piece at once to the next, so that no layer collects any."""
        if at == len(self._layers):
            self._keep(data)
            return
        layer = self._layers[at]
        for piece in layer.feed(data, self._cap - layer.size + 1, last=last):
            self._feed(at + 1, piece)
        if last:
            self._feed(at + 1, b"", last=True)
        if layer.size > self._cap:
            raise BodyTooLarge(f"more than {self._cap} bytes")

    def _keep(self, data: bytes) -> None:
        kept = data[: self._cap - self._size]
        self._size += len(kept)
        self._tail += kept
        if len(self._tail) >= STEP_BYTES:
            self._blocks.append(bytes(self._tail))
            self._tail.clear()
        if len(data) > len(kept):
            raise BodyTooLarge(f"more than {self._cap} bytes")

    def ends_whole(self) -> bool:
        """Whether what has been inflated so far is a page that came to its end, whatever its transfer did."""
        end = b"".join([*self._blocks[-1:], self._tail])[-TAIL_BYTES:]
        return end.rstrip().lower().endswith(b"</html>")

    def partial(self) -> bytes:
        """Return what has been inflated so far, up to the limit."""
        return b"".join([*self._blocks, self._tail])

    def clear(self) -> None:
        """Forget what has been inflated. The traceback of a fault may keep the decoder itself for a while."""
        self._blocks.clear()
        self._tail.clear()

    def finish(self) -> bytes:
        """Return the whole body. Raises BodyCut if the compressed stream has no end, and what ``feed`` raises."""
        self._feed(0, b"", last=True)
        if not all(layer.complete for layer in self._layers):
            raise BodyCut("the compressed body is truncated")
        return self.partial()


def _up_to_fault(stream: Any, data: bytes, room: int) -> bytes:  # noqa: ANN401 - zlib names no class
    """What the bytes before a fault inflate to: a whole page, if only the check sum is wrong."""
    out = bytearray()
    try:
        for at in range(len(data)):
            if len(out) >= room:
                break
            out += stream.decompress(data[at : at + 1], room - len(out))
    except zlib.error:
        pass
    return bytes(out)


def _inflater(coding: str, head: bytes, *, inner: bool) -> _Inflater:
    """The inflater of a body that begins with ``head``. Raises BodyCorrupt if there is none."""
    is_gzip = head.startswith(GZIP_MAGIC)
    if MARKUP.match(head) or (inner and coding in GZIP_CODINGS and not is_gzip):
        return _Plain()
    if coding in GZIP_CODINGS or (is_gzip and coding != "br"):
        return _Zlib(gzip=True)
    if coding == "deflate":
        return _Zlib(gzip=False)
    if coding == "br":
        return _Brotli()
    raise BodyCorrupt(f"the content coding {coding[:40]!r} is not supported")


def gunzip(data: bytes, cap: int) -> bytes:
    """Inflate complete gzip data, such as a ``.gz`` sitemap. Raises BodyTooLarge, BodyCut or BodyCorrupt."""
    decoder = BodyDecoder("gzip", cap)
    try:
        decoder.feed(data)
        return decoder.finish()
    finally:
        decoder.clear()
