"""Lines that are cut short with dots, and whose rest or whole text a click shows: "Our guides know … Read more".

Elsewhere a reader would lose the rest, because what is hidden inside a visible line is no block.
"""

from __future__ import annotations

from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from cleaner.read.structure.elements import text_of

DOTS = ("...", "…")
MAX_LABEL_CHARS = 25  # of a word such as "Read more" between both
MAX_BETWEEN = 6  # elements and white space between both
MAX_TRIED = 100  # hidden elements, because each may have much text before it
MIN_REST_CHARS = 60
MIN_SAME_CHARS = 25  # at the beginning of a line and of its whole text
INLINE = frozenset({"span", "em", "i", "b", "strong", "font", "small"})
HIDES = frozenset({"style", "hidden"})


def find_uncut(hidden: Iterable[LexborNode]) -> dict[int, LexborNode]:
    """Of some hidden elements those with the rest or the whole of a line, by ``mem_id``: what to hide in their place.

    That is the short text, the dots, or the element itself if there is nothing to hide.
    """
    inline = [node for node in hidden if node.tag in INLINE and not HIDES.isdisjoint(node.attrs.keys())]
    found = {node.mem_id: _instead(node) for node in inline[:MAX_TRIED]}
    return {key: node for key, node in found.items() if node is not None}


def _instead(node: LexborNode) -> LexborNode | None:
    before, text = node.prev, ""
    for _ in range(MAX_BETWEEN):
        text = "" if before is None else text_of(before)
        if before is None or text.endswith(DOTS) or len(text) > MAX_LABEL_CHARS:
            break
        before = before.prev
    if before is None or not any(mark in text for mark in DOTS):
        return None
    said = text_of(node)
    if len(said) < MIN_REST_CHARS:
        return None
    if len(text) > MIN_SAME_CHARS and said.startswith(text[:MIN_SAME_CHARS]):
        return before if before.is_element_node else None
    if not text.endswith(DOTS):
        return None
    return before if before.is_element_node and text in DOTS else node
