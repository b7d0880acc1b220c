"""The part that runs on every machine: an actor that cleans one archive after another."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from typing import Any

from cleaner.config import Config
from cleaner.errors import CleanError
from cleaner.jobs.stream import clean_stream, open_pool
from cleaner.record import rules_digest
from cleaner.scale.output import OutputFolder, output_name
from cleaner.sinks import Output
from cleaner.sinks.parquet import RecordWriter
from cleaner.sources.archive import read_archive
from cleaner.version import package_version


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """The result of one archive: its pages by outcome. ``error`` says why it has no output, or is empty.

    ``memory`` is the peak memory of the actor, in MiB.
    """

    location: str
    done: int = 0
    failed: int = 0
    skipped: int = 0
    error: str = ""
    memory: int = 0


def recipe(config: Config) -> str:
    """What all outputs in a folder must have in common: tool version, settings, rules and weights."""
    return f"{package_version()}/{config.digest()}/{rules_digest(config.clean.sites_dir)}"


class FileSink:
    """Writes the records of one archive to a file that the caller opened and will name."""

    def __init__(self, file: Any, metadata: dict[str, str]) -> None:  # noqa: ANN401 - local and remote files
        self.writer = RecordWriter(file, metadata)

    def write(self, output: Output) -> None:
        """Add a record."""
        self.writer.write(output.record)

    def commit(self) -> None:
        """Write the footer."""
        self.writer.close()

    def abandon(self) -> str | None:
        """Do nothing: the caller drops the file."""
        return None


class Cleaner:
    """The actor. It cleans its pages in one process that stays, with the tagger loaded, until it is replaced.

    ``wanted`` is the recipe of the run. A node with another version or other rules writes nothing.
    """

    def __init__(self, config: Config, output: str, wanted: str) -> None:
        self.config, self.folder, self.wanted = config, OutputFolder(output), wanted
        self.recipe = recipe(config)
        self.pool = open_pool(config, 1)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """Clean the archives of a batch. Each row of the result is a FileOutcome.

        ``location`` is the name for outcomes, ``path`` the place of the archive, valid in any folder.
        """
        pairs = zip(batch["location"], batch["path"], strict=True)
        outcomes = [asdict(self.clean(str(location), str(path))) for location, path in pairs]
        return {key: [outcome[key] for outcome in outcomes] for key in FileOutcome.__slots__}

    def clean(self, location: str, path: str) -> FileOutcome:
        """Clean one archive. An error in reading it or in writing its output costs only this file."""
        if self.recipe != self.wanted:
            node = f"{location}: the node {platform.node()} has another version or other rules"
            return FileOutcome(location, error=f"{node} ({self.recipe}, not {self.wanted})")
        try:
            metadata = {"cleaner.source": location, "cleaner.recipe": self.recipe}
            with self.folder.create(output_name(location)) as file:
                sink = FileSink(file, metadata)
                entries = read_archive(path, self.config.clean.max_bytes, location)
                try:
                    summary = clean_stream(self.pool, entries, sink, self.config)
                    sink.commit()
                finally:
                    sink.writer.discard()
        except CleanError as error:
            return FileOutcome(location, error=str(error))
        return FileOutcome(location, summary.done, summary.failed, summary.skipped.total(), memory=peak_memory())


def peak_memory() -> int:
    """The peak memory of this process, in MiB."""
    import resource

    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kib // 1024 if os.uname().sysname == "Linux" else kib >> 20
