"""The queue of a run in the form that the fetcher needs: each waiting URL with the results of earlier runs."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cleaner.fetch import Target, shown
from cleaner.store.queue import Queue
from cleaner.store.state import Item, State


class QueuedTargets:
    """A frontier (``cleaner.fetch.Frontier``) over the queue. Use it in one thread at a time.

    ``path`` is the state file, or None if no state is kept. ``recipe`` is the recipe of a record made now.
    """

    def __init__(self, waiting: Queue, path: Path | None, job: str, recipe: str, has_raw: bool) -> None:
        self._waiting = waiting
        self._recipe = recipe
        self._has_raw = has_raw
        self._state = State(path, job) if path is not None else None

    def more(self) -> bool:
        """Whether the list is still being read."""
        return self._waiting.is_open()

    def next_host(self, busy: Collection[str]) -> str | None:
        """Return a host that has targets and is not in ``busy``, or None."""
        return self._waiting.next_host(busy)

    def take(self, host: str) -> Target | None:
        """Remove and return the host's next target, or None if it has none."""
        waiting = self._waiting.take(host)
        if waiting is None:
            return None
        item = self._state.item(waiting.key) if self._state is not None else None
        # validators help only if their record would be the same today
        if item is None or item.outcome not in ("done", "unchanged") or not self._useful(item):
            return Target(waiting.origin, shown(waiting.origin))
        return Target(waiting.origin, shown(waiting.origin), item.etag, item.last_modified, item.final_url)

    def close(self) -> None:
        """Close the state."""
        if self._state is not None:
            self._state.close()

    def _useful(self, item: Item) -> bool:
        if item.recipe == self._recipe:
            return True
        # a stored body helps only if rendering was the same as it would be now
        rendered = (item.recipe or "").partition("/render ")[2] == self._recipe.partition("/render ")[2]
        return rendered and self._has_raw and item.sha256 is not None
