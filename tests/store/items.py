"""Shared by the tests of the state: an item in a few words."""

from __future__ import annotations

from cleaner.store.state import Item


def item(key: str, outcome: str = "done", **more: object) -> Item:
    return Item(key, f"http://{key}", outcome, **more)  # type: ignore[arg-type] # words of the test
