"""Pages that scripts fill, rendered by a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.batch.urls import Tally, UrlJob, run_urls
from cleaner.config import BrowserSettings, Config, FetchSettings
from cleaner.fetch import Seams
from cleaner.pipeline import run_one
from tests.faultserver import FaultServer
from tests.rendered import FILLED, SENTENCES, needs_browser, scripts

FETCH = FetchSettings(allow_private=True, delay=0, connect_timeout=5, read_timeout=20, render="when-empty")
SEAMS = Seams(retry_base=0.02)


def config(fetch: FetchSettings = FETCH, **browser: object) -> Config:
    return Config(fetch=fetch, browser=BrowserSettings.model_validate(browser))


def run(urls: list[str], out: Path, setting: Config, seams: Seams = SEAMS) -> tuple[dict[str, Any], Tally]:
    """The new records by path, and how the run ended."""
    before = len(out.read_text("utf-8").splitlines()) if out.exists() else 0
    tally = run_urls(UrlJob(lambda _: iter(urls), setting, out, seams=seams, clean=run_one))
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()[before:]]
    return {record["origin"].partition("/")[2].partition("/")[2].partition("/")[2]: record for record in records}, tally


Seen = tuple[dict[str, Any], FaultServer]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """The records of all pages, from one run, and the server."""
    hosts = tuple(f"127.0.0.{n}" for n in range(1, 6))
    with FaultServer(scripts(), hosts) as server:
        urls = [server.url(f"/{name}", hosts[nth % 5]) for nth, name in enumerate(FILLED)]
        records, tally = run([*urls, server.url("/again")], tmp_path_factory.mktemp("out") / "out.jsonl", config())
        assert tally.notes == []
        yield records, server


@needs_browser
@pytest.mark.parametrize("name", FILLED)
def test_text_that_scripts_bring_is_read(seen: Seen, name: str) -> None:
    """Every sentence of the story is there, once, and the record names the browser."""
    record = seen[0][name]
    asked = {"moved": "fetched", "sent": "again"}.get(name, name)
    assert record["status"] == "ok", record["error"] or record["text"]
    missing = [nth for nth, sentence in enumerate(SENTENCES) if sentence.format(asked) not in record["text"]]
    assert missing == []
    assert "elsewhere" not in record["text"]
    assert "cookies" not in record["text"]
    if name != "sent":  # the page where it ends needs no scripts
        assert record["fetch"]["rendered"].startswith("Chrom")
    if name in ("moved", "sent"):
        assert record["final_url"].endswith(f"/{asked}")
        assert record["url"].endswith(f"/{name}")


@needs_browser
def test_what_needs_no_browser_is_read_without_one(seen: Seen) -> None:
    """A page that holds its text is not rendered where only empty ones are."""
    assert seen[0]["again"]["status"] == "ok"
    assert seen[0]["again"]["fetch"]["rendered"] is None


@needs_browser
def test_only_what_text_comes_from_is_asked_for(seen: Seen) -> None:
    """No image, style, icon or window; every request is our own fetcher's; a script that may be kept comes once."""
    server = seen[1]
    paths = server.paths()
    assert not {"/picture.png", "/back.png", "/icon.png", "/favicon.ico", "/style.css", "/opened"} & set(paths)
    assert {hit.headers["user-agent"].partition("/")[0] for hit in server.hits} == {"cleaner"}
    for host in {hit.host for hit in server.hits}:
        assert server.paths(host).count("/library.js") == 1
        assert server.paths(host).count("/robots.txt") == 1
    assert paths.count("/late") == 1, "the page itself is asked for once"
