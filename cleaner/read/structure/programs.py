"""The code of scripts and style sheets: no reader of the tree needs it, and many pages consist of it for the most part.

Scripts with JSON-LD or a formula keep it. So does code in SVG, MathML, a ``noscript`` or a ``select``, where an HTML
parser may read it as markup or as text. The compiled core leaves code out of the markup, before the parser reads it.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

KEPT_TYPES = ("ld+json", "math")
KEPT_IN = frozenset({"svg", "math", "noscript", "select"})
PROGRAMS = "script,style"


def empty_programs(tree: LexborHTMLParser) -> None:
    """Take the code out of a tree in which some may be left."""
    known: dict[int, bool] = {}  # for an element, whether code below it stays
    for node in tree.css(PROGRAMS):
        if node.first_child is None:
            continue
        stated = (node.attrs.get("type") or "").lower()
        if not any(kind in stated for kind in KEPT_TYPES) and not _is_kept(node, known):
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
