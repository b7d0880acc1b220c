"""The day of publication that a word names far from the headline, in a box beside the text or under it."""

from __future__ import annotations

from cleaner.read.metadata.dates import find_dates
from cleaner.read.metadata.place import Evidence
from cleaner.read.metadata.words import words

MAX_LINE_CHARS = 160
MAX_LABEL_CHARS = 40
# Elements that hold other people's words or other pages' titles, whatever they are called besides.
OTHERS = frozenset(
    {
        "comment", "comments", "reply", "replies", "respond", "related", "recommended", "calendar", "event", "events",
        "review", "reviews", "nav", "navigation", "menu", "copyright", "weather", "carousel", "slider",
    }
)  # fmt: skip


def find_named_day(seen: Evidence, last: str) -> tuple[str, int] | None:
    """The day, not after ``last``, that a word on the page calls that of its publication, and the block that shows it.

    None where several days are called so: which is the page's own, nobody can tell.
    """
    days: dict[str, int] = {}
    blocks, known = seen.blocks, words()
    for index, block in enumerate(blocks):
        text = block.text
        if len(text) > MAX_LINE_CHARS or block.kind in ("code", "table"):
            continue
        if not (found := find_dates(text, seen.language)):
            continue
        before = text[: found[0].start]
        if len(before) < 3 and index and len(blocks[index - 1].text) < MAX_LABEL_CHARS:
            before = f"{blocks[index - 1].text} {before}"
        if not known.published.search(before) or known.modified.search(before) or known.other_date.search(text):
            continue
        if OTHERS.isdisjoint(block.path) and not known.copyright.search(text):
            days.setdefault(found[0].iso, index)
    if len(days) != 1 or min(days)[:10] > last:
        return None
    return next(iter(days.items()))
