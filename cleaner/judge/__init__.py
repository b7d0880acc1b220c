"""Judging: evidence on blocks, and the one place that turns evidence into keep or drop."""
