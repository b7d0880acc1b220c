"""Tests of ``cleaner/store``."""
