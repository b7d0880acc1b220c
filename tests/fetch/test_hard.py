"""Fetching where a server or a host gets in the way of others: surplus replies, redirects to hosts that wait, ends."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import time
from itertools import pairwise
from pathlib import Path

import pytest

from cleaner.config import FetchSettings
from cleaner.errors import InputMissing
from cleaner.fetch import Seams, fetch_all, fetch_one, fetch_polled
from cleaner.fetch.address import shown
from cleaner.fetch.canonical import canonical
from cleaner.fetch.guard import Guard
from cleaner.jobs.urls import run_urls
from cleaner.model import Failure, Page
from tests.faultserver import PAGE, Conn, FaultServer, page
from tests.fetch.test_connections import CERTS
from tests.urls_child import job

SETTINGS = FetchSettings(allow_private=True, delay=0, hosts=2, connect_timeout=5, read_timeout=5, timeout=20)
ALONE = SETTINGS.model_copy(update={"respect_robots": False})
HOSTS = tuple(f"127.0.0.{n}" for n in range(1, 6))


def test_a_surplus_reply_is_nobodys_page() -> None:
    """What a server sends behind a reply is not taken for the reply to the next request; a sound connection is kept."""

    async def twice(conn: Conn) -> None:
        one = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
        extra = b"<p>smuggled</p>"
        await conn.send(one % (len(PAGE), PAGE) + one % (len(extra), extra))

    ports: list[object] = []

    async def plain(conn: Conn) -> None:
        ports.append(conn.writer.get_extra_info("peername")[1])
        await conn.reply(conn.hit.path.encode())

    with FaultServer({"/twice": twice, "*": plain}) as server:
        got = list(fetch_all([server.url(path) for path in ("/twice", "/b", "/c")], ALONE))
    assert [outcome.body for outcome in got if isinstance(outcome, Page)] == [PAGE, b"/b", b"/c"]
    assert len(set(ports)) == 1


def test_a_host_that_waits_keeps_no_place() -> None:
    """Many pages redirect to a host that asks for a pause; a host that has nothing to do with it is done before."""

    async def busy(conn: Conn) -> None:
        if conn.nth == 1:
            await conn.reply(b"", "503 Busy", retry_after="2")
        else:
            await conn.reply(b"late")

    with FaultServer({}, HOSTS) as server:
        for n in range(8):
            server.scripts[f"/to{n}"] = page(b"", "302 Found", location=server.url("/slow", HOSTS[4]))
        server.scripts |= {"/slow": busy, "/free": page(b"free")}
        urls = [server.url(f"/to{n}", HOSTS[n % 3]) for n in range(8)]
        urls += [server.url("/free", HOSTS[3])] + [server.url("/free", host) for host in HOSTS[:3]]
        got = list(fetch_all(urls, ALONE))
    bodies = [outcome.body for outcome in got if isinstance(outcome, Page)]
    assert len(bodies) == len(urls)
    assert bodies[:4] == [b"free"] * 4


def test_one_in_flight_and_the_gap_hold_behind_redirects() -> None:
    """Pages that come back from a wait ask in their turn."""
    settings = ALONE.model_copy(update={"delay": 0.2, "hosts": 8})

    async def slow(conn: Conn) -> None:
        await asyncio.sleep(0.05)
        await conn.reply()

    with FaultServer({"/end": slow}, HOSTS) as server:
        server.scripts["/to"] = page(b"", "302 Found", location=server.url("/end", HOSTS[4]))
        got = list(fetch_all([server.url("/to", host) for host in HOSTS[:4]], settings))
        ends = sorted(hit.at for hit in server.hits if hit.path == "/end")
    assert all(isinstance(outcome, Page) for outcome in got)
    assert server.most_open == 1
    assert min(later - earlier for earlier, later in pairwise(ends)) >= 0.15


@pytest.mark.parametrize(("status", "fetched"), [("206 Partial Content", False), ("204 No Content", True)])
def test_a_part_of_a_robots_file_is_none(status: str, fetched: bool) -> None:
    """What the rest of it forbids is not known."""
    body = b"" if fetched else b"User-agent: *\nDisallow:"
    with FaultServer({"/robots.txt": page(body, status), "*": page()}) as server:
        (got,) = fetch_all([server.url("/a")], SETTINGS.model_copy(update={"retries": 0}))
    assert isinstance(got, Page) is fetched
    assert fetched or (isinstance(got, Failure) and (got.reason, got.retryable) == ("robots", True))


@pytest.mark.parametrize(("host", "reason"), [("nowhere.invalid", "dns"), ("127.0.0.1", "not-public")])
def test_every_page_of_a_host_fails_alike(host: str, reason: str) -> None:
    """The host's own fault, met on robots.txt, and the same sense of a retry for all of its pages."""
    settings = FetchSettings(delay=0, retries=0, connect_timeout=2)
    got = list(fetch_all([f"http://{host}:9/{n}" for n in range(9)], settings))
    assert {(outcome.reason, outcome.retryable) for outcome in got if isinstance(outcome, Failure)} == {(reason, False)}
    assert len(got) == 9


