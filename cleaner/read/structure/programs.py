"""Code and the shapes of drawings: no reader of the tree needs them, and many pages consist of them for the most part.

Scripts with JSON-LD or a formula keep it. So does code in SVG, MathML, a ``noscript`` or a ``select``, where an HTML
parser may read it as markup or as text. The compiled core leaves both out of the markup, before the parser reads it.
"""

from __future__ import annotations

from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

KEPT_TYPES = ("ld+json", "math")
KEPT_IN = frozenset({"svg", "math", "noscript", "select"})
PROGRAMS = "script,style"
# Elements of SVG that show no text. A drawing of others is left as it is: it may have a title, a link or words.
DRAWN = frozenset({
    "path", "g", "defs", "use", "circle", "rect", "line", "polygon", "polyline", "ellipse", "lineargradient",
    "radialgradient", "stop", "symbol", "clippath", "mask",
})  # fmt: skip


def empty_programs(tree: LexborHTMLParser) -> None:
    """Take the code out of a tree in which some may be left."""
    known: dict[int, bool] = {}  # for an element, whether code below it stays
    for node in tree.css(PROGRAMS):
        if node.first_child is None:
            continue
        stated = (node.attrs.get("type") or "").lower()
        if not any(kind in stated for kind in KEPT_TYPES) and not _is_kept(node, known):
            node.inner_html = ""


def _is_shape(node: LexborNode) -> bool:
    """Whether a node of a drawing shows no text."""
    return not (node.text_content or "").strip(" \t\n\f\r") if node.is_text_node else (node.tag or "").lower() in DRAWN


def empty_drawings(tree: LexborHTMLParser) -> None:
    """Take the shapes out of a tree in which some may be left."""
    for node in tree.css("svg"):
        if node.first_child is not None and all(map(_is_shape, islice(node.traverse(include_text=True), 1, None))):
            node.inner_html = ""


def _is_kept(node: LexborNode, known: dict[int, bool]) -> bool:
    passed: list[int] = []
    around = node.parent
    while around is not None and around.tag not in KEPT_IN and around.mem_id not in known:
        passed.append(around.mem_id)
        around = around.parent
    kept = around is not None and (around.tag in KEPT_IN or known[around.mem_id])
    known.update(dict.fromkeys(passed, kept))
    return kept
