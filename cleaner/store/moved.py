"""A job that was moved, with its outputs and its state, to another folder or machine: the state follows.

The state knows jobs, outputs and files by their absolute paths. A job that it does not know, but whose outputs lie
where those of a job that it knows would lie after a move, is that job.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cleaner.store.database import transaction, translated

TABLES_OF_JOBS = ("runs", "items", "staged", "yields", "history")
TABLES_OF_OUTPUTS = ("outputs", "tails")
LOCK = ".lock"


def mark_of(output: str) -> str:
    """A name for the files of one output, in a state folder that others may use too."""
    return hashlib.blake2b(output.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Move:
    """The names of a job before and after its move, and the folders that hold all that was moved."""

    before: str
    after: str
    old: Path
    new: Path

    def place(self, path: str) -> Path | None:
        """Where a file is now. None for one that was not moved."""
        part = Path(path)
        if not part.is_relative_to(self.old):
            return None
        start = f"{mark_of(self.before)}."  # of a file in the state folder
        if part.name.startswith(start):
            part = part.with_name(f"{mark_of(self.after)}.{part.name.removeprefix(start)}")
        return self.new / part.relative_to(self.old)

    def key_before(self, key: str) -> str:
        """The key of an item before the move. Those of URLs are the same."""
        return str(self.old / Path(key).relative_to(self.new)) if Path(key).is_relative_to(self.new) else key


def find_move(db: sqlite3.Connection, state: Path, job: str) -> Move | None:
    """The move of a job of which the state at ``state`` has no item by this name. None if there is none, or a doubt."""
    names = [str(row[0]) for row in db.execute("SELECT job FROM runs")]
    if not names or db.execute("SELECT 1 FROM items WHERE job = ? LIMIT 1", (job,)).fetchone():
        return None
    moves = [move for name in names if (move := _between(name, job)) and _has_outputs(db, move, state.absolute())]
    return moves[0] if len(moves) == 1 else None


def follow(db: sqlite3.Connection, state: Path, job: str) -> None:
    """If the job was moved, store its new paths. Raises OutputError and LockHeld as ``database.transaction`` does."""
    with translated(state):
        move = find_move(db, state, job)
    if move is None:
        return
    for file in state.parent.glob(f"{mark_of(move.before)}.*"):
        renamed = file.with_name(f"{mark_of(job)}.{file.name.partition('.')[2]}")
        if file.suffix != LOCK and not renamed.exists():
            with suppress(OSError):  # pages that wait are fetched again, and so on
                file.rename(renamed)
    start = f"{str(move.old).rstrip('/')}/"
    with transaction(db, state):
        for table in TABLES_OF_JOBS:
            db.execute(f"UPDATE OR REPLACE {table} SET job = ? WHERE job = ?", (job, move.before))  # noqa: S608 - names of ours
        for table in TABLES_OF_OUTPUTS:
            for (path,) in db.execute(f"SELECT path FROM {table}").fetchall():  # noqa: S608 - names of ours
                place = move.place(path)
                if place is not None and (place.exists() or not Path(path).exists()):
                    db.execute(f"UPDATE OR REPLACE {table} SET path = ? WHERE path = ?", (str(place), path))  # noqa: S608
        sql = "SELECT key FROM items WHERE job = ? AND key >= ? AND key < ?"
        for (key,) in db.execute(sql, (job, start, f"{start[:-1]}0")).fetchall():  # "0" comes after "/"
            place = move.place(key)
            if place is not None and place.exists():
                db.execute(
                    "UPDATE items SET key = ?, origin = ? WHERE job = ? AND key = ?", (str(place), str(place), job, key)
                )


def _between(before: str, after: str) -> Move | None:
    """The move of an output: what differs in front of the same ending."""
    old, new = Path(before), Path(after)
    if old == new or old.name != new.name:
        return None
    while old.name and old.name == new.name:
        old, new = old.parent, new.parent
    return Move(before, after, old, new)


def _has_outputs(db: sqlite3.Connection, move: Move, state: Path) -> bool:
    """Whether the outputs that the state knows are in the new place.

    None may be shorter than the state knows. Those in the old place must be gone, unless the state was moved as well:
    then it is the state of this job alone.
    """
    moved = state.is_relative_to(move.new)
    found = False
    for path, committed in db.execute("SELECT path, committed FROM outputs").fetchall():
        place = move.place(path)
        if place is not None and place.is_file():
            if place.stat().st_size < committed or (Path(path).exists() and not moved):
                return False
            found = found or committed > 0 or path.startswith(f"{move.before}/")
    return found
