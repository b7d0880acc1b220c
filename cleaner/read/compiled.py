"""The walker of the compiled core, if there is one. It makes the same blocks as ``walk.Walk``, faster."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from html import unescape
from typing import get_args

from cleaner import core
from cleaner.model import Block, Cell, Container, Image, Mark, Place, Span
from cleaner.read import tags
from cleaner.read.frame import join_initial, joins_initial
from cleaner.read.images import file_name, find_source
from cleaner.read.structure.formulas import add_raw_formulas
from cleaner.read.walk import MAX_MARKS, Walk
from cleaner.vocabulary import BLOCK_KINDS, PlaceKind, SpanKind

# What a tag changes for its content, with the numbers of core.h.
NO_CHANGE, KIND, PARAGRAPH, LIST, ROW, TABLE = range(6)


class CompiledWalk(Walk):
    """The walker in C. It uses Python for markup that no serializer writes, and if site rules select elements."""

    def run(self, markup: str) -> None:
        """Read the markup like ``Walk.run``."""
        found = None if self.site_rules else core.compiled.walk(markup)
        if found is None:
            super().run(markup)
            return
        self.blocks, self.pictures.images, self.rules, *marks, self.bounded = found
        self.marks = dict(zip(MAX_MARKS, marks, strict=True))


def new_walk(site_rules: frozenset[str] = frozenset()) -> Walk:
    """The walker for one page: the core's, or the one in Python if there is no core."""
    if core.compiled is None:
        return Walk(site_rules)
    _set_up()
    return CompiledWalk(site_rules)


@cache
def _set_up() -> None:
    """Pass the core the record types that it makes, and the tables of tags."""
    core.compiled.setup(
        {
            "Block": Block, "Container": Container, "Place": Place, "Span": Span, "Cell": Cell, "Mark": Mark,
            "Image": Image, "image_fields": tuple(field.name for field in fields(Image)),
            "find_source": find_source, "file_name": file_name,
            "block_kinds": BLOCK_KINDS, "span_kinds": get_args(SpanKind), "place_kinds": get_args(PlaceKind),
            "hidden_words": (*(word for _, word in tags.HIDDEN_BY), tags.HIDDEN_BY_STYLE),
            "opened_word": tags.OPENED, "groups": tuple(MAX_MARKS),
            "block_fields": tuple(field.name for field in fields(Block)),
            "mark_fields": tuple(field.name for field in fields(Mark)),
            "tokenize": tags.tokenize, "group_of_names": tags.group_of_names, "unescape": unescape,
            "add_raw_formulas": add_raw_formulas, "join_initial": _join, "names": _names(),
        }
    )  # fmt: skip


def _join(initial: Block, rest: Block) -> Block | None:
    return join_initial(initial, rest) if joins_initial(initial, rest) else None


def _names() -> list[tuple[str, bool, bool, bool, bool, int, int, int, int, int]]:
    """One row for every tag name with a meaning, in the format of ``setup.c``."""
    spans, places = get_args(SpanKind), get_args(PlaceKind)
    known = {*tags.BLOCK_TAGS, *tags.VOID_TAGS, *tags.CHANGING, *tags.SPAN_OF_TAG, *tags.PLACE_OF_TAG, *tags.MARK_TAGS}
    return [
        (
            name, name in tags.BLOCK_TAGS, name in tags.VOID_TAGS, name in tags.CELLS, name in tags.MARK_TAGS,
            _change(name),
            BLOCK_KINDS.index(tags.KIND_OF_TAG[name]) if name in tags.KIND_OF_TAG else -1,
            tags.HEADINGS.get(name, 0),
            spans.index(tags.SPAN_OF_TAG[name]) if name in tags.SPAN_OF_TAG else -1,
            places.index(tags.PLACE_OF_TAG[name]) if name in tags.PLACE_OF_TAG else -1,
        )
        for name in sorted({*known, "span", "body", "html"})
    ]  # fmt: skip


def _change(name: str) -> int:
    if name in tags.KIND_OF_TAG:
        return KIND
    if name in tags.LISTS:
        return LIST
    return {"p": PARAGRAPH, "tr": ROW, "table": TABLE}.get(name, NO_CHANGE)
