"""Tests of ``cleaner/fetch``."""
