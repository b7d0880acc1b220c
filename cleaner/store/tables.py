"""Parts of ``database.MIGRATIONS``, so never changed once they are released."""

from __future__ import annotations

JOB_TABLES = """
    CREATE TABLE staged (             -- records of the run under way, which are published together at its end
        job TEXT NOT NULL,
        key TEXT NOT NULL,
        record TEXT NOT NULL,         -- JSON
        markdown TEXT,
        published TEXT NOT NULL,      -- of the article, or a text after all dates: by this the earliest is found
        host TEXT NOT NULL,           -- by which templates and yields are kept
        chars INTEGER,                -- of the text; NULL for a failure
        keys BLOB NOT NULL,           -- template keys
        version TEXT,                 -- of the signature
        signature BLOB,
        PRIMARY KEY (job, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE templates (          -- the newest pages of each host, for counting what recurs
        host TEXT NOT NULL, key TEXT NOT NULL, run INTEGER NOT NULL, keys BLOB NOT NULL,
        PRIMARY KEY (host, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE yields (             -- how much text the pages of a host gave, the newest runs
        job TEXT NOT NULL, host TEXT NOT NULL, run INTEGER NOT NULL, pages INTEGER NOT NULL, chars INTEGER NOT NULL,
        PRIMARY KEY (job, host, run)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE history (            -- how the newest runs ended
        job TEXT NOT NULL, ended_at TEXT NOT NULL, run INTEGER NOT NULL, seconds REAL NOT NULL,
        done INTEGER NOT NULL, unchanged INTEGER NOT NULL, skipped INTEGER NOT NULL, failed INTEGER NOT NULL,
        finished INTEGER NOT NULL, notes TEXT NOT NULL,
        PRIMARY KEY (job, ended_at, run)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE texts (              -- MinHash signatures of all records
        number INTEGER PRIMARY KEY,   -- in order of arrival: the smaller is the earlier
        id TEXT NOT NULL UNIQUE,      -- of the record
        version TEXT NOT NULL,        -- of the signature
        signature BLOB NOT NULL
    ) STRICT;
    CREATE TABLE bands (
        band INTEGER NOT NULL, piece BLOB NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (band, piece, number)
    ) STRICT, WITHOUT ROWID;
"""

SET_AT = """
    ALTER TABLE hosts ADD COLUMN set_at REAL NOT NULL DEFAULT 0;  -- of the row, to notice a clock set back
"""

VERSION = """
    ALTER TABLE items ADD COLUMN version INTEGER NOT NULL DEFAULT 0;  -- records written of it, in all
    UPDATE items SET version = 1;
"""

TAILS = """
    CREATE TABLE tails (              -- the last bytes of each output that grows, which may not have reached it
        path TEXT PRIMARY KEY, data BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
"""
