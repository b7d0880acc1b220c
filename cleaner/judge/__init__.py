"""Judging: evidence on blocks, and the one module that turns evidence into keep or drop."""
