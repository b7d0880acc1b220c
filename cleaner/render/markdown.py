"""An article as Markdown: CommonMark with GitHub's tables, strikethrough, task lists, footnotes and alerts.

Formulas are put between dollars.

The Markdown renders to the words of the text: every character that Markdown would interpret is escaped, and only where
it would be. See docs/markdown.md for the dialect.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from cleaner.model import Block, Cell, Image
from cleaner.render.address import Addresses
from cleaner.render.inline import ENTITY, SPACES, Inline, escape
from cleaner.render.outline import Content, Node, build, heads_section, note_labels
from cleaner.render.spans import DISPLAYS, linked_again
from cleaner.render.written import with_callouts

MAX_HEADING_LEVEL = 6
DEFAULT_HEADING_LEVEL = 2
MIN_FENCE = 3
MAX_NUMBER = 999_999_999  # the largest number of an ordered item in CommonMark
MAX_DEPTH = 30  # levels of indentation; deeper nodes stay at the last one
FENCED = re.compile(r"(`{3,}|~{3,})[^\n`]*\n.*\n\1", re.S)
LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
MAX_FILLED = 200  # largest number of columns up to which short rows are filled; parsers fill them anyway
# Characters that are special only at the start of a line: headings, quotes, lists, underlines of headings and tables.
LINE_START = re.compile(r"(?:#{1,6}|[+-]|\d{1,9}[.)])(?=\s|$)|>|=+$|[-|:][-|:\s]*$|\[(?=\^)")
HEADING_MARK = re.compile(r"\A#{1,6} ")
HEADING_END = re.compile(r"(?:(?<=\s)|^)#(?=#*$)")

PARTS_OF_LISTS = frozenset({"item", "term", "description"})

Lines = list[str]


def render(content: Content, *, links: bool = True, images: bool = False) -> str:
    """The kept blocks as Markdown. Turning links or images on never changes the words of the text."""
    content = with_callouts(content)
    root = build(content, images=images)
    blocks = [*root.blocks()]
    inline = Inline(
        Addresses(content.base), links, note_labels(root, blocks), lines_with_dollars(blocks), linked_again(blocks)
    )
    writer = _Writer(inline)
    lines = writer.children(root, 0)
    text = "\n".join(lines) + "\n" if lines else ""
    return f"&#xFEFF;{text[1:]}" if text.startswith("\ufeff") else text  # otherwise it would be a byte order mark


class _Writer:
    def __init__(self, inline: Inline) -> None:
        self.inline, self.addresses, self.links, self.labels = inline, inline.addresses, inline.links, inline.labels

    def children(self, node: Node, depth: int) -> Lines:
        """The lines of all children, with a blank line where they would otherwise merge."""
        out: Lines = []
        before: Node | None = None
        bullet = 0
        for child in node.children:
            bullet = bullet + 1 if _is_list(before) and _is_list(child) else 0
            lines = self.node(child, depth, bullet % 2)
            if not lines:
                continue
            if before is not None:
                if _is_tight(before, child):
                    out[-1] += "\\"
                elif not (node.kind in PARTS_OF_LISTS and _may_interrupt(child) and _is_line(before)):
                    out.append("")
            out += lines
            before = child
        return out

    def node(self, node: Node, depth: int, bullet: int) -> Lines:
        """The lines of one node."""
        if node.block is not None:
            return self.block(node.block)
        if node.image is not None:
            return self.picture(node.image)
        if node.kind == "rule":
            return ["---"]
        if depth >= MAX_DEPTH:
            return [line for block in node.blocks() for line in ("", *self.block(block))][1:]
        if node.kind == "list":
            return self.list(node, depth, bullet)
        if node.kind in ("quote", "callout"):
            return self.quote(node, depth)
        if node.kind == "table":
            return self.table(node, depth)
        if node.kind == "note":
            return self.note(node, depth)
        return self.children(node, depth + 1)

    def list(self, node: Node, depth: int, bullet: int) -> Lines:
        """A list. If it follows another list, it has other marks, so that they stay two."""
        ordered = node.place is not None and node.place.ordered
        out: Lines = []
        loose = any(_is_loose(item) for item in node.children)
        for nth, item in enumerate(node.children, 1):
            number = item.place.number if item.place is not None and item.place.number >= 0 else nth
            mark = f"{min(number, MAX_NUMBER)}{'.)'[bullet]}" if ordered else "-*"[bullet]
            task = item.place.value if item.place is not None and item.kind == "item" else ""
            lines = self.children(item, depth + 1)
            if task and lines:
                lines[0] = f"[{task}] {HEADING_MARK.sub('', lines[0])}"  # behind a box, the mark would be text
            if item.kind == "description":
                if out:
                    out.append("")
                out += (
                    _indent(lines, "  ") if out else [f"{mark} {lines[0]}", *_indent(lines[1:], "  ")] if lines else []
                )
                continue
            if not lines:
                continue
            if out and loose:
                out.append("")
            out += [f"{mark} {lines[0]}", *_indent(lines[1:], " " * (len(mark) + 1))]
        return out

    def quote(self, node: Node, depth: int) -> Lines:
        """A quote, or a callout: a quote that begins with its kind and, if it has one, its title."""
        head = ""
        if node.kind == "callout" and node.place is not None:
            head = f"[!{node.place.value.upper()}]"
            title = node.children[0] if node.children else None
            while title is not None and title.block is None and title.children:
                title = title.children[0]
            if title is not None and title.block is not None and node.children[0] is title and _is_title(title.block):
                head += f" {self.inline.write(title.block)}"
                node = Node(node.kind, node.place, children=node.children[1:])
        lines = self.children(node, depth + 1)
        return [f"> {line}" if line else ">" for line in ([head] if head else []) + lines]

    def note(self, node: Node, depth: int) -> Lines:
        """The definition of a footnote, or a plain paragraph if no mark points to it."""
        lines = self.children(node, depth + 1)
        place = node.place
        if place is None or not lines:
            return lines
        label = self.labels.get(place.value)
        if label is None:
            return lines
        return [f"[^{label}]: {lines[0]}", *_indent(lines[1:], "    ")]

    def table(self, node: Node, depth: int) -> Lines:
        """The caption and everything that is not a row, then the rows. The first is the header, as GitHub requires."""
        rows = [child.block for child in node.children if child.block is not None and child.block.kind == "table"]
        others = Node(
            "root", children=[each for each in node.children if each.block is None or each.block.kind != "table"]
        )
        out = self.children(others, depth + 1)
        if not rows:
            return out
        cells = [self.row(row) for row in rows]
        width = max(map(len, cells))
        cells[0] += [""] * (width - len(cells[0]))
        if width <= MAX_FILLED:
            cells = [row + [""] * (width - len(row)) for row in cells]
        lines = ["| " + " | ".join(row) + " |" for row in cells]
        return [*out, *([""] if out else []), lines[0], "|" + " --- |" * width, *lines[1:]]

    def row(self, row: Block) -> Lines:
        """The cells of a row, one per column. Covered columns are empty."""
        return [self.inline.write(row, cell.start, cell.end, in_cell=True) for cell in cells_of(row)]

    def block(self, block: Block) -> Lines:
        """The lines of a block by itself."""
        if block.kind == "code":
            return fence(block)
        if block.kind == "table":
            return self.table(Node("table", children=[Node("block", block=block)]), 0)
        text = self.display(block) or self.inline.write(block)
        if not text:
            return []
        if heads_section(block):
            level = min(block.level, MAX_HEADING_LEVEL) or DEFAULT_HEADING_LEVEL
            return [f"{'#' * level} {HEADING_END.sub(lambda _: chr(92) + '#', text)}"]
        return (LINE_START.sub(_escape_start, text, count=1) if LINE_START.match(text) else text).split("\n")

    def display(self, block: Block) -> str:
        """A formula on a line by itself, or nothing."""
        if len(block.spans) == 1 and block.spans[0].kind == "formula" and block.text.startswith(DISPLAYS):
            span = block.spans[0]
            if span.start == 0 and span.end == len(block.text):
                return f"$$\n{span.value}\n$$"
        return ""

    def picture(self, image: Image) -> Lines:
        """An image with the link around it; an embedded player as a link."""
        target = self.addresses.of(image.src)
        if not target:
            return []
        target, alt = ENTITY.sub("&amp;", target), escape(SPACES.sub(" ", image.alt).strip(" "), False)
        if image.embed:
            return [f"[{alt or target}]({target})"]
        shown = f"![{alt}]({target})"
        around = self.addresses.of(image.href) if self.links and image.href else None
        return [f"[{shown}]({ENTITY.sub('&amp;', around)})" if around else shown]


def lines_with_dollars(blocks: Sequence[Block]) -> set[int]:
    """The blocks (by ``id``) whose paragraph has two dollars or more, which formula parsers would pair."""
    found: set[int] = set()
    lines: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and block.tight:
            lines.append(block)
            continue
        if sum(line.text.count("$") for line in lines) > 1:
            found.update(map(id, lines))
        lines = [] if block is None else [block]
    return found


def cells_of(row: Block) -> tuple[Cell, ...]:
    """The cells of a row, or the parts between tabs if it has none."""
    if row.cells:
        return row.cells
    starts = [0, *(at + 1 for at, char in enumerate(row.text) if char == "\t")]
    return tuple(
        Cell(start, end - 1 if end is not None else len(row.text)) for start, end in zip_longest(starts, starts[1:])
    )


def fence(block: Block) -> Lines:
    """A block of code between fences that are longer than any fence in it."""
    code = LINE_BREAKS.sub("\n", block.text)
    if block.place is None and FENCED.fullmatch(code):
        return code.split("\n")  # plain text that already fences its code
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    ticks = "`" * max(MIN_FENCE, longest + 1)
    place = block.place
    language = place.value if place is not None and place.kind == "code" else ""
    return [
        f"{ticks}{''.join(char for char in language if char.isalnum() or char in '+-#._')}",
        *code.split("\n"),
        ticks,
    ]


def _indent(lines: Lines, by: str) -> Lines:
    return [f"{by}{line}" if line else "" for line in lines]


def _is_list(node: Node | None) -> bool:
    return node is not None and node.kind == "list"


def _may_interrupt(node: Node) -> bool:
    """Whether a list may directly follow a line of text. In CommonMark an ordered one may only if it begins with 1."""
    if node.kind != "list" or node.place is None or not node.place.ordered:
        return node.kind == "list"
    first = node.children[0].place if node.children else None
    return first is not None and first.number == 1


def _is_line(node: Node) -> bool:
    return node.block is not None and node.block.kind not in ("code", "table") and not heads_section(node.block)


def _is_loose(item: Node) -> bool:
    """Whether an item has more than one line and lists below it."""
    return sum(child.kind != "list" for child in item.children) > 1 or item.kind != "item"


def _is_tight(before: Node, node: Node) -> bool:
    return node.block is not None and node.block.tight and _is_line(before) and _is_line(node)


def _is_title(block: Block) -> bool:
    """Whether a block is the title of the callout that it begins."""
    return block.place is not None and block.place.kind == "title"


def _escape_start(found: re.Match[str]) -> str:
    mark = found[0]
    return f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}"
