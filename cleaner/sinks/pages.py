"""Folders of one file a page, with the records of pages that failed as JSON lines in FAILURES."""

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
    """The folder of one run, for ``cleaner folder`` and ``cleaner warc``. Raises OutputError for what is not ours."""

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
        """Make all files last. A list of failures that an earlier run left is replaced, or goes."""
        self._tree.commit()
        if self._failures is not None:
            self._failures.commit()
            return
        with writing(self._list):
            if self._list.is_file() and is_lines(self._list):
                self._list.unlink()

    def abandon(self) -> str | None:
        """Each file is whole, so all of them stay."""
        failed = self._failures.abandon() if self._failures is not None else None
        return self._tree.abandon() or failed


class GrowingTree:
    """A folder that grows together with the state, for ``cleaner urls``, with what JsonlFile offers.

    A page's file has the same name in every run, made of its address alone, so a changed page replaces its file. Files
    are lasting before the state says that their pages are done: a crash in between writes them once more, under the
    same names.

    A tree that is gone, though the state knows it, is started again. Raises OutputError for a folder that holds
    something and is not known, LockHeld where another run writes into it.
    """

    def __init__(self, root: Path, kind: TreeKind, state: State) -> None:
        root = root.absolute()
        failures = root / FAILURES
        known = state.committed(failures) is not None
        with writing(root):
            there = root.exists() and any(file.name != GROWING_MARK for file in root.iterdir())
        if there and not known:
            raise OutputError(f"{root}: it holds files that are no output of an earlier run; name a new folder")
        if known and not there:
            state.start_over(failures)
        elif known and not failures.exists():
            state.adopt(failures)  # only the list of failures was removed
        self._failures = JsonlFile(failures, state)
        self._tree = MirroredTree(root, kind, hashed=True)
        with writing(root):
            (root / GROWING_MARK).touch()

    def write(self, output: Output) -> None:
        """Take in one page; it may stay without effect until ``commit``."""
        if output.record["error"] is not None:
            self._failures.append(output.record)
        else:
            self._tree.write(output)

    def commit(self, run: Run, items: Iterable[Item]) -> None:
        """Make the files and the outcomes of ``items`` durable."""
        self._tree.commit()
        self._failures.commit(run, items)

    def finish(self, run: Run) -> None:
        """Make the list of failures last at the end of a run."""
        self._failures.finish(run)

    def close(self) -> None:
        """Close the files. What was not committed is lost."""
        self._tree.files.drop()
        self._failures.close()
