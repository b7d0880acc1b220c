"""The records and the summary of ``cleaner urls``: duplicates, versions, skipped URLs, failures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.jobs.urls import UrlJob, run_urls
from tests.faultserver import FaultServer, page
from tests.jobs.url_lists import Site, listing
from tests.urls_child import job

LONG = " ".join(f"word{n}" for n in range(300))


def test_near_duplicates_are_marked(tmp_path: Path) -> None:
    """The later record names the earlier one, in this run and in later ones; never the other way round."""
    site, out = Site("/a"), tmp_path / "out.jsonl"

    def record(name: str) -> dict[str, Any]:
        lines = [json.loads(line) for line in out.read_text().splitlines()]
        return next(line for line in reversed(lines) if line["origin"].endswith(name))

    with FaultServer(site.scripts) as server:
        site.words = {"/a": LONG, "/b": LONG + " and an end", "/c": " ".join(reversed(LONG.split()))}
        run_urls(job(listing(tmp_path, [server.url("/a")]), out))
        every = listing(tmp_path, [server.url(name) for name in site.words])
        run_urls(job(every, out))
        assert record("/b")["duplicate_of"] == {"id": record("/a")["id"], "similarity": pytest.approx(0.98, abs=0.03)}
        assert record("/a")["duplicate_of"] is record("/c")["duplicate_of"] is None
        site.words["/a"] = LONG + " changed"
        run_urls(job(every, out))
        assert (record("/a")["version"], record("/a")["duplicate_of"]) == (2, None)
        out.unlink()
        run_urls(job(listing(tmp_path, [server.url("/b")]), out))
        assert record("/b")["duplicate_of"] is None  # the signature of the other page is gone with the output


def test_duplicates_may_be_switched_off(tmp_path: Path) -> None:
    site, out = Site("/a", "/b"), tmp_path / "out.jsonl"
    site.words = {"/a": LONG, "/b": LONG}
    with FaultServer(site.scripts) as server:
        one = job(listing(tmp_path, [server.url("/a"), server.url("/b")]), out)
        duplicates = one.config.duplicates.model_copy(update={"enabled": False})
        run_urls(replace(one, config=one.config.model_copy(update={"duplicates": duplicates})))
    assert all(json.loads(line)["duplicate_of"] is None for line in out.read_text().splitlines())


def test_versions(tmp_path: Path) -> None:
    """Each record of a page has its number, also a failure. A known failure gets no new record."""
    site, out = Site("/a"), tmp_path / "out.jsonl"
    with FaultServer(site.scripts) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/b")])
        for words in ("one", "one", "two", None, None, "three"):
            site.words = {"/a": words} if words else {}
            run_urls(job(urls, out))
    seen = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(line["version"], line["text"]) for line in seen if line["origin"].endswith("/a")] == [
        (1, "one"), (2, "two"), (3, ""), (4, "three"),
    ]  # fmt: skip
    assert [line["version"] for line in seen if line["origin"].endswith("/b")] == [1]


def test_what_is_skipped_is_named(tmp_path: Path) -> None:
    """Repeated URLs and those that the site refuses are named with the reason, on request."""
    named: list[tuple[str, str]] = []
    scripts = {"/robots.txt": page(b"User-agent: *\nDisallow: /no"), "*": page()}
    with FaultServer(scripts) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/a#x"), server.url("/no")])
        one: UrlJob = job(urls, tmp_path / "out.jsonl")
        tally = run_urls(replace(one, on_skip=lambda url, why: named.append((url, why))))
        assert tally.skipped.total() == 2
        assert (tally.failures, tally.unreported) == ([], 0)
        assert sorted(named) == [
            (server.url("/a#x"), "repeated"), (server.url("/no"), "robots: robots.txt does not allow it"),
        ]  # fmt: skip


def test_a_failure_is_named_by_one_run(tmp_path: Path) -> None:
    """A permanent failure is named once, a temporary one by every run."""
    scripts = {"/gone": page(b"", "404 Not Found"), "/busy": page(b"", "500 Oh"), "*": page()}
    with FaultServer(scripts) as server:
        urls = listing(tmp_path, [server.url("/gone"), server.url("/busy")])
        one = job(urls, tmp_path / "out.jsonl", retries=0)
        first, second = run_urls(one), run_urls(one)
    assert len(first.failures) == 2
    assert [line.partition(": ")[2] for line in second.failures] == ["http-status: 500 Internal Server Error"]
    assert (second.failed, second.known) == (2, 1)
