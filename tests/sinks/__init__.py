"""Tests of ``cleaner/sinks``."""
