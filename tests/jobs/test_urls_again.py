"""A second run over a list of URLs: what is unchanged, changed, known, cleaned again or written again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import CleanSettings
from cleaner.jobs.summary import ListSummary
from cleaner.jobs.urls import run_urls
from tests.faultserver import PAGE, Conn, FaultServer, page
from tests.jobs.url_lists import HOSTS, conditional, listing, records
from tests.urls_child import job


@pytest.mark.parametrize(("by", "weak"), [("etag", False), ("etag", True), ("last_modified", False)])
def test_second_run_is_unchanged(tmp_path: Path, by: str, weak: bool) -> None:
    """At least 99% of the pages answer 304, nothing is written, nothing is cleaned."""
    out = tmp_path / "out.jsonl"
    with FaultServer({"*": conditional(by, weak)}, HOSTS) as server:
        urls = listing(tmp_path, [server.url(f"/{n}", HOSTS[n % 8]) for n in range(120)])
        assert run_urls(job(urls, out)).done == 120
        before = out.read_bytes()
        server.hits.clear()

        def never(*_: object) -> Any:
            raise AssertionError("cleaned again")

        tally = run_urls(replace(job(urls, out), clean=never))
        conditional_hits = [hit for hit in server.hits if hit.headers.keys() & {"if-none-match", "if-modified-since"}]
        assert len(server.hits) == len(conditional_hits) == 120  # robots files come from the state too
    assert (tally.unchanged, tally.listed) == (120, 120)
    assert out.read_bytes() == before


def test_same_bytes_without_validators_are_unchanged(tmp_path: Path) -> None:
    with FaultServer({"*": page()}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        assert run_urls(job(urls, tmp_path / "o")).done == 1
        assert run_urls(job(urls, tmp_path / "o")).unchanged == 1
    assert len(records(tmp_path / "o")) == 1


def test_a_changed_page_is_written_again(tmp_path: Path) -> None:
    """304, then 200 with other bytes and another validator, then 304 to that one."""
    version = "v1"

    async def script(conn: Conn) -> None:
        if conn.hit.headers.get("if-none-match") == f'"{version}"':
            await conn.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        else:
            await conn.reply(version.encode(), etag=f'"{version}"')

    with FaultServer({"*": script}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        seen = [run_urls(job(urls, tmp_path / "o")) for _ in range(2)]
        version = "v2"
        seen += [run_urls(job(urls, tmp_path / "o")) for _ in range(2)]
    assert [(tally.done, tally.unchanged) for tally in seen] == [(1, 0), (0, 1), (1, 0), (0, 1)]
    assert [record["text"] for record in records(tmp_path / "o")] == ["v1", "v2"]


def test_304_with_a_new_validator(tmp_path: Path) -> None:
    """The validator that came with the 304 is the one that is asked with next."""
    asked: list[str | None] = []

    async def script(conn: Conn) -> None:
        asked.append(conn.hit.headers.get("if-none-match"))
        if asked[-1] is None:
            await conn.reply(etag='"one"')
        else:
            await conn.send(b'HTTP/1.1 304 Not Modified\r\nETag: "two"\r\n\r\n')

    with FaultServer({"*": script}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        for _ in range(3):
            run_urls(job(urls, tmp_path / "o"))
    assert asked == [None, '"one"', '"two"']


def test_failures_before_an_interruption_count(tmp_path: Path) -> None:
    def stop(tally: ListSummary) -> None:
        if tally.failed:
            raise KeyboardInterrupt

    with FaultServer({"/gone": page(b"", "404 Not Found"), "*": page()}) as server:
        urls = listing(tmp_path, [server.url("/gone"), *(server.url(f"/{n}") for n in range(3))])
        with pytest.raises(KeyboardInterrupt):
            run_urls(job(urls, tmp_path / "o"), stop)
        rest, again = (run_urls(job(urls, tmp_path / "o")) for _ in range(2))
    assert (rest.failed, rest.earlier_failed, rest.has_failures) == (0, 1, True)
    assert rest.settled_before() == "settled before the interruption (1 failed)"
    assert (again.failed, again.earlier_failed) == (1, 0)


def test_validators_that_are_not_ascii_are_left_out(tmp_path: Path) -> None:
    """A header cannot hold them. The other validator is sent, and the page is compared."""
    with FaultServer({"*": page(PAGE, etag='"été"', last_modified="Wed, 21 Oct 2015 07:28:00 GMT")}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        run_urls(job(urls, tmp_path / "o"))
        server.hits.clear()
        assert run_urls(job(urls, tmp_path / "o")).unchanged == 1
        assert "if-modified-since" in server.hits[-1].headers
    assert [record["fetch"]["etag"] for record in records(tmp_path / "o")] == ['"été"']


def test_validators_go_to_no_other_url(tmp_path: Path) -> None:
    """They belong to where the page was in the end, not to what redirects there."""
    with FaultServer({"/a": page(b"", "302 Found", location="/end"), "/end": conditional()}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        run_urls(job(urls, tmp_path / "o"))
        server.hits.clear()
        assert run_urls(job(urls, tmp_path / "o")).unchanged == 1
        assert [(hit.path, "if-none-match" in hit.headers) for hit in server.hits] == [("/a", False), ("/end", True)]


def test_failure_is_known_once_and_recovery_is_written(tmp_path: Path) -> None:
    status = "404 Not Found"

    async def script(conn: Conn) -> None:
        await conn.reply(PAGE, status, etag='"x"')

    with FaultServer({"*": script}) as server:
        urls = listing(tmp_path, [server.url("/a")])
        tallies = [run_urls(job(urls, tmp_path / "o")) for _ in range(2)]
        status = "410 Gone"
        tallies.append(run_urls(job(urls, tmp_path / "o")))
        status = "200 OK"
        tallies.append(run_urls(job(urls, tmp_path / "o")))
    assert [tally.failed for tally in tallies] == [1, 1, 1, 0]
    assert [record["fetch"]["http_status"] for record in records(tmp_path / "o")] == [404, 410, 200]


def test_new_settings_clean_again_from_kept_bodies(tmp_path: Path) -> None:
    """With ``keep_raw`` a 304 is enough for cleaning anew, and ``offline`` needs no request at all."""
    out = tmp_path / "o"
    with FaultServer({"*": conditional()}) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/b")])
        first = job(urls, out, keep_raw=True)
        run_urls(first)
        other = replace(first, config=first.config.model_copy(update={"clean": CleanSettings(max_loss=0.1)}))
        server.hits.clear()
        assert run_urls(other).done == 2
        assert all("if-none-match" in hit.headers for hit in server.hits)
        third = replace(other, config=first.config.model_copy(update={"clean": CleanSettings(max_loss=0.2)}))
        server.hits.clear()
        listing(tmp_path, [server.url("/a"), server.url("/b"), server.url("/never")])
        tally = run_urls(replace(third, offline=True))
        assert (tally.done, tally.failed, server.hits) == (2, 1, [])
    texts = [record["text"] for record in records(out) if record["error"] is None]
    assert len(texts) == 6
    assert set(Counter(texts).values()) == {3}


def test_new_settings_fetch_whole_without_kept_bodies(tmp_path: Path) -> None:
    """A 304 would leave nothing to clean, so no validator is sent."""
    with FaultServer({"*": conditional()}) as server:
        first = job(listing(tmp_path, [server.url("/a")]), tmp_path / "o")
        run_urls(first)
        other = replace(first, config=first.config.model_copy(update={"clean": CleanSettings(max_loss=0.1)}))
        assert run_urls(other).done == 1


def test_removed_output_is_written_anew(tmp_path: Path) -> None:
    with FaultServer({"*": conditional(), "/gone": page(b"", "410 Gone")}) as server:
        urls = listing(tmp_path, [server.url("/a"), server.url("/gone")])
        run_urls(job(urls, tmp_path / "o"))
        before = {record["origin"] for record in records(tmp_path / "o")}
        (tmp_path / "o").unlink()
        run_urls(job(urls, tmp_path / "o"))
        assert {record["origin"] for record in records(tmp_path / "o")} == before
