"""Tests of ``cleaner/usage``."""
