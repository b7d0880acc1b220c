"""Measures quality, leakage, metadata, speed and memory of cleaner and its peers, on the same pages in one run."""
