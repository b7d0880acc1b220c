"""Dates written by machines and dates that readers see, in any calendar and in the order of the page's language."""

from cleaner.read.metadata.dates.addresses import date_in_url, is_day_first
from cleaner.read.metadata.dates.parse import (
    DAY_CHARS,
    MAX_FIELD_CHARS,
    MONTHS,
    Found,
    find_dates,
    find_months,
    limit,
    may_hold_dates,
    read_field,
    read_machine,
    read_partial,
    same_night,
    to_ascii_digits,
)

__all__ = [
    "DAY_CHARS", "MAX_FIELD_CHARS", "MONTHS", "Found", "date_in_url", "find_dates", "find_months",
    "is_day_first", "limit", "may_hold_dates",
    "read_field", "read_machine", "read_partial", "same_night", "to_ascii_digits",
]  # fmt: skip
