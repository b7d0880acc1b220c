"""Counts the pages of a host on which each template key occurs, exactly and in little memory."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cleaner import core
from cleaner.judge.template import NOTHING, UNIVERSAL_PAGES, UNIVERSAL_SHARE, Recurring, least_pages

if TYPE_CHECKING:
    from cleaner.config import TemplateSettings

SLOTS = 1 << 24  # one byte each
SATURATED = 255


class Sieve:
    """A table of small counters that rules out keys which cannot recur, without storing them.

    A key recurs only if its slot was hit often enough. The few such keys are counted exactly in a second pass. So
    memory does not grow with keys that occur on one page only.
    """

    def __init__(self, least: int) -> None:
        self.least = min(least, SATURATED)
        self.slots = bytearray(SLOTS)

    def add(self, group: int, keys: bytes) -> None:
        """Add the keys of one page."""
        if core.compiled is not None:
            core.compiled.sieve_add(self.slots, keys, group)
            return
        slots = self.slots
        for key in unpack(keys):
            slot = (key ^ group) % SLOTS
            if slots[slot] < SATURATED:
                slots[slot] += 1

    def may_recur(self, group: int, keys: bytes) -> list[int]:
        """The keys of a page that occur on enough pages, and perhaps a few others."""
        slots, least = self.slots, self.least
        if core.compiled is not None:
            picked: list[int] = core.compiled.sieve_pick(slots, keys, group, least)
            return picked
        return [key for key in unpack(keys) if slots[(key ^ group) % SLOTS] >= least]


class KeyCounts:
    """The number of pages of each group (a host), and the number on which each key occurs."""

    def __init__(self) -> None:
        self.pages: Counter[str] = Counter()
        self.counts: dict[str, Counter[int]] = {}

    def add(self, group: str, keys: Iterable[int]) -> None:
        """Add one page. The order of pages does not matter."""
        self.pages[group] += 1
        self.counts.setdefault(group, Counter()).update(keys)

    def recurring(self, group: str, settings: TemplateSettings) -> Recurring:
        """The keys that recur in a group."""
        pages = self.pages[group]
        least = least_pages(pages, settings.min_pages, settings.min_share)
        if pages < least:
            return NOTHING
        nearly_all = least_pages(pages, UNIVERSAL_PAGES, UNIVERSAL_SHARE)
        counts = self.counts[group]
        return Recurring(
            frozenset(key for key, count in counts.items() if count >= least),
            frozenset(key for key, count in counts.items() if count >= nearly_all),
        )


def unpack(keys: bytes) -> array[int]:
    """Packed keys as numbers."""
    numbers = array("Q")
    numbers.frombytes(keys)
    return numbers
