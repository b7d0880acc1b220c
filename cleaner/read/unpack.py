"""Inflates compressed pages (mostly saved files) up to a limit, and says if their end is missing."""

from __future__ import annotations

import zlib

import brotli

from cleaner.classes import dataclass
from cleaner.errors import BadInput

GZIP_MAGIC = b"\x1f\x8b"
ZLIB_LEVELS = b"\x01\x5e\x9c\xda"  # the second byte of a zlib stream
PIECE_BYTES = 65_536
MAX_MEMBERS = 10_000  # in one gzip file; an empty one has twenty bytes
CUT = "the compressed page ends before its time"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The bytes of a page. ``cut`` says why their end is missing, or is None."""

    data: bytes
    cut: str | None = None


def unpack(body: bytes, max_bytes: int) -> Unpacked:
    """Inflate gzip (all of its members, also if it was compressed twice) or zlib. Other input is returned unchanged.

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
    return Unpacked(body)


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
