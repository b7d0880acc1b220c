"""What all tests share: their names, the examples that Hypothesis draws, and what the garbage collector looks at.

The examples are the same in each run, and no test fails because the machine is busy. ``make test-all`` draws others.
"""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("drawn", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


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
