"""The blocks of each place of a page, such as those of each list: with the compiled core, if there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from cleaner import core
from cleaner.model import Block, Place
from cleaner.vocabulary import PlaceKind

GROUPED: tuple[PlaceKind, ...] = ("list", "quote", "table", "figure", "callout", "details")
Parts = dict[Place, list[Block]]  # the blocks of each place


def group_by_place(blocks: tuple[Block, ...], kinds: tuple[PlaceKind, ...] = GROUPED) -> dict[PlaceKind, Parts]:
    """The blocks of each place of some of the GROUPED kinds, without those of places of its kind inside it."""
    if core.compiled is not None:
        _set_up()
        return dict(zip(kinds, core.compiled.places(blocks, kinds), strict=True))
    groups: dict[PlaceKind, Parts] = {kind: {} for kind in kinds}
    known: dict[int, Mapping[PlaceKind, Place]] = {}  # the places around each one, by its identity
    for block in blocks:
        for kind, place in _around(block.place, known).items():
            if kind in groups:
                groups[kind].setdefault(place, []).append(block)
    return groups


def share_of_links(parts: Sequence[Block]) -> float:
    """The share of the letters of some blocks that are links."""
    return sum(block.link_chars for block in parts) / max(1, sum(len(block.text) for block in parts))


@cache
def _set_up() -> None:
    """Pass the core the record that it reads."""
    core.compiled.places_setup(Block)


def _around(place: Place | None, known: dict[int, Mapping[PlaceKind, Place]]) -> Mapping[PlaceKind, Place]:
    """The innermost place of each of the GROUPED kinds at or around a place."""
    inner: list[Place] = []
    while place is not None and id(place) not in known:  # a loop, because places may be nested deeply
        inner.append(place)
        place = place.parent
    found: Mapping[PlaceKind, Place] = {} if place is None else known[id(place)]
    for one in reversed(inner):
        known[id(one)] = found = {**found, one.kind: one} if one.kind in GROUPED else found
    return found
