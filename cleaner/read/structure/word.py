"""Lists that Word writes as paragraphs: each begins with its mark and states its level in a style."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from cleaner.read.structure.elements import beside

LEVEL = re.compile(r"mso-list:[^;]{0,40}?\blevel(\d)")
INDENT = re.compile(r"margin(?:-left|:(?:\s{0,3}[\w.-]{1,9}){3})\s{0,3}:?\s{0,3}(\d{0,3}\.?\d{1,4})(in|pt|cm|mm)")
STEP = {"in": 0.5, "pt": 36.0, "cm": 1.27, "mm": 12.7}  # by which Word indents a level
NUMBER = re.compile(r"\(?(?:(\d{1,6})|[a-z]{1,4})[.)]", re.I)
MARK = "span[style*=mso-list],span[style*='font:7']"  # the mark of an item, and the space of a fixed size after it
MAX_MARK_CHARS = 9
MAX_LEVEL = 9
MAX_UP = 3  # elements around the space that the mark begins


def mark_paragraphs(found: Sequence[LexborNode]) -> list[list[LexborNode]]:
    """The paragraphs of each list, without their marks.

    Their level, kind and number are noted as in the items of Quill: by ``class``, ``data-list`` and ``value``.
    """
    lists: list[list[LexborNode]] = []
    for node in found:
        mark = _take_mark(node)
        if not mark:
            continue
        style = (node.attrs.get("style") or "").lower()
        level = min(_level_of(style), MAX_LEVEL)
        number = NUMBER.fullmatch(mark)
        node.attrs["data-list"] = "bullet" if number is None else "ordered"
        if number is not None and number[1]:
            node.attrs["value"] = number[1]
        node.attrs["class"] = f"ql-indent-{level}"
        before = beside(node, forward=False)
        if lists and before is not None and before.mem_id == lists[-1][-1].mem_id:
            lists[-1].append(node)
        else:
            lists.append([node])
    return lists


def _level_of(style: str) -> int:
    """The level of an item, from 0, by its style: as stated, or else by its indentation."""
    stated = LEVEL.search(style)
    if stated:
        return max(0, int(stated[1]) - 1)
    indent = INDENT.search(style)
    return max(0, round(float(indent[1]) / STEP[indent[2]]) - 1) if indent else 0


def _take_mark(node: LexborNode) -> str:
    """Remove the mark from an item, and return it; empty if the paragraph has none."""
    space = node.css_first(MARK)
    if space is None:
        return ""
    holder = space
    for _ in range(MAX_UP):
        above = holder.parent
        if "mso-list" in (holder.attrs.get("style") or "") or above is None or above.mem_id == node.mem_id:
            break
        if len((above.text(deep=True) or "").strip()) > MAX_MARK_CHARS:
            break
        holder = above
    mark = (holder.text(deep=True) or "").strip()
    before = holder.prev
    if not mark and before is not None and before.is_text_node:  # the mark is beside the space after it
        mark = (before.text_content or "").strip()
        if 0 < len(mark) <= MAX_MARK_CHARS and before.prev is None:
            before.decompose()
        else:
            return ""
    if not 0 < len(mark) <= MAX_MARK_CHARS:
        return ""
    holder.decompose()
    return mark
