"""WARC files (ISO 28500): the pages in them. Damage costs only the record that it affects.

fastwarc stops at the first error. Records are compressed one by one, so reading continues at the next record, which is
found by its magic number. In an uncompressed file it is found by the first line of every record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC
from io import SEEK_END
from typing import IO, Any

from cleaner.errors import BadInput, UsageError, extra_hint
from cleaner.model import Failure, Page
from cleaner.sources.location import REDIRECT_STATUS, open_location
from cleaner.sources.payload import Body, choose_type, decode_payload, parse_media_type, split_head
from cleaner.sources.saved import MEDIA_TYPES
from cleaner.sources.skip import Skip
from cleaner.usage.statements import from_headers
from cleaner.vocabulary import FailureReason

RECORD_LINE = re.compile(rb"(?:\A|\n)(?=WARC/[01]\.\d{1,2}\r?\n)")
STATED_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r?\n", re.I)
GZIP_MAGIC = b"\x1f\x8b\x08"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ARC_START = b"filedesc:"
OLD_ARCHIVE = "an ARC file, the format before WARC; `warcio recompress old.arc.gz new.warc.gz` makes a WARC file of it"
PARTIAL_STATUS = 206
CONTENT_RANGE = re.compile(r"\s*bytes\s+(\d{1,15})-(\d{1,15})/(\d{1,15}|\*)", re.I)
BETWEEN = b"\r\n\r\n"  # ends the header of a record, and the record
SCAN_BYTES = 1 << 20
PROBE_BYTES = 1 << 12  # compressed bytes that contain a record's first line
OVERLAP_BYTES = 16  # more than a magic number or the first line of a record
READ_BYTES = 1 << 18
MAX_HEADER_BYTES = 64 << 10
ROBOTS = "/robots.txt"
INPUTS = ("response", "resource", "conversion", "revisit")
Entry = Page | Failure | Skip


def read_warc(location: str, max_bytes: int, name: str | None = None) -> Iterator[Entry]:
    """The pages of a WARC (or WET) file in order: HTML and plain text that a server sent with a status of success.

    Responses, resources and conversions that are not pages become Skips. Other records (requests, metadata) are not
    inputs. A decoded body of more than ``max_bytes`` bytes is a Failure. Origins are ``name#offset``: the name is the
    location unless given, and the offset is that of the stored file. Raises InputMissing if the file cannot be opened.
    """
    try:
        import fastwarc
    except ImportError:
        raise UsageError(extra_hint("WARC files need fastwarc", "warc")) from None
    with open_location(location) as file:
        yield from _Reading(file, name or location, max_bytes, fastwarc.ArchiveIterator).run()


class _Cut(Exception):
    """A record ends before its stated length."""


@dataclass(frozen=True, slots=True)
class _Extent:
    """Where a record ends in the stored file, whether it has the stated length, and whether the file ends before."""

    end: int
    sound: bool
    cut: bool = False


class _Reading:
    """One pass over a file. ``pending`` is the outcome of the last record, held until its end proves to be intact."""

    def __init__(self, file: IO[bytes], location: str, max_bytes: int, iterate: Any) -> None:  # noqa: ANN401 - untyped
        self.file, self.location, self.max_bytes, self.iterate = file, location, max_bytes, iterate
        self.pending: Entry | None = None
        self.at = -1
        self.repeats = 0

    def run(self) -> Iterator[Entry]:
        """Yield every outcome."""
        start: int | None = 0
        while start is not None:
            self.file.seek(start)
            start = yield from self.read_from(start)
        yield from self.release()

    def read_from(self, start: int) -> Generator[Entry, None, int | None]:
        """Yield the outcomes from an offset on. Return where to continue after damage, or None at the end."""
        fresh = True
        records = self.iterate(self.file, parse_http=False, auto_decode="none", max_header_len=MAX_HEADER_BYTES)
        while True:
            try:
                record = next(records, None)
            except OSError as error:
                return (yield from self.settle(start, error) if fresh else self.settle_end(error))
            if record is None:
                yield from self.check_end(start if fresh else self.at, fresh=fresh)
                return None
            yield from self.release()
            fresh = False
            place = record.stream_pos
            # in a file that was compressed as a whole, all records have the same offset
            self.repeats = self.repeats + 1 if place == self.at else 0
            self.at = place
            origin = f"{self.location}#{place}" + (f".{self.repeats}" if self.repeats else "")
            try:
                self.pending = self.read_record(record, origin)
            except _Cut as error:
                self.pending = fail(origin, record, "truncated", str(error))
            except OSError as error:
                self.pending = fail(origin, record, "unreadable", f"the record is damaged: {error}")
            else:
                continue
            return (yield from self.find_next(self.at + 1))

    def settle(self, start: int, error: OSError) -> Generator[Entry, None, int | None]:
        """Handle an offset where a record should begin but none can be read."""
        yield from self.release()
        if not start and find_record(self.file, 0) is None:
            why = OLD_ARCHIVE if _begins_with(self.file, 0, ARC_START) else f"not a WARC file: {error}"
            yield Failure(self.location, "source", "unreadable", why)
            return None
        yield Failure(f"{self.location}#{start}", "source", "unreadable", f"the record is damaged: {error}")
        return (yield from self.find_next(start + 1))

    def settle_end(self, error: OSError) -> Generator[Entry, None, int | None]:
        """Handle damage between two records: either the end of one or the beginning of the other."""
        extent = measure(self.file, self.at)
        if extent.sound:
            return extent.end
        origin = self.pending.origin if self.pending is not None else f"{self.location}#{self.at}"
        self.pending = Failure(origin, "source", "unreadable", f"the record is damaged: {error}")
        return (yield from self.find_next(self.at + 1))

    def check_end(self, at: int, *, fresh: bool) -> Iterator[Entry]:
        """Report a file that ends inside a record. fastwarc does not notice that a file was cut."""
        size = self.file.seek(0, SEEK_END)
        if not fresh:
            extent = measure(self.file, at)
            if extent.cut and not isinstance(self.pending, Failure):
                url = self.pending.url if isinstance(self.pending, Page) else None
                origin = self.pending.origin if self.pending is not None else f"{self.location}#{at}"
                self.pending = Failure(origin, "source", "truncated", "the file ends inside the record", url=url)
            at = extent.end if extent.sound else size
        yield from self.release()
        if at < size:
            yield Failure(f"{self.location}#{at}", "source", "truncated", "the file ends inside the record")

    def find_next(self, at: int) -> Generator[Entry, None, int | None]:
        """Find the next record at or after an offset. Yield a failure if none can be recognised."""
        found = find_record(self.file, at)
        if found is None and self.repeats:
            yield from self.release()
            yield Failure(
                self.location, "source", "unreadable",
                "not compressed record by record, so nothing behind the damage can be read",
            )  # fmt: skip
        return found

    def release(self) -> Iterator[Entry]:
        """Yield the outcome that was held."""
        if self.pending is not None:
            entry, self.pending = self.pending, None
            yield entry

    def read_record(self, record: Any, origin: str) -> Entry | None:  # noqa: ANN401 - untyped
        """The outcome of one record, or None if it is not an input. Raises _Cut, and OSError on damage."""
        kind = (record.headers.get("WARC-Type") or "").lower()
        if kind not in INPUTS:
            return None
        if kind == "revisit":
            return Skip(origin, "revisit")
        http = None
        stated = record.headers.get("Content-Type")
        if record.is_http:
            try:
                record.parse_http(auto_decode="none", max_header_len=MAX_HEADER_BYTES, quirks_mode=True)
            except OSError as error:
                return fail(origin, record, "unreadable", f"the HTTP header is damaged: {error}")
            http = record.http_headers
            status = http.status_code if http is not None else None
            if status is not None and status >= REDIRECT_STATUS:
                return Skip(origin, "http-status")
            stated = http.get("Content-Type") if http is not None else None
        return self.read_page(record, http, parse_media_type(stated).name, origin)

    def read_page(self, record: Any, http: Any, stated: str, origin: str) -> Entry:  # noqa: ANN401 - untyped
        """The page in a record, or its Skip or Failure."""
        identified = parse_media_type(record.headers.get("WARC-Identified-Payload-Type")).name
        address = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">") or None
        saved = next((kind for kind in (stated, identified) if kind in MEDIA_TYPES), None)
        if (saved or choose_type(stated, identified, b"<html")) is None or (address or "").endswith(ROBOTS):
            return Skip(origin, "not-a-page")
        raw = read_payload(record, self.max_bytes)
        found = split_head(raw) if raw.startswith(b"HTTP/") and is_unread(record, http) else None
        if found is not None:
            http, raw = found
            stated = parse_media_type(http.get("Content-Type")).name
            if http.status_code >= REDIRECT_STATUS:
                return Skip(origin, "http-status")
        header = http.get if http is not None else _nothing
        try:
            if len(raw) > self.max_bytes:
                raise BadInput(f"the body has more than {self.max_bytes:,} bytes (clean.max_bytes)", "too-large")
            codings = ",".join(all_values(http, "Content-Encoding")) or None
            body = decode_payload(raw, header("Transfer-Encoding"), codings, self.max_bytes)
        except BadInput as error:
            return fail(origin, record, "too-large" if error.reason == "too-large" else "encoding", str(error))
        media = saved or choose_type(stated, identified, body.data)
        if media is None:
            return Skip(origin, "not-a-page")
        if not body.data.strip():
            return Skip(origin, "empty")
        date = record.record_date
        return Page(
            body.data,
            url=address,
            final_url=address,
            content_type=media,
            charset_hint=parse_media_type(header("Content-Type")).charset,
            fetched_at=date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if date is not None else None,
            origin=origin,
            http_status=http.status_code if http is not None else None,
            etag=header("ETag"),
            last_modified=header("Last-Modified"),
            truncated=why_cut(record, header, len(raw), body) or why_part(http, header("Content-Range")),
            usage=from_headers(http.astuples(), base=address or "") if http is not None else (),
        )


def is_unread(record: Any, http: Any) -> bool:  # noqa: ANN401 - untyped
    """Whether the head of a reply may still be unread: the record does not say it is one, or an interim reply came."""
    if http is None:
        return (record.headers.get("WARC-Type") or "").lower() == "response"
    return (http.status_code or 0) < 200


def all_values(http: Any, name: str) -> list[str]:  # noqa: ANN401 - untyped
    """The values of a header that may come several times."""
    return [value for key, value in http.astuples() if key.lower() == name.lower()] if http is not None else []


def _nothing(name: str) -> str | None:
    """The missing value of any header."""
    return None


def why_part(http: Any, stated: str | None) -> str | None:  # noqa: ANN401 - untyped
    """Why a reply is not whole, if the server was asked for a part of the page."""
    if http is None or http.status_code != PARTIAL_STATUS:
        return None
    part = CONTENT_RANGE.match(stated or "")
    if part is not None and not int(part[1]) and part[3] == str(int(part[2]) + 1):
        return None
    return "the archive holds only the part of the page that was asked for (206)"


def why_cut(record: Any, header: Any, size: int, body: Body) -> str | None:  # noqa: ANN401 - untyped
    """Why the end of a body is missing: the archive says so, a stream was cut, or there are fewer bytes than stated."""
    if record.headers.get("WARC-Segment-Number"):
        return "the archive holds the page in segments, of which the first is read"
    stated = header("Content-Length")
    reason = (record.headers.get("WARC-Truncated") or "").strip()
    if reason:
        return f"the archive holds only the beginning of the page ({reason[:40]})"
    if body.cut:
        return body.cut
    if stated is not None and stated.strip().isdecimal() and size < int(stated) and size == len(body.data):
        return f"the archive holds {size:,} of {int(stated):,} bytes"
    return None


def fail(origin: str, record: Any, reason: FailureReason, message: str) -> Failure:  # noqa: ANN401 - untyped
    """The failure of a record."""
    address = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    return Failure(origin, "source", reason, message, url=address or None)


def read_payload(record: Any, max_bytes: int) -> bytes:  # noqa: ANN401 - untyped
    """The payload of a record, at most one byte more than the limit. Raises _Cut if the file has less of it."""
    stated = record.content_length
    wanted = min(stated, max_bytes + 1)
    parts: list[bytes] = []
    while wanted > 0 and (part := record.reader.read(min(wanted, READ_BYTES))):
        parts.append(part)
        wanted -= len(part)
    if wanted:
        held = sum(map(len, parts))
        raise _Cut(f"the record ends after {held:,} of {stated:,} bytes")
    return b"".join(parts)


def find_record(file: IO[bytes], at: int) -> int | None:
    """The offset of the first record that begins at ``at`` or behind it, or None."""
    file.seek(0)
    zstd = file.read(len(ZSTD_MAGIC)) == ZSTD_MAGIC
    pattern = re.compile(b"|".join((RECORD_LINE.pattern, re.escape(GZIP_MAGIC), *([ZSTD_MAGIC] if zstd else ()))))
    place = max(at - 1, 0)  # the line break before a record distinguishes it from a mention in a page
    while True:
        file.seek(place)
        chunk = file.read(SCAN_BYTES)
        for found in pattern.finditer(chunk):
            start = place + found.start() + (found[0] == b"\n")
            if start >= at and (found[0] != GZIP_MAGIC or _begins_with(file, start, b"WARC/")):
                return start
        if len(chunk) < SCAN_BYTES:
            return None
        place += SCAN_BYTES - OVERLAP_BYTES


def _begins_with(file: IO[bytes], at: int, start: bytes) -> bool:
    """Whether the inflated data at an offset begin like this. The magic number of gzip alone also occurs by chance."""
    file.seek(at)
    head = file.read(PROBE_BYTES)
    try:
        if head.startswith(GZIP_MAGIC):
            head = zlib.decompressobj(31).decompress(head, len(start))
        return head.startswith(start)
    except zlib.error:
        return False


def measure(file: IO[bytes], at: int) -> _Extent:
    """Read a record to its end, and compare it with the length that its header states."""
    file.seek(at)
    head = file.read(MAX_HEADER_BYTES)
    if head.startswith(GZIP_MAGIC):
        return _measure_member(file, at)
    wanted = _whole_size(head)
    if wanted is None:
        return _Extent(at, sound=False, cut=head.startswith(b"WARC/"))
    file.seek(0, SEEK_END)
    cut = file.tell() < at + wanted - len(BETWEEN)
    file.seek(at + wanted - len(BETWEEN))
    return _Extent(at + wanted, sound=file.read(len(BETWEEN)) == BETWEEN, cut=cut)


def _measure_member(file: IO[bytes], at: int) -> _Extent:
    engine = zlib.decompressobj(31)
    head = b""
    size = 0
    file.seek(at)
    try:
        while not engine.eof and (data := engine.unconsumed_tail or file.read(READ_BYTES)):
            piece = engine.decompress(data, SCAN_BYTES)
            size += len(piece)
            if len(head) < MAX_HEADER_BYTES:
                head += piece[:MAX_HEADER_BYTES]
    except zlib.error:
        return _Extent(at, sound=False)
    end = file.tell() - len(engine.unused_data)
    return _Extent(end, sound=engine.eof and _whole_size(head) == size, cut=not engine.eof)


def _whole_size(head: bytes) -> int | None:
    """The size in bytes of a record, by its header: header, body, and the two empty lines behind it."""
    end = head.find(BETWEEN)
    stated = STATED_LENGTH.search(head[: end + 2]) if end > 0 else None
    return end + len(BETWEEN) + int(stated[1]) + len(BETWEEN) if stated else None
