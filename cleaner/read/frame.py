"""Open elements during the walk, and their meaning for the blocks inside."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

from cleaner.model import Block, Container, Place
from cleaner.read.inline import Inline
from cleaner.read.rows import Grid
from cleaner.read.tags import LABEL, VALUE, State, Tag, value_of


class Frame:
    """An open element during the walk. The root frame is its own parent.

    ``inline`` is the innermost element around its text with a meaning, ``number`` the number of a list's last item.
    ``container`` and ``place`` are made together when a block needs them.
    """

    __slots__ = ("container", "depth", "grid", "inline", "levels", "number", "parent", "place", "state", "tag")

    container: Container | None
    grid: Grid | None
    place: Place | None

    def __init__(self, tag: Tag, parent: Frame | None, depth: int, state: State, inline: Inline | None) -> None:
        self.tag, self.parent, self.depth, self.state, self.inline = tag, parent or self, depth, state, inline
        self.container = self.place = self.grid = None
        self.levels = self.number = 0

    def table(self) -> Frame:
        """The innermost table at or around this element, or the root if there is none."""
        frame = self
        while frame.tag.name != "table" and frame.depth:
            frame = frame.parent
        return frame


def make_place(frame: Frame, order: int, task: str = "") -> Place | None:
    """The meaning of an open element for the blocks inside it."""
    tag = frame.tag
    kind, around = tag.place, frame.parent.place
    if kind is None or (kind == "table" and not frame.state.data) or (kind == "row" and not frame.state.row):
        return around  # a layout table has no meaning
    ordered, number, value, label = False, 0, "", ""
    if kind == "list":
        ordered = tag.name == "ol"
    elif kind == "item":
        start = whole_number(value_of(frame.parent.tag.attrs, ' start="'), 1)
        stated = whole_number(value_of(tag.attrs, ' value="'), 0)
        if stated:
            frame.parent.number = stated - start + 1
        number, value = start + frame.parent.number - 1, task
    elif kind == "row":
        ordered = frame.parent.tag.name == "thead"
    elif kind in ("code", "callout", "note") and VALUE in tag.attrs:
        value, label = unescape(value_of(tag.attrs, f' {VALUE}="')), unescape(value_of(tag.attrs, f' {LABEL}="'))
    return Place(kind, around, order, ordered, number, value, label)


def whole_number(text: str, otherwise: int) -> int:
    """A short whole number, or a default."""
    text = text.strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 8 else otherwise


def joins_initial(initial: Block, rest: Block) -> bool:
    """Whether a block of one capital letter is the drop cap of the block after it. No heading is, as in a glossary."""
    is_cap = initial.text.isupper() and initial.kind != "heading"
    return is_cap and rest.text[:1].islower() and rest.kind in ("paragraph", "other")


def join_initial(initial: Block, rest: Block) -> Block:
    """Put a drop cap back before its word."""
    spans = tuple(span._replace(start=span.start + 1, end=span.end + 1) for span in rest.spans)
    return replace(rest, index=initial.index, text=initial.text + rest.text, tight=initial.tight, spans=spans)
