"""Pauses the garbage collector while it can free nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector of reference cycles while a page is cleaned, or while modules load.

    A page makes thousands of objects that live until it is done and form no cycles. The collector would visit all of
    them several times and free nothing. It may run after this ends, when almost all of them are gone.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
