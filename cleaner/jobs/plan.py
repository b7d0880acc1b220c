"""What a run of the scheduled job would do, found without fetching or writing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.fetch import shown
from cleaner.jobs.intake import check_sources, is_url, key_of
from cleaner.jobs.places import STATE, check_health_file, job_name, state_dir
from cleaner.model import Failure
from cleaner.sources.folder import Found, list_folder
from cleaner.sources.urls import read_urls
from cleaner.store.state import count_known

if TYPE_CHECKING:
    from cleaner.config import Config, SourceSettings


def plan_job(config: Config) -> Iterator[str]:
    """Lines for the user: new and known inputs of each source, each output, and the folder of the state.

    Raises ConfigError, InputMissing and OutputError as a run would.
    """
    folder = state_dir(config)
    check_health_file(config)
    check_sources(config)
    file = folder / STATE
    there = file.exists()
    for source in config.run.sources:
        yield f"source {source.kind} {shown(source.location)}: {_count(source, file if there else None, config)}"
    for sink in config.run.sinks:
        rotated = ", a new file each day" if sink.rotate == "day" else ""
        yield f"output {sink.kind} {sink.path}{rotated}"
    yield f"state {folder}: {'there' if there else 'none yet, this would be the first run'}"
    if config.run.health_file is not None:
        yield f"health file {config.run.health_file}"
    if config.run.deadline:
        yield f"deadline {config.run.deadline:g} s"


def _count(source: SourceSettings, state: Path | None, config: Config) -> str:
    if source.kind in ("feed", "sitemap"):
        return "asked when the job runs"
    keys: list[str] = []
    bad = 0
    if source.kind == "folder":
        for found in list_folder(Path(source.location)):
            if isinstance(found, Found):
                keys.append(f"{source.location.rstrip('/')}/{found.origin}")
    else:
        for entry in [source.location] if is_url(source.location) else read_urls(source.location):
            if isinstance(entry, Failure):
                bad += 1
            else:
                keys.append(key_of(entry))
    distinct = set(keys)
    known = count_known(state, job_name(config), distinct) if state is not None else 0
    noun = "files" if source.kind == "folder" else "URLs"
    more = f", {bad} lines without a URL" if bad else ""
    return f"{len(distinct):,} {noun}, {len(distinct) - known:,} new and {known:,} known{more}"
