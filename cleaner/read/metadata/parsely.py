"""The field in which Parse.ly describes a page for its analytics: an object of JSON, read as fields of the head."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from cleaner.model import Head

FIELD = "parsely-page"
MAX_CHARS = 20_000
INTERNAL = re.compile(r"\A@|:")  # in tags of the content system: "type: report", "AdNode:news/pol"
MAX_VALUES = 40  # of one key
NAMES = {
    "title": "parsely-title", "author": "parsely-author", "authors": "parsely-author", "pub_date": "parsely-pub-date",
    "tags": "parsely-tags", "image_url": "parsely-image-url",
}  # fmt: skip


def with_parsely(head: Head, stated: str) -> Head:
    """The head with what ``stated``, the content of the field, says, behind its own fields."""
    try:
        page = json.loads(stated[:MAX_CHARS])
    except (ValueError, RecursionError):
        return head
    return replace(head, metas=(*head.metas, *_read(page))) if isinstance(page, dict) else head


def _read(page: dict[str, object]) -> Iterator[tuple[str, str]]:
    for key, name in NAMES.items():
        value = page.get(key)
        for one in (value if isinstance(value, list) else [value])[:MAX_VALUES]:
            if isinstance(one, str) and one.strip() and not (key == "tags" and INTERNAL.search(one)):
                yield name, one.strip()
