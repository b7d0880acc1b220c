"""Tests of ``cleaner/pipeline``."""
