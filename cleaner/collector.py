"""The collector of reference cycles, put off while it can find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_off() -> Iterator[None]:
    """Put the collector of reference cycles off while a page is at work.

    A page makes thousands of objects, which live until it is done and make no cycles: the collector would look at all
    of them several times and find nothing. It may run when this ends, so nearly all of them should be gone by then.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
