"""Quotes in the markup of sites: by class names alone, with the name of the quoted person, and inside a line."""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborNode, create_tag

from cleaner.read.structure.data import names
from cleaner.read.tags import PLACE

QUOTES = "q,blockquote cite,[class*=pullquote],[class*=pull-quote],[class*=blockquote],.bbcode_quote,[role=blockquote]"
QUOTE_TAGS = frozenset({"div", "aside", "section", "p", "figure"})
MARKS = "\"'“”‘’„‚«»‹›「」『』"
MAX_QUOTES = 1_000
MAX_UP = 8  # elements around a quote that may also be one


def mark_quotes(found: Sequence[LexborNode]) -> None:
    """Give quotes the marks and places that a browser or a style sheet gives them."""
    for node in found[:MAX_QUOTES]:
        if node.tag == "q":
            _write_marks(node)
        elif node.tag == "cite":
            _part_name(node)
        elif node.tag in QUOTE_TAGS and PLACE not in node.attrs and _is_quote(node):
            node.attrs[PLACE] = "quote"


def _write_marks(node: LexborNode) -> None:
    """Write the quotation marks that browsers show around a ``q``."""
    text = (node.text(deep=True) or "").strip()
    first, last = node.first_child, node.last_child
    if not text or first is None or last is None or text[0] in MARKS:
        return
    inner = _is_inside(node, "q")
    first.insert_before("‘" if inner else "“")
    last.insert_after("’" if inner else "”")


def _part_name(cite: LexborNode) -> None:
    """Put a line break after the name of the quoted person, if the quote begins with it."""
    at = cite.prev
    while at is not None and not (at.text(deep=True) or "").strip():
        at = at.prev
    if at is None and cite.next is not None and cite.next.tag != "br":
        cite.insert_after(create_tag("br"))


def _is_quote(node: LexborNode) -> bool:
    """Whether an element is a quote by its role or a class name, and no other quote is in it or around it."""
    classes = (node.attrs.get("class") or "").lower().split()
    if node.attrs.get("role") != "blockquote" and not any(name in names("quotes") for name in classes):
        return False
    return node.css_first("blockquote") is None and not _is_inside(node, "blockquote")


def _is_inside(node: LexborNode, tag: str) -> bool:
    """Whether an element is inside another with a tag, or inside one that is marked as a quote."""
    at = node.parent
    for _ in range(MAX_UP):
        if at is None or not at.is_element_node:
            return False
        if at.tag == tag or (tag == "blockquote" and at.attrs.get(PLACE) == "quote"):
            return True
        at = at.parent
    return False
