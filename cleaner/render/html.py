"""An article as HTML, as a fragment or a whole page.

It is safe by construction. Nothing of the page's markup is copied: every element and attribute is written here, every
text is escaped, and addresses have only safe schemes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from cleaner.model import Block, Cell, Image, Span, around
from cleaner.render.address import Addresses
from cleaner.render.markdown import MAX_DEPTH, cells_of
from cleaner.render.outline import Content, Node, build, heads_section, note_labels
from cleaner.render.spans import DISPLAYS, Part, is_no_link, linked_again, plain_text, read_parts
from cleaner.render.written import with_callouts

TAGS = {"strong": "strong", "emphasis": "em", "strike": "s", "superscript": "sup", "subscript": "sub", "mark": "mark"}
TAG_OF_NODE = {
    "item": "li", "term": "dt", "description": "dd", "quote": "blockquote", "figure": "figure", "details": "details",
    "table": "table",
}  # fmt: skip
WORD = re.compile(r"[a-z0-9+#._-]{1,40}")


def render(content: Content, *, links: bool = True, images: bool = False) -> str:
    """The kept blocks as an HTML fragment. Turning links or images on never changes the words of the text."""
    content = with_callouts(content)
    root = build(content, images=images)
    blocks = [*root.blocks()]
    writer = _Writer(Addresses(content.base), links, note_labels(root, blocks), linked_again(blocks))
    return writer.children(root, 0)


def render_page(body: str, *, title: str | None, language: str | None) -> str:
    """A whole page around a fragment."""
    lang = f' lang="{escape(language)}"' if language and language != "und" else ""
    return (
        f'<!DOCTYPE html>\n<html{lang}>\n<head>\n<meta charset="utf-8">\n<title>{escape(title or "")}</title>\n'
        f"</head>\n<body>\n<article>\n{body}</article>\n</body>\n</html>\n"
    )


def written_cells(rows: Sequence[Sequence[Cell]]) -> Iterator[list[tuple[Cell, int]]]:
    """The cells to write for each row, each with the number of rows that it spans.

    The rows of a page that were dropped are not counted. If the row that reaches over a column was dropped, this column
    gets an empty cell, so that the cells beside it stay under their headings.
    """
    reached: dict[int, int] = {}  # by column, the first row that the cells above do not reach
    for nth, cells in enumerate(rows):
        found: list[tuple[Cell, int]] = []
        end = 0  # the column after the last cell
        for column, cell in enumerate(cells):
            if column < end or reached.get(column, 0) > nth:
                continue
            end, after = column + max(1, cell.columns), nth + 1
            while after < min(len(rows), nth + cell.rows) and _is_open(rows[after], column):
                after += 1
            reached.update(dict.fromkeys(range(column, end), after))
            found.append((cell, after - nth))
        yield found


def _is_open(row: Sequence[Cell], column: int) -> bool:
    """Whether a row has no cell of its own in a column."""
    return column >= len(row) or not row[column].columns


class _Writer:
    def __init__(self, addresses: Addresses, links: bool, labels: dict[str, str], unlinked: frozenset[int]) -> None:
        self.addresses, self.links, self.labels, self.unlinked = addresses, links, labels, unlinked
        self.marked: set[str] = set()

    def children(self, node: Node, depth: int) -> str:
        """All children, with lines that are tight to each other in one paragraph."""
        out: list[str] = []
        waiting: list[Block] = []
        for child in node.children:
            block = child.block
            if block is not None and block.kind not in ("code", "table") and not heads_section(block):
                if waiting and not block.tight:
                    out.append(self.lines(waiting, node))
                    waiting = []
                waiting.append(block)
                continue
            if waiting:
                out.append(self.lines(waiting, node))
                waiting = []
            out.append(self.node(child, depth))
        if waiting:
            out.append(self.lines(waiting, node))
        return "".join(out)

    def lines(self, blocks: list[Block], around: Node) -> str:
        """A paragraph, or just its text if an item, a term or a caption has nothing else."""
        text = "<br>\n".join(self.text(block) for block in blocks)
        only = len(around.children) == len(blocks)
        if around.kind == "figure":
            return f"<figcaption>{text}</figcaption>\n"
        if around.kind in ("item", "term", "description") and (only or around.children[-1].kind == "list"):
            return text
        return f"<p>{text}</p>\n"

    def node(self, node: Node, depth: int) -> str:
        """One node that is not a line of text."""
        if node.image is not None:
            return self.picture(node.image)
        if node.kind == "rule":
            return "<hr>\n"
        if node.block is not None:
            return self.block(node.block)
        if depth >= MAX_DEPTH:
            return "".join(f"<p>{self.text(block)}</p>\n" for block in node.blocks())
        if node.kind == "list":
            return self.list(node, depth)
        if node.kind == "table":
            return self.table(node, depth)
        inner = self.details(node, depth) if node.kind == "details" else self.children(node, depth + 1)
        if node.kind == "callout" and node.place is not None:
            return f'<aside class="callout" data-kind="{escape(node.place.value)}">\n{inner}</aside>\n'
        if node.kind == "note" and node.place is not None and node.place.value in self.labels:
            label = escape(self.labels[node.place.value])
            return f'<aside class="note" id="note-{label}" role="doc-footnote">\n{inner}</aside>\n'
        tag = TAG_OF_NODE.get(node.kind, "div")
        if node.kind == "item" and node.place is not None and node.place.value:
            inner = f'<input type="checkbox" disabled{" checked" if node.place.value == "x" else ""}> {inner}'
        return f"<{tag}>{inner}</{tag}>\n"

    def details(self, node: Node, depth: int) -> str:
        """The content of details. A summary that was dropped is not replaced by the text below it."""
        block = node.children[0].block
        if block is None or around(block.place, "title") is None:
            return self.children(node, depth + 1)
        title = self.block(block).strip() if heads_section(block) else self.text(block)
        rest = Node(node.kind, node.place, children=node.children[1:])
        return f"<summary>{title}</summary>\n{self.children(rest, depth + 1)}"

    def list(self, node: Node, depth: int) -> str:
        """A list. Items of an ordered list keep their numbers."""
        items = [self.node(child, depth + 1) for child in node.children]
        if any(child.kind in ("term", "description") for child in node.children):
            return f"<dl>\n{''.join(items)}</dl>\n"
        if node.place is None or not node.place.ordered:
            return f"<ul>\n{''.join(items)}</ul>\n"
        numbers = [child.place.number if child.place is not None else 0 for child in node.children]
        start = f' start="{numbers[0]}"' if numbers and numbers[0] != 1 else ""
        for nth, (before, number) in enumerate(pairwise(numbers), 1):
            if number != before + 1:
                items[nth] = items[nth].replace("<li>", f'<li value="{number}">', 1)
        return f"<ol{start}>\n{''.join(items)}</ol>\n"

    def table(self, node: Node, depth: int) -> str:
        """A table with the spans that its cells have on the page."""
        rows = [child.block for child in node.children if child.block is not None and child.block.kind == "table"]
        others = [child for child in node.children if child.block is None or child.block.kind != "table"]
        captions = [child.block for child in others if child.block is not None and child.block.kind == "caption"]
        rest = [child for child in others if child.block is None or child.block.kind != "caption"]
        caption = "<br>\n".join(self.text(block) for block in captions)
        head = f"<caption>{caption}</caption>\n" if caption else ""
        after = self.children(Node("root", children=rest), depth + 1) if rest else ""
        return f"<table>\n{head}{self.rows(rows)}</table>\n{after}"

    def rows(self, rows: Sequence[Block]) -> str:
        """The rows of a table."""
        out: list[str] = []
        for row, cells in zip(rows, written_cells([cells_of(row) for row in rows]), strict=True):
            out.append("<tr>")
            for cell, height in cells:
                tag = "th" if cell.head else "td"
                wide = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
                tall = f' rowspan="{height}"' if height > 1 else ""
                out.append(f"<{tag}{wide}{tall}>{self.text(row, cell.start, cell.end)}</{tag}>")
            out.append("</tr>\n")
        return "".join(out)

    def block(self, block: Block) -> str:
        """A heading, code or a row by itself."""
        if block.kind == "heading":
            level = min(6, block.level) or 2
            return f"<h{level}>{self.text(block)}</h{level}>\n"
        if block.kind == "code":
            place = block.place
            language = place.value if place is not None and place.kind == "code" and WORD.fullmatch(place.value) else ""
            name = f' class="language-{escape(language)}"' if language else ""
            return f"<pre><code{name}>{escape(block.text)}</code></pre>\n"
        if block.kind == "table":
            return f"<table>\n{self.rows([block])}</table>\n"
        return f"<p>{self.text(block)}</p>\n"

    def picture(self, image: Image) -> str:
        """An image with the link around it; an embedded player as a link."""
        target = self.addresses.of(image.src)
        if not target:
            return ""
        if image.embed:
            return f'<p><a href="{escape(target)}">{escape(image.alt or target)}</a></p>\n'
        shown = f'<img src="{escape(target)}" alt="{escape(image.alt)}">'
        around = self.addresses.of(image.href) if self.links and image.href else None
        return f'<a href="{escape(around)}">{shown}</a>\n' if around else f"{shown}\n"

    def text(self, block: Block, start: int = 0, end: int | None = None) -> str:
        """A part of a block's text with its spans."""
        keep = is_no_link if id(block) in self.unlinked else None
        return self.parts(read_parts(block, start, end, keep)).strip()

    def parts(self, parts: Iterable[Part]) -> str:
        """Parts of running text."""
        return "".join(escape(part.text) if part.span is None else self.span(part, part.span) for part in parts)

    def span(self, part: Part, span: Span) -> str:
        """A span with its content."""
        if span.kind == "break":
            return "<br>"
        if span.kind == "code":
            return f"<code>{escape(plain_text(part.children))}</code>"
        if span.kind == "formula":
            display = " data-display" if plain_text(part.children).startswith(DISPLAYS) else ""
            return f'<code class="formula"{display}>{escape(plain_text(part.children))}</code>'
        inner = self.parts(part.children)
        if span.kind == "link":
            target = self.addresses.of(span.value) if self.links else None
            return f'<a href="{escape(target)}">{inner}</a>' if target else inner
        if span.kind == "note":
            label = self.labels.get(span.value)
            return f'<sup><a href="#note-{escape(label)}" role="doc-noteref">{inner}</a></sup>' if label else inner
        tag = TAGS.get(span.kind)
        return f"<{tag}>{inner}</{tag}>" if tag else inner
