"""Connections that fail: nobody listens, no name, no handshake, no valid URL."""

from __future__ import annotations

import socket
import ssl
import threading
import time

import pytest

from cleaner.fetch import Seams
from cleaner.fetch.guard import Guard
from cleaner.model import Failure
from tests import REPO
from tests.faultserver import FaultServer, page
from tests.fetch.faults import DEADLINE_S, SETTINGS, lookup, name_of, one


def test_connection_refused() -> None:
    """Nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert name_of(one(f"http://127.0.0.1:{port}/", SETTINGS.model_copy(update={"respect_robots": False}))) == "connect"


def test_connection_black_hole() -> None:
    """A listener whose queue is full swallows the handshake."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
            fillers.append(filler)
        settings = SETTINGS.model_copy(update={"respect_robots": False})
        outcome = one(f"http://127.0.0.1:{deaf.getsockname()[1]}/", settings)
        for filler in fillers:
            filler.close()
    assert name_of(outcome) in ("connect", "timeout")
    assert isinstance(outcome, Failure)
    assert outcome.retryable


@pytest.mark.parametrize(
    ("code", "retryable"), [(socket.EAI_NONAME, False), (socket.EAI_AGAIN, True), (socket.EAI_FAIL, True)]
)
def test_dns_says_no(code: int, retryable: bool) -> None:
    """No such name, and a resolver that fails."""

    def broken(host: str, port: int) -> list[str]:
        raise socket.gaierror(code, "no")

    outcome = one("http://name.test/", seams=Seams(Guard(lookup=broken)))
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.retryable) == ("dns", retryable)
    settings = SETTINGS.model_copy(update={"respect_robots": False})
    outcome = one("http://name.test/", settings, Seams(Guard(lookup=broken)))
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.retryable) == ("dns", retryable)


def test_dns_hangs() -> None:
    """A resolver that does not answer costs the connect time-out."""
    release = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        release.wait(20)
        return ["127.0.0.1"]

    settings = SETTINGS.model_copy(update={"respect_robots": False})
    started = time.monotonic()
    outcome = one("http://name.test/", settings, Seams(Guard(lookup=slow)))
    release.set()
    assert name_of(outcome) == "dns"
    assert time.monotonic() - started < DEADLINE_S + 1


CERTS = REPO / "tests" / "certs"


def server_tls(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / f"{name}.pem")
    return context


@pytest.mark.parametrize(
    ("certificate", "host", "outcome"),
    [
        ("good", "good.test", "page"),
        ("expired", "expired.test", "tls"),
        ("other", "good.test", "tls"),
        ("self", "self.test", "tls"),
    ],
)
def test_certificates(certificate: str, host: str, outcome: str) -> None:
    """A certificate must hold; the name of the URL is the one that is checked, though an address is dialled."""
    client = ssl.create_default_context(cafile=str(CERTS / "ca.pem"))
    seams = Seams(Guard(allow_private=True, lookup=lookup), client)
    settings = SETTINGS.model_copy(update={"respect_robots": False})
    with FaultServer({"*": page()}, tls=server_tls(certificate)) as server:
        got = one(f"https://{host}:{server.port}/", settings, seams)
    assert name_of(got) == outcome, got
    if isinstance(got, Failure):
        assert not got.retryable


def test_handshake_cut() -> None:
    """The server hangs up in the middle of the handshake."""
    settings = SETTINGS.model_copy(update={"respect_robots": False})
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def hang_up() -> None:
            conn, _ = server.accept()
            conn.recv(100)
            conn.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        outcome = one(f"https://127.0.0.1:{server.getsockname()[1]}/", settings)
        thread.join(5)
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.retryable) == ("tls", True)


def test_https_on_a_plain_port() -> None:
    """TLS is spoken to a server that does not."""
    settings = SETTINGS.model_copy(update={"respect_robots": False})
    with FaultServer({"*": page()}) as server:
        assert name_of(one(f"https://127.0.0.1:{server.port}/", settings)) == "tls"


@pytest.mark.parametrize(
    "url",
    [
        "", "no url", "ftp://127.0.0.1/", "file:///etc/passwd", "//127.0.0.1/", "http://", "http://[::1", "data:,x",
        "http://127.0.0.1:0/", "http://127.0.0.1:70000/", "http://a b/", "http://127.0.0.1/\r\nX: y", "http:127.0.0.1",
        "http://" + "a" * 300 + ".test/", "http://127.0.0.1/" + "a" * 9_000,
    ],
)  # fmt: skip
def test_bad_urls(url: str) -> None:
    """What is no URL to fetch is refused before anything is sent."""
    outcome = one(url)
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.retryable, outcome.origin) == ("bad-url", False, url)
