"""Tests of ``cleaner/core``."""
