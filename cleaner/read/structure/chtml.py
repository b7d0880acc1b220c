"""Converts formulas that MathJax draws in HTML (CHTML) back to MathML, for pages without any other form of them.

The elements ``mjx-mi``, ``mjx-msup`` and so on are those of MathML with a prefix. Between them are elements that only
position the signs. Each sign is an ``mjx-c`` whose class is its code point.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

from selectolax.lexbor import LexborNode

TOKENS = frozenset({"mi", "mn", "mo", "mtext", "ms"})
CODE = re.compile(r"\bmjx-c([0-9A-F]{1,6})\b")
# Elements that only position signs or draw lines.
DRAWN = frozenset({"mjx-nstrut", "mjx-dstrut", "mjx-tstrut", "mjx-line", "mjx-spacer", "mjx-surd", "mjx-mspace"})
# Elements between a fraction, a root or a stack and its parts.
BETWEEN = frozenset({"mjx-frac", "mjx-dbox", "mjx-dtable", "mjx-row", "mjx-sqrt", "mjx-box", "mjx-munder", "mjx-mover"})
INVISIBLE = dict.fromkeys(range(0x2061, 0x2065))  # invisible signs for application and multiplication
ALPHABETS = range(0x1D400, 0x1D800)  # letters in italics, bold and so on
MAX_DEPTH = 60
MAX_SIGNS = 4_000


def to_mathml(node: LexborNode) -> str:
    """The MathML of an ``mjx-math``. Empty if it draws nothing."""
    if len(node.css("mjx-c,mjx-utext")) > MAX_SIGNS:
        return ""
    inner = _row(_children(node), 0)
    return f"<math>{inner}</math>" if inner else ""


def _children(node: LexborNode) -> list[LexborNode]:
    return [child for child in node.iter() if (child.tag or "") not in DRAWN]


def _row(nodes: list[LexborNode], depth: int) -> str:
    return "".join(_convert(node, depth + 1) for node in nodes) if depth < MAX_DEPTH else ""


def _group(nodes: list[LexborNode], depth: int) -> str:
    """Several elements as one, for the parts of a fraction or a root."""
    return f"<mrow>{_row(nodes, depth)}</mrow>"


def _convert(node: LexborNode, depth: int) -> str:
    """One element with its content."""
    name = (node.tag or "").removeprefix("mjx-")
    if name in TOKENS:
        return f"<{name}>{escape(_signs(node))}</{name}>"
    if name == "mfrac":
        parts = [_inside(node, part, depth) for part in ("mjx-num", "mjx-den")]
        return f"<mfrac>{''.join(parts)}</mfrac>"
    if name == "msqrt":
        return f"<msqrt>{_inside(node, 'mjx-box', depth)}</msqrt>"
    if name == "mroot":
        return f"<mroot>{_inside(node, 'mjx-box', depth)}{_inside(node, 'mjx-root', depth)}</mroot>"
    if name in ("msup", "msub", "msubsup"):
        return _raised(node, name, depth)
    if name in ("munder", "mover", "munderover"):
        return _stacked(node, depth)
    if name in ("mtable", "mtr", "mtd"):
        return _table(node, name, depth)
    return _row(_children(node), depth)


def _signs(node: LexborNode) -> str:
    """The letters of a token, by the code points in its classes. Letters in italics become plain ones."""
    out = []
    for sign in node.css("mjx-c,mjx-utext"):
        found = CODE.search(sign.attrs.get("class") or "")
        code = int(found[1], 16) if found else 0
        out.append(chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else sign.text(deep=True) or "")
    text = "".join(out).translate(INVISIBLE)
    return "".join(unicodedata.normalize("NFKC", sign) if ord(sign) in ALPHABETS else sign for sign in text)


def _find(node: LexborNode, tag: str) -> LexborNode | None:
    """The part of an element with a name, without parts of its parts."""
    waiting = [node]
    while waiting:
        for child in waiting.pop().iter():
            if child.tag == tag:
                return child
            if child.tag in BETWEEN:
                waiting.append(child)
    return None


def _inside(node: LexborNode, tag: str, depth: int) -> str:
    """The content of a part of an element."""
    found = _find(node, tag)
    return _group(_children(found), depth) if found is not None else "<mrow></mrow>"


def _raised(node: LexborNode, name: str, depth: int) -> str:
    """A base with scripts at its upper or lower right. MathJax draws the upper one first."""
    children = _children(node)
    scripts = [part for child in children if child.tag == "mjx-script" for part in _children(child)]
    base = _group([child for child in children if child.tag != "mjx-script"], depth)
    if name == "msubsup" and len(scripts) == 2:
        return f"<msubsup>{base}{_convert(scripts[1], depth)}{_convert(scripts[0], depth)}</msubsup>"
    name = "msub" if name == "msub" else "msup"
    return f"<{name}>{base}{_group(scripts, depth)}</{name}>"


def _stacked(node: LexborNode, depth: int) -> str:
    """A base with something over or under it."""
    base, under, over = (_find(node, tag) for tag in ("mjx-base", "mjx-under", "mjx-over"))
    if base is None:  # a script beside it where the formula stands in a line
        return _raised(node, "msubsup", depth)
    name = "munderover" if under is not None and over is not None else "munder" if under is not None else "mover"
    parts = [_group(_children(part), depth) for part in (base, under, over) if part is not None]
    return f"<{name}>{''.join(parts)}</{name}>"


def _table(node: LexborNode, name: str, depth: int) -> str:
    """A table or a part of one, without the elements that position its rows."""
    if name == "mtd":
        return f"<mtd>{_row(_children(node), depth)}</mtd>"
    return f"<{name}>{_row(_children(node), depth)}</{name}>"
