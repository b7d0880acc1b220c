"""Converts lists of editors that have no tags for their structure to the form of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import beside
from cleaner.read.structure.word import mark_paragraphs
from cleaner.read.tags import PLACE

ASTRAY = "ul>ul,ul>ol,ol>ul,ol>ol"  # lists that belong to the item before them
REVERSED = Selector("ol[reversed]")
BY_ROLE = Selector("[role=list] [role=listitem]")
# Items of Quill's lists, which state their depth and marker.
FLAT = Selector("ol>li[data-list],ol>li[class*=ql-indent],ul>li[class*=ql-indent]")
LEVELLED = Selector("ul[class*=lst-kix],ol[class*=lst-kix]")  # of Google Docs: one list for each run of one level
PARTED = Selector("ol[start],ul.bulleted-list,ul.to-do-list")  # may continue the list before it, as Notion writes it
MARKS = Selector("li>span.ltx_tag_item")  # the mark of an item in the output of LaTeXML
PARAGRAPHS = Selector("p[class*=MsoList],p[style*=mso-list]")  # of Word, whose lists are paragraphs
BULLETS = Selector("li>[class*=bullet],li>[class*=marker]")  # drawn as text
BOXES = Selector(
    "li [role=checkbox],li .checkbox-on,li .checkbox-off,li[data-checked],ul.inline-task-list>li"  # last: of Confluence
)
LIST_TAGS = frozenset({"ul", "ol", "menu", "dl"})
INDENT = re.compile(r"\bql-indent-(\d)\b")
LEVEL = re.compile(r"\blst-kix_\w{1,40}-(\d)\b")
HEADINGS = "h1,h2,h3,h4,h5,h6"
MAX_LISTS = 500
MAX_ITEMS = 5_000
MAX_ASTRAY, MAX_ASTRAY_LEVELS = 2_000, 6
MAX_LEVELS = 64  # around a list
MAX_DIGITS = 9  # of the number of an item
MAX_STEPS = 4  # from an item by its role up to its list


def mark_lists(tree: LexborHTMLParser, astray: Sequence[LexborNode], words: int) -> None:
    """Nest, number and name the lists of a page. ``astray`` are those that are directly in another list."""
    _nest_flat(select(tree, FLAT, words))
    for items in mark_paragraphs(select(tree, PARAGRAPHS, words)[:MAX_ITEMS])[:MAX_LISTS]:
        holder = create_tag("div")
        holder.inner_html = _nested_markup(items, "ul")
        items[0].insert_before(holder)
        for item in items:
            item.decompose()
    _nest_levels(select(tree, LEVELLED, words))
    _nest_astray(astray)
    _number_backwards(select(tree, REVERSED, words))
    _join_parted(select(tree, PARTED, words))
    _drop_marks(select(tree, MARKS, words))
    for bullet in select(tree, BULLETS, words)[:MAX_ITEMS]:
        sign = (bullet.text(deep=True) or "").strip()
        if len(sign) == 1 and not sign.isalnum():
            bullet.decompose()
    _mark_roles(select(tree, BY_ROLE, words))
    _show_boxes(select(tree, BOXES, words))


def _nest_astray(lists: Sequence[LexborNode]) -> None:
    """Move lists that are directly in a list, as old editors write them, into the item before them.

    A move copies all content, so only the outermost of nested lists are moved.
    """
    chosen = lists[:MAX_ASTRAY]
    astray = {node.mem_id for node in chosen}
    for node in reversed([node for node in chosen if _levels_above(node, astray) < MAX_ASTRAY_LEVELS]):
        before = beside(node, forward=False)
        if before is not None and before.tag == "li":
            before.insert_child(node)
            node.decompose()


def _levels_above(node: LexborNode, among: set[int]) -> int:
    """The number of some elements around another, or MAX_ASTRAY_LEVELS if it is nested too deeply."""
    count = 0
    at = node.parent
    for _ in range(MAX_LEVELS):
        if at is None or at.tag == "body":
            return count
        count += at.mem_id in among
        at = at.parent
    return MAX_ASTRAY_LEVELS


def _number_backwards(lists: Sequence[LexborNode]) -> None:
    """Number the items of lists that count down as a browser does: from ``start`` or from their number."""
    for node in lists[:MAX_LISTS]:
        items = [item for item in node.iter() if item.tag == "li"]
        stated = (node.attrs.get("start") or "").strip()
        number = int(stated[:9]) if stated.isascii() and stated.isdigit() else len(items)
        for item in items:
            stated = (item.attrs.get("value") or "").strip()
            number = int(stated[:9]) if stated.isascii() and stated.isdigit() else number
            item.attrs["value"] = str(number)
            number -= 1


def _drop_marks(marks: Sequence[LexborNode]) -> None:
    """Remove bullets and numbers at the start of items. Any other mark becomes a part of the first paragraph."""
    for mark in marks[:MAX_ITEMS]:
        text = (mark.text(deep=True) or "").strip()
        number = text.removesuffix(".")
        paragraph = mark.parent.css_first("p") if mark.parent is not None else None
        if not any(map(str.isalnum, text)) or (number.isdecimal() and len(number) <= MAX_DIGITS):
            if number.isdecimal() and mark.parent is not None and "value" not in mark.parent.attrs:
                mark.parent.attrs["value"] = number
            mark.decompose()
        elif paragraph is not None and paragraph.first_child is not None:
            paragraph.first_child.insert_before(f"{text} ")
            mark.decompose()


def _mark_roles(items: Sequence[LexborNode]) -> None:
    """Mark lists that are named only by their roles, unless their items have headings, like the cards of a grid."""
    found: dict[int, tuple[LexborNode, list[LexborNode]]] = {}
    for item in items[:MAX_ITEMS]:
        node = _list_of(item)
        if node is not None and PLACE not in node.attrs:
            found.setdefault(node.mem_id, (node, []))[1].append(item)
    lists = {*found}
    for node, own in [*found.values()][:MAX_LISTS]:
        is_plain = node.tag not in LIST_TAGS and all(item.tag != "li" for item in own)
        if is_plain and _levels_above(node, lists) < MAX_ASTRAY_LEVELS and node.css_first(HEADINGS) is None:
            node.attrs[PLACE] = "list"
            for item in own:
                item.attrs[PLACE] = "item"


def _list_of(item: LexborNode) -> LexborNode | None:
    """The list around an item, by its role, if it is near."""
    at = item.parent
    for _ in range(MAX_STEPS):
        if at is None or not at.is_element_node:
            break
        if at.attrs.get("role") == "list":
            return at
        at = at.parent
    return None


def _show_boxes(boxes: Sequence[LexborNode]) -> None:
    """Put a check box before each item whose box is made of other elements."""
    for node in boxes[:MAX_ITEMS]:
        if node.parent is None or node.tag == "input":
            continue
        classes = (node.attrs.get("class") or "").split()
        ticked = (node.attrs.get("aria-checked") or node.attrs.get("data-checked") or "").lower() == "true"
        box = _box(ticked or "checkbox-on" in classes or (node.tag == "li" and "checked" in classes))
        first = node.first_child
        if node.tag != "li":
            node.insert_before(box)
        elif first is not None and node.css_first("input") is None:
            first.insert_before(box)


def _box(ticked: bool) -> LexborNode:
    box = create_tag("input")
    box.attrs["type"] = "checkbox"
    if ticked:
        box.attrs["checked"] = ""
    return box


def _nest_flat(items: Sequence[LexborNode]) -> None:
    """Rewrite a list whose items state by attributes their depth, numbering and check marks."""
    lists: dict[int, LexborNode] = {}
    for item in items[:MAX_ITEMS]:
        if item.parent is not None:
            lists.setdefault(item.parent.mem_id, item.parent)
    for node in [*lists.values()][:MAX_LISTS]:
        parts = [part for part in node.iter() if part.tag == "li"]
        if node.parent is None or any(part.css_first("ul,ol") is not None for part in parts):
            continue
        holder = create_tag("div")
        holder.inner_html = _nested_markup(parts, node.tag or "ul")
        node.insert_before(holder)
        node.decompose()


def _nested_markup(items: Sequence[LexborNode], otherwise: str) -> str:
    """Items with their depth and marks as nested lists."""
    out: list[str] = []
    opened: list[str] = []  # the tags of the lists around the current item, whose last items are open
    for item in items:
        stated = item.attrs.get("data-list") or ""
        tag = {"ordered": "ol", "bullet": "ul", "checked": "ul", "unchecked": "ul"}.get(stated, otherwise)
        found = INDENT.search(item.attrs.get("class") or "")
        depth = min(int(found[1]) if found else 0, len(opened))
        while len(opened) > depth + 1:
            out.append(f"</li></{opened.pop()}>")
        if len(opened) == depth + 1:
            out.append("</li>")
            if opened[-1] != tag:
                out.append(f"</{opened.pop()}>")
        if len(opened) == depth:
            out.append(f"<{tag}>")
            opened.append(tag)
        box = {"checked": '<input type="checkbox" checked>', "unchecked": '<input type="checkbox">'}.get(stated, "")
        number = f' value="{item.attrs["value"]}"' if tag == "ol" and "value" in item.attrs else ""
        out.append(f"<li{number}>{box}{item.inner_html or ''}")
    out += [f"</li></{tag}>" for tag in reversed(opened)]
    return "".join(out)


def _nest_levels(lists: Sequence[LexborNode]) -> None:
    """Move each list that is one level deeper than the list before it into the last item of that list."""
    levelled = {node.mem_id for node in lists}
    for node in lists[:MAX_LISTS]:
        if _levels_above(node, levelled):
            continue
        level = _level_of(node)
        before = beside(node, forward=False)
        while before is not None and _level_of(before) >= 0:
            above = _level_of(before)
            last = next((part for part in reversed([*before.iter()]) if part.tag == "li"), None)
            if above == level and before.tag == node.tag and _class_of(before) == _class_of(node):
                _append(before, node, sum(part.tag == "li" for part in before.iter()))
                break
            if last is None or above >= level:
                break
            inner = [part for part in last.iter() if _level_of(part) >= 0]
            if inner and _level_of(inner[-1]) <= level:
                before = inner[-1]
                continue
            last.insert_child(node)
            node.decompose()
            break


def _level_of(node: LexborNode) -> int:
    """The level of a list of Google Docs, or -1 for anything else."""
    if not node.is_element_node or node.tag not in LIST_TAGS:
        return -1
    found = LEVEL.search(node.attrs.get("class") or "")
    return int(found[1]) if found else -1


def _class_of(node: LexborNode) -> str:
    """The name that the lists of one level share in Google Docs."""
    found = LEVEL.search(node.attrs.get("class") or "")
    return found[0] if found else ""


def _join_parted(lists: Sequence[LexborNode]) -> None:
    """Move the items of a list that continues the one right before it into that list.

    A move copies all content, so inner lists are joined before those around them.
    """
    first_of: dict[int, LexborNode] = {}
    chains: dict[int, tuple[LexborNode, list[LexborNode]]] = {}
    for node in lists[:MAX_ITEMS]:
        before = beside(node, forward=False)
        if before is None or before.tag != node.tag or before.attrs.get("class") != node.attrs.get("class"):
            continue
        first = first_of.get(before.mem_id, before)
        first_of[node.mem_id] = first
        chains.setdefault(first.mem_id, (first, []))[1].append(node)
    for first, rest in reversed([*chains.values()]):
        size = sum(part.tag == "li" for part in first.iter())
        for node in rest:
            size = _append(first, node, size)
            if not size:
                break


def _append(before: LexborNode, node: LexborNode, size: int) -> int:
    """Move the items of a list to the end of one with ``size`` items. Return the new size, or 0 if numbers differ."""
    items = [*node.iter()]
    if node.tag == "ol":
        start, first = (_start_of(one) for one in (node, before))
        if start is None or first is None or start - first != size:
            return 0
    for part in items:
        before.insert_child(part)
    node.decompose()
    return size + sum(part.tag == "li" for part in items)


def _start_of(node: LexborNode) -> int | None:
    """The number of the first item of an ordered list, if it is a whole number."""
    stated = (node.attrs.get("start") or "1").strip()
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) <= MAX_DIGITS else None
