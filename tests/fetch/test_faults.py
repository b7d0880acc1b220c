"""Network faults, each with the outcome it must land in, in one run with the deadline kept."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import brotli
import pytest

from cleaner.fetch import Fetched, Seams, fetch_all
from cleaner.fetch.guard import Guard
from cleaner.model import Failure
from tests.faultserver import PAGE, Conn, FaultServer, Script, page, raw
from tests.fetch.faults import DEADLINE_S, SETTINGS, lookup, name_of

HTML = b"Content-Type: text/html\r\n"
OK = b"HTTP/1.1 200 OK\r\n" + HTML


@dataclass(frozen=True)
class Case:
    """What the server does, and the outcome: ``page``, ``empty`` or the reason of a failure."""

    script: Script
    outcome: str
    retryable: bool | None = None


async def hang(conn: Conn) -> None:
    await asyncio.sleep(30)


async def slow_head(conn: Conn) -> None:
    for byte in OK * 10:
        await conn.send(bytes([byte]))
        await asyncio.sleep(0.1)


async def drip(conn: Conn) -> None:
    await conn.send(OK + b"Content-Length: 100000\r\n\r\n")
    for _ in range(100):
        await conn.send(b"<p>drip</p>")
        await asyncio.sleep(0.1)


async def stall(conn: Conn) -> None:
    await conn.send(OK + b"Content-Length: 100000\r\n\r\n<p>")
    await asyncio.sleep(30)


async def kept_open(conn: Conn) -> None:
    await conn.send(OK + b"Content-Length: 9000\r\n\r\n" + PAGE)
    await asyncio.sleep(30)


async def rst_in_body(conn: Conn) -> None:
    await conn.send(OK + b"Content-Length: 100000\r\n\r\n" + b"x" * 5000)
    await asyncio.sleep(0.05)
    conn.reset()


async def rst_at_once(conn: Conn) -> None:
    conn.reset()


async def endless(conn: Conn) -> None:
    await conn.send(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        await conn.send(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


async def flood_1xx(conn: Conn) -> None:
    while True:
        await conn.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
        await asyncio.sleep(0.01)


def status(line: str, body: bytes = b"no", **headers: str) -> Case:
    return Case(page(body, line, **headers), "http-status")


def moved(location: str, outcome: str = "redirect", line: str = "302 Found") -> Case:
    return Case(page(b"", line, location=location), outcome)


def coded(body: bytes, encoding: str, outcome: str) -> Case:
    return Case(page(body, content_encoding=encoding), outcome)


def nest(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = gzip.compress(data)
    return data


ZEROS = bytes(50_000_000)
BOMB_GZ = gzip.compress(ZEROS)
BOMB_BR = brotli.compress(ZEROS, quality=5)
CUT_GZ = gzip.compress(PAGE * 50)[:-40]
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n"

CASES: dict[str, Case] = {
    # connections and time
    "slow-loris head": Case(slow_head, "timeout", True),
    "silence": Case(hang, "timeout", True),
    "drip body": Case(drip, "too-slow", True),
    "stall after head": Case(stall, "timeout", True),
    "reset in body": Case(rst_in_body, "truncated", True),
    "reset at once": Case(rst_at_once, "protocol", True),
    "closed at once": Case(raw(b""), "protocol", True),
    "closed in head": Case(raw(b"HTTP/1.1 200 OK\r\nContent-"), "protocol", True),
    # framing
    "length short": Case(raw(OK + b"Content-Length: 20\r\n\r\n" + PAGE), "page"),
    "length long": Case(raw(OK + b"Content-Length: 9000\r\n\r\n" + PAGE[:-8]), "truncated", True),
    "length long, page whole": Case(raw(OK + b"Content-Length: 9000\r\n\r\n" + PAGE), "page"),
    "length long, kept open": Case(kept_open, "page"),
    "length empty": Case(raw(OK + b"Content-Length:\r\nConnection: close\r\n\r\n" + PAGE), "page"),
    "length twice": Case(raw(OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + PAGE), "protocol"),
    "length negative": Case(raw(OK + b"Content-Length: -5\r\n\r\n" + PAGE), "protocol"),
    "length a word": Case(raw(OK + b"Content-Length: many\r\n\r\n" + PAGE), "protocol"),
    "length 10e18": Case(raw(OK + b"Content-Length: 1000000000000000000\r\n\r\n" + PAGE), "too-large", False),
    "no length": Case(raw(OK + b"\r\n" + PAGE), "page"),
    "endless chunks": Case(endless, "too-large", False),
    "bad chunk size": Case(raw(CHUNKED + b"\r\nzz\r\nabc\r\n0\r\n\r\n"), "protocol"),
    "chunk cut": Case(raw(CHUNKED + b"\r\n100\r\nabc"), "truncated", True),
    "no last chunk": Case(raw(CHUNKED + b"\r\n3\r\nabc\r\n"), "truncated", True),
    "no last chunk, page whole": Case(raw(CHUNKED + b"\r\n%x\r\n" % len(PAGE) + PAGE + b"\r\n"), "page"),
    "coding identity": Case(raw(OK + b"Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc"), "page"),
    "trailers": Case(raw(CHUNKED + b"Trailer: X\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"), "page"),
    "100,000 headers": Case(raw(OK + b"A: b\r\n" * 100_000 + b"\r\n" + PAGE), "protocol"),
    "1 MB header": Case(raw(OK + b"A: " + b"b" * 1_000_000 + b"\r\n\r\n" + PAGE), "protocol"),
    "folded header": Case(raw(OK + b"A: b\r\n c\r\nContent-Length: 3\r\n\r\nabc"), "page"),
    "line feeds alone": Case(raw(OK.replace(b"\r", b"") + b"Content-Length: 3\n\nabc"), "page"),
    "line that is no header": Case(raw(OK + b"Warning in line 3\r\nBad Name: x\r\nA: b\r\n\r\n" + PAGE), "page"),
    "control in header": Case(raw(OK + b"A: b\x00c\r\n\r\n" + PAGE), "protocol"),
    "HTTP/0.9": Case(raw(PAGE), "protocol"),
    "not HTTP": Case(raw(b"220 mail.example ESMTP\r\n"), "protocol"),
    "HTTP/2 frames": Case(raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)), "protocol"),
    "HTTP/1.0": Case(raw(b"HTTP/1.0 200 OK\r\n" + HTML + b"\r\n" + PAGE), "page"),
    "1xx flood": Case(flood_1xx, "protocol", True),
    "one 103": Case(raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK + b"Content-Length: 3\r\n\r\nabc"), "page"),
    "Set-Cookie x 1,000": Case(raw(OK + b"Set-Cookie: a=b\r\n" * 1000 + b"Content-Length: 3\r\n\r\nabc"), "page"),
    "Set-Cookie x 10,000": Case(raw(OK + b"Set-Cookie: a=b\r\n" * 10_000 + b"\r\n"), "protocol"),
    # statuses
    "204 with body": status("204 No Content", b"body"),
    "205 with body": status("205 Reset Content", b"body"),
    "206 unasked": Case(page(PAGE, "206 Partial Content", content_range="bytes 0-9/100"), "truncated"),
    "304 unasked": Case(raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "http-status", False),
    "203": Case(page(PAGE, "203 Non-Authoritative Information"), "page"),
    "300": status("300 Multiple Choices"),
    "400": status("400 Bad Request"),
    "401": status("401 Unauthorized", www_authenticate="Basic"),
    "402": status("402 Payment Required"),
    "403": status("403 Forbidden"),
    "404": replace(status("404 Not Found"), retryable=False),
    "407": status("407 Proxy Authentication Required"),
    "410": replace(status("410 Gone"), retryable=False),
    "429 bare": replace(status("429 Too Many Requests"), retryable=True),
    "429 seconds": replace(status("429 Too Many Requests", retry_after="1"), retryable=True),
    "429 past": status("429 Too Many Requests", retry_after="Wed, 21 Oct 2015 07:28:00 GMT"),
    "429 absurd": Case(page(b"", "429 Too Many Requests", retry_after="9" * 40), "deferred", True),
    "429 junk": status("429 Too Many Requests", retry_after="soon"),
    "451": status("451 Unavailable For Legal Reasons"),
    "500": replace(status("500 Oops"), retryable=True),
    "503": replace(status("503 Busy"), retryable=True),
    "599": status("599 What"),
    "999": Case(raw(b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n"), "http-status"),
    # redirects
    "to itself": moved("/to%20itself"),
    "no Location": Case(page(b"", "301 Moved"), "redirect"),
    "empty Location": moved(""),
    "to file:": moved("file:///etc/passwd"),
    "to data:": moved("data:text/html,hello"),
    "to javascript:": moved("javascript:alert(1)"),
    "to ftp:": moved("ftp://127.0.0.1/x"),
    "to a bad port": moved("http://127.0.0.1:99999/"),
    "to no host": moved("http://"),
    "to a bad bracket": moved("http://[::1/x"),
    "to 64 KB": moved("/" + "a" * 65_000),
    "to a fragment": moved("/page#part", "page"),
    "to a relative path": moved("page", "page", "301 Moved"),
    "to userinfo": moved("http://user:secret@127.0.0.1:{port}/page", "page"),
    "to //host": moved("//127.0.0.2:{port}/page", "page", "307 Temporary Redirect"),
    "to a backslash": moved("\\page", "page"),
    "by header": Case(page(b"<p>moving</p>", refresh="0; url=http://127.0.0.1:1/"), "robots"),
    "to utf-8": Case(raw("HTTP/1.1 302 Found\r\nLocation: /sé\r\n\r\n".encode()), "http-status"),
    "to an IDN": moved("http://bücher.test:{port}/page", "page", "308 Permanent Redirect"),
    "10 hops": moved("/hop/1", "page"),
    "21 hops": moved("/far/1"),
    # bodies
    "empty body": Case(page(b""), "empty"),
    "3 MB body": Case(page(b"x" * 3_000_000), "too-large", False),
    "3 MB without length": Case(raw(OK + b"\r\n" + b"x" * 3_000_000), "too-large", False),
    "binary as text/html": Case(page(bytes(range(256))), "page"),
    "HTML as octet-stream": Case(page(content_type="application/octet-stream"), "page"),
    "no Content-Type": Case(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"), "page"),
    "an image": Case(page(content_type="image/png"), "content-type", False),
    "a video": Case(page(content_type="video/mp4"), "content-type", False),
    "a PDF": Case(page(content_type="application/pdf"), "content-type", False),
    "unknown charset": Case(page(content_type="text/html; charset=x-no-such"), "page"),
    "two charsets": Case(page(content_type="text/html; charset=utf-8; charset=latin-1"), "page"),
    "BOM against header": Case(page(b"\xef\xbb\xbfabc", content_type="text/html; charset=latin-1"), "page"),
    "meta refresh": Case(page(b'<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'), "robots"),
    "soft 404": Case(page(b"<h1>Not found</h1>"), "page"),
    "login wall": Case(page(b"<form><input type=password></form>"), "page"),
    # encodings
    "gzip": coded(gzip.compress(PAGE), "gzip", "page"),
    "x-gzip": coded(gzip.compress(PAGE), "x-gzip", "page"),
    "gzip in members": coded(gzip.compress(PAGE) + gzip.compress(PAGE), "gzip", "page"),
    "gzip with padding": coded(gzip.compress(PAGE) + bytes(20), "gzip", "page"),
    "deflate, wrapped": coded(zlib.compress(PAGE), "deflate", "page"),
    "deflate, bare": coded(zlib.compress(PAGE, wbits=-15), "deflate", "page"),
    "br": coded(brotli.compress(PAGE), "br", "page"),
    "identity": coded(PAGE, "identity", "page"),
    "zstd": coded(b"(\xb5/\xfd\x04\x00", "zstd", "encoding"),
    "no such encoding": coded(b"Cntr", "rot13", "encoding"),
    "gzip label on plain": coded(PAGE, "gzip", "page"),
    "charset as encoding": coded(PAGE, "iso-8859-1", "page"),
    "gzip without check sum": coded(gzip.compress(PAGE)[:-8], "gzip", "page"),
    "cut gzip": coded(CUT_GZ, "gzip", "truncated"),
    "cut br": coded(brotli.compress(PAGE * 50)[:-10], "br", "truncated"),
    "cut deflate": coded(zlib.compress(PAGE * 50)[:-10], "deflate", "truncated"),
    "gzip bomb": coded(BOMB_GZ, "gzip", "too-large"),
    "deflate bomb": coded(zlib.compress(ZEROS), "deflate", "too-large"),
    "br bomb": coded(BOMB_BR, "br", "too-large"),
    "gzip, gzip": coded(nest(PAGE, 2), "gzip, gzip", "page"),
    "nested bomb": coded(nest(ZEROS, 2), "gzip, gzip", "too-large"),
    "five links": coded(nest(PAGE, 5), "gzip, gzip, gzip, gzip, gzip", "encoding"),
    "many empty members": coded(gzip.compress(b"") * 50_000, "gzip", "encoding"),
    "bomb under a 302": Case(
        page(BOMB_GZ, "302 Found", content_encoding="gzip", location="/page"), "page"
    ),
    "bomb under a 404": Case(page(BOMB_GZ, "404 Not Found", content_encoding="gzip"), "http-status"),
}  # fmt: skip


def scripts() -> dict[str, Script]:
    found = {f"/{name.replace(' ', '%20')}": case.script for name, case in CASES.items()}
    found["/page"] = page()
    for hop in range(1, 30):
        last = hop == 10
        found[f"/hop/{hop}"] = page() if last else page(b"", "302 Found", location=f"/hop/{hop + 1}")
        found[f"/far/{hop}"] = page(b"", "302 Found", location=f"/far/{hop + 1}")
    return found


def with_port(script: Script, port: int) -> Script:
    async def ported(conn: Conn) -> None:
        await script(replace(conn, port=port))

    return ported


@pytest.fixture(scope="module")
def matrix() -> Iterator[tuple[dict[str, Fetched], float]]:
    """Run all cases in one go, each on a host of its own, and give the outcomes and the time it took.

    Few hosts at once and longer deadlines than elsewhere: the machine runs other tests beside this one.
    """
    update = {"hosts": 6, "connect_timeout": 4.0, "read_timeout": 4.0, "timeout": 8.0}
    settings = SETTINGS.model_copy(update=update)
    addresses = tuple(f"127.0.{1 + i // 200}.{1 + i % 200}" for i in range(len(CASES)))
    with FaultServer(scripts(), ("127.0.0.1", "127.0.0.2", *addresses)) as server:
        for path in list(server.scripts):
            server.scripts[path] = with_port(server.scripts[path], server.port)
        urls = {
            server.url(f"/{name.replace(' ', '%20')}", host): name for name, host in zip(CASES, addresses, strict=True)
        }
        started = time.monotonic()
        seams = Seams(Guard(allow_private=True, lookup=lookup), retry_base=0.01, rate_grace=0.3)
        outcomes = {urls[o.origin]: o for o in fetch_all(list(urls), settings, seams=seams)}
        yield outcomes, time.monotonic() - started


def test_there_are_sixty_cases(matrix: tuple[dict[str, Fetched], float]) -> None:
    """Every case has exactly one outcome, and there are at least 60."""
    assert set(matrix[0]) == set(CASES)
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, matrix: tuple[dict[str, Fetched], float]) -> None:
    """The case lands in its outcome."""
    outcome = matrix[0][name]
    assert name_of(outcome) == CASES[name].outcome, outcome
    if CASES[name].retryable is not None:
        assert isinstance(outcome, Failure)
        assert outcome.retryable is CASES[name].retryable


def test_deadline_is_kept() -> None:
    """A page that drips or stalls ends at its deadline and not more than a second later."""
    names = ("slow-loris head", "silence", "stall after head")
    for name in names:
        with FaultServer({"/x": CASES[name].script}) as server:
            settings = SETTINGS.model_copy(update={"respect_robots": False, "read_timeout": 30.0})
            started = time.monotonic()
            (outcome,) = fetch_all([server.url("/x")], settings)
            assert name_of(outcome) == "timeout"
            assert time.monotonic() - started < DEADLINE_S + 1
