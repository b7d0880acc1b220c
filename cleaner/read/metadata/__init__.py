"""Metadata: what the page states about itself, field by field, each with its source. Nothing is invented."""

from cleaner.read.metadata.assemble import read_metadata
from cleaner.read.metadata.metadata import Metadata

__all__ = ["Metadata", "read_metadata"]
