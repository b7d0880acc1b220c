"""A job that was moved, with its outputs and its state, to another folder or machine: the state follows.

The state knows jobs, outputs and files by their absolute paths. A job that it does not know, but whose outputs lie
where those of a job that it knows would lie after a move, is that job. Other jobs of the state that were moved along
with it follow at once.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
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

    @property
    def shared(self) -> int:
        """How many parts both names have in common at their ends."""
        return len(Path(self.before).parts) - len(self.old.parts)

    def key_before(self, key: str) -> str:
        """The key of an item before the move. Those of URLs are the same."""
        return str(self.old / Path(key).relative_to(self.new)) if Path(key).is_relative_to(self.new) else key


def find_move(db: sqlite3.Connection, state: Path, job: str) -> Move | None:
    """The move of a job of which the state at ``state`` has no item by this name. None if there is none, or a doubt."""
    names = [str(row[0]) for row in db.execute("SELECT job FROM runs")]
    if not names or db.execute("SELECT 1 FROM items WHERE job = ? LIMIT 1", (job,)).fetchone():
        return None
    moves = [move for name in names if (move := _between(name, job)) and _has_outputs(db, move, state.absolute())]
    shared = max((move.shared for move in moves), default=0)
    nearest = [move for move in moves if move.shared == shared]
    return nearest[0] if len(nearest) == 1 else None


def follow(db: sqlite3.Connection, state: Path, job: str) -> None:
    """If the job was moved, store its new paths. Raises OutputError and LockHeld as ``database.transaction`` does."""
    with translated(state):
        move = find_move(db, state, job)
    if move is None:
        return
    moves = [move, *_moved_along(db, state.absolute(), move)]
    for each in moves:
        _rename_files(state.parent, each)
    start = f"{str(move.old).rstrip('/')}/"
    with transaction(db, state):
        for each, table in product(moves, TABLES_OF_JOBS):
            db.execute(f"UPDATE OR REPLACE {table} SET job = ? WHERE job = ?", (each.after, each.before))  # noqa: S608 - names of ours
        for table in TABLES_OF_OUTPUTS:
            for (path,) in db.execute(f"SELECT path FROM {table}").fetchall():  # noqa: S608 - names of ours
                place = _place(path, moves)
                if place is not None and (place.exists() or not Path(path).exists()):
                    db.execute(f"UPDATE OR REPLACE {table} SET path = ? WHERE path = ?", (str(place), path))  # noqa: S608
        sql = "SELECT key FROM items WHERE job = ? AND key >= ? AND key < ?"
        for each in moves:
            for (key,) in db.execute(sql, (each.after, start, f"{start[:-1]}0")).fetchall():  # "0" comes after "/"
                place = each.place(key)
                if place is not None and place.exists():
                    values = (str(place), str(place), each.after, key)
                    db.execute("UPDATE items SET key = ?, origin = ? WHERE job = ? AND key = ?", values)


def _moved_along(db: sqlite3.Connection, state: Path, move: Move) -> list[Move]:
    """The moves of the other jobs in the state that lie in the new place as well, and no longer in the old one.

    If the state was moved too, those in the old place are no longer its own.
    """
    moves = []
    moved = state.is_relative_to(move.new)
    names = [str(row[0]) for row in db.execute("SELECT job FROM runs")]
    for name in names:
        if name == move.before or not Path(name).is_relative_to(move.old):
            continue
        after = move.new / Path(name).relative_to(move.old)
        if str(after) not in names and after.exists() and (moved or not Path(name).exists()):
            moves.append(Move(name, str(after), move.old, move.new))
    return moves


def _rename_files(folder: Path, move: Move) -> None:
    """Rename the files of a job in the state folder. Pages that wait there are fetched again if that fails."""
    for file in folder.glob(f"{mark_of(move.before)}.*"):
        renamed = file.with_name(f"{mark_of(move.after)}.{file.name.partition('.')[2]}")
        if file.suffix != LOCK and not renamed.exists():
            with suppress(OSError):
                file.rename(renamed)


def _place(path: str, moves: list[Move]) -> Path | None:
    """Where an output of one of several jobs that were moved together is now."""
    places = [move.place(path) for move in moves]
    return next((place for place in places if place is not None and place.name != Path(path).name), places[0])


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
