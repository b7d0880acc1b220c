"""The places of blocks as CSS selectors, for suggestions of site rules."""

from __future__ import annotations

import re
from html import unescape

from cleaner.model import Document
from cleaner.read.frame import Frame
from cleaner.read.html import read_html
from cleaner.read.tags import CLASS, value_of
from cleaner.read.walk import Walk

# Words joined by dashes: a name that a person chose. A name with digits often changes with every release of a site.
NAME = re.compile(r"[A-Za-z]{2,}(?:[-_]+[A-Za-z]+)*\Z")
MAX_NAME_CHARS = 60
MAX_SELECTORS = 24


class PlacingWalk(Walk):
    """A walk that notes, for each block, selectors (``tag.class``) of the elements around it, innermost first."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[str, ...]] = []

    def flush(self, frame: Frame) -> None:
        """End the current block and note its place."""
        around, before = self.around, len(self.blocks)
        super().flush(frame)
        if around is not None and len(self.blocks) > before:
            self.places.append(selectors_of(around))


def read_places(html: str) -> tuple[Document, tuple[tuple[str, ...], ...]]:
    """A page as from ``read_html``, and the selectors of the elements around each block, innermost first."""
    walk = PlacingWalk()
    document = read_html(html, make_walk=lambda site_rules: walk)
    return document, tuple(walk.places) or ((),) * len(document.blocks)


def selectors_of(frame: Frame) -> tuple[str, ...]:
    """``tag.class`` for the classes of an element and of those around it, innermost first."""
    found: dict[str, None] = {}
    while frame.depth and len(found) < MAX_SELECTORS:
        for name in unescape(value_of(frame.tag.attrs, CLASS)).split():
            if len(name) <= MAX_NAME_CHARS and NAME.match(name):
                found[f"{frame.tag.name}.{name}"] = None
        frame = frame.parent
    return tuple(found)[:MAX_SELECTORS]
