"""Parquet files that grow together with the state, for ``cleaner urls``.

A Parquet file cannot be read before it is complete. So each record first becomes durable in a journal of JSON lines, in
the folder of the state. At the end of a run, and whenever the journal is long, the journal becomes the next part:
``part-00000.parquet`` and so on. The part is written, synced and renamed. Then one transaction stores its length and an
empty journal. If a part was renamed without that transaction, its records are still in the journal, and the next run
overwrites the part. So a crash at any moment neither loses nor duplicates a record.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError, UsageError
from cleaner.sinks.atomic import sync_folder, writing
from cleaner.sinks.jsonl import JsonlFile
from cleaner.sinks.output import Output
from cleaner.sinks.parquet import ENDING, PARTS, Shard, import_pyarrow, lock_folder, part_name
from cleaner.store.state import Item, Run, State

PART_BYTES = 256 << 20  # of JSON lines in a part


class ParquetParts:
    """A folder of parts, with the interface of JsonlFile. Records wait in ``journal``.

    If the folder is gone or has no parts, though the state knows some, it starts again. Raises UsageError if pyarrow is
    missing or ``root`` names a single file, OutputError if a part is not as the state knows it.
    """

    def __init__(self, root: Path, state: State, journal: Path) -> None:
        import_pyarrow()
        self._root, self._state = root.absolute(), state
        if root.suffix == ENDING:
            raise UsageError(f"{root}: Parquet output of this command is a folder that grows; give it another name")
        with writing(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
        self._lock = lock_folder(self._root)
        try:
            self._number = self._check(journal)
            self._journal = JsonlFile(journal, state)
        except BaseException:
            os.close(self._lock)
            raise

    def append(self, record: dict[str, Any]) -> None:
        """Add one record. It has no effect until ``commit``."""
        self._journal.append(record)

    def write(self, output: Output) -> None:
        """Write one page."""
        self._journal.write(output)

    def commit(self, run: Run, items: Iterable[Item]) -> None:
        """Make the records and the outcomes of ``items`` durable together."""
        self._journal.commit(run, items)
        if self._journal.length >= PART_BYTES:
            self.finish(run)

    def finish(self, run: Run) -> None:
        """Make the next part from the committed records, if there are any."""
        if not self._journal.length:
            return
        path = self._part(self._number)
        self._state.adopt(path)
        shard = Shard(path)
        try:
            with self._journal.path.open(encoding="utf-8", newline="\n") as lines:
                for line in lines:
                    with writing(path):
                        shard.writer.write(json.loads(line))
            shard.finish()
            shard.show()
        except BaseException:
            shard.drop()
            raise
        with writing(self._root):
            sync_folder(self._root)
            length = path.stat().st_size
        self._journal.move_to(run, {path: length})
        self._number += 1

    def close(self) -> None:
        """Close the journal. Whatever was not committed is cut off at the next start."""
        os.close(self._lock)
        self._journal.close()

    def _part(self, number: int) -> Path:
        return self._root / part_name(number)

    def _check(self, journal: Path) -> int:
        """The number of the next part. A length of 0 means that no transaction has finished the part."""
        number, gone = 0, []
        while known := self._state.committed(path := self._part(number)):
            size = path.stat().st_size if path.exists() else None
            if size is None:
                gone.append(path)
            elif size != known:
                raise OutputError(f"{path}: {size} bytes, not the {known} that the state knows; was it written over?")
            number += 1
        if gone and len(gone) < number:
            raise OutputError(f"{gone[0]}: it is gone; put it back, or delete all parts to start over")
        if not gone and self._state.committed(journal) and not journal.exists():
            raise OutputError(f"{journal}: it is gone, and with it records that were not in {self._root} yet")
        for path in gone:
            self._state.start_over(path)
        if gone:
            self._state.start_over(journal)
            with writing(journal):
                journal.unlink(missing_ok=True)
            number = 0
        with writing(self._root):
            foreign = [path for path in sorted(self._root.glob(PARTS)) if self._state.committed(path) is None]
        if foreign:
            raise OutputError(f"{foreign[0]}: this file exists already, and no earlier run wrote it")
        return number
