"""Fetch one page from Python, synchronously or not. All calls in a process share turns and robots files.

``import cleaner`` loads this module, so heavy modules are imported where they are used.
"""

from __future__ import annotations

import os
import threading
from contextlib import aclosing
from functools import cache
from typing import TYPE_CHECKING

from cleaner.fetch.outcomes import page_of
from cleaner.model import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaner.config import Config
    from cleaner.fetch.politeness import MemoryLedger


def fetch(url: str, config: Config | Mapping[str, object] | None = None) -> Page:
    """Fetch one page politely, ready for ``clean``. It waits for the host's turn, by robots.txt and the delay.

    ``config`` is a Config or a dict of settings, such as ``{"fetch.timeout": 20}``. The fetching has its own thread and
    event loop, so it works in any thread. A running event loop is blocked meanwhile; use ``afetch`` there. Raises
    FetchError if the page cannot be fetched, ConfigError and TypeError for wrong arguments.
    """
    from cleaner.config import as_config
    from cleaner.fetch.blocking import fetch_all

    _check(url)
    (outcome,) = fetch_all([url], as_config(config).fetch, ledger=shared_ledger())
    return page_of(outcome)


async def afetch(url: str, config: Config | Mapping[str, object] | None = None) -> Page:
    """Do the same as ``fetch`` in the running event loop of asyncio. You may await many at once."""
    from cleaner.config import as_config
    from cleaner.fetch import schedule

    _check(url)
    async with aclosing(schedule.fetch([url], as_config(config).fetch, ledger=shared_ledger())) as outcomes:
        return page_of(await anext(outcomes))


def _check(url: str) -> None:
    if not isinstance(url, str):
        raise TypeError(f"url must be a str, one address, not {type(url).__name__}")


def shared_ledger() -> MemoryLedger:
    """The turns and robots files of this process, shared by all its threads."""
    with _MAKING:
        return _ledger()


@cache
def _ledger() -> MemoryLedger:
    from cleaner.fetch.politeness import MemoryLedger

    return MemoryLedger()


def _reset_after_fork() -> None:
    """Start again in a forked child, where a turn that another thread held would never be released."""
    _ledger.cache_clear()
    _MAKING.release()


_MAKING = threading.Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_MAKING.acquire, after_in_parent=_MAKING.release, after_in_child=_reset_after_fork)
