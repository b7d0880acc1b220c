"""Where the scheduled job keeps its state."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.errors import ConfigError, OutputError, check_place
from cleaner.store.lock import hold
from cleaner.vocabulary import STATE_ENDING

if TYPE_CHECKING:
    from cleaner.config import Config

LOCK = "run.lock"
STATE = "state.sqlite"
HEALTH_MARK = b"# HELP cleaner_"


def state_dir(config: Config) -> Path:
    """The folder of the scheduled job's state. Raises ConfigError if the configuration has no job."""
    run = config.run
    if not run.sources or not run.sinks:
        raise ConfigError("run: a scheduled job needs run.sources and run.sinks")
    for sink in run.sinks:
        check_place(sink.path)
    first = run.sinks[0].path
    folder = (run.state_dir or first.with_name(first.name + STATE_ENDING)).absolute()
    check_place(folder / STATE)
    return folder


def check_health_file(config: Config) -> None:
    """Raise OutputError if a run could not write its health file at the end.

    Its folder may be one that the run creates: that of the state, of an output, or one above them.
    """
    path: Path | None = config.run.health_file
    if path is None:
        return
    from cleaner.sinks.names import TREES
    from cleaner.sinks.ours import owned_path

    path, state, outputs = path.absolute(), state_dir(config), [sink.path.absolute() for sink in config.run.sinks]
    if path in (state, *outputs):
        raise OutputError(f"{path}: cannot write: it is the state or an output of the job")
    owned_path(path, HEALTH_MARK)
    folder = path.parent
    folders = [sink.path.absolute() for sink in config.run.sinks if sink.kind in (*TREES, "parquet")]
    if any(folder == made or folder in made.parents for made in (state, *folders, *(one.parent for one in outputs))):
        return
    if not folder.is_dir():
        raise OutputError(f"{path}: cannot write: there is no folder {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: cannot write: the folder {folder} may not be written to")


def job_name(config: Config) -> str:
    """The name under which the state knows the job: its first output."""
    return str(config.run.sinks[0].path.absolute())


def check_lock(config: Config) -> None:
    """Raise LockHeld if another run is active. This is fast, and comes before the imports of a run."""
    folder = state_dir(config)
    if folder.exists():
        with hold(folder / LOCK):
            return


@contextmanager
def holding(folder: Path, lock: str, outputs: Sequence[Path]) -> Iterator[Callable[[], None]]:
    """Hold the lock of a state folder, and create the folder if it is missing.

    Yields a function to call once the run has begun. If a run is refused before that, a folder that was created for it
    is removed, unless an output was created too: then only the state knows that the output is ours. Raises LockHeld and
    OutputError like ``hold``.
    """
    is_new = not folder.exists()
    made = [*map(_is_made, outputs)]
    begun = False

    def begin() -> None:
        nonlocal begun
        begun = True

    with hold(folder / lock):
        try:
            yield begin
        finally:
            if is_new and not begun and made == [*map(_is_made, outputs)]:
                shutil.rmtree(folder, ignore_errors=True)


def _is_made(output: Path) -> bool:
    """Whether an output is a file, or a folder with something in it. One that cannot be read counts as made."""
    try:
        return any(output.iterdir()) if output.is_dir() else output.exists()
    except OSError:
        return True
