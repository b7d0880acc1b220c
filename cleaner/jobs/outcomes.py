"""Outcomes of inputs: what the state stores about them, and whether the outputs already have them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cleaner.model import Failure, Page, Unchanged
from cleaner.store.state import Item


def item_of(key: str, record: Mapping[str, Any], page: Page | None, before: Item | None, recipe: str) -> Item:
    """What the state stores about an input that ended with a record. ``before`` is its previous outcome."""
    error, version = record["error"], before.version if before is not None else 0
    if page is not None and error is None:
        at = page.fetched_at or now()
        return Item(
            key, record["origin"], "done", None, page.http_status, page.final_url, page.content_type,
            page.charset_hint, page.etag, page.last_modified, digest(page), recipe, at, at, version=version + 1,
        )  # fmt: skip
    refused = is_refused(error)
    item = Item(
        key, record["origin"], "skipped" if refused else "failed", error["reason"], record["fetch"]["http_status"],
        seen_at=now(), attempts=0 if refused else (before.attempts if before is not None else 0) + 1, version=version,
    )  # fmt: skip
    return item if is_known(item, before) else replace(item, version=version + 1)


def is_refused(error: Mapping[str, Any]) -> bool:
    """Whether the site or the user wants a page to be left out. Its error counts as skipped, not as failed."""
    return error["reason"] in ("robots", "usage") and not error["retryable"]


def is_known(item: Item, before: Item | None) -> bool:
    """Whether the outputs already hold the record of a failure, because an earlier run had the same one."""
    if before is None or item.outcome == "done":
        return False
    return (before.outcome, before.reason, before.http_status) == (item.outcome, item.reason, item.http_status)


def unchanged_item(seen: Unchanged, key: str, before: Item | None) -> Item:
    """What the state stores about an unchanged page."""
    known = before or Item(key, seen.origin, "unchanged")
    return replace(
        known, outcome="unchanged", reason=None, http_status=seen.http_status, etag=seen.etag or known.etag,
        last_modified=seen.last_modified or known.last_modified, seen_at=seen.fetched_at, attempts=0,
    )  # fmt: skip


def as_unchanged(page: Page) -> Unchanged:
    """The outcome for a page whose bytes are the same as before."""
    return Unchanged(
        page.origin, page.url or "", page.fetched_at or now(), page.http_status or 200, page.etag, page.last_modified
    )


def is_same(page: Page, item: Item | None, recipe: str) -> bool:
    """Whether the last record of a page was made from the same bytes with the same recipe."""
    if item is None or item.outcome not in ("done", "unchanged"):
        return False
    return item.sha256 == digest(page) and item.recipe == recipe


def lost(key: str) -> Failure:
    """The failure of a page that an earlier process fetched and that cannot be read again."""
    message = "what an earlier process fetched cannot be read again"
    return Failure(key, "fetch", "interrupted", message, retryable=True, url=key)


def digest(page: Page) -> str:
    """The SHA-256 of a page's body, hex."""
    return hashlib.sha256(page.body).hexdigest()


def now() -> str:
    """This moment, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
