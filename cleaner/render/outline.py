"""The kept blocks as a tree of meaning: lists hold items, quotes hold blocks, a figure joins image and caption.

One pass with a stack over blocks, images and thematic breaks in reading order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from cleaner.model import Block, Image, Place, around
from cleaner.vocabulary import PlaceKind

NodeKind = Literal["root", "rule", "block", "image"] | PlaceKind
MAX_LEVELS = 96  # of nested places; deeper ones are put into the last of them
# Places that are nodes of the outline. A row or code is one block, which describes it completely.
NODES = frozenset({"list", "item", "term", "description", "quote", "callout", "table", "figure", "details", "note"})
UNBROKEN = frozenset({"list", "table", "figure"})  # places whose parts are not separated by a thematic break


class Content(Protocol):
    """The content to render: an article, or anything with its fields."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The kept blocks in reading order."""

    @property
    def images(self) -> tuple[Image, ...]:
        """Images beside them."""

    @property
    def rules(self) -> tuple[int, ...]:
        """Indices of blocks after a thematic break."""

    @property
    def base(self) -> str | None:
        """The address that resolves relative links and images."""


@dataclass(slots=True)
class Node:
    """A node of the outline. ``block`` and ``image`` are leaves; the others have a ``place``."""

    kind: NodeKind
    place: Place | None = None
    block: Block | None = None
    image: Image | None = None
    children: list[Node] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        """All blocks in it, in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.block is not None:
                yield node.block
            waiting += reversed(node.children)


def build(content: Content, *, images: bool = False) -> Node:
    """The outline of the kept blocks. With ``images``, images are at their positions."""
    root = Node("root")
    stack = [root]
    made = _Made()
    for leaf, whole in _leaves(content, images, made):
        places = whole[:MAX_LEVELS]
        depth = 1
        while depth < len(stack) and depth <= len(places) and stack[depth].place is places[depth - 1]:
            depth += 1
        del stack[depth:]
        for place in places[depth - 1 :]:
            node = Node(place.kind, place)
            stack[-1].children.append(node)
            stack.append(node)
        stack[-1].children.append(leaf)
    return root


def _leaves(content: Content, images: bool, made: _Made) -> Iterator[tuple[Node, list[Place]]]:
    """Blocks, images and breaks in reading order, each with the places around it, outermost first."""
    pictures = iter(sorted(content.images, key=lambda image: image.before) if images else ())
    picture = next(pictures, None)
    rules = iter(sorted(content.rules))
    rule = next(rules, None)
    before: list[Place] | None = None
    for block in content.blocks:
        broken = False
        while rule is not None and rule <= block.index:
            broken, rule = before is not None, next(rules, None)
        while picture is not None and picture.before <= block.index:
            yield Node("image", image=picture), _path(picture.place)
            picture = next(pictures, None)
        path = made.path(block)
        shared = _shared(before, path) if broken and before is not None else None
        if shared is not None:
            yield Node("rule"), shared
        before = path
        yield Node("block", block=block), path
    while picture is not None:
        yield Node("image", image=picture), _path(picture.place)
        picture = next(pictures, None)


def _shared(before: list[Place], after: list[Place]) -> list[Place] | None:
    """The places around two blocks, for a break between them. None if these hold no breaks, such as a list."""
    count = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one is not other), None)
    shared = after[: min(len(before), len(after)) if count is None else count]
    if shared and shared[-1].kind in UNBROKEN:
        return None
    is_notes = any(place.kind == "note" for place in before) and any(place.kind == "note" for place in after)
    return None if is_notes else shared


def _path(place: Place | None) -> list[Place]:
    """The places that are nodes, outermost first. Lists of footnotes, and places around their notes, are left out."""
    found: list[Place] = []
    for node in place.lineage() if place is not None else ():
        if node.kind not in NODES or (node.kind in ("list", "item") and found and found[-1].kind == "note"):
            continue
        if node.kind == "list" and (not found or found[-1].kind not in ("item", "term", "description")):
            continue  # content of a list beside its items
        found.append(node)
    found.reverse()
    return found


class _Made:
    """Places for blocks without any, for example of plain text: neighbours share a record."""

    def __init__(self) -> None:
        self.lists: list[Place] = []
        self.quote: Place | None = None
        self.table: tuple[object, Place] | None = None
        self.order = -1

    def path(self, block: Block) -> list[Place]:
        """The places around a block, outermost first."""
        path = _path(block.place)
        kinds = {place.kind for place in path}
        if block.kind != "item" or {"item", "term", "description", "note", "quote"} & kinds:
            self.lists.clear()
        else:
            path += self._items(max(1, block.level))
        if block.kind != "quote" or {"quote", "callout"} & kinds:
            self.quote = None
        else:
            self.quote = self.quote or self._new("quote")
            path.append(self.quote)
        if block.kind != "table" or "table" in kinds:
            self.table = None
        else:
            key = _table_of(block)
            if self.table is None or self.table[0] != key:
                self.table = (key, self._new("table"))
            path.append(self.table[1])
        return path

    def _items(self, level: int) -> list[Place]:
        """The lists and items around an item, by its nesting depth. Each step down is at most one level."""
        depth = min(level, len(self.lists) // 2 + 1)
        del self.lists[2 * depth - 1 :]
        if len(self.lists) < 2 * depth - 1:
            self.lists.append(self._new("list"))
        self.lists.append(self._new("item"))
        return [*self.lists]

    def _new(self, kind: PlaceKind) -> Place:
        self.order -= 1
        return Place(kind, None, self.order)


def _table_of(block: Block) -> object:
    """The identity of the table to which a row without a place belongs."""
    lineage = block.container.lineage() if block.container is not None else ()
    return next((node.order for node in lineage if node.tag == "table"), 0)


def heads_section(block: Block) -> bool:
    """Whether a block is a heading, and not the line with the author at the start of a comment."""
    place = block.place
    return block.kind == "heading" and (place is None or place.kind != "title" or around(place, "quote") is None)


def marks_of(blocks: Iterable[Block]) -> set[str]:
    """The ids of the notes to which marks in these blocks point."""
    return {span.value for block in blocks for span in block.spans if span.kind == "note"}


def note_labels(root: Node, blocks: Sequence[Block]) -> dict[str, str]:
    """The label of each note with a definition and a mark, unique in the article."""
    marked = marks_of(blocks)
    labels: dict[str, str] = {}
    taken: set[str] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting += reversed(node.children)
        if node.kind != "note" or node.place is None or node.place.value not in marked:
            continue
        label = "".join(char for char in node.place.label if char.isalnum()) or str(len(labels) + 1)
        unique, nth = label, 1
        while unique in taken:
            nth += 1
            unique = f"{label}-{nth}"
        taken.add(unique)
        labels.setdefault(node.place.value, unique)
    return labels
