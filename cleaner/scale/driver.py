"""The part that runs once: starts or finds Ray, skips what is done, distributes the rest and counts the results."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.config import Config
from cleaner.errors import CleanError, UsageError, extra_hint
from cleaner.jobs.summary import count_words
from cleaner.scale.actor import Cleaner, FileOutcome, recipe
from cleaner.scale.output import PARTIAL, OutputFolder, output_name
from cleaner.sinks.parquet import DONE, import_pyarrow
from cleaner.sources.archive import absolute
from cleaner.store.lock import hold

MANIFEST = "_cleaner.json"
LOCK = ".lock"
MAX_BLOCKS = 20_000  # blocks that Ray Data plans with; with more files, several share a block
ACTOR_MEMORY = 512 << 20  # bytes for an actor besides the process of its page: Python, Arrow, a row group
OBJECT_STORE = 128 << 20  # bytes; only file names and counts pass through it
RETRIES = 2  # further actors that get a file after one died on it
ROUNDS = 3  # of distribution: if a whole node is lost, Ray drops its files instead of trying them again
SHOWN_ERRORS = 20
ANY_NUMBER = -1
MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class ScaleJob:
    """The job: archives (paths or URLs), a folder or URL for the output, settings, and the number of actors.

    ``workers`` 0 means one per core of the cluster. ``address`` names a running cluster (``auto``: the one of this
    machine). None starts Ray on this machine for the run. ``again`` cleans again what an earlier run has finished.
    """

    locations: tuple[str, ...]
    output: str
    config: Config
    workers: int = 0
    address: str | None = None
    again: bool = False


@dataclass(slots=True)
class Totals:
    """All outcomes of a run. ``earlier`` counts the archives that an earlier run has finished."""

    files: int = 0
    earlier: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    memory: int = 0
    lost: int = 0
    errors: list[str] = field(default_factory=list)

    def count(self, outcome: FileOutcome) -> None:
        """Add an archive."""
        if outcome.error:
            self.lost += 1
            if len(self.errors) < SHOWN_ERRORS:
                self.errors.append(outcome.error)
            return
        self.files += 1
        self.done += outcome.done
        self.failed += outcome.failed
        self.skipped += outcome.skipped
        self.memory = max(self.memory, outcome.memory)

    def line(self, seconds: float) -> str:
        """The closing line: ``8 files: 790 done, 3 skipped; 1 file done earlier; 41 s, 19.3 pages/s``."""
        if not self.files and not self.lost:
            return f"nothing new; {_files(self.earlier)} done earlier"
        line = f"{_files(self.files)}: {count_words(self.done, (self.skipped, 'skipped'), (self.failed, 'failed'))}"
        line += f"; {_files(self.earlier)} done earlier" if self.earlier else ""
        line += f"; {_files(self.lost)} failed" if self.lost else ""
        return f"{line}; {seconds:.0f} s, {(self.done + self.failed) / max(seconds, 1e-9):.1f} pages/s"


def _files(number: int) -> str:
    return f"{number:,} file{'' if number == 1 else 's'}"


def scale(job: ScaleJob, on_file: Callable[[FileOutcome | None, int], None] = lambda outcome, left: None) -> Totals:
    """Clean archives into one Parquet file each.

    ``on_file`` is called with None before the first outcome and then with each outcome, and with the number of files
    that are left. Raises UsageError if ray is not installed or the output was made with other settings, OutputError,
    LockHeld, and CleanError if Ray cannot be started.
    """
    ray = import_ray()
    import_pyarrow()
    output = absolute(job.output)
    folder = OutputFolder(output)
    totals = Totals()
    with ExitStack() as stack:
        there = folder.names()
        if not folder.remote:
            stack.enter_context(hold(Path(output) / LOCK))
            sweep(Path(output))
        claim(folder, there, job)
        wanted = dict.fromkeys(job.locations)
        left = [one for one in wanted if job.again or output_name(one) not in there]
        totals.earlier = len(wanted) - len(left)
        waiting = dict.fromkeys(left)
        on_file(None, len(waiting))
        if left:
            folder.remove(DONE)
            stack.enter_context(running(ray, job))
            for _ in range(ROUNDS):
                for outcome in distribute(ray, [*waiting], output, job) if waiting else ():
                    waiting.pop(outcome.location, None)
                    totals.count(outcome)
                    on_file(outcome, len(waiting))
        for location in waiting:
            totals.count(FileOutcome(location, error=f"{location}: every worker that took it ended"))
        if not totals.lost:
            folder.write(DONE, b"")
    return totals


def import_ray() -> Any:  # noqa: ANN401 - ray comes and goes with its extra
    """The ray module with its data part, quiet. Raises UsageError that names the extra if it is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
        import ray.data
    except ImportError:
        raise UsageError(extra_hint("many machines need Ray Data", "ray")) from None
    return ray


