"""HTML to blocks, on lexbor (the HTML standard's own parsing algorithm, by selectolax).

One iterative walk in reading order. Every visible letter lands in exactly one block: the joined blocks equal the
visible text, white space aside. Nothing is judged here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.model import Block, BlockKind, Container, Document, Head, Image
from cleaner.read.assemble import Piece, fold_pieces
from cleaner.read.head import collect_marks, read_head

# What no browser shows as text. Fallbacks inside players and frames are shown only where the element is unknown.
INVISIBLE = (
    "script,style,svg,template,iframe,object,embed,video,audio,canvas,select,datalist,textarea,"
    "head,title,link,meta,noframes,math annotation"
)
HIDDEN = (
    '[hidden],[aria-hidden="true"],[style*="display:none" i],[style*="display: none" i],'
    '[style*="visibility:hidden" i],[style*="visibility: hidden" i]'
)
BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav noscript ol optgroup "
    "option p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
KIND_OF_TAG: dict[str, BlockKind] = {
    **dict.fromkeys(HEADINGS, "heading"), **dict.fromkeys(("li", "dd", "dt"), "item"),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), "code"), "blockquote": "quote",
    "figcaption": "caption", "caption": "caption",
    **dict.fromkeys(("section", "article", "aside", "nav", "header", "footer", "main", "td", "th", "form"), "other"),
}  # fmt: skip
# A paragraph inside one of these is a part of it, not a paragraph of its own.
KINDS_OVER_PARAGRAPH = frozenset({"item", "quote", "caption", "code", "heading"})
TABLE_OF_LAYOUT = "table,h1,h2,h3,h4,h5,h6,form,section,article,ul,ol,blockquote,pre,p + p"
MAX_CELL_CHARS = 400
MIN_NOSCRIPT_CHARS = 400  # a shorter noscript is a notice to switch scripts on, or an image
MIN_VISIBLE_CHARS = 250  # a page that shows less, while it hides more, waits for a script to show itself
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}")
MAX_TOKENS = 24


@lru_cache(maxsize=65536)
def tokenize(names: str) -> tuple[str, ...]:
    """The lower-cased words of class names and ids, camel case and punctuation taken apart.

    >>> tokenize("article-body__main storyText")
    ('article', 'body', 'main', 'story', 'text')
    """
    return tuple(word.lower() for word in WORD.findall(names[:512]))[:MAX_TOKENS]


class Frame:
    """An open element during the walk."""

    __slots__ = (
        "begun", "container", "depth", "href", "kind", "level", "lists", "mem_id", "node", "parent", "row", "tag"
    )  # fmt: skip

    def __init__(self, tag: str, node: LexborNode, mem_id: int, parent: Frame | None) -> None:
        self.tag, self.node, self.mem_id, self.parent = tag, node, mem_id, parent
        self.container: Container | None = None
        self.begun = False  # whether a block was made of its text already
        self.depth = 0 if parent is None else parent.depth + 1
        self.kind: BlockKind = "other" if parent is None else parent.kind
        self.level = 0 if parent is None else parent.level
        self.lists = 0 if parent is None else parent.lists
        self.href: str | None = None if parent is None else parent.href
        self.row = False if parent is None else parent.row
        kind = KIND_OF_TAG.get(tag)
        if kind is not None:
            self.kind, self.level = kind, HEADINGS.get(tag, self.lists if kind == "item" else 0)
        elif tag == "p" and self.kind not in KINDS_OVER_PARAGRAPH:
            self.kind, self.level = "paragraph", 0
        elif tag in LISTS:
            self.lists += 1
        elif tag == "a":
            self.href = node.attrs.get("href") or self.href


def continues_item(frame: Frame) -> bool:
    """Whether the list item around a frame has its first block already; notes that it has one now."""
    at: Frame | None = frame
    while at is not None and KIND_OF_TAG.get(at.tag) != "item":
        at = at.parent
    if at is None:
        return False
    begun, at.begun = at.begun, True
    return begun


class Walk:
    """One pass over a parsed page: collects blocks, images and the places of marked elements."""

    def __init__(self, wanted: frozenset[int], layout: frozenset[int], with_links: bool) -> None:
        self.blocks: list[Block] = []
        self.images: list[Image] = []
        self.places: dict[int, tuple[int, Container]] = {}
        self.pieces: list[Piece] = []
        self.around: Frame | None = None  # the innermost element around all pieces so far
        self.breaks = 0
        self.after: Frame | None = None  # the block element of the block before, for tight lines
        self.order = 0
        self.wanted, self.layout, self.with_links = wanted, layout, with_links

    def run(self, body: LexborNode) -> None:
        """Walk the tree under ``body`` in reading order."""
        stack = [Frame("html", body, -1, None)]
        for node in body.traverse(include_text=True):
            tag = node.tag
            parent = node.parent
            parent_id = parent.mem_id if parent is not None else -1
            while len(stack) > 1 and stack[-1].mem_id != parent_id:
                self.close(stack.pop())
            if tag == "-text":
                self.add_text(node.text_content or "", stack[-1])
            elif tag == "br":
                self.add_break(stack[-1])
            elif tag is not None and tag[0] not in "-!":
                stack.append(self.open(tag, node, stack[-1]))
        while len(stack) > 1:
            self.close(stack.pop())
        self.flush(stack[0])

    def open(self, tag: str, node: LexborNode, parent: Frame) -> Frame:
        """Enter an element."""
        frame = Frame(tag, node, node.mem_id, parent)
        if tag in BLOCK_TAGS:
            if frame.row and tag != "tr":
                if tag in ("td", "th") and self.pieces:
                    self.pieces.append(("\t", None))
                elif self.pieces:
                    self.pieces.append((" ", None))
            else:
                self.flush(parent)
                frame.row = tag == "tr" and self.is_data_row(parent)
                if frame.row:
                    frame.kind, frame.level = "table", 0
        elif tag == "img":
            self.add_image(node)
        elif "-" in tag or (tag == "a" and self.pieces and self.pieces[-1][1] is not None):
            self.pieces.append((" ", None))  # neighbours that only a style sheet holds apart
        if frame.mem_id in self.wanted:
            self.places[frame.mem_id] = (len(self.blocks), self.contain(frame))
        return frame

    def close(self, frame: Frame) -> None:
        """Leave an element."""
        tag = frame.tag
        if tag in BLOCK_TAGS and (not frame.row or tag == "tr"):
            self.flush(frame)
            self.breaks = 0
        elif frame.row and tag in BLOCK_TAGS and self.pieces:
            self.pieces.append((" ", None))

    def is_data_row(self, frame: Frame | None) -> bool:
        """Whether a row stands in a table of data, where a row is one line, and not in one that lays out a page."""
        while frame is not None and frame.tag != "table":
            frame = frame.parent
        return frame is not None and frame.mem_id not in self.layout

    def add_text(self, text: str, frame: Frame) -> None:
        """Take a text node into the block at hand."""
        self.pieces.append((text, frame.href))
        if text.isspace():
            return
        if self.around is None:
            self.around = frame
        elif self.around is not frame:
            mine, other = self.around, frame
            while mine is not other:
                if mine.depth >= other.depth and mine.parent is not None:
                    mine = mine.parent
                elif other.parent is not None:
                    other = other.parent
                else:
                    break
            self.around = mine

    def add_break(self, frame: Frame) -> None:
        """A ``<br>``: a line of its own in code, a space in headings and rows, else the end of a tight line."""
        if frame.kind == "code":
            self.pieces.append(("\n", None))
        elif frame.kind == "heading" or frame.row:
            self.pieces.append((" ", None))
        else:
            self.flush(frame)
            self.breaks += 1

    def add_image(self, node: LexborNode) -> None:
        """Note an image with the index of the block that follows."""
        source = node.attrs.get("src") or ""
        if not source or source.startswith("data:"):
            source = node.attrs.get("data-src") or ""
        if source:
            self.images.append(Image(len(self.blocks), source, " ".join((node.attrs.get("alt") or "").split())))

    def flush(self, frame: Frame) -> None:
        """End the block at hand, if it holds a visible letter."""
        around, self.around = self.around, None
        pieces, self.pieces = self.pieces, []
        if around is None:
            return
        text, link_chars, links = fold_pieces(pieces, around.kind == "code", self.with_links)
        if not text:
            return
        owner: Frame | None = frame
        while owner is not None and owner.tag not in BLOCK_TAGS:
            owner = owner.parent
        tight = self.breaks == 1 and owner is self.after and bool(self.blocks)
        self.after, self.breaks = owner, 0
        kind, level = around.kind, around.level
        if kind == "item" and continues_item(around):
            kind, level = "paragraph", 0
        self.blocks.append(
            Block(len(self.blocks), kind, text, level, link_chars, self.contain(around), tight, links)
        )  # fmt: skip

    def contain(self, frame: Frame) -> Container:
        """The container record of an open element, made at its first use."""
        missing: list[Frame] = []
        at: Frame | None = frame
        while at is not None and at.container is None:
            missing.append(at)
            at = at.parent
        parent = at.container if at is not None else None
        for at in reversed(missing):
            attrs = at.node.attrs
            names = " ".join(
                [attrs.get("class") or "", at.node.id or "", attrs.get("role") or "", attrs.get("itemprop") or ""]
            ) if at.mem_id != -1 else ""  # fmt: skip
            parent = Container(at.tag, tokenize(names), parent, self.order, at.depth)
            self.order += 1
            at.container = parent
        assert parent is not None  # noqa: S101 - a frame always has a container by now
        return parent


def read_html(html: str, *, with_links: bool = False) -> Document:
    """Segment a decoded page. ``html`` must have passed ``decode.scrub``. Never raises on any markup."""
    document = _read(html, with_links, skip_hidden=True)
    if sum(len(block.text) for block in document.blocks) < MIN_VISIBLE_CHARS:
        whole = _read(html, with_links, skip_hidden=False)
        if len(whole.blocks) > len(document.blocks):
            return whole
    return document


def _read(html: str, with_links: bool, *, skip_hidden: bool) -> Document:
    tree = LexborHTMLParser(html)
    head = read_head(tree)
    body = tree.body or tree.root
    if body is None:
        return Document((), head)
    for node in tree.css("noscript"):
        if len(node.text(deep=True, strip=True)) < MIN_NOSCRIPT_CHARS:
            node.decompose()
    for node in tree.css(f"{INVISIBLE},{HIDDEN}" if skip_hidden else INVISIBLE):
        if node.tag not in ("body", "html") and node.parent is not None:
            node.decompose()
    marked = collect_marks(tree)
    walk = Walk(frozenset(node.mem_id for node in marked.nodes), _layout_tables(tree), with_links)
    walk.run(body)
    return Document(
        blocks=tuple(walk.blocks),
        head=marked.complete(head, walk.places),
        language=head.language,
        partial=_cut_off(html),
        images=tuple(walk.images),
    )


def _layout_tables(tree: LexborHTMLParser) -> frozenset[int]:
    """The tables that lay out the page: they hold blocks, long cells or a single column."""
    found: set[int] = set()
    for table in tree.css("table"):
        if table.css_first(TABLE_OF_LAYOUT) is not None or table.css_first("td + td,th + td,th + th") is None:
            found.add(table.mem_id)
        elif any(len(cell.text(deep=True)) > MAX_CELL_CHARS for cell in table.css("td")):
            found.add(table.mem_id)
    return frozenset(found)


def _cut_off(html: str) -> str | None:
    """Why text may be missing at the end: the page stops inside a tag, a comment or a script."""
    tail = html[-4096:]
    if tail.rfind("<") > tail.rfind(">") and re.search(r"<[/a-zA-Z][^<>]*\Z", tail):
        return "the page ends inside a tag"
    if html.rfind("<!--") > html.rfind("-->"):
        return "the page ends inside a comment"
    return None
