"""The guard between a name and its addresses: what is resolved, judged and dialled."""

from __future__ import annotations

import asyncio
import ipaddress
import random

import httpcore
import pytest

from cleaner.fetch.faults import FetchFault
from cleaner.fetch.guard import Guard, GuardedBackend, is_public


class Recorder(httpcore.AsyncNetworkBackend):
    """Notes what would be dialled."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    async def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        self.dialled.append(host)
        raise httpcore.ConnectError("noted")


def test_rebinding() -> None:
    """A name that turns internal after it was judged: it is looked up once, and the judged address is dialled."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["10.0.0.1"]])
    backend = GuardedBackend(Guard(lookup=lambda _host, _port: next(answers)))
    backend._inner = recorder = Recorder()
    for _ in range(3):
        with pytest.raises(FetchFault) as caught:
            asyncio.run(backend.connect_tcp("turning.test", 80, timeout=1))
    assert recorder.dialled == ["93.184.215.14"]
    assert caught.value.reason == "not-public"


def test_mixed_answer_is_refused() -> None:
    """A name with a public and an internal address is refused whole."""
    backend = GuardedBackend(Guard(lookup=lambda _host, _port: ["93.184.215.14", "127.0.0.1"]))
    backend._inner = recorder = Recorder()
    with pytest.raises(FetchFault):
        asyncio.run(backend.connect_tcp("mixed.test", 80))
    assert recorder.dialled == []


def test_public_names_pass() -> None:
    """1,000 names with public addresses are not refused."""
    rng = random.Random(4)
    names: dict[str, list[str]] = {}
    blocks = [
        "8.8.0.0/16",
        "93.184.0.0/16",
        "185.60.0.0/16",
        "1.1.1.0/24",
        "151.101.0.0/16",
        "52.0.0.0/10",
        "41.0.0.0/9",
    ]
    blocks6 = ["2606:4700::/32", "2a00:1450::/32", "2001:4860::/32", "2620:0:860::/46", "2400:cb00::/32"]
    for n in range(1_000):
        net = ipaddress.ip_network(rng.choice(blocks if n % 3 else blocks6))
        names[f"site-{n}.example"] = [str(net[rng.randrange(1, min(net.num_addresses - 1, 1 << 60))])]
    guard = Guard(lookup=lambda host, _port: names[host])

    async def resolve_all() -> list[list[str]]:
        return [await guard.resolve(name, 80, 5) for name in names]

    assert asyncio.run(resolve_all()) == list(names.values())


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("64:ff9b::a9fe:a9fe", False), ("64:ff9b::808:808", True), ("2002:a9fe:a9fe::1", False), ("::127.0.0.1", False),
        ("2002:808:808::1", True), ("fec0::1", False), ("ff02::1", False), ("224.0.0.1", False),
        ("::ffff:8.8.8.8", True), ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False), ("8.8.8.8", True),
        ("not an address", False),
        ("240.0.0.1", False),
    ],
)  # fmt: skip
def test_is_public(address: str, public: bool) -> None:
    """The forms that ``ipaddress`` alone gets wrong on Python 3.11."""
    assert is_public(address) is public
