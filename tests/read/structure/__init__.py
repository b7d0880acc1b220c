"""Tests of ``cleaner/read/structure``."""
