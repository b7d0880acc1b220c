"""Tests of ``cleaner/fetch/browser``."""
