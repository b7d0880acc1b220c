"""What a feed or a news sitemap says of a page: it fills gaps, settles ties, and overrules nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cleaner.jobs.run import run_job
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.model import Announcement
from cleaner.read.html import read_html
from cleaner.read.metadata import Metadata, read_metadata
from cleaner.read.text import read_text
from cleaner.sources.feed import expand
from tests.faultserver import FaultServer, page
from tests.jobs.test_run import job as run_config
from tests.urls_child import QUICK, job

SAID = Announcement(
    "feed", "Storm hits the coast", ("Ann Lee",), "Tue, 30 Apr 2024 22:30:00 GMT", "<p>Water &amp; wind</p>"
)
PROSE = f"<p>{'The council met on Tuesday evening and talked for three hours about the old mill. ' * 3}</p>" * 3
LD = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s", "datePublished": "%s"}</script>'


def read(body: str, head: str = "", said: Announcement = SAID, **options: Any) -> Metadata:
    html = f"<html><head>{head}</head><body>{body}{PROSE}</body></html>"
    return read_metadata(read_html(html), html, "https://paper.example/storm", announced=said, **options)


def test_it_fills_what_the_page_does_not_say() -> None:
    found = read("")
    assert found.title == "Storm hits the coast"
    assert (found.authors, found.published) == (("Ann Lee",), "2024-04-30T22:30:00+00:00")
    assert found.description == "Water & wind"
    assert found.provenance["title"] == "feed:title"
    assert found.provenance["authors"] == "feed:author"
    assert found.provenance["published"] == "feed:published"
    assert found.provenance["description"] == "feed:summary"


def test_what_the_page_states_stays() -> None:
    head = (
        f'{LD % ("Fire in the mill", "2024-05-03")}<meta name=author content="Bo Ek"><meta name=description content=M>'
    )
    found = read("<h1>Fire in the mill</h1>", head)
    assert (found.title, found.authors, found.published) == ("Fire in the mill", ("Bo Ek",), "2024-05-03")
    assert found.description == "M"
    assert not [source for source in found.provenance.values() if "feed" in source]


def test_a_day_shown_under_the_headline_stays() -> None:
    assert read("<h1>Storm hits the coast</h1><p>3 May 2024</p>").published == "2024-05-03"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2024-05-09">',
        LD.replace("datePublished", "dateModified") % ("Storm", "2024-05-09"),
    ],
)  # fmt: skip
def test_it_stands_above_a_field_of_any_day_and_above_a_last_change(head: str) -> None:
    found = read("<h1>Storm hits the coast</h1>", head)
    assert found.published == "2024-04-30T22:30:00+00:00"


def test_a_day_in_the_address_is_a_guess() -> None:
    html = f"<h1>Storm hits the coast</h1>{PROSE}"
    options: dict[str, Any] = {"url_dates": True}
    found = read_metadata(read_html(html), html, "https://p.example/2024/05/01/storm", announced=SAID, **options)
    assert found.provenance["published"] == "feed:published"


def test_it_settles_which_of_two_titles_is_meant() -> None:
    head = '<meta property="og:title" content="You will not believe this wind">'
    heading = "<h1>Storm hits the coast</h1>"
    found = read(heading, head, Announcement("feed", "You will not believe this wind"))
    assert found.title == "You will not believe this wind"
    assert found.provenance["title"] == "meta:og:title (as feed:title)"
    assert read(heading, head, Announcement("feed", "STORM hits the coast!")).title == "Storm hits the coast"
    assert read(heading, "", Announcement("feed", "Something else")).title == "Storm hits the coast"


def test_a_person_in_the_feed_stands_above_the_house_on_the_page() -> None:
    head = '<meta name=author content="The Daily Courier">'
    assert read("<h1>Storm hits the coast</h1>", head).authors == ("Ann Lee",)
    said = Announcement("feed", None, ("Courier News",))
    assert read("<h1>Storm hits the coast</h1>", head, said).authors == ("The Daily Courier",)
    assert read("<h1>Storm hits the coast</h1>", "", said).authors == ("Courier News",)
    assert read("<h1>Storm</h1>", "", Announcement("feed", None, ("Lee, Ann", "ann lee", "admin"))).authors == (
        "Ann Lee",
    )


def test_no_day_that_is_still_to_come() -> None:
    said = Announcement("sitemap", None, (), "2024-05-09")
    assert read("", "", said, fetched_at="2024-05-01T00:00:00Z").published is None
    assert read("", "", said, fetched_at="2024-05-09T00:00:00Z").provenance["published"] == "sitemap:published"
    assert read("", "", Announcement("feed", None, (), "soon")).published is None


def test_a_change_before_the_announced_day_is_none() -> None:
    found = read("<p>Last updated 2 March 2024</p>")
    assert (found.published, found.modified) == ("2024-04-30T22:30:00+00:00", None)
    assert "modified" not in found.provenance


def test_plain_text() -> None:
    found = read_metadata(read_text("Just a line."), "", "https://p.example/a", announced=SAID)
    assert (found.title, found.authors) == ("Storm hits the coast", ("Ann Lee",))


FEED = (
    b"<rss><channel><item><title>Storm hits the coast</title><link>/a</link><author>a@h.example (Ann Lee)</author>"
    b"<pubDate>Tue, 30 Apr 2024 22:30:00 GMT</pubDate></item><item><link>/b</link></item></channel></rss>"
)
BARE = page(f"<html><body>{PROSE}</body></html>".encode())


def records(out: Path) -> dict[str, dict[str, Any]]:
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return {record["origin"].rpartition("/")[2]: record for record in found}


def check(found: dict[str, dict[str, Any]]) -> None:
    assert (found["a"]["title"], found["a"]["authors"]) == ("Storm hits the coast", ["Ann Lee"])
    assert found["a"]["published"] == "2024-04-30T22:30:00+00:00"
    assert found["a"]["provenance"]["published"] == "feed:published"
    assert (found["b"]["title"], found["b"]["published"]) == (None, None)


def test_urls_from_a_feed(tmp_path: Path) -> None:
    with FaultServer({"/feed": page(FEED, content_type="application/rss+xml"), "*": BARE}) as server:
        out = tmp_path / "o.jsonl"
        made = job(tmp_path / "none", out)
        run_urls(
            UrlJob(lambda ledger: expand([server.url("/feed")], QUICK, ledger), made.config, out, clean=None)
        )  # fmt: skip
    check(records(out))


def test_the_job_from_a_feed(tmp_path: Path) -> None:
    with FaultServer({"/feed": page(FEED, content_type="application/rss+xml"), "*": BARE}) as server:
        run_job(run_config(tmp_path, sources=[{"kind": "feed", "location": server.url("/feed")}]))
    check(records(tmp_path / "out.jsonl"))


CHILD = """
import os, sys
from pathlib import Path
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.sources.feed import expand
from tests.urls_child import QUICK, job

def die(page, config):
    os.kill(os.getpid(), 9)

out = Path(sys.argv[2])
run_urls(UrlJob(lambda ledger: expand([sys.argv[1]], QUICK, ledger), job(out, out).config, out, clean=die))
"""


def test_a_kill_keeps_what_the_feed_said(tmp_path: Path) -> None:
    """The page was fetched before the kill, and the feed has dropped its entry since."""
    out = tmp_path / "o.jsonl"
    with FaultServer({"/feed": page(FEED, content_type="application/rss+xml"), "*": BARE}) as server:
        words = [sys.executable, "-c", CHILD, server.url("/feed"), str(out)]
        assert subprocess.run(words, timeout=60, check=False).returncode == -9
        asked = [hit.path for hit in server.hits].count("/a")
        assert asked
        time.sleep(0.1)
        bare = b"<rss><channel><item><link>/a</link></item><item><link>/b</link></item></channel></rss>"
        server.scripts["/feed"] = page(bare, content_type="application/rss+xml")
        run_urls(UrlJob(lambda ledger: expand([server.url("/feed")], QUICK, ledger), job(out, out).config, out))
        assert [hit.path for hit in server.hits].count("/a") == asked
    check(records(out))
