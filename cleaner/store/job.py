"""The state of the scheduled job: what a run has settled and not yet published, and what runs remember of hosts.

A run has two steps. While it works, each outcome is stored together with its record (``settle``). At its end all
records are published in one order, whatever the order in which they came: marked, written to the outputs, and then
forgotten here in the transaction that stores the new lengths of the outputs (``publish``). A crash in either step
loses nothing and doubles nothing.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from cleaner.store.database import transaction, translated
from cleaner.store.likeness import LikenessIndex
from cleaner.store.state import COLUMNS, Item, Run, State, values_of

TEMPLATE_PAGES = 60  # of one host, the newest
YIELD_RUNS = 12  # with enough pages to tell, the newest
MIN_YIELD_PAGES = 5  # in a run, to tell how much a host's pages give
MIN_YIELD_RUNS = 3
DRIFT_FACTOR = 2.5  # times more or less text than usual is a drift
HISTORY_RUNS = 400
NO_DATE = "~"  # after all dates
STAGED = "key, record, markdown, published, host, chars, keys, version, signature"


@dataclass(frozen=True, slots=True)
class Staged:
    """A record that waits to be published. ``chars`` is None for a failure; ``keys`` are packed template keys."""

    key: str
    record: str
    markdown: str | None  # the files of the page by form, as JSON
    published: str
    host: str
    chars: int | None
    keys: bytes
    version: str | None
    signature: bytes | None

    @property
    def files(self) -> dict[str, str]:
        """The files of the page by form. An older state holds the Markdown alone."""
        if not self.markdown:
            return {}
        if not self.markdown.startswith("{"):
            return {"md": self.markdown}
        found: dict[str, str] = json.loads(self.markdown)
        return found


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    ended_at: str
    run: int
    seconds: float
    done: int
    unchanged: int
    skipped: int
    failed: int
    finished: bool
    notes: str


class JobState(State):
    """The state file as the scheduled job uses it. Raises OutputError and LockHeld as State does."""

    def __enter__(self) -> JobState:
        return self

    def adopt_all(self, lengths: Mapping[Path, int]) -> None:
        """Note output files as ours before anything is written to them, so that a crash leaves none unknown."""
        with transaction(self._connection, self.path) as db:
            _store_lengths(db, lengths)

    def settle(self, run: Run, items: Iterable[Item], staged: Iterable[Staged]) -> None:
        """Store how items ended, with the records that tell of it."""
        names = ", ".join(COLUMNS)
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        with transaction(self._connection, self.path) as db:
            db.executemany(
                f"INSERT OR REPLACE INTO items (job, run, {names}) VALUES ({marks})",  # noqa: S608 - names of ours
                ((self.job, run.number, *values_of(item)) for item in items),
            )
            db.executemany(
                "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((self.job, *astuple(one)) for one in staged),
            )

    def template_keys(self, host: str) -> list[bytes]:
        """The packed keys of each page that is remembered of a host, as they were before this run."""
        with translated(self.path):
            rows = self._connection.execute("SELECT keys FROM templates WHERE host = ?", (host,))
            return [row[0] for row in rows]

    def staged(self, order: str = "key") -> Iterator[Staged]:
        """What waits to be published, by ``key`` or, so that the earliest comes first, by ``published`` and key."""
        by = "key" if order == "key" else "published, key"
        with translated(self.path):
            yield from (
                Staged(*row)
                for row in self._connection.execute(
                    f"SELECT {STAGED} FROM staged WHERE job = ? ORDER BY {by}",  # noqa: S608 - names of ours
                    (self.job,),
                )
            )

    def staged_one(self, key: str) -> Staged | None:
        """One record that waits, by its key."""
        with translated(self.path):
            sql = f"SELECT {STAGED} FROM staged WHERE job = ? AND key = ?"  # noqa: S608 - names of ours
            found = self._connection.execute(sql, (self.job, key)).fetchone()
        return None if found is None else Staged(*found)

    def publish(self, run: Run, write: Callable[[], Mapping[Path, int]]) -> None:
        """Have ``write`` put out what is staged and make it durable; then forget it, all in one transaction.

        ``write`` returns the new lengths of the outputs. It may use ``staged``, ``likeness`` and ``replace_record``.
        """
        with transaction(self._connection, self.path) as db:
            _store_lengths(db, write())
            self._learn(run)
            db.execute("DELETE FROM staged WHERE job = ?", (self.job,))

    def likeness(self, threshold: float, compare: Callable[[bytes, bytes], float]) -> LikenessIndex:
        """The archive's signatures."""
        return LikenessIndex(threshold, compare, self._connection)

    def replace_record(self, key: str, record: str) -> None:
        """Change a staged record."""
        self._connection.execute("UPDATE staged SET record = ? WHERE job = ? AND key = ?", (record, self.job, key))

    def drifts(self, run: Run) -> list[str]:
        """Hosts whose pages gave much more or much less text in this run than in those before, in the user's words."""
        found: list[str] = []
        with translated(self.path):
            for host, chars in self._yields_now():
                rows = self._connection.execute(
                    "SELECT chars FROM yields WHERE job = ? AND host = ? AND run < ?", (self.job, host, run.number)
                )
                before = [row[0] for row in rows]
                if len(before) < MIN_YIELD_RUNS:
                    continue
                usual = statistics.median(before)
                now = statistics.median(chars)
                if now * DRIFT_FACTOR < usual or now > usual * DRIFT_FACTOR:
                    found.append(
                        f"{host}: {len(chars)} pages gave {now:,.0f} characters at the median, usually {usual:,.0f};"
                        " has its layout changed?"
                    )
        return found

    def note_end(self, ended: Ended) -> None:
        """Remember how a run ended."""
        with transaction(self._connection, self.path) as db:
            db.execute(
                "INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (self.job, *astuple(ended))
            )
            db.execute(
                "DELETE FROM history WHERE job = ?1 AND ended_at < (SELECT min(ended_at) FROM (SELECT ended_at FROM"
                " history WHERE job = ?1 ORDER BY ended_at DESC LIMIT ?2))",
                (self.job, HISTORY_RUNS),
            )

    def last_end(self) -> Ended | None:
        """How the last run ended."""
        with translated(self.path):
            row = self._connection.execute(
                "SELECT ended_at, run, seconds, done, unchanged, skipped, failed, finished, notes FROM history"
                " WHERE job = ? ORDER BY ended_at DESC LIMIT 1",
                (self.job,),
            ).fetchone()
        return None if row is None else Ended(*row)

    def check(self) -> str:
        """What SQLite says of the file's integrity: ``ok``, or the first fault."""
        with translated(self.path):
            answer: str = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        return answer

    def _yields_now(self) -> Iterator[tuple[str, list[int]]]:
        """Hosts with enough staged pages to tell, and the lengths of their texts."""
        lengths: dict[str, list[int]] = {}
        rows = self._connection.execute(
            "SELECT host, chars FROM staged WHERE job = ? AND chars IS NOT NULL", (self.job,)
        )
        for host, chars in rows:
            lengths.setdefault(host, []).append(chars)
        return ((host, found) for host, found in sorted(lengths.items()) if len(found) >= MIN_YIELD_PAGES)

    def _learn(self, run: Run) -> None:
        """Take what the staged pages tell of their hosts into the memory of later runs."""
        db = self._connection
        for host, chars in [*self._yields_now()]:
            db.execute(
                "INSERT OR REPLACE INTO yields VALUES (?, ?, ?, ?, ?)",
                (self.job, host, run.number, len(chars), int(statistics.median(chars))),
            )
            db.execute(
                "DELETE FROM yields WHERE job = ?1 AND host = ?2 AND run <= (SELECT run FROM yields WHERE job = ?1"
                " AND host = ?2 ORDER BY run DESC LIMIT 1 OFFSET ?3)",
                (self.job, host, YIELD_RUNS),
            )
        db.execute(
            "INSERT OR REPLACE INTO templates SELECT host, key, ?, keys FROM staged WHERE job = ? AND keys != x''",
            (run.number, self.job),
        )
        hosts = db.execute("SELECT DISTINCT host FROM staged WHERE job = ?", (self.job,)).fetchall()
        for (host,) in hosts:
            db.execute(
                "DELETE FROM templates WHERE host = ?1 AND key NOT IN (SELECT key FROM templates WHERE host = ?1"
                " ORDER BY run DESC, key LIMIT ?2)",
                (host, TEMPLATE_PAGES),
            )


def _store_lengths(db: sqlite3.Connection, lengths: Mapping[Path, int]) -> None:
    rows = [(str(path), length) for path, length in lengths.items()]
    db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?)", rows)
