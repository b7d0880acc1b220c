"""Renders a list of pages that scripts fill, in a separate process: ``python -m tests.render_child LIST OUT``."""

from __future__ import annotations

import sys
from pathlib import Path

from cleaner.config import Config, FetchSettings
from cleaner.fetch import Seams
from cleaner.jobs.summary import ListSummary
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.pipeline import run_one
from cleaner.sources.urls import read_urls
from tests.rendered import browser

FETCH = FetchSettings(allow_private=True, delay=0, connect_timeout=5, read_timeout=20, render="when-empty")


def run(urls: Path, out: Path) -> ListSummary:
    setting = Config(fetch=FETCH, browser=browser())
    return run_urls(UrlJob(lambda _: read_urls(str(urls)), setting, out, seams=Seams(retry_base=0.02), clean=run_one))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
