"""Tests of ``cleaner/batch``."""
