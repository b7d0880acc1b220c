"""Shared by the tests of faults: settings, a resolver, and the outcome of one URL."""

from __future__ import annotations

from cleaner.config import FetchSettings
from cleaner.fetch import Fetched, Seams, fetch_all
from cleaner.fetch.guard import system_lookup
from cleaner.model import Failure, Page

DEADLINE_S = 1.5
SETTINGS = FetchSettings(
    allow_private=True,
    delay=0,
    hosts=16,
    connect_timeout=0.8,
    read_timeout=0.8,
    timeout=DEADLINE_S,
    min_rate=100_000,
    max_wire_bytes=2_000_000,
    max_body_bytes=2_000_000,
    retries=0,
)


def name_of(outcome: Fetched) -> str:
    match outcome:
        case Page(body=b""):
            return "empty"
        case Page():
            return "page"
        case Failure(reason=reason):
            return reason
    return "unchanged"


def lookup(host: str, port: int) -> list[str]:
    if host.endswith(".test"):
        return ["127.0.0.1"]
    return system_lookup(host, port)


def one(url: str, settings: FetchSettings = SETTINGS, seams: Seams | None = None) -> Fetched:
    (outcome,) = fetch_all([url], settings, seams=seams)
    return outcome
