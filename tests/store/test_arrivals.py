"""What was fetched and is not settled yet: a row that cannot be trusted is as good as none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.fetch import fetch_polled
from cleaner.fetch.canonical import canonical
from cleaner.jobs.places import STATE, job_name, state_dir
from cleaner.jobs.run import run_job
from cleaner.jobs.urls import run_urls, state_folder
from cleaner.model import Announcement, Failure, Page, Unchanged
from cleaner.store.arrivals import Arrivals
from cleaner.store.job import JobState
from cleaner.store.moved import mark_of
from cleaner.store.state import State
from tests.faultserver import FaultServer, page
from tests.jobs.test_run import job as scheduled
from tests.urls_child import QUICK, job

PAGE = Page(b"<p>Words of a page.</p>", url="https://a.example/1", origin="https://a.example/1", http_status=200)
DAMAGES = (
    "fields = 'no JSON'", "fields = '[]'", "fields = '{}'", "fields = NULL", "fields = x'ff'", "kind = 'Pages'",
    "kind = NULL", "kind = 'Failure'", "body = NULL", "body = 'text'", "body = 7", "body = x''",
    "body = x'00' || substr(body, 2)", "body = substr(body, 1, 10)", "fields = replace(fields, '200', '201')",
    "fields = replace(fields, '\"url\"', '\"urI\"')", "digest = NULL", "digest = x'00'", "key = 'other'",
)  # fmt: skip


def change(path: Path, assignment: str) -> None:
    """Change the row of one key behind the store's back."""
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE arrivals SET {assignment} WHERE key = '1'")  # noqa: S608 - assignments of ours
    connection.close()


@pytest.mark.parametrize(
    "outcome",
    [
        PAGE,
        Page(b"", url="https://a.example/1", origin="x", announced=Announcement("feed", title="T", authors=("A", "B"))),
        Unchanged("https://a.example/1", "https://a.example/1", "2026-01-01T00:00:00Z", 304, '"a"', None),
        Failure("https://a.example/1", "fetch", "timeout", "no answer", retryable=True),
    ],
)
def test_what_is_put_comes_back(tmp_path: Path, outcome: Page | Unchanged | Failure) -> None:
    store = Arrivals(tmp_path / "a", resumed=False)
    store.put("1", outcome)
    store.close()
    store = Arrivals(tmp_path / "a", resumed=True)
    assert store.held(["1", "2"]) == {"1"}
    assert store.get("1") == outcome
    store.close()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_row_is_not_held(tmp_path: Path, damage: str) -> None:
    """So its page is fetched again; a body with one other byte is no page of the site."""
    store = Arrivals(tmp_path / "a", resumed=False)
    store.put("1", PAGE)
    store.put("2", PAGE)
    store.close()
    change(tmp_path / "a", damage)
    store = Arrivals(tmp_path / "a", resumed=True)
    assert store.held(["1", "2", "other"]) == {"2"}
    assert store.get("1") is None
    assert store.get("other") is None
    assert store.get("2") == PAGE
    store.put("1", PAGE)
    assert store.get("1") == PAGE
    store.close()


def kept(path: Path, urls: list[str]) -> None:
    """Fetch pages as a run does that is killed then, and damage the first of them."""
    store = Arrivals(path, resumed=False)
    for url in urls:
        (outcome,) = (found for found in fetch_polled([url], QUICK) if found is not None)
        assert isinstance(outcome, Page)
        store.put("1" if url == urls[0] else canonical(url), outcome)
    store.close()
    change(path, "body = x'00' || substr(body, 2)")
    change(path, f"key = '{canonical(urls[0])}'")


def by_list(folder: Path, urls: list[str]) -> Callable[[], int]:
    """``cleaner urls`` after a kill."""
    listing, out = folder / "list.txt", folder / "out.jsonl"
    listing.write_text("\n".join(urls) + "\n")
    place = state_folder(out)
    place.mkdir()
    with State(place / "state.sqlite", str(out)) as state:
        state.begin_run()
    kept(place / f"{mark_of(str(out))}.arrivals", urls[:3])
    return lambda: run_urls(job(listing, out)).done


def by_job(folder: Path, urls: list[str]) -> Callable[[], int]:
    """``cleaner run`` after a kill."""
    (folder / "list.txt").write_text("\n".join(urls) + "\n")
    config = scheduled(folder, sources=[{"kind": "urls", "location": "list.txt"}])
    folder = state_dir(config)
    folder.mkdir(exist_ok=True)
    with JobState(folder / STATE, job_name(config)) as state:
        state.begin_run()
    kept(folder / f"{mark_of(job_name(config))}.arrivals", urls[:3])
    return lambda: run_job(config).summary.done


@pytest.mark.parametrize("made", [by_list, by_job])
def test_a_damaged_page_is_fetched_again(tmp_path: Path, made: Callable[[Path, list[str]], Callable[[], int]]) -> None:
    """It costs one request, and neither a record nor the run."""
    with FaultServer({"*": page(b"<p>Words of a page that has some more words.</p>")}) as server:
        urls = [server.url(f"/{n}") for n in range(5)]
        again = made(tmp_path, urls)
        server.hits.clear()
        assert again() == 5
        assert sorted(path for path in server.paths() if path != "/robots.txt") == ["/0", "/3", "/4"]