def test_robots_that_cannot_be_had_fail_alike() -> None:
    with FaultServer({"/robots.txt": page(b"", "500 No")}) as server:
        got = list(fetch_all([server.url(f"/{n}") for n in range(4)], SETTINGS.model_copy(update={"retries": 0})))
    failures = [outcome for outcome in got if isinstance(outcome, Failure)]
    assert [(failure.reason, failure.retryable) for failure in failures] == [("robots", True)] * 4


def test_an_end_among_dead_hosts_is_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Stopped while outcomes pile up that nobody takes: nothing is said by the event loop."""

    def lookup(host: str, port: int) -> list[str]:
        time.sleep(0.01)
        raise OSError("dead")

    settings = ALONE.model_copy(update={"hosts": 8, "retries": 0})
    urls = [f"http://h{n}.test/" for n in range(200)]
    for taken in (1, 20, 40):
        polled = fetch_polled(urls, settings, idle=0.01, seams=Seams(Guard(lookup=lookup)))
        for _ in range(taken):
            next(polled)
        time.sleep(0.3)
        with caplog.at_level(logging.DEBUG, "asyncio"):
            polled.close()
        assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_no_password_leaves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the records, the state nor a message holds the password of a URL; the server gets it."""
    with FaultServer({"/gone": page(b"", "404 No"), "*": page()}) as server:
        root = f"http://joe:s3cret@127.0.0.1:{server.port}"
        listing = tmp_path / "list.txt"
        listing.write_text(f"{root}/a\n{root}/gone\nhttp://joe:s3cret@[bad/\njoe:s3cret@h/x\nftp://joe:s3cret@h/\n")
        tally = run_urls(job(listing, tmp_path / "out.jsonl"))
        assert any("authorization" in hit.headers for hit in server.hits)
        with pytest.raises(InputMissing) as caught:
            fetch_one(f"{root}/gone", ALONE)
    assert (tally.done, tally.failed) == (1, 4)
    listing.unlink()
    places = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in places if b"s3cret" in path.read_bytes()]
    assert "s3cret" not in str(caught.value) + "".join(tally.failures) + "".join(capsys.readouterr())
    origins = [json.loads(line)["origin"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert sorted(origins) == sorted([server.url("/a"), server.url("/gone"), "http://[bad/", "h/x", "ftp://h/"])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://stra\xdfe.example/", "http://xn--strae-oqa.example/", True),
        ("http://stra\xdfe.example/", "http://strasse.example/", False),
        ("http://e\u0301a.example/", "http://\xe9a.example/", True),
        ("http://\uff45\uff58.example/", "http://ex.example/", True), ("http://h/a//b", "http://h/a/b", False),
        ("http://h/a//../b", "http://h/a/b", True), ("http://h/%2e%2e/b", "http://h/b", True),
        ("http://h?x", "http://h/?x", True), ("http://0x7f.1/", "http://127.0.0.1/", True),
        ("http://h\\x", "http://h/x", True), ("HTTP://u:p@H:80/x", "http://h/x", True),
        ("http://h/\ud800", "http://h/\ufffd", True), ("http://h/?a=b@c", "http://h/?a=c", False),
    ],
)  # fmt: skip
def test_hosts_and_paths_by_the_rules_of_browsers(one: str, other: str, same: bool) -> None:
    assert (canonical(one) == canonical(other)) is same
    assert canonical(canonical(one)) == canonical(one)


@pytest.mark.parametrize("host", ["xn--a", "xn--a-\xe9", "xn--", "xn--99999999", "a" * 64, "a..b", "-a-", "xn--zca"])
def test_odd_hosts_have_a_reason(host: str) -> None:
    """A host that no name server can know is not a fault of ours."""
    (got,) = fetch_all([f"http://{host}.invalid/"], SETTINGS.model_copy(update={"retries": 0}))
    assert isinstance(got, Failure)
    assert got.reason in ("dns", "bad-url")


def test_shown() -> None:
    assert shown("http://h/?mail=a@b.example") == "http://h/?mail=a@b.example"
    assert shown("http://u:p@h/@x") == "http://h/@x"
    assert shown("mailto:a@b.example") == "mailto:a@b.example"


def test_a_certificate_that_does_not_hold_is_every_pages_fault() -> None:
    """So many failures in a row end the asking, and the pages that are not asked for fail as the first ones did."""
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(CERTS / "expired.pem")
    client = ssl.create_default_context(cafile=str(CERTS / "ca.pem"))
    seams = Seams(Guard(allow_private=True, lookup=lambda _host, _port: ["127.0.0.1"]), client)
    with FaultServer({"*": page()}, tls=server_side) as server:
        for robots in (True, False):
            settings = SETTINGS.model_copy(update={"respect_robots": robots, "host_failures": 3})
            urls = [f"https://expired.test:{server.port}/{n}" for n in range(8)]
            got = [outcome for outcome in fetch_all(urls, settings, seams=seams) if isinstance(outcome, Failure)]
            assert [(failure.reason, failure.retryable) for failure in got] == [("tls", False)] * 8
