"""Headings by role (``role="heading"``), and titles in exports of Google Docs and Word.

They become those of HTML after rules of sites have been matched.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import text_of
from cleaner.read.tags import DATA, PLACE, TABLE, group_of_names

DOCUMENT_TITLES = "p.MsoTitle,body.doc-content>p.title,div[id=contents] div.doc-content>p.title"
NAMED = Selector(f"div[role=heading][aria-level],p[role=heading][aria-level],{DOCUMENT_TITLES}")
LEVELS = frozenset("23456")
BLOCKS_IN_HEADING = "h1,h2,h3,h4,h5,h6,ul,ol,table,pre,blockquote,[role=heading] [role=heading]"
LINES = "div,p,section"
MAX_HEADINGS = 2_000
MAX_HEADING_CHARS = 160
MAX_LINES = 20  # elements in a heading that are looked at
MAX_UP = 60  # elements between a heading and the table around it


def name_headings(tree: LexborHTMLParser, words: int) -> Iterator[LexborNode]:
    """Replace such headings by those of HTML, with all their attributes, and give the new elements.

    A first level by role may be the title of a dialog, so it is none. ``words``: the words of the markup.
    """
    for node in select(tree, NAMED, words)[:MAX_HEADINGS]:
        level, parent = _level_of(node), node.parent
        if level is None or parent is None or not _is_heading(node) or _is_in_data(node):
            continue
        heading = create_tag(f"h{level}")
        heading.inner_html = node.inner_html or ""
        for name, value in node.attributes.items():
            heading.attrs[name] = value or ""
        before = node.prev
        node.replace_with(heading)  # by a copy
        made = parent.first_child if before is None else before.next
        if made is not None:
            yield made


def _level_of(node: LexborNode) -> str | None:
    if node.attrs.get("role") == "heading":
        level = (node.attrs.get("aria-level") or "").strip()
        return level if level in LEVELS else None
    return "1" if text_of(node) else None


def _is_heading(node: LexborNode) -> bool:
    """Whether an element holds one short line, which neither names an author nor has a meaning found before."""
    if PLACE in node.attrs:
        return False
    names = (node.attrs.get(name) or "" for name in ("class", "rel", "itemprop"))
    if any(group_of_names(each) == "people" for each in names if each):
        return False
    text = text_of(node)
    if len(text) > MAX_HEADING_CHARS or node.css_first(BLOCKS_IN_HEADING) is not None:
        return False
    return all(text_of(line) in ("", text) for line in node.css(LINES)[:MAX_LINES])


def _is_in_data(node: LexborNode) -> bool:
    """Whether an element is in a table of data, of which a heading would be no cell."""
    at = node.parent
    for _ in range(MAX_UP):
        if at is None or at.tag == "table":
            return at is not None and at.attrs.get(TABLE) == DATA
        at = at.parent
    return False
