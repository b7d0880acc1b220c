"""Tests of ``cleaner/scale``."""
