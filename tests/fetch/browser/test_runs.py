"""Rendering within runs: killed and resumed, run again, offline, without a browser, by the commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from cleaner.checks.doctor import examine
from cleaner.config import Config, load_config
from cleaner.fetch import fetch_all
from cleaner.fetch.browser.empty import may_be_empty
from cleaner.fetch.browser.process import probe
from cleaner.jobs.recipe import recipe_of
from cleaner.jobs.rendering import rendering_of
from cleaner.jobs.run import run_job
from cleaner.model import Page
from cleaner.pipeline import run_one
from tests import REPO
from tests.cleaner_cli import cleaner
from tests.faultserver import Conn, FaultServer
from tests.fetch.browser.test_render import config, run
from tests.render_child import FETCH
from tests.render_child import run as run_list
from tests.rendered import FILL, FILLED, GET, SENTENCES, browser, needs_browser, scripts, shell, story
from tests.site import Site

LATER = ("moved", "sent")  # which end at a page without scripts, or at another's


def left_in(folder: Path) -> list[bytes]:
    """The command lines of processes that have to do with a folder, and what is left of a browser's profile in it."""
    found = [file.name.encode() for file in folder.glob("cleaner-browser-*")]
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes()
        except OSError:
            continue
        if str(folder).encode() in line and b"--user-data-dir" in line:
            found.append(line[:200])
    return found


@needs_browser
@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are looked for in /proc")
@pytest.mark.parametrize(("count", "first"), [(16, 3), pytest.param(40, 6, marks=pytest.mark.slow)])
def test_killed_and_resumed(tmp_path: Path, count: int, first: int) -> None:
    """Each of many pages on several hosts has one record, however the run ended, and no browser outlives it."""
    hosts = tuple(f"127.0.0.{n}" for n in range(1, 9))
    listing, out, temporary = tmp_path / "list.txt", tmp_path / "out.jsonl", tmp_path / "temporary"
    temporary.mkdir()
    names = [name for name in FILLED if name not in LATER]
    with FaultServer(scripts(), hosts) as server:
        urls = [server.url(f"/{names[n % len(names)]}?{n}", hosts[n % 8]) for n in range(count)]
        served = server.scripts
        served.update({f"/{names[n % len(names)]}?{n}": served[f"/{names[n % len(names)]}"] for n in range(count)})
        listing.write_text("\n".join(urls) + "\n")
        command = [sys.executable, "-m", "tests.render_child", str(listing), str(out)]
        environment = {**os.environ, "TMPDIR": str(temporary)}
        with subprocess.Popen(command, cwd=REPO, env=environment, stdout=subprocess.DEVNULL) as child:
            until = time.monotonic() + 120
            while not out.exists() or out.read_bytes().count(b"\n") < first:
                assert child.poll() is None
                assert time.monotonic() < until
                time.sleep(0.05)
            assert left_in(temporary)
            child.send_signal(signal.SIGKILL)
        settled = {
            json.loads(line)["origin"] for line in out.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")
        }
        until = time.monotonic() + 30
        while left := left_in(temporary):
            assert time.monotonic() < until, left
            time.sleep(0.05)
        tally = run_list(listing, out)
        asked = Counter(f"http://{hit.host}:{server.port}{hit.path}" for hit in server.hits)
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert sorted(record["origin"] for record in records) == sorted(urls)
    assert {record["status"] for record in records} == {"ok"}
    assert all(record["fetch"]["rendered"] for record in records)
    assert tally.earlier >= first
    assert tally.done + tally.earlier == count
    assert all(asked[url] == 1 for url in settled)
    assert max(asked[url] for url in urls) <= 2


