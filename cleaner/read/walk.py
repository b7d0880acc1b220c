"""One linear pass over normalised markup: blocks in reading order, images, and elements that may state metadata."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from html import unescape
from itertools import islice

from cleaner.model import Block, BlockKind, Container, Head, Image, Mark
from cleaner.read.assemble import Piece, fold_pieces

OWN = "data-cleaner-"  # what the names of the reader's own attributes begin with
TABLE = f"{OWN}table"  # set by the reader on every table: whether it lays out the page or holds data
LAYOUT, DATA = "layout", "data"
HIDE = f"{OWN}hide"  # and on elements that are hidden
SITE = f"{OWN}site"  # and on those that a rule of the page's site selects: the rule's id
TOKEN = re.compile(r'<(?:!--.*?-->|(/?)([a-zA-Z][^\s/>]*)([^>"]*(?:"[^"]*"[^>"]*)*)>|[^a-zA-Z/])([^<]*)', re.S)
ATTRIBUTE = re.compile(r'([^\s="]+)="([^"]*)"')
CLASS, REL, ITEMPROP = ' class="', ' rel="', ' itemprop="'
HREF = re.compile(r'\shref="([^"]*)"')
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}")
MAX_TOKENS = 24
MAX_NAMES_CHARS = 512
_BLOCK = (
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol optgroup option "
    "p pre search section summary table tbody td tfoot th thead tr ul"
)
BLOCK_TAGS = frozenset(_BLOCK.split())
_VOID = "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
VOID_TAGS = frozenset(_VOID.split())
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
KIND_OF_TAG: dict[str, BlockKind] = {
    **dict.fromkeys(HEADINGS, "heading"), **dict.fromkeys(("li", "dd", "dt"), "item"),
    "pre": "code", "blockquote": "quote", "figcaption": "caption", "caption": "caption",
    **dict.fromkeys(("section", "article", "aside", "nav", "header", "footer", "main", "td", "th", "form"), "other"),
}  # fmt: skip
PLAIN_TAGS = frozenset({"div", "span", "b", "i", "em", "strong"})  # the commonest, which change nothing
# A paragraph inside one of these is a part of it, not a paragraph of its own.
KINDS_OVER_PARAGRAPH = frozenset({"item", "quote", "caption", "code", "heading"})
# Elements that may state metadata, by the names of their attributes. Each group has a bound of its own, so that a menu
# full of titles does not crowd out the byline; titles count only on a page without an h1.
PEOPLE = re.compile(r"author|byline|autor|writer|\btag\b", re.I)
TIMES = re.compile(r"date|time|publi|datum|fecha|posted", re.I)
TITLES = re.compile(r"headline|title", re.I)
MARK_TAGS = frozenset({"time", "h1"})
MAX_MARKS = {"people": 230, "times": 120, "titles": 60}
MARK_VALUES = ("datetime", "content", "title", "data-date", "data-time", "href")
MAX_MARK_CHARS = 400  # a longer element holds prose, not metadata
MAX_MARK_PATH = 12


@lru_cache(maxsize=65536)
def tokenize(names: str) -> tuple[str, ...]:
    """The lower-cased words of class names and ids, camel case and punctuation taken apart.

    >>> tokenize("article-body__main storyText")
    ('article', 'body', 'main', 'story', 'text')
    """
    return tuple(word.lower() for word in WORD.findall(names[:MAX_NAMES_CHARS]))[:MAX_TOKENS]


def value_of(attrs: str, name: str) -> str:
    """The value of an attribute in raw attributes as the serializer wrote them; ``name`` is as in `` class="``."""
    start = attrs.find(name)
    if start < 0:
        return ""
    start += len(name)
    return attrs[start : attrs.index('"', start)]


def find_names(attrs: str) -> tuple[str, ...]:
    """The words of an element's class, id, role and itemprop, from its raw attributes."""
    words = tokenize(value_of(attrs, CLASS)) if attrs else ()
    for name in (' id="', ' role="', ' itemprop="'):
        if name in attrs:
            words += tokenize(value_of(attrs, name))
    return words[:MAX_TOKENS]


@lru_cache(maxsize=65536)
def group_of_names(names: str) -> str | None:
    """The group of metadata that a class or another name of an element may announce."""
    if PEOPLE.search(names):
        return "people"
    if TIMES.search(names):
        return "times"
    return "titles" if TITLES.search(names) else None


def find_group(attrs: str) -> str | None:
    """The group of metadata that raw attributes may announce."""
    if ITEMPROP in attrs:
        return "people"
    names = value_of(attrs, CLASS)
    group = group_of_names(names) if names else None
    if group is None and REL in attrs:
        group = group_of_names(value_of(attrs, REL))
    return group


