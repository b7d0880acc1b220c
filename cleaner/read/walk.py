"""The walker: one linear pass over normalised markup finds blocks, images, and elements that may state metadata."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from cleaner.model import Block, Container, Head, Mark
from cleaner.read.frame import Frame, join_initial, joins_initial, make_place
from cleaner.read.images import Pictures
from cleaner.read.inline import APART, SPACE, Inline, Piece, fold_pieces, line_break
from cleaner.read.rows import Grid
from cleaner.read.structure.formulas import add_raw_formulas
from cleaner.read.tags import (
    CELLS,
    CLOSE_BLOCK,
    CLOSE_INLINE,
    ID,
    ITEMPROP,
    KIND_OF_TAG,
    OPEN_BLOCK,
    OPEN_LINK,
    OPENED,
    PROPERTY,
    REL,
    ROOT,
    SITE,
    TAGS,
    VOID,
    Tag,
    enter,
    find_names,
    find_opened,
    value_of,
)

# The serializer escapes both angle brackets in text and in values. So every tag ends at the first ">", and there is no
# other ">" except in comments, of which only the position is kept. Quotes are not reliable: a stray one in a tag
# becomes a separate attribute whose name is a quote.
COMMENT = re.compile(r"<!--.*?-->", re.S)
MAX_MARKS = {"people": 230, "times": 120, "titles": 60}
MARK_VALUES = tuple(f' {name}="' for name in (
    "datetime", "content", "title", "data-date", "data-time", "data-timestamp", "data-utime", "data-datetime",
    "data-unix", "data-utc", "data-epoch", "data-livestamp", "data-published", "data-pubdate", "href", "ts",
    "aria-label",
))  # fmt: skip
MAX_MARK_CHARS = 400  # a longer element holds prose, not metadata
MAX_MARK_PATH = 12
MAX_PLACES = 48  # nested lists, quotes and so on; deeper ones belong to the last of them
IMAGE_TAGS = frozenset({"img", "source", "embed"})


class OpenMark:
    """An element that may state metadata, while its text is collected."""

    __slots__ = ("block", "frame", "group", "parts", "size")

    def __init__(self, frame: Frame, block: int, group: str) -> None:
        self.frame, self.block, self.group = frame, block, group
        self.parts: list[str] = []
        self.size = 0


class Walk:
    """The walker. ``run`` fills ``blocks``, ``pictures``, ``rules`` and ``marks``."""

    def __init__(self, site_rules: frozenset[str] = frozenset()) -> None:
        self.site_rules = site_rules
        self.blocks: list[Block] = []
        self.pictures = Pictures()
        self.rules: list[int] = []
        self.marks: dict[str, list[Mark]] = {group: [] for group in MAX_MARKS}
        self.open_marks: list[OpenMark] = []
        self.pieces: list[Piece] = []
        self.around: Frame | None = None  # the innermost element around all pieces so far
        self.breaks = 0
        self.after: Frame | None = None  # the block element of the block before, for tight lines
        self.hiding = False  # whether an element that hides its text was found
        self.tasks: dict[Frame, str] = {}  # items with a check box: ``x`` if it is checked, otherwise a space
        self.begun: set[Frame] = set()  # list items whose first block was already made
        self.order = 1
        self.bounded = True  # whether a limit on structure may have been reached
        self.opened: frozenset[str] = frozenset()  # ids of elements that a button opens

    def run(self, markup: str) -> None:
        """Read markup of a standard serializer: balanced tags, attributes in double quotes.

        A page has some thousands of tags and texts, so the common cases are handled here without a call.
        """
        if "<!--" in markup:
            markup = COMMENT.sub("<!>", markup)
        root = top = Frame(Tag(OPEN_BLOCK, "html", ""), None, 0, ROOT, None)
        root.container = Container("html", (), None, 0, 0)
        self.opened, pieces, marks, tags = find_opened(markup), self.pieces, self.open_marks, TAGS
        closed = False  # whether the previous tag ended an element through which text continues
        for token in markup.split(">"):
            text, _, raw = token.partition("<")
            if text:
                if not text.isspace():
                    self.add_text(text, top)
                    closed = False
                elif pieces:
                    pieces.append((text, top.inline))
                    closed = False
            tag = tags[raw]
            act = tag.act
            if act <= CLOSE_INLINE:
                if top is not root:
                    if act == CLOSE_BLOCK:
                        self.close_block(top)
                    else:
                        closed = True
                    if marks and marks[-1].frame is top:
                        self.end_mark(marks.pop())
                    top = top.parent
            elif act <= OPEN_LINK:
                state, inline = top.state, top.inline
                if act == OPEN_BLOCK:
                    self.open_block(tag, top)
                elif act == OPEN_LINK:
                    if pieces and (last := pieces[-1][1]) is not None and last.link:
                        pieces.append(SPACE)  # between two adjacent links
                elif tag.apart or closed:
                    pieces.append(SPACE if tag.apart else APART)
                if tag.change:
                    state = enter(state, tag.change)
                    if tag.hides:
                        inline, self.hiding = Inline(None, "", inline, hidden=True), True
                if tag.span is not None:
                    inline = Inline(tag.span, tag.value, inline)
                top = Frame(tag, top, top.depth + 1, state, inline)
                if tag.group is not None:
                    marks.append(OpenMark(top, len(self.blocks), tag.group))
            elif act == VOID:
                self.add_void(tag, top)
        while top is not root:
            self.close_block(top)
            top = top.parent
        self.flush(root)

    def open_block(self, tag: Tag, around: Frame) -> None:
        """Begin an element that ends the current block, or separates the text of a row."""
        if around.state.row:
            self.open_in_row(tag, around)
        elif self.around is not None:
            self.flush(around)
        elif self.pieces:
            self.pieces.clear()
        if tag.place == "item":
            around.number += 1

    def open_in_row(self, tag: Tag, frame: Frame) -> None:
        """Handle a block element inside a data row: a cell, or an element that separates the text of one."""
        table = frame.table()
        if tag.name in CELLS and not table.state.row:  # a cell of a table inside a cell does not belong to this row
            if table.grid is None:
                table.grid = Grid()
            self.pieces += table.grid.open_cell(tag)
        elif self.pieces:
            self.pieces.append(SPACE)

    def close_block(self, frame: Frame) -> None:
        """Leave an element that ends a block, or a cell of a data row."""
        if not frame.state.row or not frame.parent.state.row:
            if frame.state.row:
                self.end_row(frame)
            if self.around is not None:
                self.flush(frame)
            elif self.pieces:
                self.pieces.clear()
            self.breaks = 0
        elif self.pieces:
            self.pieces.append(SPACE)

    def end_row(self, row: Frame) -> None:
        """Fill the columns that are covered by cells of rows above."""
        table = row.parent.table()
        if table.grid is not None:
            self.pieces += table.grid.end_row()

    def add_text(self, text: str, frame: Frame) -> None:
        """Add text that is more than white space to the current block."""
        if "&" in text:
            text = unescape(text)
        self.pieces.append((text, frame.inline))
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
        """Handle an element without content: a line break, a rule, an image, or a meta element in the text."""
        if tag.name == "br":
            if frame.state.kind == "code" and not frame.state.row:
                self.pieces.append(("\n", None))
            elif frame.state.kind == "heading" or frame.state.row:
                self.pieces.append(line_break())
            else:
                self.flush(frame)
                self.breaks += 1
        elif tag.name == "hr":
            self.flush(frame)
            self.rules.append(len(self.blocks))
        elif tag.name == "input":
            if 'type="checkbox"' in tag.attrs and not self.tasks.get(frame):
                item = frame
                while item.tag.place != "item" and item.depth:
                    item = item.parent
                if item.depth and item.place is None:
                    self.tasks[item] = "x" if " checked=" in tag.attrs else " "
        elif tag.name in IMAGE_TAGS and self.pictures.see(tag):
            link = frame
            while link.tag.span != "link" and link.depth:
                link = link.parent
            self.contain(frame)
            self.pictures.add(tag, len(self.blocks) + (self.around is not None), link.tag.value, frame.place)

    def flush(self, frame: Frame) -> None:
        """End the current block, if it has a visible letter."""
        around = self.around
        if around is None:
            self.pieces.clear()
            return
        self.around = None
        state = around.state
        pieces = self.pieces
        hidden = state.hidden
        if self.hiding and not hidden:
            shown = [piece for piece in pieces if piece[1] is None or not piece[1].hidden]
            hidden = not any(text and not text.isspace() for text, _ in shown)
            if not hidden:
                pieces = shown
        folded = fold_pieces(pieces, state.kind == "code" and not state.row)
        self.pieces.clear()
        text = folded.text
        if not text or text.isspace():
            return
        owner = frame
        while owner.tag.act != OPEN_BLOCK and owner.depth:
            owner = owner.parent
        tight = self.breaks == 1 and owner is self.after and bool(self.blocks)
        self.after, self.breaks = owner, 0
        kind, level = state.kind, state.level
        if state.row:
            kind, level = "table", 0
        elif kind == "item" and self.continues_item(around):
            kind, level = "paragraph", 0
        container = around.container or self.contain(around)
        rule = site_rule(around, self.site_rules) if self.site_rules else None
        while around.parent.state.row:  # a row is one block, even if only a single cell has text
            around = around.parent
        spans = folded.spans
        if state.kind != "code" and ("$" in text or "\\" in text):
            spans = add_raw_formulas(text, spans)
        block = Block(
            len(self.blocks), kind, text, level, folded.link_chars, container, tight, spans, hidden,
            rule, around.place, folded.cells,
        )  # fmt: skip
        if self.blocks and len(self.blocks[-1].text) == 1 and joins_initial(self.blocks[-1], block):
            block = join_initial(self.blocks.pop(), block)
        self.blocks.append(block)

    def contain(self, frame: Frame) -> Container:
        """The container record of an open element, made with its place at its first use."""
        found = frame.container
        if found is not None:
            return found
        new = tuple.__new__  # faster than a call of the class
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
            words = tag.words
            if self.opened and ID in tag.attrs and value_of(tag.attrs, ID) in self.opened:
                words = (OPENED, *words)
            parent = at.container = new(Container, (tag.name, words, parent, self.order, at.depth))
            at.place, at.levels = at.parent.place, at.parent.levels
            if tag.place is not None and at.levels < MAX_PLACES:
                at.place = make_place(at, self.order, self.tasks.pop(at, ""))
                at.levels += 1
            self.order += 1
        return parent

    def continues_item(self, frame: Frame) -> bool:
        """Whether the list item around a frame already has its first block. Notes that it has one now."""
        at = frame
        while KIND_OF_TAG.get(at.tag.name) != "item" and at.depth:
            at = at.parent
        if at in self.begun:
            return True
        self.begun.add(at)
        return False

    def end_mark(self, mark: OpenMark) -> None:
        """Keep a closed element that may state metadata, unless it has more than a line or two."""
        if mark.size > MAX_MARK_CHARS or len(self.marks[mark.group]) >= MAX_MARKS[mark.group]:
            return
        tag = mark.frame.tag
        attrs = tag.attrs
        value = next((found for name in MARK_VALUES if name in attrs and (found := value_of(attrs, name))), None)
        name = value_of(attrs, ITEMPROP) or _without_prefixes(value_of(attrs, PROPERTY) or value_of(attrs, REL))
        name = name or tag.name
        if name == "time" and " pubdate" in attrs:
            name = "time pubdate"
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
        """The head with the marks that the walker found, in reading order."""
        marks = [*self.marks["people"], *self.marks["times"]]
        if not any(mark.path[0] == "h1" for mark in marks):
            marks += self.marks["titles"]
        return replace(head, marks=tuple(sorted(marks, key=lambda mark: mark.block)))


def site_rule(frame: Frame, known: frozenset[str]) -> str | None:
    """The id of the site rule that selects the innermost element around a block."""
    while frame.depth:
        if SITE in frame.tag.attrs:
            name = unescape(value_of(frame.tag.attrs, f' {SITE}="'))
            if name in known:
                return name
        frame = frame.parent
    return None


def _without_prefixes(names: str) -> str:
    """The words of an RDFa attribute without their vocabularies: ``dc:date dc:created`` gives ``date created``."""
    return " ".join(word.rpartition(":")[2] for word in names.split(" ")) if ":" in names else names
