"""Panes of tabs: a tab shows one pane and hides the others, so hidden panes are text like the visible one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import is_in_tag, text_of

TABS = Selector(
    "[role=tab],[data-toggle=tab],[data-bs-toggle=tab],[data-toggle=pill],[data-bs-toggle=pill],"
    'ul[class*=tab] a[href^="#"],[role=tablist] a[href^="#"]'
)
TARGETS = ("aria-controls", "data-bs-target", "data-target", "href")
OUTSIDE = frozenset({"nav", "header", "footer", "aside", "form", "dialog"})
PANE = "tabpanel"  # the role of a pane, also where its tab does not name it
LISTS = Selector("[role=tablist]")
TAB = "[role=tab]"
CODE = "pre,code"
HEADINGS = "h1,h2,h3,h4,h5,h6"
NAMED = range(2, 13)  # tabs of a list whose names are put over their panes
MAX_NAME_CHARS = 40
MAX_LISTS = 40
MAX_LIST_LEVELS = 4  # from a list of tabs to an element that holds the panes
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


def name_panes(tree: LexborHTMLParser, words: int) -> None:
    """Move the name of each tab to the start of its pane, if the panes hold code: for each system or language its own.

    Elsewhere tabs are the menus of products, players and slides.
    """
    for tabs in select(tree, LISTS, words)[:MAX_LISTS]:
        names = [(tab.attrs.get("aria-controls") or "", text_of(tab)) for tab in tabs.css(TAB)[: NAMED.stop]]
        if len(names) not in NAMED or is_in_tag(tabs, OUTSIDE, MAX_LEVELS):
            continue
        panes = _panes_of(tabs, [target for target, _ in names])
        if len(panes) != len(names) or not all(0 < len(name) <= MAX_NAME_CHARS for _, name in names):
            continue
        if not any(pane.css_first(CODE) for pane in panes) or not all(map(text_of, panes)):  # a script fills them
            continue
        for pane, (_, name) in zip(panes, names, strict=True):
            heading = pane.css_first(HEADINGS)
            if (first := pane.first_child) is not None and (heading is None or text_of(heading) != name):
                line = create_tag("p")
                line.inner_html = f"<strong>{escape(name)}</strong>"
                first.insert_before(line)
        tabs.decompose()


def _panes_of(tabs: LexborNode, targets: Sequence[str]) -> list[LexborNode]:
    """The panes of a list of tabs, in its order: those that the tabs name, or all in the element around it."""
    around: LexborNode | None = tabs
    for _ in range(MAX_LIST_LEVELS):
        around = around.parent if around is not None else None
        if around is None or not around.is_element_node or around.tag == "body":
            break
        panes = around.css(f"[role={PANE}]")
        if len(around.css(str(LISTS))) > 1:
            break
        if panes:
            ids = [pane.attrs.get("id") or "" for pane in panes]
            return panes if not any(targets) or ids == [*targets] or not any(ids) else []
    return []
