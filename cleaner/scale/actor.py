"""What runs on every machine: an actor that cleans one archive after another."""

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
    """How one archive ended: its pages by outcome. ``error`` says why there is no output for it, or is empty.

    ``memory`` is the most that the actor ever held, in MiB.
    """

    location: str
    done: int = 0
    failed: int = 0
    skipped: int = 0
    error: str = ""
    memory: int = 0


def recipe(config: Config) -> str:
    """What outputs must share to stand side by side: tool version, settings, rules and weights."""
    return f"{package_version()}/{config.digest()}/{rules_digest(config.clean.sites_dir)}"


class FileSink:
    """Records of one archive into a file that somebody else opened and names."""

    def __init__(self, file: Any, metadata: dict[str, str]) -> None:  # noqa: ANN401 - local and remote files
        self.writer = RecordWriter(file, metadata)

    def write(self, output: Output) -> None:
        """Add a record."""
        self.writer.write(output.record)

    def commit(self) -> None:
        """Write the footer."""
        self.writer.close()

    def abandon(self) -> str | None:
        """Whoever opened the file drops it."""
        return None


class Cleaner:
    """The actor. Its pages are cleaned in one process that stays, with the tagger loaded, until it is worn out.

    ``wanted`` is the recipe of the run: a node whose version or rules are others writes nothing.
    """

    def __init__(self, config: Config, output: str, wanted: str) -> None:
        self.config, self.folder, self.wanted = config, OutputFolder(output), wanted
        self.recipe = recipe(config)
        self.pool = open_pool(config, 1)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """Clean the archives of a batch; each row that comes back is a FileOutcome.

        ``location`` is the name that outcomes use, ``path`` where the archive lies, seen from any folder.
        """
        pairs = zip(batch["location"], batch["path"], strict=True)
        outcomes = [asdict(self.clean(str(location), str(path))) for location, path in pairs]
        return {key: [outcome[key] for outcome in outcomes] for key in FileOutcome.__slots__}

    def clean(self, location: str, path: str) -> FileOutcome:
        """Clean one archive. What is wrong with it or with writing its output costs this file alone."""
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
    """The most memory that this process ever held, in MiB."""
    import resource

    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kib // 1024 if os.uname().sysname == "Linux" else kib >> 20