# Markup repeats its attributes from element to element; only addresses are new each time, and links are not cached.
names_of = lru_cache(maxsize=32768)(find_names)
group_of = lru_cache(maxsize=32768)(find_group)


class Frame:
    """An open element during the pass. The root frame is its own parent."""

    __slots__ = (
        "attrs", "begun", "container", "depth", "hidden", "href", "kind", "level", "lists", "parent", "row", "tag"
    )  # fmt: skip

    parent: Frame
    depth: int
    lists: int
    level: int
    row: bool
    hidden: bool
    kind: BlockKind
    href: str | None
    container: Container | None

    def __init__(self, tag: str, attrs: str, parent: Frame | None) -> None:
        self.tag, self.attrs = tag, attrs
        self.container = None
        self.begun = False  # whether a block was made of its text already
        if parent is None:
            self.parent, self.depth, self.lists, self.level = self, 0, 0, 0
            self.row, self.hidden, self.kind, self.href = False, False, "other", None
            self.container = Container(tag, (), None, 0, 0)
            return
        self.parent = parent
        self.depth = parent.depth + 1
        self.lists, self.row, self.kind, self.level, self.href, self.hidden = (
            parent.lists, parent.row, parent.kind, parent.level, parent.href, parent.hidden
        )  # fmt: skip
        if attrs and HIDE in attrs:
            self.hidden = True
        if tag in PLAIN_TAGS:
            return
        kind = KIND_OF_TAG.get(tag)
        if kind is not None:
            self.kind, self.level = kind, HEADINGS.get(tag, self.lists if kind == "item" else 0)
        elif tag == "p" and self.kind not in KINDS_OVER_PARAGRAPH:
            self.kind, self.level = "paragraph", 0
        elif tag in LISTS:
            self.lists += 1
        elif tag == "a":
            href = HREF.search(attrs)
            if href is not None:
                self.href = unescape(href[1])


