"""Footnotes whose definitions share one block, split by line breaks, and those of a plugin of WordPress in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import text_of

# Line breaks before what may be the anchor or the number of a definition.
PACKED = Selector("br+a[id],br+a[name],br+a[href*='#'],br+sup,br+span[id]")
ROWS = Selector("tr.footnotes_plugin_reference_row")
MARKS = ".footnote_plugin_tooltip_text"
MARK, DEFINITION = "footnote_plugin_tooltip_", "footnote_plugin_reference_"  # begin the ids of the plugin
NUMBERED = re.compile(r"[\[(]?\d{1,3}[\])]?(?!\d)")  # the start of a definition
HOLDERS = frozenset({"p", "div", "dd", "small"})
MAX_NOTES = 3_000
MAX_LINES = 1_000


def part_notes(tree: LexborHTMLParser, words: int, *, marked: bool) -> bool:
    """Make each definition a block of its own, to which its mark leads. Return whether marks were linked here.

    ``marked`` means that the page may have marks that this module does not link.
    """
    blocks: dict[int, LexborNode] = {}
    for node in select(tree, PACKED, words)[:MAX_NOTES] if marked else ():
        if node.parent is not None and node.parent.tag in HOLDERS:
            blocks.setdefault(node.parent.mem_id, node.parent)
    for block in blocks.values():
        _part(block)
    rows = select(tree, ROWS, words)[:MAX_NOTES]
    if rows:
        _open_plugin(tree, rows)
    return bool(rows)


def _part(block: LexborNode) -> None:
    """Make each line of a block a paragraph, if all begin with a number and most have an anchor."""
    lines: list[list[LexborNode]] = [[]]
    for node in block.iter(include_text=True):
        if node.tag == "br":
            lines.append([])
        else:
            lines[-1].append(node)
    lines = [line for line in lines if any((node.text(deep=True) or "").strip() for node in line)]
    if not 1 < len(lines) <= MAX_LINES or not all(map(_is_numbered, lines)):
        return
    if 2 * sum(any(node.is_element_node and _has_anchor(node) for node in line) for line in lines) <= len(lines):
        return
    holder = create_tag("div")
    holder.inner_html = "".join(f"<p>{''.join(node.html or '' for node in line)}</p>" for line in lines)
    for name, value in block.attributes.items():
        holder.attrs[name] = value or ""
    block.replace_with(holder)


def _is_numbered(line: Sequence[LexborNode]) -> bool:
    return NUMBERED.match("".join(node.text(deep=True) or "" for node in line).strip()) is not None


def _has_anchor(node: LexborNode) -> bool:
    """Whether an element has a name to which a mark may lead, or is a number that leads back to its mark."""
    attrs = node.attributes
    if attrs.get("id") or attrs.get("name"):
        return True
    return NUMBERED.fullmatch(text_of(node)) is not None and node.css_first("[id],[name]") is not None


def _open_plugin(tree: LexborHTMLParser, rows: Sequence[LexborNode]) -> None:
    """Replace the table of definitions by a list, and link the marks, whose addresses are in a script, to it."""
    for mark in tree.css(MARKS)[:MAX_NOTES]:
        name, link = mark.attrs.get("id") or "", mark.parent
        if name.startswith(MARK) and link is not None and link.tag == "a" and "href" not in link.attrs:
            link.attrs["href"] = f"#{DEFINITION}{name.removeprefix(MARK)}"
    tables: dict[int, tuple[LexborNode, list[str]]] = {}
    for row in rows:
        anchor, text, table = row.css_first(f"[id^={DEFINITION}]"), row.css_first("td.footnote_plugin_text"), row.parent
        while table is not None and table.tag in ("tbody", "thead"):
            table = table.parent
        if anchor is not None and text is not None and table is not None and table.tag == "table":
            item = f'<li id="{anchor.attrs["id"]}">{text.inner_html or ""}</li>'
            tables.setdefault(table.mem_id, (table, []))[1].append(item)
    for table, items in tables.values():
        if len(items) == len(table.css("tr")):
            numbered = create_tag("ol")
            numbered.inner_html = "".join(items)
            table.replace_with(numbered)
