"""Lines that only a style sheet makes: line breaks that it keeps, and parts of a line that it shows as blocks."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import is_in_tag
from cleaner.read.tags import BLOCK_TAGS

KEEPING = Selector(
    "[style*='white-space:pre'],[style*='white-space: pre'],[style*='white-space:break-spaces'],"
    "[style*='white-space: break-spaces'],[class*=whitespace-pre-],[class*=pre-wrap],[class*=pre-line],"
    "[data-testid=tweetText]"
)
KEEPING_NAMES = frozenset({
    "whitespace-pre-wrap", "whitespace-pre-line", "white-space-pre-wrap", "white-space-pre-line", "ws-pre-wrap",
    "ws-pre-line", "text-pre-wrap", "text-pre-line", "pre-wrap", "pre-line",
})  # fmt: skip
KEEPING_STYLES = ("white-space:pre", "white-space:break-spaces")
BLOCKS = Selector("span.block,span.d-block")
CODE = frozenset({"pre", "code", "textarea"})
PARTS = BLOCK_TAGS | {"br"}
MAX_STYLED = 2_000
MAX_NODES = 50_000  # in elements that keep line breaks, and the breaks in them
MAX_UP = 12  # elements around one that may be code


def mark_lines(tree: LexborHTMLParser, words: int) -> None:
    """Write the line breaks that a style sheet keeps, and part what classes show as blocks from the words beside it."""
    left = MAX_NODES
    for node in select(tree, KEEPING, words)[:MAX_STYLED]:
        if left > 0 and _keeps_lines(node) and not _is_code(node):
            texts = _texts_of(node, left)
            left -= 1 + len(texts) + sum(map(_break_lines, texts))
    for node in select(tree, BLOCKS, words)[:MAX_STYLED]:
        if node.parent is not None and (node.text(deep=True) or "").strip() and not _is_code(node):
            _part(node)


def _keeps_lines(node: LexborNode) -> bool:
    style = (node.attrs.get("style") or "").lower().replace(" ", "")
    return (
        any(sign in style for sign in KEEPING_STYLES)
        or not KEEPING_NAMES.isdisjoint((node.attrs.get("class") or "").split())
        or node.attrs.get("data-testid") == "tweetText"  # whose style sheet is not in the page
    )


def _texts_of(node: LexborNode, most: int) -> list[LexborNode]:
    """The texts in an element. None if it holds blocks, whose own styles may differ, or too many nodes."""
    texts = []
    for nth, one in enumerate(node.traverse(include_text=True)):
        if one.is_text_node:
            texts.append(one)
        elif nth > most or (nth and one.tag in PARTS):
            return []
    return texts


def _is_code(node: LexborNode) -> bool:
    return node.tag in CODE or is_in_tag(node, CODE, MAX_UP)


def _break_lines(text: LexborNode) -> int:
    """Replace the line feeds inside a text by line breaks. Return how many there are."""
    lines = (text.text_content or "").split("\n")
    if len(lines) < 2 or not any(map(str.strip, lines)):
        return 0
    for line in lines[:-1]:
        if line:
            text.insert_before(line)
        text.insert_before(create_tag("br"))
    text.replace_with(lines[-1] or " ")
    return len(lines) - 1


def _part(node: LexborNode) -> None:
    """Put a space between a part of a line that a class shows as a block and the words right beside it."""
    for forward in (False, True):
        other = node.next if forward else node.prev
        if other is None or other.tag in BLOCK_TAGS or not (other.text(deep=True) or "").strip():
            continue
        said = (other.text_content or "") if other.is_text_node else "-"
        if said[0 if forward else -1].isspace():
            continue
        if forward:
            node.insert_after(" ")
        else:
            node.insert_before(" ")