class OpenMark:
    """An element that may state metadata, while its text is being collected."""

    __slots__ = ("attrs", "block", "frame", "group", "parts", "size")

    def __init__(self, frame: Frame, block: int, group: str) -> None:
        self.frame, self.attrs, self.block, self.group = frame, frame.attrs, block, group
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
        self.order = 1
        self.with_links = with_links

    def run(self, markup: str) -> None:
        """Read the markup that a standard serializer wrote: balanced tags, attributes in double quotes."""
        root = top = Frame("html", "", None)
        blocks, void, marked = BLOCK_TAGS, VOID_TAGS, MARK_TAGS
        for slash, tag, attrs, text in TOKEN.findall(markup):
            if slash:
                if top is not root:
                    if tag in blocks:
                        self.close_block(top)
                    if self.open_marks and self.open_marks[-1].frame is top:
                        self.end_mark(self.open_marks.pop())
                    top = top.parent
            elif tag:
                if tag in void:
                    self.add_void(tag, attrs, top)
                else:
                    top = Frame(tag, attrs, top)
                    if tag in blocks:
                        self.open_block(top)
                    elif "-" in tag or (tag == "a" and self.pieces and self.pieces[-1][1] is not None):
                        self.pieces.append((" ", None))  # neighbours that only a style sheet holds apart
                    if tag in marked:
                        group: str | None = "people"
                    elif attrs:
                        group = find_group(attrs) if tag == "a" else group_of(attrs)
                    else:
                        group = None
                    if group is not None:
                        self.open_marks.append(OpenMark(top, len(self.blocks), group))
            if text:
                self.add_text(text, top)
        while top is not root:
            self.close_block(top)
            top = top.parent
        self.flush(root)

    def open_block(self, frame: Frame) -> None:
        """Enter an element that begins a block, or a cell of a data row."""
        tag, parent = frame.tag, frame.parent
        if frame.row:
            if self.pieces:
                self.pieces.append(("\t" if tag in ("td", "th") else " ", None))
            return
        if self.around is not None:
            self.flush(parent)
        elif self.pieces:
            self.pieces.clear()
        if tag == "tr" and is_data_row(parent):
            frame.row, frame.kind, frame.level = True, "table", 0

    def close_block(self, frame: Frame) -> None:
        """Leave an element that ends a block, or a cell of a data row."""
        if not frame.row or frame.tag == "tr":
            if self.around is not None:
                self.flush(frame)
            elif self.pieces:
                self.pieces.clear()
            self.breaks = 0
        elif self.pieces:
            self.pieces.append((" ", None))

    def add_text(self, text: str, frame: Frame) -> None:
        """Take text into the block at hand."""
        if text.isspace():
            if self.pieces:
                self.pieces.append((text, frame.href))
            return
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

    def add_void(self, tag: str, attrs: str, frame: Frame) -> None:
        """An element without content: a line break, a rule, an image, or a meta that states something in the text."""
        if tag == "br":
            if frame.kind == "code":
                self.pieces.append(("\n", None))
            elif frame.kind == "heading" or frame.row:
                self.pieces.append((" ", None))
            else:
                self.flush(frame)
                self.breaks += 1
        elif tag == "hr":
            self.flush(frame)
        elif tag == "img":
            given = dict(ATTRIBUTE.findall(attrs))
            source = given.get("src", "")
            if not source or source.startswith("data:"):
                source = given.get("data-src", "")
            if source:
                alt = " ".join(unescape(given.get("alt", "")).split())
                self.images.append(Image(len(self.blocks), unescape(source), alt))

    def flush(self, frame: Frame) -> None:
        """End the block at hand, if it holds a visible letter."""
        around = self.around
        if around is None:
            self.pieces.clear()
            return
        self.around = None
        pieces, self.pieces = self.pieces, []
        text, link_chars, links = fold_pieces(pieces, around.kind == "code", self.with_links)
        if not text:
            return
        owner = frame
        while owner.tag not in BLOCK_TAGS and owner.depth:
            owner = owner.parent
        tight = self.breaks == 1 and owner is self.after and bool(self.blocks)
        self.after, self.breaks = owner, 0
        kind, level = around.kind, around.level
        if kind == "item" and continues_item(around):
            kind, level = "paragraph", 0
        block = Block(
            len(self.blocks), kind, text, level, link_chars, self.contain(around), tight, links, around.hidden
        )  # fmt: skip
        self.blocks.append(replace(block, site=site_rule(around, self.site_rules)) if self.site_rules else block)

    def contain(self, frame: Frame) -> Container:
        """The container record of an open element, made at its first use."""
        found = frame.container
        if found is not None:
            return found
        missing = [frame]
        at = frame.parent
        while at.container is None:
            missing.append(at)
            at = at.parent
        parent = at.container
        for at in reversed(missing):
            names = find_names(at.attrs) if at.tag == "a" else names_of(at.attrs)
            parent = at.container = Container(at.tag, names, parent, self.order, at.depth)
            self.order += 1
        return parent

    def end_mark(self, mark: OpenMark) -> None:
        """Keep a closed element that may state metadata, unless it holds more than a line or two."""
        if mark.size > MAX_MARK_CHARS or len(self.marks[mark.group]) >= MAX_MARKS[mark.group]:
            return
        given = dict(ATTRIBUTE.findall(mark.attrs))
        value = next((unescape(given[key]) for key in MARK_VALUES if given.get(key)), None)
        name = (given.get("itemprop") or given.get("rel") or mark.frame.tag).lower()
        path: list[str] = []
        for node in islice(self.contain(mark.frame).lineage(), MAX_MARK_PATH):
            path.append(node.tag)
            path.extend(node.tokens)
        text = " ".join(" ".join(mark.parts).split())
        self.marks[mark.group].append(Mark(name, text, value, mark.block, tuple(path)))

    def complete(self, head: Head) -> Head:
        """The head with the marks that the pass met, in reading order."""
        marks = [*self.marks["people"], *self.marks["times"]]
        if not any(mark.path[0] == "h1" for mark in marks):
            marks += self.marks["titles"]
        return replace(head, marks=tuple(sorted(marks, key=lambda mark: mark.block)))


def site_rule(frame: Frame, known: frozenset[str]) -> str | None:
    """The id of the rule of the page's site that selects the innermost element around a block."""
    while frame.depth:
        if SITE in frame.attrs:
            name = unescape(value_of(frame.attrs, f' {SITE}="'))
            if name in known:
                return name
        frame = frame.parent
    return None


def is_data_row(frame: Frame) -> bool:
    """Whether a row stands in a table of data, where a row is one line, and not in one that lays out a page."""
    while frame.tag != "table" and frame.depth:
        frame = frame.parent
    return frame.tag == "table" and f'{TABLE}="{LAYOUT}"' not in frame.attrs


def continues_item(frame: Frame) -> bool:
    """Whether the list item around a frame has its first block already; notes that it has one now."""
    at = frame
    while KIND_OF_TAG.get(at.tag) != "item" and at.depth:
        at = at.parent
    begun, at.begun = at.begun, True
    return begun
