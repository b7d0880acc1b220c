"""Archives in: every record has one outcome, damage costs the record that it hit, nothing unpacks without a bound."""

from __future__ import annotations

import gzip
import os
import tracemalloc
import zlib
from collections.abc import Sequence
from pathlib import Path

import brotli
import pytest

from bench.warcs import HTML, Saved, http_block, make_record, write_warc
from cleaner.model import Failure, Page
from cleaner.pipeline import clean_page
from cleaner.sources.archive import read_archive
from cleaner.sources.skip import Skip

pytest.importorskip("fastwarc", reason="the extra warc is not installed")

LIMIT = 1_000_000
BODY = b"<!doctype html><html><body><article><p>A paragraph about %d rivers and the boats on them.</p></article></body>"


def pages(count: int) -> list[Saved]:
    return [Saved(f"https://news.example/{number}", BODY % number) for number in range(count)]


def records(count: int) -> list[bytes]:
    return [make_record(http_block(page), page.url) for page in pages(count)]


def read(path: Path | str, limit: int = LIMIT) -> list[Page | Failure | Skip]:
    return [*read_archive(str(path), limit)]


def numbers(entries: Sequence[Page | Failure | Skip]) -> list[str | None]:
    """The last part of each entry's address; None where it is no page."""
    return [entry.url.rpartition("/")[2] if isinstance(entry, Page) and entry.url else None for entry in entries]


def one(tmp_path: Path, page: Saved, limit: int = LIMIT, **more: Sequence[tuple[str, str]]) -> Page | Failure | Skip:
    """The single outcome of an archive that holds one response."""
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(make_record(http_block(page), page.url, **more)))
    (entry,) = read(path, limit)
    return entry


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_pages_come_with_what_the_server_said(tmp_path: Path, name: str) -> None:
    """Address, date, media type, charset, status and validators come from the record; requests are no inputs."""
    headers = [("ETag", '"x1"'), ("Last-Modified", "Wed, 01 May 2024 10:00:00 GMT")]
    saved = [Saved("https://news.example/0", "<p>Žluťoučký</p>".encode("cp1250"), "text/html; charset=cp1250", headers)]
    write_warc(tmp_path / name, [*saved, *pages(3)[1:]], requests=True)
    entries = read(tmp_path / name)
    assert numbers(entries) == ["0", "1", "2"]
    first = entries[0]
    assert isinstance(first, Page)
    assert (first.content_type, first.charset_hint, first.http_status) == ("text/html", "cp1250", 200)
    assert (first.etag, first.last_modified) == ('"x1"', "Wed, 01 May 2024 10:00:00 GMT")
    assert first.fetched_at == "2024-05-01T12:00:00Z"
    assert first.truncated is None
    assert len({entry.origin for entry in entries}) == 3
    offset = int(first.origin.rpartition("#")[2])
    raw = (tmp_path / name).read_bytes()[offset:]
    assert b"https://news.example/0" in (zlib.decompressobj(31).decompress(raw) if name.endswith("gz") else raw)[:400]


def test_what_is_no_page_is_skipped_with_a_reason(tmp_path: Path) -> None:
    """Images, redirects, errors, robots files, revisits and empty bodies are each accounted for."""
    blocks = [
        (Saved("https://a.example/i", b"\x89PNG", "image/png"), "not-a-page"),
        (Saved("https://a.example/j", b"{}", "application/json"), "not-a-page"),
        (Saved("https://a.example/robots.txt", b"User-agent: *", "text/plain"), "not-a-page"),
        (Saved("https://a.example/m", BODY % 1, status="301 Moved"), "http-status"),
        (Saved("https://a.example/e", BODY % 1, status="404 Not Found"), "http-status"),
        (Saved("https://a.example/n", b" \n", HTML), "empty"),
        (Saved("https://a.example/u", b"\x00\x01 nothing", None), "not-a-page"),
    ]
    path = tmp_path / "a.warc.gz"
    data = [make_record(http_block(page), page.url) for page, _ in blocks]
    data.append(make_record(b"", "https://a.example/r", "revisit"))
    path.write_bytes(b"".join(gzip.compress(part) for part in data))
    entries = read(path)
    assert [entry.reason for entry in entries if isinstance(entry, Skip)] == [*(why for _, why in blocks), "revisit"]


def test_pages_of_every_kind_of_record(tmp_path: Path) -> None:
    """Saved resources, extracted text (WET) and responses without a type that begin like HTML are pages."""
    path = tmp_path / "a.wet.gz"
    data = [
        make_record(BODY % 1, "https://a.example/1", "resource", "text/html"),
        make_record("Text über Flüsse.".encode(), "https://a.example/2", "conversion", "text/plain"),
        make_record(http_block(Saved("https://a.example/3", BODY % 3, None)), "https://a.example/3"),
        make_record(b"\x00\x01", "https://a.example/4", "resource", "application/warc-fields"),
    ]
    path.write_bytes(b"".join(gzip.compress(part) for part in data))
    entries = read(path)
    assert [getattr(entry, "content_type", None) for entry in entries] == ["text/html", "text/plain", "text/html", None]
    assert numbers(entries) == ["1", "2", "3", None]


REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: x\r\n\r\n"


@pytest.mark.parametrize("kind", ["", "message/http", "text/html", "application/http"])
@pytest.mark.parametrize("interim", [b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"])
def test_replies_whose_record_does_not_say_so(tmp_path: Path, kind: str, interim: bytes) -> None:
    """Without a type, or with another one; and replies behind an interim one."""
    record = make_record(interim + REPLY + BODY % 1, "https://a.example/1", "response", kind or "X")
    (tmp_path / "a.warc").write_bytes(record if kind else record.replace(b"Content-Type: X\r\n", b""))
    (entry,) = read(tmp_path / "a.warc")
    assert isinstance(entry, Page)
    assert (entry.body, entry.content_type, entry.charset_hint) == (BODY % 1, "text/html", "utf-8")
    assert (entry.etag, entry.http_status) == ("x", 200)


def test_text_that_begins_like_a_reply(tmp_path: Path) -> None:
    """A page about the protocol is no reply, and a reply of an error is no page."""
    text = b"HTTP/1.1 200 OK\n\nis the first line of a reply."
    error = REPLY.replace(b"200 OK", b"404 Not Found") + BODY % 1
    records = [
        make_record(http_block(Saved("https://a.example/1", text, "text/plain")), "https://a.example/1"),
        make_record(text, "https://a.example/2", "conversion", "text/plain"),
        make_record(error, "https://a.example/3", "response", "message/http"),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    first, second, third = read(tmp_path / "a.warc")
    assert [getattr(entry, "body", None) for entry in (first, second)] == [text, text]
    assert isinstance(third, Skip)
    assert third.reason == "http-status"


@pytest.mark.parametrize("kind", ["html", "*/*", '"text/html"', "text/html, text/html", "application/html"])
def test_media_types_that_mean_html(tmp_path: Path, kind: str) -> None:
    assert isinstance(one(tmp_path, Saved("https://a.example/1", BODY % 1, kind)), Page)
    assert isinstance(one(tmp_path, Saved("https://a.example/1", b"\x89PNG", kind.replace("text/html", "html"))), Skip)


CHUNKED = (
    b"%x;note=1\r\n" % 40 + (BODY % 7)[:40] + b"\r\n%x\r\n" % (len(BODY % 7) - 40) + (BODY % 7)[40:] + b"\r\n0\r\n\r\n"
)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(BODY % 7, mtime=0), [("Content-Encoding", "gzip")]),
        (zlib.compress(BODY % 7), [("Content-Encoding", "deflate")]),
        (brotli.compress(BODY % 7), [("Content-Encoding", "br")]),
        (CHUNKED, [("Transfer-Encoding", "chunked")]),
        (gzip.compress(brotli.compress(BODY % 7)), [("Content-Encoding", "br"), ("content-encoding", "gzip")]),
        (BODY % 7, [("Content-Encoding", "gzip")]),
        (BODY % 7, [("Content-Encoding", "br"), ("Transfer-Encoding", "chunked")]),
        (BODY % 7, [("X-Crawl-Content-Encoding", "gzip")]),
    ],
    ids=["gzip", "deflate", "br", "chunked", "two", "decoded-gzip", "decoded-br-chunked", "common-crawl"],
)
def test_bodies_are_decoded(tmp_path: Path, body: bytes, headers: list[tuple[str, str]]) -> None:
    """Encodings are undone, and a header that the archive's body no longer bears out is not believed."""
    entry = one(tmp_path, Saved("https://a.example/7", body, HTML, headers))
    assert isinstance(entry, Page)
    assert entry.body == BODY % 7
    assert entry.truncated is None


@pytest.mark.parametrize("encoding", ["gzip", "br", ""])
def test_a_bomb_is_refused_in_little_memory(tmp_path: Path, encoding: str) -> None:
    """A body past the bound is a failure, whether it is packed twice or only by the archive."""
    size = 300_000_000
    packed = {"gzip": gzip.compress(bytes(size), 1), "br": brotli.compress(bytes(size), quality=1), "": bytes(size)}
    entry_headers = [("Content-Encoding", encoding)] if encoding else []
    path = tmp_path / "bomb.warc.gz"
    bomb = make_record(http_block(Saved("https://a.example/b", packed.pop(encoding), HTML, entry_headers)), "https://b")
    path.write_bytes(gzip.compress(bomb, 1) + gzip.compress(records(1)[0]))
    del packed, bomb
    tracemalloc.start()
    entries = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [getattr(entry, "reason", "page") for entry in entries] == ["too-large", "page"]
    assert peak < 40_000_000


