"""Tests of ``cleaner/judge``."""
