"""Saved files that are compressed in a way that only their name or an extra can open: brotli and zstd."""

from __future__ import annotations

from cleaner.errors import BadInput
from cleaner.read.unpack import CUT, ZSTD_MAGIC, Unpacked, unbrotli

# After the ending of a page. The reader opens gzip, bzip2 and xz itself.
ENDINGS = (".gz", ".br", ".bz2", ".xz", ".zst")


def open_packed(name: str, body: bytes, max_bytes: int) -> Unpacked | None:
    """What a file inflates to, or None if the reader of pages opens it itself.

    A file that only has such a name stays as it is. Raises BadInput for damage, for more than ``max_bytes`` bytes, and
    for zstd if fastwarc is not installed.
    """
    if body.startswith(ZSTD_MAGIC):
        return unzstd(body, max_bytes)
    if name.lower().endswith(".br") and not body[:64].lstrip().startswith(b"<"):
        return unbrotli(body, max_bytes)
    return None


def unzstd(body: bytes, max_bytes: int) -> Unpacked:
    """Inflate zstd. The part before damage is kept. Raises BadInput."""
    import io

    try:
        from fastwarc.stream_io import ZstdReader
    except ImportError:
        message = "the page is compressed with zstd, which needs the extra warc; or unpack it first (zstd -d)"
        raise BadInput(message, "not-text") from None
    out = bytearray()
    reader = ZstdReader(io.BytesIO(body))
    cut = None
    try:
        while len(out) <= max_bytes and (piece := reader.read(min(65_536, max_bytes + 1 - len(out)))):
            out += piece
    except OSError as error:
        if not out:
            raise BadInput(f"the page is compressed and damaged: {error}", "unreadable") from None
        cut = CUT
    if len(out) > max_bytes:
        raise BadInput(f"the page unpacks to more than {max_bytes:,} bytes (clean.max_bytes)", "too-large")
    return Unpacked(bytes(out), cut)
