"""Panes of tabs: a tab shows one pane and hides the others, so hidden panes are text like the visible one."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.read.selectors import Selector, select

TABS = Selector(
    "[role=tab],[data-toggle=tab],[data-bs-toggle=tab],[data-toggle=pill],[data-bs-toggle=pill],"
    'ul[class*=tab] a[href^="#"],[role=tablist] a[href^="#"]'
)
TARGETS = ("aria-controls", "data-bs-target", "data-target", "href")
OUTSIDE = frozenset({"nav", "header", "footer", "aside", "form", "dialog"})
PANE = "tabpanel"  # the role of a pane, also where its tab does not name it
MAX_TABS = 500
MAX_LEVELS = 200  # elements around a pane


def find_panes(tree: LexborHTMLParser, words: int) -> frozenset[str]:
    """The ids of the elements that the page's tabs show."""
    found = set()
    for tab in select(tree, TABS, words)[:MAX_TABS]:
        target = next((value for name in TARGETS if (value := tab.attrs.get(name))), "")
        if target:
            found.add(target.removeprefix("#"))
    return frozenset(found)


def is_pane(node: LexborNode, panes: frozenset[str]) -> bool:
    """Whether a hidden element is a pane of the page's text: a tab shows it, and it is not in a menu or dialog."""
    attrs = node.attributes  # in the parser's form, an attribute that is missing costs an exception
    if (attrs.get("id") or "") not in panes and attrs.get("role") != PANE:
        return False
    at: LexborNode | None = node
    for _ in range(MAX_LEVELS):
        if at is None or not at.is_element_node:
            return True
        if at.tag in OUTSIDE or at.attrs.get("role") in ("dialog", "menu", "navigation", "alertdialog"):
            return False
        at = at.parent
    return False
