"""Metadata: what the page states of itself, field by field, each with its source; nothing is invented."""

from cleaner.read.metadata.assemble import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
