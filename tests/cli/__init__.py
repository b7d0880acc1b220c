"""Tests of ``cleaner/cli``."""