def test_truncation_is_said(tmp_path: Path) -> None:
    """A page whose end is missing says so: by the archive's own mark, a cut stream or a short body."""
    url = "https://a.example/1"
    marked = one(tmp_path, Saved(url, BODY % 1), headers=[("WARC-Truncated", "length")])
    cut = one(tmp_path, Saved(url, gzip.compress(BODY % 1 + os.urandom(9000).hex().encode())[:4000], HTML,
                              [("Content-Encoding", "gzip")]))  # fmt: skip
    short = one(tmp_path, Saved(url, BODY % 1, HTML, [("Content-Length", "5000")]))
    whole = one(tmp_path, Saved(url, BODY % 1, HTML, [("Content-Length", str(len(BODY % 1)))]))
    why = [entry.truncated for entry in (marked, cut, short, whole) if isinstance(entry, Page)]
    assert why == [
        "the archive holds only the beginning of the page (length)",
        "the archived body ends inside its compression",
        f"the archive holds {len(BODY % 1)} of 5,000 bytes",
        None,
    ]
    assert isinstance(cut, Page)
    assert cut.body.startswith(BODY % 1)
    assert isinstance(marked, Page)
    article = clean_page(marked)
    assert article.status == "partial"
    assert marked.truncated in article.notes


def flip(data: bytes, at: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("status", "headers", "extra", "is_cut"),
    [
        ("206 Partial Content", [("Content-Range", "bytes 0-99/1000")], [], True),
        ("206 Partial Content", [("Content-Range", "bytes 0-99/100")], [], False),
        ("206 Partial Content", [], [], True),
        ("200 OK", [], [("WARC-Segment-Number", "1")], True),
        ("200 OK", [], [], False),
    ],
)
def test_parts_of_a_page(
    tmp_path: Path, status: str, headers: list[tuple[str, str]], extra: list[tuple[str, str]], is_cut: bool
) -> None:
    entry = one(tmp_path, Saved("https://a.example/7", BODY % 7, HTML, headers, status), headers=extra)
    assert isinstance(entry, Page)
    assert bool(entry.truncated) == is_cut


@pytest.mark.parametrize("place", [0, 1, 3, 12, 40, 100, -5, -1])
def test_a_damaged_member_costs_one_record(tmp_path: Path, place: int) -> None:
    """Wherever a byte of one compressed record is wrong, all others are read, and the loss is said once."""
    members = [gzip.compress(record, mtime=0) for record in records(7)]
    members[3] = flip(members[3], place)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(members))
    entries = read(path)
    good = [number for number in numbers(entries) if number]
    assert [number for number in good if number != "3"] == ["0", "1", "2", "4", "5", "6"]
    failures = [entry for entry in entries if isinstance(entry, Failure)]
    if "3" in good:  # a wrong byte in the header of the member that changes nothing
        assert not failures
    else:
        assert [failure.reason for failure in failures] == ["unreadable"]
        assert failures[0].origin == f"{path}#{len(b''.join(members[:3]))}"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("change", [-30, -1, 1, 30, 250, 100_000])
def test_a_wrong_length_costs_one_record(tmp_path: Path, packed: bool, change: int) -> None:
    """A record that states a length that is not its own is a failure; those behind it are read."""
    parts = records(7)
    head, mark, rest = parts[3].partition(b"Content-Length: ")
    number, end, rest = rest.partition(b"\r\n")
    parts[3] = head + mark + str(int(number) + change).encode() + end + rest
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(gzip.compress(part) for part in parts) if packed else b"".join(parts))
    entries = read(path)
    assert [number for number in numbers(entries) if number not in (None, "3")] == ["0", "1", "2", "4", "5", "6"]
    assert len(entries) == 7
    if change != 1:  # a single byte more is the first of the line break behind the record, and does no harm
        assert isinstance(entries[3], Failure)


def test_a_damaged_header_line_costs_one_record(tmp_path: Path) -> None:
    """In an uncompressed file the next record is found by its first line."""
    parts = records(5)
    parts[2] = b"WRAC" + parts[2][4:]
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(parts))
    entries = read(path)
    assert numbers(entries) == ["0", "1", None, "3", "4"]
    assert isinstance(entries[2], Failure)
    assert entries[2].origin == f"{path}#{len(parts[0]) + len(parts[1])}"


@pytest.mark.parametrize("packed", [True, False])
def test_a_cut_file_loses_its_last_record_alone(tmp_path: Path, packed: bool) -> None:
    """Wherever a file ends early, the records before are read and the last one fails as cut or damaged."""
    parts = [gzip.compress(part) if packed else part for part in records(4)]
    whole = b"".join(parts)
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    for missing in range(10, len(parts[3]) - 12, 23):
        path.write_bytes(whole[:-missing])
        entries = read(path)
        assert numbers(entries)[:3] == ["0", "1", "2"]
        assert len(entries) == 4
        last = entries[3]
        if isinstance(last, Failure):
            assert last.reason in ("truncated", "unreadable")
        else:
            assert missing < 20  # what is missing is behind the page
            assert isinstance(last, Page)
