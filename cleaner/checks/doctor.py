"""Checks whether everything that cleaner needs is installed and in order."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cleaner import core
from cleaner.batch import clean_many, count_workers, limits_of
from cleaner.errors import CleanError, LockHeld
from cleaner.fetch.browser.process import NoBrowser, probe
from cleaner.jobs.places import LOCK, STATE, check_health_file, job_name, state_dir
from cleaner.model import Failure, Page
from cleaner.store.job import JobState
from cleaner.store.lock import hold
from cleaner.version import package_version

if TYPE_CHECKING:
    from cleaner.config import Config

Level = Literal["ok", "note", "fault"]
LOW_DISK_BYTES = 1 << 30
PROBE = b"<html><body><p>" + b"0 " * 80 + b"</p></body></html>"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    level: Level
    text: str


def examine(config: Config) -> Iterator[Finding]:
    """Check the installation and, if the configuration has a job, its state and outputs."""
    yield Finding("ok", f"cleaner {package_version()}, Python {platform.python_version()}, {sys.platform}")
    yield Finding("ok" if core.compiled else "note", core.describe())
    yield from _libraries()
    yield _workers(config)
    yield _browser(config)
    yield from _proxies()
    if config.run.sources or config.run.sinks:
        yield from _guarded(lambda: _job(config))


def _guarded(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except CleanError as error:
        yield Finding("fault", str(error))


def _libraries() -> Iterator[Finding]:
    """Every library that the package requires, with its version and the lowest version allowed."""
    try:
        wanted = requires("pagecleaner") or []
    except PackageNotFoundError:
        yield Finding("note", "runs from a source tree; the libraries' versions are not checked")
        return
    from packaging.requirements import Requirement

    for text in wanted:
        need = Requirement(text)
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(need.name)
        except PackageNotFoundError:
            yield Finding("fault", f"{need.name} is missing: pip install '{need}'")
            continue
        if not need.specifier.contains(found, prereleases=True):
            yield Finding("fault", f"{need.name} {found} is too old: pip install '{need}'")


def _workers(config: Config) -> Finding:
    limits = limits_of(config.batch)
    number = count_workers(config.batch)
    try:
        outcome = next(clean_many([Page(PROBE, content_type="text/html", origin="probe")], config, 1)).outcome
    except CleanError as error:
        return Finding("fault", str(error))
    if isinstance(outcome, Failure):
        return Finding("fault", f"a worker process cannot clean a page: {outcome.reason}: {outcome.message}")
    return Finding("ok", f"{number} worker processes, {limits.seconds:g} CPU seconds and {limits.memory} MiB a page")


def _browser(config: Config) -> Finding:
    """Whether the browser exists and starts. None is needed if no pages are to be rendered."""
    try:
        version = probe(config.browser)
    except NoBrowser as error:
        return Finding("note" if config.fetch.render == "never" else "fault", f"pages cannot be rendered: {error}")
    return Finding("ok", f"{version} starts and can render pages; fetch.render is {config.fetch.render}")


def _proxies() -> Iterator[Finding]:
    """Proxies in the environment, which other programs use."""
    names = [name for name in os.environ if name.lower() in ("http_proxy", "https_proxy", "all_proxy")]
    if names:
        yield Finding("note", f"{' and '.join(sorted(names))}: proxies are not used; pages are fetched directly")


def _job(config: Config) -> Iterator[Finding]:
    folder = state_dir(config)
    for sink in config.run.sinks:
        place = _nearest(sink.path)
        if os.access(place, os.W_OK):
            yield Finding("ok", f"output {sink.path} can be written")
        else:
            yield Finding("fault", f"output {sink.path}: {place} may not be written to")
    yield from _health_file(config)
    free = shutil.disk_usage(_nearest(folder)).free
    if free < LOW_DISK_BYTES:
        yield Finding("fault", f"{_nearest(folder)}: only {free >> 20} MiB are free")
    file = folder / STATE
    if not file.exists():
        yield Finding("note", f"no state in {folder} yet: the job has not run")
        return
    try:
        with hold(folder / LOCK):
            yield Finding("ok", "no run is active")
    except LockHeld:
        yield Finding("note", "a run is active now")
    with JobState(file, job_name(config)) as state:
        answer = state.check()
        yield Finding("ok" if answer == "ok" else "fault", f"state {file}: {answer}")
        ended = state.last_end()
    if ended is None:
        yield Finding("note", "no run has finished yet")
        return
    counts = f"{ended.done} done, {ended.unchanged} unchanged, {ended.skipped} skipped, {ended.failed} failed"
    how = "" if ended.finished else ", stopped by its deadline"
    yield Finding("ok", f"last run ended {ended.ended_at} after {ended.seconds:.0f} s: {counts}{how}")
    for note in ended.notes.splitlines():
        yield Finding("note", note)


def _health_file(config: Config) -> Iterator[Finding]:
    if config.run.health_file is None:
        return
    try:
        check_health_file(config)
    except CleanError as error:
        yield Finding("fault", f"health file {error}")
    else:
        yield Finding("ok", f"health file {config.run.health_file} can be written")


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest folder above it that exists."""
    path = path.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
