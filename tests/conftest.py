"""What all tests share: how a test with parameters is named, and which objects the garbage collector looks at."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes after their parameter: packed ones hold the time of day, and all workers must name a test alike."""
    return argname if isinstance(val, bytes | bytearray) else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the collector from looking again and again at what lives until the end: ten thousand tests, all modules."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
