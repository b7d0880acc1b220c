"""The state of the scheduled job: records that a run has settled but not published, and the memory of hosts.

A run has two steps. While it works, each outcome is stored together with its record (``settle``). At its end all
records are marked and written to the outputs, in an order that does not depend on when they arrived. Then one
transaction stores the new lengths of the outputs and deletes the records here (``publish``). So a crash in either step
neither loses nor duplicates anything.
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

TEMPLATE_PAGES = 60  # newest pages per host
YIELD_RUNS = 12  # newest runs with enough pages
MIN_YIELD_PAGES = 5  # pages in a run, for a useful mean length of a host's texts
MIN_YIELD_RUNS = 3
DRIFT_FACTOR = 2.5  # this many times more or less text than usual is a drift
HISTORY_RUNS = 400
NO_DATE = "~"  # sorts after all dates
STAGED = "key, record, markdown, published, host, chars, keys, version, signature"


@dataclass(frozen=True, slots=True)
class Staged:
    """A record that waits for publication. ``chars`` is None for a failure. ``keys`` are packed template keys."""

    key: str
    record: str
    markdown: str | None  # the files of the page by format, as JSON
    published: str
    host: str
    chars: int | None
    keys: bytes
    version: str | None
    signature: bytes | None

    @property
    def files(self) -> dict[str, str]:
        """The files of the page by format. A state of an older version holds only the Markdown."""
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
        """Register output files before anything is written to them, so that none is unknown after a crash."""
        with transaction(self._connection, self.path) as db:
            _store_lengths(db, lengths)

    def settle(self, run: Run, items: Iterable[Item], staged: Iterable[Staged]) -> None:
        """Store how items ended, together with their records."""
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
        """The packed keys of each stored page of a host, as they were before this run."""
        with translated(self.path):
            rows = self._connection.execute("SELECT keys FROM templates WHERE host = ?", (host,))
            return [row[0] for row in rows]

    def staged(self) -> Iterator[Staged]:
        """The records that wait, in order of their keys."""
        with translated(self.path):
            sql = f"SELECT {STAGED} FROM staged WHERE job = ? ORDER BY key"  # noqa: S608 - names of ours
            yield from (Staged(*row) for row in self._connection.execute(sql, (self.job,)))

    def signed(self) -> list[str]:
        """The keys of the waiting records with a signature, the earliest published first."""
        with translated(self.path):
            sql = "SELECT key FROM staged WHERE job = ? AND signature IS NOT NULL ORDER BY published, key"
            return [row[0] for row in self._connection.execute(sql, (self.job,))]

    def staged_one(self, key: str) -> Staged | None:
        """One waiting record, by its key."""
        with translated(self.path):
            sql = f"SELECT {STAGED} FROM staged WHERE job = ? AND key = ?"  # noqa: S608 - names of ours
            found = self._connection.execute(sql, (self.job, key)).fetchone()
        return None if found is None else Staged(*found)

    def waiting(self) -> Iterator[str | None]:
        """For each record that waits: None for an article, or the record of a failure."""
        with translated(self.path):
            sql = "SELECT CASE WHEN chars IS NULL THEN record END FROM staged WHERE job = ?"
            yield from (row[0] for row in self._connection.execute(sql, (self.job,)))

    def publish(self, run: Run, write: Callable[[], Mapping[Path, int]]) -> None:
        """Let ``write`` output the staged records and make them durable, then delete them, all in one transaction.

        ``write`` returns the new lengths of the outputs. It may use ``staged``, ``likeness`` and ``replace_record``.
        """
        with transaction(self._connection, self.path) as db:
            _store_lengths(db, write())
            self._learn(run)
            db.execute("DELETE FROM staged WHERE job = ?", (self.job,))

    def likeness(self, threshold: float, compare: Callable[[bytes, bytes], float]) -> LikenessIndex:
        """The index of the archive's signatures."""
        return LikenessIndex(threshold, compare, self._connection)

    def replace_record(self, key: str, record: str) -> None:
        """Change a staged record."""
        self._connection.execute("UPDATE staged SET record = ? WHERE job = ? AND key = ?", (record, self.job, key))

    def drifts(self, run: Run) -> list[str]:
        """Hosts whose pages gave much more or much less text in this run than before, as messages for the user."""
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
        """Store how a run ended."""
        with transaction(self._connection, self.path) as db:
            db.execute(
                "INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (self.job, *astuple(ended))
            )
            db.execute(
                "DELETE FROM history WHERE job = :job AND ended_at < (SELECT min(ended_at) FROM (SELECT ended_at FROM"
                " history WHERE job = :job ORDER BY ended_at DESC LIMIT :runs))",
                {"job": self.job, "runs": HISTORY_RUNS},
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
        """The result of SQLite's integrity check: ``ok``, or the first error."""
        with translated(self.path):
            answer: str = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        return answer

    def _yields_now(self) -> Iterator[tuple[str, list[int]]]:
        """Hosts with enough staged pages, and the lengths of their texts."""
        lengths: dict[str, list[int]] = {}
        rows = self._connection.execute(
            "SELECT host, chars FROM staged WHERE job = ? AND chars IS NOT NULL", (self.job,)
        )
        for host, chars in rows:
            lengths.setdefault(host, []).append(chars)
        return ((host, found) for host, found in sorted(lengths.items()) if len(found) >= MIN_YIELD_PAGES)

    def _learn(self, run: Run) -> None:
        """Store facts about the hosts of staged pages for later runs."""
        db = self._connection
        for host, chars in [*self._yields_now()]:
            db.execute(
                "INSERT OR REPLACE INTO yields VALUES (?, ?, ?, ?, ?)",
                (self.job, host, run.number, len(chars), int(statistics.median(chars))),
            )
            db.execute(
                "DELETE FROM yields WHERE job = :job AND host = :host AND run <= (SELECT run FROM yields"
                " WHERE job = :job AND host = :host ORDER BY run DESC LIMIT 1 OFFSET :runs)",
                {"job": self.job, "host": host, "runs": YIELD_RUNS},
            )
        db.execute(
            "INSERT OR REPLACE INTO templates SELECT host, key, ?, keys FROM staged WHERE job = ? AND keys != x''",
            (run.number, self.job),
        )
        hosts = db.execute("SELECT DISTINCT host FROM staged WHERE job = ?", (self.job,)).fetchall()
        for (host,) in hosts:
            db.execute(
                "DELETE FROM templates WHERE host = :host AND key NOT IN (SELECT key FROM templates"
                " WHERE host = :host ORDER BY run DESC, key LIMIT :pages)",
                {"host": host, "pages": TEMPLATE_PAGES},
            )


def _store_lengths(db: sqlite3.Connection, lengths: Mapping[Path, int]) -> None:
    rows = [(str(path), length) for path, length in lengths.items()]
    db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?)", rows)
