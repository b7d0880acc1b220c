"""Tests of ``cleaner/render``."""