def claim(folder: OutputFolder, there: set[str], job: ScaleJob) -> None:
    """Store what the outputs of this folder are made with. Raises UsageError if the folder says something else."""
    mine = recipe(job.config)
    if MANIFEST in there and not job.again:
        try:
            other = json.loads(folder.read(MANIFEST)).get("recipe")
        except (ValueError, AttributeError):
            other = None
        if other != mine:
            raise UsageError(
                f"{job.output}: its files were made with another version or other settings ({other}); "
                "name another folder, or clean them --again"
            )
    folder.write(MANIFEST, json.dumps({"recipe": mine}).encode() + b"\n")


def sweep(root: Path) -> None:
    """Remove the files of killed actors. Nobody else writes here while the lock is held."""
    for path in root.glob(f".*{PARTIAL}"):
        path.unlink(missing_ok=True)


@contextmanager
def running(ray: Any, job: ScaleJob) -> Iterator[None]:  # noqa: ANN401 - ray has no types here
    """Run Ray for the duration of a run, unless the caller has started it."""
    if ray.is_initialized():
        yield
        return
    quiet = {"logging_level": logging.ERROR, "log_to_driver": False}
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    address = job.address or os.environ.get("RAY_ADDRESS")
    try:
        with silenced(), restoring_signals():
            if address:
                ray.init(address=address, **quiet)
            else:
                local = {"num_cpus": job.workers} if job.workers else {}
                ray.init(address="local", include_dashboard=False, object_store_memory=OBJECT_STORE, **local, **quiet)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise CleanError(f"Ray cannot be started: {str(error).partition(chr(10))[0]}") from None
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def silenced() -> Iterator[None]:
    """Silence native code: Ray's library writes directly to the descriptor of stderr."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def restoring_signals() -> Iterator[None]:
    """Restore the caller's signal handlers, because Ray replaces the one for SIGTERM."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def distribute(ray: Any, left: list[str], output: str, job: ScaleJob) -> Iterator[FileOutcome]:  # noqa: ANN401
    """Let the actors clean files, and yield the outcome of each, in no order.

    If an actor dies, it is replaced and its file is tried again, RETRIES times. A file that is still lost has no
    outcome. A task holds one file, so no file waits for a busy actor while another is idle.
    """
    data = ray.data
    context = data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = ANY_NUMBER  # a lost file has no outcome
    rows = [{"location": location, "path": absolute(location)} for location in left]
    need = job.config.batch.page_memory * MEBIBYTE + ACTOR_MEMORY
    there = ray.cluster_resources()
    size = job.workers or int(there.get("CPU", 1))
    size = max(1, min(size, len(left), int(there.get("memory", 0) // need) or 1))
    memory = {"memory": need} if there.get("memory", 0) >= need else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ray 2.60 announces another way to limit retries, but does not have it yet
        outcomes = data.from_items(rows, override_num_blocks=min(len(rows), MAX_BLOCKS)).map_batches(
            Cleaner,
            fn_constructor_args=(job.config, output, recipe(job.config)),
            batch_size=1,
            compute=data.ActorPoolStrategy(size=size, max_tasks_in_flight_per_actor=1),
            num_cpus=1,
            max_restarts=ANY_NUMBER,
            max_task_retries=RETRIES,
            **memory,
        )
    rows_back = iter(outcomes.iter_rows())
    while True:
        try:
            row = next(rows_back, None)
        except (ray.exceptions.RayError, RuntimeError, ImportError) as error:
            raise CleanError(f"Ray ended the work: {last_line(error)}") from None
        if row is None:
            return
        yield FileOutcome(**row)


def last_line(error: BaseException) -> str:
    """Ray's message of an error: the last line, after the traceback of another machine, and what to do about it."""
    last = next((line.strip() for line in reversed(str(error).splitlines()) if line.strip()), type(error).__name__)
    return f"{last}; every node needs this package and its extra ray" if "No module named" in last else last
