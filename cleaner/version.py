"""The version of the package, for records and state files."""

from __future__ import annotations

from functools import cache


@cache
def package_version() -> str:
    """The installed version, or ``0.0.0`` in a source tree that was not installed."""
    from importlib.metadata import PackageNotFoundError, version  # a heavy import

    try:
        return version("pagecleaner")
    except PackageNotFoundError:
        return "0.0.0"
