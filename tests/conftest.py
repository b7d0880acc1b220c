"""What all tests share: how a test with parameters is named."""

from __future__ import annotations


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes after their parameter: packed ones hold the time of day, and all workers must name a test alike."""
    return argname if isinstance(val, bytes | bytearray) else None
