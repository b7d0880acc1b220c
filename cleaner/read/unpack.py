"""Inflates compressed pages (mostly saved files) up to a limit, and says if their end is missing."""

from __future__ import annotations

import re
import zlib
from typing import Protocol

import brotli

from cleaner.classes import dataclass
from cleaner.errors import BadInput

GZIP_MAGIC = b"\x1f\x8b"
BZIP2_MAGIC = tuple(b"BZh%d1AY&SY" % level for level in range(1, 10))
XZ_MAGIC = b"\xfd7zXZ\x00"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
MAX_XZ_MEMORY = 128 << 20  # bytes; the strongest level of xz needs half of it
ZLIB_LEVELS = b"\x01\x5e\x9c\xda"  # the second byte of a zlib stream
PIECE_BYTES = 65_536
MAX_MEMBERS = 10_000  # in one gzip file; an empty one has twenty bytes
HEAD_BYTES = 64
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")
CUT = "the compressed page ends before its time"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The bytes of a page. ``cut`` says why their end is missing, or is None."""

    data: bytes
    cut: str | None = None


class _Engine(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def unpack(body: bytes, max_bytes: int) -> Unpacked:
    """Inflate gzip (all of its members, also if it was compressed twice), bzip2, xz or zlib.

    Other input is returned unchanged, but brotli that is whole and holds markup is inflated.

    Raises BadInput for damage at the start and for more than ``max_bytes`` bytes. The part before later damage is kept.
    """
    if body.startswith(GZIP_MAGIC):
        once = _gunzip(body, max_bytes)
        return once if once.cut or not once.data.startswith(GZIP_MAGIC) else _gunzip(once.data, max_bytes)
    if len(body) > 2 and body[0] == 0x78 and body[1] in ZLIB_LEVELS:
        engine = zlib.decompressobj()
        try:
            data = engine.decompress(body, max_bytes + 1)
        except zlib.error:
            return Unpacked(body)  # a text may begin with x
        if not data and not engine.eof:
            return Unpacked(body)
        _bound(data, max_bytes)
        return Unpacked(data, None if engine.eof else CUT)
    if body.startswith((*BZIP2_MAGIC, XZ_MAGIC)):
        return _unstream(body, max_bytes)
    if body.startswith(ZSTD_MAGIC):
        raise BadInput("the page is compressed with zstd; unpack it first (zstd -d)", "not-text")
    if body[:1] != b"<" and not body[:HEAD_BYTES].isascii():
        return _unbrotli_unnamed(body, max_bytes) or Unpacked(body)
    return Unpacked(body)


def _unstream(body: bytes, max_bytes: int) -> Unpacked:
    """Inflate the streams of a bzip2 or xz file."""
    import bz2
    import lzma

    out = bytearray()
    magic = body[: len(XZ_MAGIC)]
    for _ in range(MAX_MEMBERS):
        engine: _Engine
        engine = lzma.LZMADecompressor(memlimit=MAX_XZ_MEMORY) if magic == XZ_MAGIC else bz2.BZ2Decompressor()
        try:
            while True:
                piece = engine.decompress(body, PIECE_BYTES)
                out += piece
                _bound(out, max_bytes)
                body = b""
                if engine.eof or not piece:
                    break
        except (OSError, EOFError, lzma.LZMAError) as error:
            if not out:
                raise BadInput(f"the page is compressed and damaged: {error}", "unreadable") from None
            return Unpacked(bytes(out), f"the compressed page is damaged: {error}")
        if not engine.eof and not out:
            raise BadInput(CUT, "unreadable")
        if not engine.eof:
            return Unpacked(bytes(out), CUT)
        body = engine.unused_data
        if not body.startswith(magic[:3]):  # the end, or padding
            return Unpacked(bytes(out))
    return Unpacked(bytes(out), f"the compressed page has more than {MAX_MEMBERS:,} members")


def _unbrotli_unnamed(body: bytes, max_bytes: int) -> Unpacked | None:
    """Inflate brotli that no name announces, as programs save it that ask for it by mistake. None if it is not that."""
    engine = brotli.Decompressor()
    try:
        start = engine.process(body[:PIECE_BYTES], output_buffer_limit=HEAD_BYTES)
    except brotli.error:
        return None
    if not MARKUP.match(start):
        return None
    unpacked = unbrotli(body, max_bytes)
    return None if unpacked.cut else unpacked


def _gunzip(body: bytes, max_bytes: int) -> Unpacked:
    """Inflate one member after the other, in pieces, so that the part before damage is not lost."""
    out = bytearray()
    at = 0
    for _ in range(MAX_MEMBERS):
        engine = zlib.decompressobj(31)
        try:
            while at < len(body) and not engine.eof:
                piece = body[at : at + PIECE_BYTES]
                out += engine.decompress(piece, max_bytes + 1 - len(out))
                _bound(out, max_bytes)
                at += len(piece) - len(engine.unused_data)
        except zlib.error as error:
            if not out:
                raise BadInput(f"the page is compressed and damaged: {error}", "unreadable") from None
            return Unpacked(bytes(out), f"the compressed page is damaged: {error}")
        if not engine.eof:
            return Unpacked(bytes(out), CUT)
        if body[at : at + 2] != GZIP_MAGIC:  # the end, or the padding of a tape
            return Unpacked(bytes(out))
    return Unpacked(bytes(out), f"the compressed page has more than {MAX_MEMBERS:,} members")


def unbrotli(body: bytes, max_bytes: int) -> Unpacked:
    """Inflate brotli (a file named ``.br``; the format has no magic number) up to ``max_bytes``. Raises BadInput."""
    engine = brotli.Decompressor()
    out = bytearray()
    try:
        out += engine.process(body, output_buffer_limit=PIECE_BYTES)
        while not engine.is_finished() and len(out) <= max_bytes:
            more = engine.process(b"", output_buffer_limit=PIECE_BYTES)
            if not more:
                break
            out += more
    except brotli.error as error:
        if not out:
            raise BadInput(f"the page is compressed and damaged: {error}", "unreadable") from None
        _bound(out, max_bytes)
        return Unpacked(bytes(out), f"the compressed page is damaged: {error}")
    _bound(out, max_bytes)
    return Unpacked(bytes(out), None if engine.is_finished() else CUT)


def _bound(data: bytes | bytearray, max_bytes: int) -> None:
    if len(data) > max_bytes:
        raise BadInput(f"the page unpacks to more than {max_bytes:,} bytes (clean.max_bytes)", "too-large")
