"""What an element says, and which element is beside it."""

from __future__ import annotations

from selectolax.lexbor import LexborNode


def text_of(node: LexborNode) -> str:
    """The text of an element and all in it, with single spaces."""
    return " ".join((node.text(deep=True) or "").split())


def beside(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """The element right before or after another, if there is only white space between them."""
    at = node.next if forward else node.prev
    while at is not None and not at.is_element_node and not (at.text_content or "").strip():
        at = at.next if forward else at.prev
    return at if at is not None and at.is_element_node else None
