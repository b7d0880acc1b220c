"""What an element says, and which elements are beside it and around it."""

from __future__ import annotations

from collections.abc import Container, Iterator

from selectolax.lexbor import LexborNode

MAX_AROUND = 200  # elements around one that are looked at


def text_of(node: LexborNode) -> str:
    """The text of an element and all in it, with single spaces."""
    return " ".join((node.text(deep=True) or "").split())


def next_to(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """The element or text right before or after an element, if there is only white space between them."""
    at = node.next if forward else node.prev
    while at is not None and not at.is_element_node and not (at.text_content or "").strip():
        at = at.next if forward else at.prev
    return at


def beside(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """The element right before or after another, if there is only white space between them."""
    at = next_to(node, forward=forward)
    return at if at is not None and at.is_element_node else None


def ancestors(node: LexborNode, most: int = MAX_AROUND) -> Iterator[LexborNode]:
    """The elements around another, innermost first, at most ``most`` of them."""
    at = node.parent
    for _ in range(most):
        if at is None or not at.is_element_node:
            return
        yield at
        at = at.parent


def is_in_tag(node: LexborNode, tags: Container[str | None], most: int = MAX_AROUND) -> bool:
    """Whether an element is inside another with one of these tags."""
    return any(at.tag in tags for at in ancestors(node, most))


def is_within(node: LexborNode, ids: Container[int], most: int = MAX_AROUND) -> bool:
    """Whether an element is inside one of those with these ids (``mem_id``)."""
    return any(at.mem_id in ids for at in ancestors(node, most))
