"""Folders with one file per page. The records of pages that failed are JSON lines in FAILURES."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cleaner.errors import OutputError
from cleaner.sinks.atomic import writing
from cleaner.sinks.jsonl import JsonlFile
from cleaner.sinks.lines import LinesFile
from cleaner.sinks.ours import claim_folder, is_lines
from cleaner.sinks.output import Output
from cleaner.sinks.text import FAILURES, MirroredTree, TreeKind
from cleaner.store.state import Item, Run, State
from cleaner.vocabulary import OUTPUT_MARK

GROWING_MARK = f"{OUTPUT_MARK}-of-state"


class WholeTree:
    """The folder of one run, for ``cleaner folder`` and ``cleaner warc``. Raises OutputError if it is not ours."""

    def __init__(self, root: Path, kind: TreeKind) -> None:
        claim_folder(root)
        self._tree = MirroredTree(root, kind)
        self._list = root / FAILURES
        self._failures: LinesFile | None = None

    def write(self, output: Output) -> None:
        """Write one page, or the record of its failure."""
        if output.record["error"] is None:
            self._tree.write(output)
            return
        if self._failures is None:
            self._failures = LinesFile(self._list)
        self._failures.write(output)

    def commit(self) -> None:
        """Make all files durable. The list of failures of an earlier run is replaced or removed."""
        self._tree.commit()
        if self._failures is not None:
            self._failures.commit()
            return
        with writing(self._list):
            if self._list.is_file() and is_lines(self._list):
                self._list.unlink()

    def abandon(self) -> str | None:
        """Keep all files, because each is complete."""
        failed = self._failures.abandon() if self._failures is not None else None
        return self._tree.abandon() or failed


class GrowingTree:
    """A folder that grows together with the state, for ``cleaner urls``. It has the interface of JsonlFile.

    A page's file has the same name in every run, because it depends only on the address. So a changed page replaces its
    file. Files are durable before the state says that their pages are done: after a crash in between, they are written
    again under the same names.

    If the folder is gone, though the state knows it, a new one is started. Raises OutputError for an unknown folder
    that is not empty, LockHeld if another run writes into it.
    """

    def __init__(self, root: Path, kind: TreeKind, state: State) -> None:
        root = root.absolute()
        failures = root / FAILURES
        known = state.committed(failures) is not None
        with writing(root):
            there = root.exists() and any(file.name != GROWING_MARK for file in root.iterdir())
        if there and not known:
            raise OutputError(f"{root}: the folder holds files that no earlier run wrote; name a new folder")
        if known and not there:
            state.start_over(failures)
        elif known and not failures.exists():
            state.adopt(failures)  # somebody removed only the list of failures
        self._failures = JsonlFile(failures, state)
        self._tree = MirroredTree(root, kind, hashed=True)
        with writing(root):
            (root / GROWING_MARK).touch()

    def write(self, output: Output) -> None:
        """Write one page. It may have no effect until ``commit``."""
        if output.record["error"] is not None:
            self._failures.append(output.record)
        else:
            self._tree.write(output)

    def commit(self, run: Run, items: Iterable[Item]) -> None:
        """Make the files and the outcomes of ``items`` durable."""
        self._tree.commit()
        self._failures.commit(run, items)

    def finish(self, run: Run) -> None:
        """Make the list of failures durable at the end of a run."""
        self._failures.finish(run)

    def close(self) -> None:
        """Close the files. Whatever was not committed is lost."""
        self._tree.files.drop()
        self._failures.close()
