"""The inputs of the scheduled job: pages of folders, and the fetched URLs of lists, feeds and sitemaps."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.errors import ConfigError, InputMissing, check_input
from cleaner.fetch import Seams, fetch_polled
from cleaner.fetch.address import WEB
from cleaner.fetch.canonical import canonical
from cleaner.jobs.listing import Listing, announced
from cleaner.jobs.outcomes import lost
from cleaner.jobs.rendering import rendering_of
from cleaner.model import Failure, Page, Unchanged
from cleaner.sinks.names import COMPRESSED, SUFFIXES, TREES, suffix_of
from cleaner.sources.entries import Link
from cleaner.sources.feed import expand
from cleaner.sources.folder import read_folder
from cleaner.sources.queued import QueuedTargets
from cleaner.sources.skip import Skip
from cleaner.sources.urls import read_urls
from cleaner.store.arrivals import Arrivals
from cleaner.store.job import JobState
from cleaner.store.moved import mark_of
from cleaner.store.queue import Queue

if TYPE_CHECKING:
    from cleaner.config import Config, SourceSettings
    from cleaner.fetch.politeness import HostLedger
    from cleaner.store.state import Run

BEAT_SECONDS = 0.05  # longest wait for a fetched page before finished work is handled
Entry = Page | Failure | Unchanged | Skip


def is_url(location: str) -> bool:
    """Whether a location is an http or https URL."""
    return WEB.match(location) is not None


def key_of(origin: str) -> str:
    """The key of an input: its canonical URL, or the path of a file."""
    return canonical(origin) if is_url(origin) else origin


def check_sources(config: Config) -> None:
    """Raise InputMissing for a source that is missing on disk, ConfigError for outputs that do not fit."""
    places: set[Path] = set()
    for sink in config.run.sinks:
        if sink.path.resolve() in places:
            raise ConfigError(f"run.sinks: {sink.path}: two outputs in one place")
        places.add(sink.path.resolve())
        suffix = suffix_of(sink.path)
        stated = SUFFIXES.get(suffix, sink.kind)
        if suffix in COMPRESSED:
            raise ConfigError(f"run.sinks: {sink.path}: no output is compressed; name it without {suffix}")
        if stated != sink.kind:
            raise ConfigError(
                f"run.sinks: {sink.path}: the name says {stated} and kind says {sink.kind}; which of them?"
            )
        for source in config.run.sources:
            folder = Path(source.location).resolve()
            if source.kind == "folder" and sink.kind in TREES and sink.path.resolve().is_relative_to(folder):
                raise ConfigError(
                    f"run.sinks: {sink.path}: it lies in the source {folder}, whose next run would read it"
                )
    for source in config.run.sources:
        place = Path(source.location)
        if source.kind == "folder" or (source.kind == "urls" and not is_url(source.location)):
            check_input(place)
        if source.kind == "folder" and not place.is_dir():
            raise InputMissing(f"{source.location}: no such folder")
        if source.kind == "urls" and not is_url(source.location) and not place.is_file():
            raise InputMissing(f"{source.location}: no such file")


class Intake:
    """All inputs of one run, each once.

    ``repeated`` counts inputs that occurred before in this run, ``earlier`` those that the run had settled before it
    was interrupted.
    """

    def __init__(self, config: Config, state: JobState, run: Run, ledger: HostLedger, recipe: str) -> None:
        self.config, self.state, self.run, self.ledger, self.recipe = config, state, run, ledger, recipe
        self.queue = Queue()
        self.notes: list[str] = []  # messages for the user
        self._repeated = self._earlier = 0
        self.targets: QueuedTargets | None = None
        self.listing: Listing | None = None
        self.arrivals = Arrivals(state.path.with_name(f"{mark_of(state.job)}.arrivals"), resumed=run.resumed)

    @property
    def repeated(self) -> int:
        """Inputs that occurred before in this run."""
        return self._repeated + (self.listing.repeated if self.listing is not None else 0)

    @property
    def earlier(self) -> int:
        """Inputs that this run had settled before it was interrupted."""
        return self._earlier + (self.listing.earlier if self.listing is not None else 0)

    def close(self, *, finished: bool = False) -> None:
        """Close the files. ``finished`` means that everything is settled."""
        with ExitStack() as stack:
            stack.callback(self.arrivals.close, finished=finished)
            stack.callback(self.queue.close)
            if self.targets is not None:
                stack.callback(self.targets.close)
            if self.listing is not None:
                stack.callback(self.listing.stop)

    def entries(self, seams: Seams | None) -> Generator[Entry | None, None, None]:
        """Every input that this run has not settled yet, and None while none has arrived. Close it to stop fetching.

        Lists are read while their first pages are being fetched, so a slow list delays neither these nor the end of a
        run.
        """
        for source in self.config.run.sources:
            if source.kind == "folder":
                yield from self.from_folder(source)
        self.listing = Listing(
            lambda: self.listed(seams), self.queue, self.run, lambda: JobState(self.state.path, self.state.job),
            self.arrivals,
        )  # fmt: skip
        self.listing.start()
        self.targets = QueuedTargets(self.queue, self.state.path, self.state.job, self.recipe, has_raw=False)
        polled = fetch_polled(
            self.targets, self.config.fetch, idle=BEAT_SECONDS, ledger=self.ledger, seams=seams,
            rendering=rendering_of(self.config, self.notes), keep=self.keep,
        )  # fmt: skip
        with closing(polled) as fetched:
            for entry in fetched:
                yield from self.beside(self.listing)
                yield announced(entry, self.queue) if isinstance(entry, Page) else entry
        yield from self.beside(self.listing)
        self.listing.check()

    def keep(self, outcome: Page | Failure | Unchanged) -> None:
        """Store a fetched page until it is settled. Called in the fetching thread."""
        self.arrivals.put(key_of(outcome.origin), announced(outcome, self.queue))

    def beside(self, listing: Listing) -> Iterator[Entry]:
        """Entries that need no fetching: errors of the lists, and pages that an earlier process fetched."""
        yield from listing.failures()
        for key in listing.arrived():
            yield self.arrivals.get(key) or lost(key)

    def from_folder(self, source: SourceSettings) -> Iterator[Entry]:
        """The entries of a folder; their origins begin with the folder's location."""
        root = Path(source.location)
        for entry in read_folder(root, self.config.clean.max_bytes):
            origin = f"{source.location.rstrip('/')}/{entry.origin}"
            found = replace(entry, origin=origin)
            if not isinstance(found, Skip) and not self.is_new(origin):
                continue
            yield found

    def is_new(self, key: str) -> bool:
        """Whether a key is new in this run: neither repeated nor settled before."""
        if not self.queue.unseen([key])[0]:
            self._repeated += 1
            return False
        settled = bool(self.state.settled([key], self.run))
        self._earlier += settled
        return not settled

    def listed(self, seams: Seams | None) -> Iterator[str | Link | Failure | None]:
        """The URLs of all sources."""
        for source in self.config.run.sources:
            if source.kind == "folder":
                continue
            listed: Iterable[str | Failure]
            listed = [source.location] if is_url(source.location) else read_urls(source.location)
            if source.kind == "urls":
                yield from listed
                continue
            with closing(expand(listed, self.config.fetch, self.ledger, seams)) as entries:
                yield from entries
