"""Decodes responses in archives: chunks are joined and encodings undone, within a limit.

Archives often hold a decoded body beside headers that say otherwise. So a header counts only if the bytes agree with
it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaner.errors import BadInput
from cleaner.fetch.bodies import BodyCorrupt, BodyCut, BodyDecoder, BodyTooLarge
from cleaner.read.decode import is_binary
from cleaner.sources.folder import LOOKS_LIKE_HTML, SNIFF_BYTES
from cleaner.sources.packed import unzstd

CHUNK_HEAD = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
CHUNKS_CUT = "the archived body ends inside a chunk"
STREAM_CUT = "the archived body ends inside its compression"
HTML_TYPES = ("text/html", "application/xhtml+xml")
UNSURE_TYPES = (
    "", "application/octet-stream", "application/xml", "text/xml", "unk", "no-type", "unknown/unknown", "html", "*/*",
    "application/html", "message/http",
)  # fmt: skip
HTTP_HEAD = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b[^\n]*\n((?:[^\r\n][^\n]*+\n)*+)\r?\n", re.I)
MAX_INTERIM = 10


@dataclass(frozen=True, slots=True)
class Body:
    """A decoded body. ``cut`` says why its end is missing, or is None."""

    data: bytes
    cut: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a reply that stands before its body."""

    status_code: int
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    def astuples(self) -> tuple[tuple[str, str], ...]:
        """All headers, as fastwarc gives them."""
        return self.fields


def split_head(raw: bytes) -> tuple[Head, bytes] | None:
    r"""The head and the body of a reply, without interim replies such as 103. None if no reply begins here.

    >>> head, body = split_head(b"HTTP/1.1 103 Hints\n\nHTTP/2 200\r\nA: b\r\n\r\nText")
    >>> head.status_code, head.get("a"), body
    (200, 'b', b'Text')
    """
    for _ in range(MAX_INTERIM):
        found = HTTP_HEAD.match(raw)
        if found is None:
            return None
        raw, status = raw[found.end() :], int(found[1])
        if status >= 200:
            lines = (line.partition(":") for line in found[2].decode("utf-8", "replace").splitlines())
            return Head(status, tuple((name.strip(), value.strip()) for name, _, value in lines)), raw
    return None


@dataclass(frozen=True, slots=True)
class MediaType:
    """A parsed Content-Type header: the type in lower case without parameters, and the charset."""

    name: str
    charset: str | None


def parse_media_type(header: str | None) -> MediaType:
    """Parse a Content-Type header.

    >>> parse_media_type('Text/HTML; Charset="UTF-8"')
    MediaType(name='text/html', charset='UTF-8')
    """
    name, _, parameters = (header or "").partition(";")
    found = re.search(r"charset\s*=\s*[\"']?([^\s;\"',]+)", parameters, re.I)
    return MediaType(name.partition(",")[0].strip("\"' \t").lower(), found[1] if found else None)


def choose_type(stated: str, identified: str | None, data: bytes) -> str | None:
    """The media type for cleaning a body, or None if it is not a page.

    ``stated`` is the type that the server sent, ``identified`` the type that the archive detected. If neither is
    conclusive, the body decides.
    """
    for word in (stated, identified or ""):
        if word in HTML_TYPES or word == "text/plain":
            return word
        if word not in UNSURE_TYPES:
            return None
    return "text/html" if LOOKS_LIKE_HTML.match(data[:SNIFF_BYTES]) else None


def decode_payload(raw: bytes, transfer: str | None, encoding: str | None, max_bytes: int) -> Body:
    """Undo the Transfer-Encoding and the Content-Encoding of a body.

    Raises BadInput with the reason ``too-large`` or ``encoding``.
    """
    cut = None
    stated = transfer is not None and "chunked" in transfer.lower()
    if (stated and CHUNK_HEAD.match(raw)) or (not stated and is_chunked(raw)):
        joined = join_chunks(raw)
        raw, cut = joined.data, joined.cut
    if not encoding or not raw or LOOKS_LIKE_HTML.match(raw[:SNIFF_BYTES]):
        return _bounded(Body(raw, cut), max_bytes)
    if encoding.strip().lower() == "zstd":
        unpacked = unzstd(raw, max_bytes)
        return Body(unpacked.data, STREAM_CUT if unpacked.cut else cut)
    decoder = None
    try:
        decoder = BodyDecoder(encoding, max_bytes)
        decoder.feed(raw)
        return Body(decoder.finish(), cut)
    except BodyTooLarge:
        raise BadInput(f"the body unpacks to more than {max_bytes:,} bytes (clean.max_bytes)", "too-large") from None
    except BodyCut:
        return Body(decoder.partial() if decoder else b"", cut or STREAM_CUT)
    except BodyCorrupt as error:
        if decoder and decoder.ends_whole():  # only the check sum is wrong
            return Body(decoder.partial(), cut)
        if is_binary(raw):
            raise BadInput(f"the body cannot be decoded: {error}", "encoding") from None
        return _bounded(Body(raw, cut), max_bytes)


def _bounded(body: Body, max_bytes: int) -> Body:
    if len(body.data) > max_bytes:
        raise BadInput(f"the body has more than {max_bytes:,} bytes (clean.max_bytes)", "too-large")
    return body


def is_chunked(raw: bytes) -> bool:
    r"""Whether a body is in chunks that no header announces: its first chunk ends where the next one begins.

    >>> is_chunked(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), is_chunked(b"3\r\nabcd\r\n0\r\n\r\n"), is_chunked(b"bad\n")
    (True, False, False)
    """
    head = CHUNK_HEAD.match(raw)
    if head is None or not int(head[1], 16):
        return False
    end = head.end() + int(head[1], 16)
    at = end + (2 if raw[end : end + 2] == b"\r\n" else 1)
    return raw[end:at].endswith(b"\n") and CHUNK_HEAD.match(raw, at) is not None


def join_chunks(raw: bytes) -> Body:
    r"""Join the chunks of RFC 9112, 7.1. Data before an error are kept. fastwarc's reader does not support extensions.

    >>> join_chunks(b"3;a=b\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    Body(data=b'abcde', cut=None)
    """
    parts: list[bytes] = []
    at = 0
    while True:
        head = CHUNK_HEAD.match(raw, at)
        if head is None:
            return Body(b"".join(parts), CHUNKS_CUT)
        size = int(head[1], 16)
        if not size:
            return Body(b"".join(parts))
        part = raw[head.end() : head.end() + size]
        parts.append(part)
        if len(part) < size:
            return Body(b"".join(parts), CHUNKS_CUT)
        at = head.end() + size
        at += 2 if raw[at : at + 2] == b"\r\n" else 1
