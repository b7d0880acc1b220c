"""Usage through the network: what was stated where, what is asked for, and what is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.fetch import fetch_all
from cleaner.jobs.summary import ListSummary
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.model import Failure, Page
from cleaner.sources.urls import read_urls
from cleaner.usage.vocabulary import combine
from tests.cleaner_cli import cleaner
from tests.faultserver import PAGE, FaultServer, Script, page
from tests.urls_child import QUICK, SEAMS

ROBOTS = page(b"User-agent: *\nContent-Usage: /no train-ai=n\nLicense: https://l.example/rsl.xml\n")
TDM = page(b'[{"location": "/mine", "tdm-reservation": 1}]', content_type="application/json")
SCRIPTS: dict[str, Script] = {
    "/robots.txt": ROBOTS, "/.well-known/tdmrep.json": TDM, "/no": page(),
    "/header": page(content_usage="train-ai=n"), "/redirect": page(b"", "302 Found", location="/header"),
    "/meta": page(PAGE.replace(b"<title>", b"<meta name=robots content=noai><title>")), "/mine": page(),
    "/gone": page(b"", "404 Not Found"), "*": page(),
}  # fmt: skip


def settings(**keys: object) -> Any:
    return QUICK.model_copy(update=keys)


def fetch(paths: list[str], scripts: dict[str, Script] = SCRIPTS, **keys: object) -> tuple[dict[str, Any], list[str]]:
    with FaultServer(scripts, ("127.0.0.1",)) as server:
        urls = {server.url(path): path for path in paths}
        found = {urls[one.origin]: one for one in fetch_all(list(urls), settings(**keys), seams=SEAMS)}
        return found, server.paths()


def test_a_page_brings_what_its_site_states() -> None:
    """robots.txt, headers of the last hop; the TDM file is not asked for unless somebody wants it."""
    found, paths = fetch(["/a", "/no", "/redirect"])
    assert [said.source for said in found["/a"].usage] == ["robots.txt license"]
    assert [said.source for said in found["/no"].usage] == ["robots.txt content-usage", "robots.txt license"]
    assert [said.source for said in found["/redirect"].usage] == ["robots.txt license", "header content-usage"]
    assert combine(found["/redirect"].usage).refused == ("train-ai", "train-genai")
    assert "/.well-known/tdmrep.json" not in paths


def test_refused_pages_are_left_out() -> None:
    """A page that robots.txt refuses is not even asked for; one that says so itself is dropped then."""
    found, paths = fetch(["/a", "/no", "/header", "/redirect", "/mine", "/gone"], honour_usage=("train-ai",))
    assert isinstance(found["/a"], Page)
    for path in ("/no", "/header", "/redirect", "/mine"):
        assert isinstance(found[path], Failure)
        assert (found[path].reason, found[path].retryable) == ("usage", False)
    assert "tdmrep.json: /mine tdm-reservation=1" in found["/mine"].message
    assert found["/gone"].reason == "http-status"
    assert paths.count("/.well-known/tdmrep.json") == 1
    assert "/no" not in paths
    assert "/mine" not in paths


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "301 Moved"])
def test_a_tdm_file_that_is_not_there_says_nothing(status: str) -> None:
    scripts = {**SCRIPTS, "/.well-known/tdmrep.json": page(b"", status, location="/a")}
    found, paths = fetch(["/a", "/b", "/mine"], scripts, tdmrep=True)
    assert all(isinstance(one, Page) for one in found.values())
    assert paths.count("/.well-known/tdmrep.json") == 1


def test_nobody_asks_robots_txt_for_usage_where_it_is_ignored() -> None:
    found, paths = fetch(["/no"], respect_robots=False)
    assert found["/no"].usage == ()
    assert paths == ["/no"]


def run(tmp_path: Path, paths: list[str], config: Config) -> tuple[ListSummary, list[dict[str, Any]]]:
    """A run over ``paths``; over the list of the run before, and without the network, where there are none."""
    listed, out = tmp_path / "list.txt", tmp_path / "out.jsonl"
    with FaultServer(SCRIPTS, ("127.0.0.1",)) as server:
        if paths:
            listed.write_text("\n".join(server.url(path) for path in paths))
        tally = run_urls(UrlJob(lambda _: read_urls(str(listed)), config, out, seams=SEAMS, offline=not paths))
    return tally, [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_urls_skips_and_says_why(tmp_path: Path) -> None:
    """In the account they are skipped, also the page that only its own head refuses; the record has the reason."""
    tally, records = run(
        tmp_path, ["/a", "/no", "/header", "/meta"], Config(fetch=settings(honour_usage=("train-ai",)))
    )
    assert (tally.done, tally.skipped.total(), tally.failed) == (1, 3, 0)
    assert tally.skipped["usage"] == 3
    errors = {record["origin"].rpartition("/")[2]: record["error"] for record in records}
    assert errors["a"] is None
    assert errors["meta"]["message"] == "the site refuses train-ai (meta robots: noai)"
    assert {error["reason"] for error in errors.values() if error} == {"usage"}


def test_kept_bodies_keep_what_was_stated(tmp_path: Path) -> None:
    """Cleaning again without the network knows the headers of then."""
    config = Config(fetch=settings(keep_raw=True))
    _, records = run(tmp_path, ["/header", "/a"], config)
    again = config.model_copy(update={"clean": config.clean.model_copy(update={"url_dates": False})})
    _, more = run(tmp_path, [], again)
    assert len(more) == 2 * len(records) == 4
    assert {json.dumps(one["usage"]) for one in more[2:]} == {json.dumps(one["usage"]) for one in records}
    assert any(one["usage"]["refused"] == ["train-ai", "train-genai"] for one in more[2:])


def test_the_command(tmp_path: Path) -> None:
    """``page`` refuses in one line; ``folder`` skips."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_bytes(PAGE.replace(b"<title>", b"<meta name=robots content=noai><title>"))
    wish = ["--set", "fetch.honour_usage=[train-ai]"]
    done = cleaner("page", tmp_path / "in" / "a.html", *wish)
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr.rstrip().endswith("the site refuses train-ai (meta robots: noai)")
    done = cleaner("folder", tmp_path / "in", "-o", tmp_path / "o.jsonl", *wish)
    assert (done.returncode, "0 done, 1 skipped" in done.stderr) == (0, True), done.stderr
    done = cleaner("page", tmp_path / "in" / "a.html", "--set", "fetch.honour_usage=[train-a]")
    assert (done.returncode, done.stdout) == (78, "")
    assert "train-ai" in done.stderr
