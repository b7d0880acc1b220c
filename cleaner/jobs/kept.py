"""Bodies that an earlier run has stored (``fetch.keep_raw``), as pages to clean again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cleaner.fetch import shown
from cleaner.model import Failure, Page
from cleaner.store.queue import Queue
from cleaner.store.raw import RawStore
from cleaner.store.state import Item, State


class KeptBodies:
    """The stored bodies of one output, as its state knows them. ``cap`` is the largest size in bytes."""

    def __init__(self, folder: Path, state: State, cap: int) -> None:
        self._raw, self._state, self._cap = RawStore(folder), state, cap

    def put(self, item: Item, page: Page) -> None:
        """Store the body of a page that is done. Raises OutputError if it cannot be written."""
        if item.sha256 is not None:
            self._raw.put(item.sha256, page.body, item.key, page.usage, page.rendered)

    def page(self, item: Item) -> Page | None:
        """The page of an item, or None if its body was not stored."""
        body = self._raw.get(item.sha256, self._cap) if item.sha256 is not None else None
        if body is None or item.sha256 is None:
            return None
        return Page(
            body, url=item.origin, final_url=item.final_url, content_type=item.content_type, charset_hint=item.charset,
            fetched_at=item.seen_at, origin=item.origin, http_status=200, etag=item.etag,
            last_modified=item.last_modified, usage=self._raw.usage(item.sha256, item.key),
            rendered=self._raw.rendered(item.sha256, item.key),
        )  # fmt: skip

    def all(self, waiting: Queue) -> Iterator[Page | Failure | None]:
        """Take the waiting inputs one by one and yield their stored pages, and None while the list is being read."""
        host: str | None = None
        while True:
            host = waiting.next_host(())
            one = waiting.take(host) if host is not None else None
            if one is None:
                if not waiting.is_open() and waiting.next_host(()) is None:
                    return
                yield None
                continue
            item = self._state.item(one.key)
            page = self.page(item) if item is not None else None
            origin = shown(one.origin)
            missing = Failure(origin, "source", "unreadable", "no body was kept for it", url=origin)
            yield replace(page, origin=origin) if page is not None else missing
