"""Tests of ``cleaner/report``."""
