"""Runs a list of URLs in a separate process that can be killed: ``python -m tests.urls_child LIST OUT FORMAT``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

from cleaner.article import Article
from cleaner.config import Config, FetchSettings
from cleaner.fetch import Seams
from cleaner.jobs.urls import UrlJob, run_urls
from cleaner.model import Block, Page
from cleaner.sinks import SinkKind, parts
from cleaner.sources.urls import read_urls

QUICK = FetchSettings(allow_private=True, delay=0, connect_timeout=2, read_timeout=2, timeout=5)
SEAMS = Seams(retry_base=0.02)


def plain(page: Page, _config: Config) -> Article:
    """Replaces the pipeline: the body as one paragraph."""
    return Article((Block(0, "paragraph", page.body.decode("utf-8", "replace")),), url=page.url)


def job(urls: Path, out: Path, format: SinkKind = "jsonl", **fetch: object) -> UrlJob:
    settings = QUICK.model_copy(update=fetch)
    return UrlJob(lambda _: read_urls(str(urls)), Config(fetch=settings), out, seams=SEAMS, clean=plain, format=format)


if __name__ == "__main__":
    parts.PART_BYTES = 30_000  # a few dozen records
    (kind,) = (kind for kind in get_args(SinkKind) if kind == sys.argv[3])
    tally = run_urls(job(Path(sys.argv[1]), Path(sys.argv[2]), kind))
    sys.stdout.write(f"{tally.listed} {tally.done} {tally.failed} {tally.earlier}\n")
