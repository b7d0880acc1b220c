"""One linear pass over normalised markup: blocks in reading order, images, and elements that may state metadata."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from cleaner.model import Block, Container, Head, Image, Mark
from cleaner.read.assemble import CELL, SPACE, Piece, fold_pieces
from cleaner.read.tags import (
    CLOSE_BLOCK,
    CLOSE_INLINE,
    ITEMPROP,
    KIND_OF_TAG,
    OPEN_BLOCK,
    OPEN_LINK,
    REL,
    ROOT,
    SITE,
    TAGS,
    VOID,
    State,
    Tag,
    enter,
    find_names,
    value_of,
)

# The serializer escapes both angle brackets in text and in values, so every tag ends at the first ">", and none stands
# elsewhere but in comments, of which only the place is kept. Quotes tell nothing: a stray one in a tag becomes an
# attribute of its own, whose name is a quote.
COMMENT = re.compile(r"<!--.*?-->", re.S)
MAX_MARKS = {"people": 230, "times": 120, "titles": 60}
MARK_VALUES = tuple(f' {name}="' for name in ("datetime", "content", "title", "data-date", "data-time", "href"))
MAX_MARK_CHARS = 400  # a longer element holds prose, not metadata
MAX_MARK_PATH = 12


class Frame:
    """An open element during the pass. The root frame is its own parent. ``href`` is that of the link around."""

    __slots__ = ("container", "depth", "href", "parent", "state", "tag")

    container: Container | None

    def __init__(self, tag: Tag, parent: Frame | None, depth: int, state: State, href: str | None) -> None:
        self.tag, self.parent, self.depth, self.state, self.href = tag, parent or self, depth, state, href
        self.container = None


class OpenMark:
    """An element that may state metadata, while its text is being collected."""

    __slots__ = ("block", "frame", "group", "parts", "size")

    def __init__(self, frame: Frame, block: int, group: str) -> None:
        self.frame, self.block, self.group = frame, block, group
        self.parts: list[str] = []
        self.size = 0


class Walk:
    """The pass. ``run`` fills ``blocks``, ``images`` and ``marks``."""

    def __init__(self, with_links: bool = False, site_rules: frozenset[str] = frozenset()) -> None:
        self.site_rules = site_rules
        self.blocks: list[Block] = []
        self.images: list[Image] = []
        self.marks: dict[str, list[Mark]] = {group: [] for group in MAX_MARKS}
        self.open_marks: list[OpenMark] = []
        self.pieces: list[Piece] = []
        self.around: Frame | None = None  # the innermost element around all pieces so far
        self.breaks = 0
        self.after: Frame | None = None  # the block element of the block before, for tight lines
        self.begun: set[Frame] = set()  # list items of whose text a block was made already
        self.order = 1
        self.with_links = with_links

    def run(self, markup: str) -> None:
        """Read the markup that a standard serializer wrote: balanced tags, attributes in double quotes.

        A page has some thousands of tags and texts, so what most of them need is done here, without a call.
        """
        if "<!--" in markup:
            markup = COMMENT.sub("<!>", markup)
        root = top = Frame(Tag(OPEN_BLOCK, "html", ""), None, 0, ROOT, None)
        root.container = Container("html", (), None, 0, 0)
        pieces, marks, tags = self.pieces, self.open_marks, TAGS
        for token in markup.split(">"):
            text, _, raw = token.partition("<")
            if text:
                if not text.isspace():
                    self.add_text(text, top)
                elif pieces:
                    pieces.append((text, top.href))
            tag = tags[raw]
            act = tag.act
            if act <= CLOSE_INLINE:
                if top is not root:
                    if act == CLOSE_BLOCK:
                        self.close_block(top)
                    if marks and marks[-1].frame is top:
                        self.end_mark(marks.pop())
                    top = top.parent
            elif act <= OPEN_LINK:
                state, href = top.state, top.href
                if act == OPEN_BLOCK:
                    if state.row:
                        if pieces:
                            pieces.append(CELL if tag.apart else SPACE)
                    elif self.around is not None:
                        self.flush(top)
                    elif pieces:
                        pieces.clear()
                elif act == OPEN_LINK:
                    if pieces and pieces[-1][1] is not None:
                        pieces.append(SPACE)  # of two links side by side
                    if tag.href is not None:
                        href = tag.href
                elif tag.apart:
                    pieces.append(SPACE)
                if tag.change:
                    state = enter(state, tag.change)
                top = Frame(tag, top, top.depth + 1, state, href)
                if tag.group is not None:
                    marks.append(OpenMark(top, len(self.blocks), tag.group))
            elif act == VOID:
                self.add_void(tag, top)
        while top is not root:
            self.close_block(top)
            top = top.parent
        self.flush(root)

    def close_block(self, frame: Frame) -> None:
        """Leave an element that ends a block, or a cell of a data row."""
        if not frame.state.row or frame.tag.name == "tr":
            if self.around is not None:
                self.flush(frame)
            elif self.pieces:
                self.pieces.clear()
            self.breaks = 0
        elif self.pieces:
            self.pieces.append(SPACE)

    def add_text(self, text: str, frame: Frame) -> None:
        """Take text that is more than white space into the block at hand."""
        if "&" in text:
            text = unescape(text)
        self.pieces.append((text, frame.href))
        for mark in self.open_marks:
            if mark.size <= MAX_MARK_CHARS:
                mark.parts.append(text)
                mark.size += len(text)
        around = self.around
        if around is None:
            self.around = frame
        elif around is not frame:
            other = frame
            while around is not other:
                if around.depth >= other.depth:
                    around = around.parent
                else:
                    other = other.parent
            self.around = around

    def add_void(self, tag: Tag, frame: Frame) -> None:
        """An element without content: a line break, a rule, an image, or a meta that states something in the text."""
        if tag.name == "br":
            if frame.state.kind == "code":
                self.pieces.append(("\n", None))
            elif frame.state.kind == "heading" or frame.state.row:
                self.pieces.append(SPACE)
            else:
                self.flush(frame)
                self.breaks += 1
        elif tag.name == "hr":
            self.flush(frame)
        elif tag.name == "img":
            source = value_of(tag.attrs, ' src="')
            if not source or source.startswith("data:"):
                source = value_of(tag.attrs, ' data-src="')
            if source:
                alt = " ".join(unescape(value_of(tag.attrs, ' alt="')).split())
                self.images.append(Image(len(self.blocks), unescape(source), alt))

    def flush(self, frame: Frame) -> None:
        """End the block at hand, if it holds a visible letter."""
        around = self.around
        if around is None:
            self.pieces.clear()
            return
        self.around = None
        state = around.state
        text, link_chars, links = fold_pieces(self.pieces, state.kind == "code", self.with_links)
        self.pieces.clear()
        if not text:
            return
        owner = frame
        while owner.tag.act != OPEN_BLOCK and owner.depth:
            owner = owner.parent
        tight = self.breaks == 1 and owner is self.after and bool(self.blocks)
        self.after, self.breaks = owner, 0
        kind, level = state.kind, state.level
        if kind == "item" and self.continues_item(around):
            kind, level = "paragraph", 0
        container = around.container or self.contain(around)
        block = Block(len(self.blocks), kind, text, level, link_chars, container, tight, links, state.hidden)
        self.blocks.append(replace(block, site=site_rule(around, self.site_rules)) if self.site_rules else block)

    def contain(self, frame: Frame) -> Container:
        """The container record of an open element, made at its first use."""
        found = frame.container
        if found is not None:
            return found
        new = tuple.__new__  # which spares a call
        missing = [frame]
        at = frame.parent
        while at.container is None:
            missing.append(at)
            at = at.parent
        parent = at.container
        for at in reversed(missing):
            tag = at.tag
            if tag.words is None:
                tag.words = find_names(tag.attrs)
            parent = at.container = new(Container, (tag.name, tag.words, parent, self.order, at.depth))
            self.order += 1
        return parent

    def continues_item(self, frame: Frame) -> bool:
        """Whether the list item around a frame has its first block already; notes that it has one now."""
        at = frame
        while KIND_OF_TAG.get(at.tag.name) != "item" and at.depth:
            at = at.parent
        if at in self.begun:
            return True
        self.begun.add(at)
        return False

    def end_mark(self, mark: OpenMark) -> None:
        """Keep a closed element that may state metadata, unless it holds more than a line or two."""
        if mark.size > MAX_MARK_CHARS or len(self.marks[mark.group]) >= MAX_MARKS[mark.group]:
            return
        tag = mark.frame.tag
        attrs = tag.attrs
        value = next((found for name in MARK_VALUES if name in attrs and (found := value_of(attrs, name))), None)
        name = value_of(attrs, ITEMPROP) or value_of(attrs, REL) or tag.name
        path: list[str] = []
        node: Container | None = self.contain(mark.frame)
        for _ in range(MAX_MARK_PATH):
            if node is None:
                break
            path.append(node.tag)
            path += node.tokens
            node = node.parent
        text = " ".join(" ".join(mark.parts).split())
        self.marks[mark.group].append(
            Mark(name.lower(), text, unescape(value) if value else None, mark.block, tuple(path))
        )

    def complete(self, head: Head) -> Head:
        """The head with the marks that the pass met, in reading order."""
        marks = [*self.marks["people"], *self.marks["times"]]
        if not any(mark.path[0] == "h1" for mark in marks):
            marks += self.marks["titles"]
        return replace(head, marks=tuple(sorted(marks, key=lambda mark: mark.block)))


def site_rule(frame: Frame, known: frozenset[str]) -> str | None:
    """The id of the rule of the page's site that selects the innermost element around a block."""
    while frame.depth:
        if SITE in frame.tag.attrs:
            name = unescape(value_of(frame.tag.attrs, f' {SITE}="'))
            if name in known:
                return name
        frame = frame.parent
    return None
