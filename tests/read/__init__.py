"""Tests of ``cleaner/read``."""