@needs_browser
def test_run_again(tmp_path: Path) -> None:
    """A page is new when its data are, though its document is as it was; what was rendered is known by its text."""
    out = tmp_path / "out.jsonl"
    with Site() as site:
        site.pages = {
            "/data": shell(FILL + GET.format("data")), "/data.json": json.dumps({"html": story("data")}).encode(),
            "/alone": shell(f"{FILL} fill(`{story('alone')}`);"), "/library.js": b"",
            "/plain": b'<!doctype html><html lang="en"><title>A story</title>' + story("plain").encode(),
        }  # fmt: skip
        urls = [site.root + path for path in ("/data", "/alone", "/plain")]
        first, _ = run(urls, out, config())
        assert {name: bool(record["fetch"]["rendered"]) for name, record in first.items()} == {
            "data": True, "alone": True, "plain": False,
        }  # fmt: skip
        assert {name: bool(record["fetch"]["etag"]) for name, record in first.items()} == {
            "data": False, "alone": True, "plain": True,
        }  # fmt: skip
        site.log.clear()
        again, tally = run(urls, out, config())
        assert (again, tally.unchanged) == ({}, 3)
        assert site.log.count("/data.json") == 1, "data are asked for anew"
        assert site.log.count("/library.js") == 1, "what needs no data was not rendered: its server answered 304"
        site.pages["/data.json"] = json.dumps({"html": story("new")}).encode()
        again, tally = run(urls, out, config())
        assert (list(again), tally.unchanged) == (["data"], 2)
        assert SENTENCES[0].format("new") in again["data"]["text"]


@needs_browser
def test_rendering_is_turned_on_later(tmp_path: Path) -> None:
    """What an earlier run read as a shell is rendered, whatever its server says; the kept body is the rendered one."""
    out = tmp_path / "out.jsonl"
    never = config(FETCH.model_copy(update={"render": "never", "keep_raw": True}))
    empty = config(FETCH.model_copy(update={"keep_raw": True}))
    with Site() as site:
        site.pages = {
            "/data": shell(FILL + GET.format("data")), "/data.json": json.dumps({"html": story("data")}).encode(),
            "/library.js": b"",
        }  # fmt: skip
        urls = [f"{site.root}/data"]
        first, _ = run(urls, out, never)
        assert (first["data"]["status"], first["data"]["fetch"]["rendered"]) == ("shell", None)
        second, _ = run(urls, out, empty)
        assert second["data"]["status"] == "ok"
        site.log.clear()
        from cleaner.jobs.urls import UrlJob, run_urls

        fresh = tmp_path / "fresh.jsonl"
        other = empty.model_copy(update={"clean": empty.clean.model_copy(update={"links": False})})
        run_urls(UrlJob(lambda _: iter(urls), other, out, offline=True, clean=run_one))
        assert site.log == []
        offline = [json.loads(line) for line in out.read_text("utf-8").splitlines()][-1]
        assert not fresh.exists()
    assert offline["text"] == second["data"]["text"]
    assert offline["fetch"]["rendered"] == second["data"]["fetch"]["rendered"]


@needs_browser
def test_one_visit(tmp_path: Path) -> None:
    """A page and its rendering are one visit: the next one of the host begins the gap after its last request."""
    gap = 1.0
    fetch = FETCH.model_copy(update={"delay": gap})

    async def slow(conn: Conn) -> None:
        await conn.reply(json.dumps({"html": story("late")}).encode(), content_type="application/json")

    with FaultServer({**scripts(), "/late.json": slow}) as server:
        records, _ = run([server.url("/late"), server.url("/fetched")], tmp_path / "out.jsonl", config(fetch))
        at = {hit.path: hit.at for hit in server.hits}
    assert {record["status"] for record in records.values()} == {"ok"}
    first, second = sorted(("late", "fetched"), key=lambda name: at[f"/{name}"])
    assert at[f"/{second}"] - at[f"/{first}.json"] >= gap
    assert at[f"/{first}.json"] - at[f"/{first}"] < at[f"/{second}"] - at[f"/{first}"]


def test_without_a_browser(tmp_path: Path) -> None:
    """One clear line, and the record stays a shell; other pages are not touched."""
    with FaultServer(scripts()) as server:
        urls = [server.url("/fetched"), server.url("/late"), server.url("/again")]
        records, tally = run(urls, tmp_path / "out.jsonl", config(path="/nowhere/chromium"))
    assert {name: record["status"] for name, record in records.items()} == {
        "fetched": "shell", "late": "shell", "again": "ok",
    }  # fmt: skip
    assert tally.notes == ["pages are not rendered: browser.path: /nowhere/chromium: no such program"]
    assert tally.failed == 0


@pytest.mark.parametrize(
    ("said", "why"), [("one\nno such display", "no such display"), ("a\n[1:FATAL:x] no\nb", "[1:FATAL:x] no")]
)
def test_a_browser_that_does_not_start(tmp_path: Path, said: str, why: str) -> None:
    """What the program names fatal stands in the line, else what it last said."""
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 3\n")
    program.chmod(0o755)
    with FaultServer(scripts()) as server:
        records, tally = run([server.url("/fetched")], tmp_path / "out.jsonl", config(path=str(program)))
    assert records["fetched"]["status"] == "shell"
    (note,) = tally.notes
    assert note == f"pages are not rendered: {program} does not start: {why}"


