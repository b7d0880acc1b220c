"""The code of scripts and style sheets: no reader of the tree needs it, and many pages consist of it for the most part.

Scripts with JSON-LD or a formula keep it. So does code in SVG, MathML, a ``noscript`` or a ``select``, where an HTML
parser may read it as markup or as text. The compiled core leaves code out of the markup, before the parser reads it.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

KEPT_TYPES = ("ld+json", "math")
PROGRAMS = "script,style"
KEPT_IN = ",".join(f"{outer} {inner}" for outer in ("svg", "math", "noscript", "select") for inner in ("script", "style"))


def empty_programs(tree: LexborHTMLParser) -> None:
    """Take the code out of a tree in which some may be left."""
    found = [node for node in tree.css(PROGRAMS) if node.first_child is not None]
    kept = {node.mem_id for node in tree.css(KEPT_IN)} if found else set()
    for node in found:
        stated = (node.attrs.get("type") or "").lower()
        if node.mem_id not in kept and not any(kind in stated for kind in KEPT_TYPES):
            node.inner_html = ""
