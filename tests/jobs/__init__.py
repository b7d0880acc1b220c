"""Tests of ``cleaner/jobs``."""
