"""One page for callers from Python, asynchronous or not. All calls of a process share turns and robots files.

``import cleaner`` loads this module, so what is heavy is imported where it is used.
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
    """Fetch one page politely: what ``clean`` takes. It waits for its host's turn, as robots.txt and the delay ask.

    ``config`` is a Config or a dict of settings, such as ``{"fetch.timeout": 20}``. The fetching has a thread and an
    event loop of its own, so it works in threads and where a loop is running, which waits meanwhile: there, ``afetch``
    is better. Raises FetchError where the page cannot be had, ConfigError and TypeError for wrong arguments.
    """
    from cleaner.config import as_config
    from cleaner.fetch.blocking import fetch_all

    _check(url)
    (outcome,) = fetch_all([url], as_config(config).fetch, ledger=shared_ledger())
    return page_of(outcome)


async def afetch(url: str, config: Config | Mapping[str, object] | None = None) -> Page:
    """Do as ``fetch`` in the running event loop of asyncio. Many may be awaited at once: hosts are asked in turn."""
    from cleaner.config import as_config
    from cleaner.fetch import schedule

    _check(url)
    async with aclosing(schedule.fetch([url], as_config(config).fetch, ledger=shared_ledger())) as outcomes:
        return page_of(await anext(outcomes))


def _check(url: str) -> None:
    if not isinstance(url, str):
        raise TypeError(f"url must be a str, one address, not {type(url).__name__}")


def shared_ledger() -> MemoryLedger:
    """The turns and robots files of this process, one for all its threads."""
    with _MAKING:
        return _ledger()


@cache
def _ledger() -> MemoryLedger:
    from cleaner.fetch.politeness import MemoryLedger

    return MemoryLedger()


def _begin_anew() -> None:
    """In a forked child: a turn that another thread held would be held there for good."""
    _ledger.cache_clear()
    _MAKING.release()


_MAKING = threading.Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_MAKING.acquire, after_in_parent=_MAKING.release, after_in_child=_begin_anew)
