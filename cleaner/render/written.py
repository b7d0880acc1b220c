"""Callouts that a page writes as Markdown does, with its marks as text: a line ``[!NOTE]`` in a quote or after ``>``.

Works on the outline that Markdown and HTML are written from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cleaner.model import Block, Place, Span
from cleaner.render.outline import Node

MARK = re.compile(r"\[!([A-Za-z]{1,20})\][+-]?(?:\s+|$)")
QUOTED = re.compile(r">\s?")
LINES = frozenset({"paragraph", "other", "item"})
MAX_TITLE_CHARS = 80
SENTENCE_END = (".", "!", "?", "…", ":", "。", "！", "？")


def mark_callouts(root: Node) -> None:
    """Make callouts of the quotes and the quoted lines of an outline that say they are some."""
    if not any("[!" in block.text for block in root.blocks()):
        return
    waiting = [root]
    while waiting:
        node = waiting.pop()
        node.children = [*_with_callouts(node.children)]
        if node.kind == "quote":
            _make_callout(node)
        waiting += node.children


def _with_callouts(nodes: list[Node]) -> Iterator[Node]:
    """Nodes side by side; lines that begin with ``>`` and a mark are one callout with the lines right under them."""
    quote: Node | None = None
    for node in nodes:
        text = node.block.text if node.block is not None and node.block.kind in LINES else ""
        lead = QUOTED.match(text)
        if node.block is None or lead is None:
            quote = None
        elif quote is not None and node.block.tight:
            quote.children.append(Node("block", block=_cut(node.block, lead.end())))
            continue
        elif MARK.match(text, lead.end()) and not node.block.tight:
            line = replace(_cut(node.block, lead.end()), tight=False)
            quote = Node("quote", Place("quote", None, -1), children=[Node("block", block=line)])
            yield quote
            continue
        else:
            quote = None
        yield node


def _make_callout(node: Node) -> None:
    """Make a callout of a quote that begins with a mark, alone in its line or before a title or a sentence."""
    first = node.children[0].block if node.children else None
    found = MARK.match(first.text) if first is not None else None
    if first is None or found is None:
        return
    rest = replace(_cut(first, found.end()), tight=False)
    is_title = len(rest.text) <= MAX_TITLE_CHARS and not rest.text.endswith(SENTENCE_END)
    if rest.text and is_title and len(node.children) == 1:
        return  # a title of nothing: words that only look like a mark
    node.kind, node.place = "callout", Place("callout", None, -1, value=found[1].lower())
    if not rest.text:
        node.children = node.children[1:]
    elif is_title:
        node.children[0] = Node("block", block=replace(rest, place=Place("title", rest.place, -1)))
    else:
        node.children[0] = Node("block", block=rest)


def _cut(block: Block, start: int) -> Block:
    """A block without the start of its text."""
    spans = tuple(
        Span(max(0, span.start - start), span.end - start, span.kind, span.value)
        for span in block.spans if span.end > start
    )  # fmt: skip
    return replace(block, text=block.text[start:], spans=spans)