def test_doctor_without_a_browser() -> None:
    """A fault where pages are to be rendered, else a note."""
    for render, level in (("never", "note"), ("always", "fault")):
        asked = FETCH.model_copy(update={"render": render})
        found = [one for one in examine(config(asked, path="/nowhere/x")) if "rendered" in one.text]
        assert [(one.level, one.text) for one in found] == [
            (level, "pages cannot be rendered: browser.path: /nowhere/x: no such program")
        ]


@needs_browser
def test_doctor_starts_the_browser() -> None:
    """It names the version."""
    found = [one for one in examine(config()) if "render" in one.text]
    assert [one.level for one in found] == ["ok"]
    assert found[0].text.startswith("Chrom")


@needs_browser
def test_a_long_name_of_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's socket has little room for the name of its folder; whatever that is, it starts, and is tidy."""
    place = tmp_path / ("folder" * 20)
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    assert probe(browser()).startswith("Chrom")
    assert [*place.iterdir()] == []


@needs_browser
def test_the_commands(tmp_path: Path) -> None:
    """``page`` and ``run`` render as ``urls`` does."""
    with FaultServer(scripts()) as server:
        told = cleaner(
            "page", server.url("/late"), "--set", "fetch.allow_private=true", "--set", "fetch.render=when-empty"
        )
        assert told.returncode == 0, told.stderr
        assert SENTENCES[0].format("late") in told.stdout
        told = cleaner(
            "page", server.url("/late"), "--set", "fetch.allow_private=true", "--set", "fetch.render=always",
            "--set", "browser.path=/nowhere/x",
        )  # fmt: skip
        assert (told.returncode, told.stdout) == (0, "")
        assert "pages are not rendered: browser.path: /nowhere/x: no such program\n" in told.stderr
        (tmp_path / "list.txt").write_text(f"{server.url('/fetched')}\n{server.url('/again')}\n")
        setting = load_config(
            None, {}, {
                "fetch.render": "always", "fetch.allow_private": True, "fetch.delay": 0, "browser.path": browser().path,
                "run.sources": [{"kind": "urls", "location": str(tmp_path / "list.txt")}],
                "run.sinks": [{"kind": "jsonl", "path": str(tmp_path / "out.jsonl")}], "batch.workers": 1,
            },
        )  # fmt: skip
        assert run_job(setting).summary.done == 2
        records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
        assert {record["status"] for record in records} == {"ok"}
        assert all(record["fetch"]["rendered"] for record in records)


@needs_browser
def test_a_run_has_its_limits() -> None:
    """Once the run's bytes are used up, pages come as they were sent, and a line says so."""
    with FaultServer(scripts()) as server:
        setting = config(FETCH.model_copy(update={"hosts": 1}), run_bytes=1)
        rendering = rendering_of(setting, [])
        assert rendering is not None
        pages = list(fetch_all([server.url("/late"), server.url("/fetched")], setting.fetch, rendering=rendering))
    assert [bool(one.rendered) for one in pages if isinstance(one, Page)] == [True, False]
    assert rendering.notes == ["rendering has used up what a run may take (browser.run_bytes, browser.run_seconds)"]


def test_recipes_differ() -> None:
    """A record that was read without a browser is not the one that is read with it."""
    modes = ("never", "when-empty", "always")
    recipes = {recipe_of(Config(fetch=FETCH.model_copy(update={"render": mode}))) for mode in modes}
    assert len(recipes) == 3


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        (b"", True),
        (b"<div id=app></div><script>" + b"x = 'letters';" * 9_000 + b"</script>", True),
        (b"<!--" + b"words " * 9_000 + b"--><noscript>" + b"words " * 9_000 + b"</noscript>", True),
        (b"<p>" + b"words " * 9_000, False),
        (b"<script>" * 40_000, True),
        (b"<" * 200_000, False),
        (b"<p>" * 400_000, True),
    ],
)
def test_which_pages_may_be_empty(body: bytes, empty: bool) -> None:
    """Scripts, comments and markup are no text; whatever the page is, it takes no time to see."""
    assert may_be_empty(body) is empty
