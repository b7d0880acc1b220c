"""Tests of ``cleaner/read/metadata``."""
