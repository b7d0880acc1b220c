"""Sinks: where records and articles go."""
