"""The SQLite file: how it is opened, its schema, and its errors as messages.

WAL with ``synchronous=FULL``: committed data survive kill -9 and power loss. A file that is damaged, or was made by a
newer version, is refused and never written to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from cleaner.errors import LockHeld, OutputError
from cleaner.store.tables import JOB_TABLES, SET_AT, TAILS, VERSION

APPLICATION_ID = 0x434C4E52  # "CLNR"; the database of another program has a different one
BUSY_MS = 30_000

# Each script brings the schema to the next version. Only append: a script that has been released is never changed.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE runs (
        job TEXT PRIMARY KEY, number INTEGER NOT NULL, open INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE items (
        job TEXT NOT NULL,
        key TEXT NOT NULL,            -- canonical URL, or the path of a file
        origin TEXT NOT NULL,         -- as the user gave it
        outcome TEXT NOT NULL,        -- done, unchanged, skipped, failed
        reason TEXT,                  -- of a failure
        http_status INTEGER,
        final_url TEXT,
        content_type TEXT,
        charset TEXT,
        etag TEXT,
        last_modified TEXT,
        sha256 TEXT,                  -- of the body that the last record was made from
        recipe TEXT,                  -- tool version, configuration and rules that made the last record
        seen_at TEXT,                 -- ISO 8601, UTC: last outcome
        changed_at TEXT,              -- ISO 8601, UTC: last record
        attempts INTEGER NOT NULL,    -- failures in a row
        run INTEGER NOT NULL,         -- number of the run that it was last settled in
        PRIMARY KEY (job, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE outputs (
        path TEXT PRIMARY KEY, committed INTEGER NOT NULL  -- bytes of the file that belong to settled items
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE hosts (
        host TEXT PRIMARY KEY,
        next_at REAL NOT NULL,        -- seconds since the epoch
        gap REAL NOT NULL,            -- seconds that were last left between two requests
        owner TEXT,                   -- the job whose turn it is
        leased_until REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE robots (
        authority TEXT PRIMARY KEY, body BLOB NOT NULL, expires REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    JOB_TABLES,
    SET_AT + TAILS,
    VERSION,
)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, which name the file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise LockHeld(f"{path}: another program has held the state for {BUSY_MS // 1000} s") from None
        raise OutputError(f"{path}: the state cannot be written: {text}") from None
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # SQLite quotes damaged names, which are not UTF-8
        raise OutputError(f"{path}: not a state file, or damaged ({error}); it was left as it is") from None


@contextmanager
def temporary(what: str) -> Iterator[None]:
    """Turn errors of a temporary database into OutputError. The message says ``what`` it holds."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # closed before: a mistake of ours
    except sqlite3.Error as error:
        raise OutputError(
            f"the folder for temporary files (SQLITE_TMPDIR, TMPDIR, /var/tmp) cannot hold {what}: {error}"
        ) from None


def connect(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """Open the state at ``path``, after creating or upgrading it if necessary.

    ``durable=False`` may lose the last commits at a power loss (not at kill -9), which is acceptable for turns of
    hosts. Raises OutputError for a file that is not ours, damaged, newer or not writable, LockHeld if it stays locked.
    """
    with translated(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path.parent}: cannot be created: {error.strerror}") from None
        connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
        try:
            _check(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the state at ``path`` without writing anything, also where nothing may be written.

    Raises OutputError for a file that is not ours, damaged, newer or not readable.
    """
    ways = ["mode=ro", "mode=ro&immutable=1"]
    if not path.with_name(f"{path.name}-wal").exists():
        ways.reverse()  # nobody writes to it, and the other way would create that file
    for way in ways:
        with translated(path), _unreadable(path) if way == ways[-1] else suppress(sqlite3.OperationalError):
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True, timeout=BUSY_MS / 1000)
            try:
                _check(connection, path)
            except BaseException:
                connection.close()
                raise
            break
    with closing(connection), translated(path):
        yield connection


@contextmanager
def _unreadable(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OutputError(f"{path}: the state cannot be read: {error}") from None


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """Run a write transaction: either all of it is committed, or nothing."""
    with translated(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            with suppress(sqlite3.Error):  # after some errors SQLite has already rolled back
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _check(connection: sqlite3.Connection, path: Path) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (version or tables):
        raise OutputError(f"{path}: a database of another program; it was left as it is")
    if version > len(MIGRATIONS):
        raise OutputError(f"{path}: made by a newer version of the cleaner (schema {version}, known {len(MIGRATIONS)})")
    return version


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if _check(connection, path) == len(MIGRATIONS):
        return
    with transaction(connection, path):
        version = _check(connection, path)  # another process may have upgraded it meanwhile
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for script in MIGRATIONS[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for part in script.split(";")[:-1]:
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
