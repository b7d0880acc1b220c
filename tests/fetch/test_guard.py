"""The address guard: internal addresses in every disguise, by every route, and public ones let through."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from cleaner.config import Config, FetchSettings
from cleaner.fetch import Fetched, Seams, fetch_all
from cleaner.fetch.canonical import canonical
from cleaner.fetch.guard import Guard
from cleaner.fetch.politeness import MemoryLedger
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.model import Failure, Page
from cleaner.pipeline import run_one
from cleaner.sources.entries import Link
from cleaner.sources.feed import expand
from cleaner.sources.urls import read_urls
from tests.faultserver import Conn, FaultServer, page

SETTINGS = FetchSettings(
    delay=0, hosts=16, connect_timeout=1, read_timeout=1, timeout=3, retries=0, respect_robots=False, host_failures=9999
)
REFUSALS = {"not-public", "bad-url", "dns", "redirect"}
INTERNAL = ("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
            "100.100.100.200", "0.0.0.0", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255")  # fmt: skip


def disguises(address: str) -> Iterator[str]:
    """Yield the ways to write an IPv4 address as the host of a URL."""
    a, b, c, d = (int(part) for part in address.split("."))
    number = int(ipaddress.IPv4Address(address))
    yield address
    yield f"{address}."
    yield str(number)
    yield hex(number)
    yield f"0{number:o}"
    yield f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"
    yield f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"
    yield f"{a}.{b}.{c * 256 + d}"
    yield f"{a}.{b * 65536 + c * 256 + d}"
    yield f"{a}。{b}。{c}。{d}"
    yield "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in address)
    yield f"[::ffff:{address}]"
    yield f"[::ffff:{a * 256 + b:x}:{c * 256 + d:x}]"
    yield f"[::{address}]"
    yield f"[64:ff9b::{address}]"
    yield f"[64:ff9b:1::{address}]"
    yield f"[2002:{a * 256 + b:x}:{c * 256 + d:x}::1]"
    yield f"[2001:db8::5efe:{address}]"
    yield f"[2600::200:5efe:{address}]"
    yield f"user@{address}"
    yield f"example.com@{address}"
    yield f"%31{address[1:]}" if address[0] == "1" else f"{address}%2e"


OTHERS = (
    "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[fe80::1]", "[fc00::1]",
    "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[2001::1]", "[100::1]", "[5f00::1]", "[3fff::1]",
    "127.1", "127.0.1",
    "0", "0x7f.1", "[::1%25lo]", "[fe80::1%25eth0]", "0177.1", "168.63.129.16",
)  # fmt: skip
FORMS = tuple(dict.fromkeys([*(form for address in INTERNAL for form in disguises(address)), *OTHERS]))


class Pretend(Guard):
    """The guard, but for names under ``.test`` that stand for public hosts on the loopback."""

    async def resolve(self, host: str, port: int, timeout: float | None) -> list[str]:
        if host.endswith("public.test"):
            return ["127.0.0.1"]
        return await super().resolve(host, port, timeout)


@pytest.fixture
def inside() -> Iterator[tuple[int, list[str]]]:
    """An internal listener on IPv4 and IPv6; gives its port and the connections that it has seen."""
    seen: list[str] = []
    stop = threading.Event()
    four = socket.create_server(("127.0.0.1", 0))
    port = four.getsockname()[1]
    listeners = [four, socket.create_server(("127.255.255.254", port))]
    with contextlib.suppress(OSError):  # no IPv6 loopback here
        listeners.append(socket.create_server(("::1", port), family=socket.AF_INET6))

    def listen(server: socket.socket) -> None:
        server.settimeout(0.1)
        while not stop.is_set():
            try:
                conn, peer = server.accept()
            except TimeoutError:
                continue
            seen.append(str(peer))
            conn.close()

    threads = [threading.Thread(target=listen, args=(server,)) for server in listeners]
    for thread in threads:
        thread.start()
    yield port, seen
    stop.set()
    for thread in threads:
        thread.join()
    for server in listeners:
        server.close()


def assert_refused(outcomes: list[Fetched], count: int) -> None:
    assert len(outcomes) == count
    for outcome in outcomes:
        assert isinstance(outcome, Failure), outcome
        assert outcome.reason in REFUSALS, outcome
        assert not outcome.retryable, outcome


def test_there_are_enough_forms() -> None:
    assert len(FORMS) >= 120


def test_seeds(inside: tuple[int, list[str]]) -> None:
    """No form in a URL list reaches the internal listener."""
    port, seen = inside
    urls = [f"http://{form}:{port}/" for form in FORMS]
    assert_refused(list(fetch_all(urls, SETTINGS)), len(FORMS))
    assert seen == []


def test_the_forms_are_real(inside: tuple[int, list[str]]) -> None:
    """With the guard open many of the loopback forms do arrive, so it is the guard that keeps them out."""
    port, seen = inside
    urls = [f"http://{form}:{port}/" for form in (*disguises("127.0.0.1"), "localhost", "127.1", "0x7f.1", "0")]
    list(fetch_all(urls, SETTINGS.model_copy(update={"allow_private": True})))
    assert len(seen) >= 12


def test_allow_private_is_off_by_default() -> None:
    assert FetchSettings().allow_private is False


def test_redirects(inside: tuple[int, list[str]]) -> None:
    """No form as the target of a redirect does."""
    port, seen = inside
    scripts = {f"/{n}": page(b"", "302 Found", location="x") for n in range(len(FORMS))}

    async def redirect(conn: Conn) -> None:
        form = FORMS[int(conn.hit.path[1:])]
        await conn.send(f"HTTP/1.1 302 Found\r\nLocation: http://{form}:{port}/\r\n\r\n".encode())
        conn.writer.close()

    with FaultServer(dict.fromkeys(scripts, redirect)) as server:
        urls = [f"http://public.test:{server.port}/{n}" for n in range(len(FORMS))]
        outcomes = list(fetch_all(urls, SETTINGS, seams=Seams(Pretend())))
    assert_refused(outcomes, len(FORMS))
    assert seen == []


def test_robots_redirects(inside: tuple[int, list[str]]) -> None:
    """No form as the target of a robots.txt redirect does; the file counts as unreachable, so nothing is fetched."""
    port, seen = inside

    async def redirect(conn: Conn) -> None:
        form = FORMS[int(conn.hit.raw_host.split(".")[0])]
        await conn.send(f"HTTP/1.1 302 Found\r\nLocation: http://{form}:{port}/robots.txt\r\n\r\n".encode())
        conn.writer.close()

    settings = SETTINGS.model_copy(update={"respect_robots": True})
    with FaultServer({"/robots.txt": redirect, "*": page()}) as server:
        urls = [f"http://{n}.public.test:{server.port}/" for n in range(len(FORMS))]
        outcomes = list(fetch_all(urls, settings, seams=Seams(Pretend())))
    assert len(outcomes) == len(FORMS)
    assert seen == []
    for outcome in outcomes:
        # a redirect that leads to no URL at all is a host without robots.txt (RFC 9309, 2.3.1.3)
        assert isinstance(outcome, Page) or outcome.reason == "robots", outcome


def feed_of(port: int) -> bytes:
    """A feed with every form as an entry."""
    links = "".join(f"<item><link>{escape(f'http://{form}:{port}/')}</link></item>" for form in FORMS)
    return f"<rss><channel>{links}</channel></rss>".encode()


def sitemap_of(port: int) -> bytes:
    """A sitemap that names a further sitemap under every form."""
    maps = "".join(f"<sitemap><loc>{escape(f'http://{form}:{port}/')}</loc></sitemap>" for form in FORMS)
    return f"<sitemapindex>{maps}</sitemapindex>".encode()


def follow(*locations: str) -> list[Fetched]:
    """What comes of feeds and sitemaps: the failures of lists, and the pages that they name, fetched."""
    seams = Seams(Pretend(), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    entries = [entry for entry in expand(locations, SETTINGS, MemoryLedger(), seams) if entry is not None]
    lists = [entry for entry in entries if isinstance(entry, Failure)]
    return [*lists, *fetch_all([entry.url for entry in entries if isinstance(entry, Link)], SETTINGS, seams=seams)]


def test_feeds(inside: tuple[int, list[str]]) -> None:
    """No form as an entry of a feed does."""
    port, seen = inside
    with FaultServer({"/feed": page(feed_of(port), content_type="application/rss+xml")}) as server:
        outcomes = follow(f"http://public.test:{server.port}/feed")
    assert_refused(outcomes, len(FORMS))
    assert seen == []


def test_sitemaps_of_sitemaps(inside: tuple[int, list[str]]) -> None:
    """No form as a sitemap within a sitemap does. Forms that are one address are asked for once."""
    port, seen = inside
    with FaultServer({"/map": page(sitemap_of(port), content_type="application/xml")}) as server:
        outcomes = follow(f"http://public.test:{server.port}/map")
    assert_refused(outcomes, len({canonical(f"http://{form}:{port}/") for form in FORMS}))
    assert seen == []


def test_feeds_at_internal_addresses(inside: tuple[int, list[str]]) -> None:
    """No form as the address of the feed itself does, given or redirected to."""
    port, seen = inside

    async def redirect(conn: Conn) -> None:
        await conn.send(
            f"HTTP/1.1 302 Found\r\nLocation: http://{FORMS[int(conn.hit.path[1:])]}:{port}/\r\n\r\n".encode()
        )
        conn.writer.close()

    with FaultServer({"*": redirect}) as server:
        given = [f"http://{form}:{port}/" for form in FORMS]
        assert_refused(
            follow(*given, *(f"http://public.test:{server.port}/{n}" for n in range(len(FORMS)))), 2 * len(FORMS)
        )
    assert seen == []


def test_refreshes(inside: tuple[int, list[str]]) -> None:
    """No form to which a page sends its readers does."""
    port, seen = inside

    async def refresh(conn: Conn) -> None:
        to = f"http://{FORMS[int(conn.hit.path[1:])]}:{port}/"
        await conn.reply(f'<meta http-equiv="refresh" content="0; url={to}">'.encode())

    with FaultServer({"*": refresh}) as server:
        urls = [f"http://public.test:{server.port}/{n}" for n in range(len(FORMS))]
        outcomes = list(fetch_all(urls, SETTINGS, seams=Seams(Pretend())))
    assert len(outcomes) == len(FORMS)
    for outcome in outcomes:  # what leads to no URL at all leaves the page as it is
        assert isinstance(outcome, Page) or outcome.reason in REFUSALS, outcome
    assert seen == []


def test_canonical_addresses(inside: tuple[int, list[str]], tmp_path: Path) -> None:
    """No address that a page gives itself is asked for, in this run or by the next one; nor is one of its images."""
    port, seen = inside

    async def answer(conn: Conn) -> None:
        to = f"http://{FORMS[int(conn.hit.path[1:])]}:{port}/"
        head = f'<base href="{to}"><link rel=canonical href="{to}"><meta property="og:url" content="{to}">'
        head += f'<link rel=amphtml href="{to}"><link rel=license href="{to}"><meta property="og:image" content="{to}">'
        await conn.reply(f"<!doctype html><head>{head}</head><body><p>{'Words of a page. ' * 9}<img src={to}>".encode())

    with FaultServer({"/robots.txt": page(b"", "404 No"), "*": answer}) as server:
        (tmp_path / "list.txt").write_text(
            "".join(f"http://public.test:{server.port}/{n}\n" for n in range(len(FORMS)))
        )
        settings = SETTINGS.model_copy(update={"tdmrep": True})
        job = UrlJob(
            lambda _: read_urls(str(tmp_path / "list.txt")), Config(fetch=settings), tmp_path / "out", format="md",
            seams=Seams(Pretend()), clean=run_one,
        )  # fmt: skip
        assert run_urls(job).done == len(FORMS)
        assert run_urls(job).unchanged == len(FORMS)
        asked = {hit.path for hit in server.hits}
    assert asked == {f"/{n}" for n in range(len(FORMS))} | {"/.well-known/tdmrep.json"}
    assert seen == []


def test_environment_is_not_trusted(monkeypatch: pytest.MonkeyPatch, inside: tuple[int, list[str]]) -> None:
    """A proxy in the environment is not used."""
    port, seen = inside
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    with FaultServer({"*": page()}) as server:
        (got,) = fetch_all([server.url("/")], SETTINGS.model_copy(update={"allow_private": True}))
    assert isinstance(got, Page)
    assert seen == []
