"""What the scheduled job takes in: the pages of folders, and the URLs of lists, feeds and sitemaps, fetched."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.errors import InputMissing
from cleaner.fetch import Seams, fetch_polled, host_of
from cleaner.fetch.address import WEB
from cleaner.model import Failure, Page, Unchanged
from cleaner.sources.feed import expand
from cleaner.sources.folder import Skip, read_folder
from cleaner.sources.queued import QueuedTargets
from cleaner.sources.urls import canonical, read_urls
from cleaner.store.job import JobState
from cleaner.store.queue import Queue, Waiting

if TYPE_CHECKING:
    from cleaner.config import Config, SourceSettings
    from cleaner.fetch.politeness import HostLedger
    from cleaner.store.state import Run

LIST_BATCH = 1_000
BEAT_SECONDS = 0.05  # how soon finished work goes on while nothing has been fetched
Entry = Page | Failure | Unchanged | Skip


def is_url(location: str) -> bool:
    """Whether a location is on the web."""
    return WEB.match(location) is not None


def key_of(origin: str) -> str:
    """What an input is known by: the canonical URL, or the path of a file."""
    return canonical(origin) if is_url(origin) else origin


def check_sources(config: Config) -> None:
    """Raise InputMissing for a source that lies on disk and is not there."""
    for source in config.run.sources:
        place = Path(source.location)
        if source.kind == "folder" and not place.is_dir():
            raise InputMissing(f"{source.location}: no such folder")
        if source.kind == "urls" and not is_url(source.location) and not place.is_file():
            raise InputMissing(f"{source.location}: no such file")


class Intake:
    """All inputs of one run, each once.

    ``repeated`` counts inputs that came before in this run, ``earlier`` those that the run had settled before it was
    interrupted.
    """

    def __init__(self, config: Config, state: JobState, run: Run, ledger: HostLedger, recipe: str) -> None:
        self.config, self.state, self.run, self.ledger, self.recipe = config, state, run, ledger, recipe
        self.queue = Queue()
        self.repeated = self.earlier = 0
        self.targets: QueuedTargets | None = None

    def close(self) -> None:
        """Let go of the files."""
        self.queue.close()
        if self.targets is not None:
            self.targets.close()

    def entries(self, seams: Seams | None) -> Generator[Entry | None, None, None]:
        """Every input that this run has not settled yet; None while nothing has come. Close it to stop fetching."""
        for source in self.config.run.sources:
            if source.kind == "folder":
                yield from self.from_folder(source)
        for source in self.config.run.sources:
            if source.kind != "folder":
                yield from self.list_urls(source, seams)
        self.queue.finish()
        self.targets = QueuedTargets(self.queue, self.state.path, self.state.job, self.recipe, has_raw=False)
        polled = fetch_polled(self.targets, self.config.fetch, idle=BEAT_SECONDS, ledger=self.ledger, seams=seams)
        with closing(polled) as fetched:
            yield from fetched

    def from_folder(self, source: SourceSettings) -> Iterator[Entry]:
        """The entries of a folder; their origins begin with the folder's location."""
        root = Path(source.location)
        for entry in read_folder(root, self.config.clean.max_bytes):
            origin = f"{source.location.rstrip('/')}/{entry.origin}"
            found = replace(entry, origin=origin)
            if not isinstance(found, Skip) and not self.is_new([origin])[0]:
                continue
            yield found

    def list_urls(self, source: SourceSettings, seams: Seams | None) -> Iterator[Failure]:
        """Put a source's URLs into the queue; yield what is none."""
        listed: Iterable[str | Failure]
        listed = [source.location] if is_url(source.location) else read_urls(source.location)
        if source.kind in ("feed", "sitemap"):
            listed = expand(listed, self.config.fetch, self.ledger, seams)
        batch: list[str] = []
        for entry in listed:
            if isinstance(entry, Failure):
                yield entry
                continue
            batch.append(entry)
            if len(batch) >= LIST_BATCH:
                self.enqueue(batch)
                batch = []
        self.enqueue(batch)

    def enqueue(self, urls: list[str]) -> None:
        """Put URLs into the queue, those left out that came before or are settled."""
        keys = [canonical(url) for url in urls]
        new = self.is_new(keys)
        self.queue.add(
            Waiting(host_of(url), key, url) for url, key, wanted in zip(urls, keys, new, strict=True) if wanted
        )

    def is_new(self, keys: list[str]) -> list[bool]:
        """Whether each key comes for the first time in this run; repetitions and what was settled before do not."""
        settled = self.state.settled(keys, self.run)
        found = []
        for key, first in zip(keys, self.queue.unseen(keys), strict=True):
            if not first:
                self.repeated += 1
            elif key in settled:
                self.earlier += 1
            found.append(first and key not in settled)
        return found
