"""State that outlives a run: SQLite and the lock."""
