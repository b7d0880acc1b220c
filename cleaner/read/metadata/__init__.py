"""Metadata: what the page states of itself, field by field, each with its source; nothing is invented."""

from cleaner.read.metadata.assemble import read_metadata
from cleaner.read.metadata.metadata import Metadata

__all__ = ["Metadata", "read_metadata"]
