"""Tests of ``cleaner/sources``."""
